"""The graph as a network: what becomes a node, a link, evidence."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.graphs import LocalGraph, Things, local_graph, open_graph
from slm_graph.network import Network, kinds_of, to_network
from slm_graph.network.terms import RDF_TYPE

BASE = "https://w3id.org/slm-graph/"
ONTOLOGY = f"{BASE}ontology#"
SALMONN = f"{BASE}system/salmonn"
CLASSES = "System SpeechEncoder LLM ModelFamily Model Dataset Task Method Paper".split()
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def statements(graph: LocalGraph) -> set[tuple[str, str, str]]:
    """Return the graph's statements between things of the network's classes, in SPARQL's view; one of two inverses."""
    classes = " ".join(f"<{ONTOLOGY}{name}>" for name in CLASSES)
    rows = graph.query(
        f"""SELECT DISTINCT ?s ?p ?o {{ ?s a ?c . ?o a ?d . ?s ?p ?o .
        VALUES ?c {{ {classes} }} VALUES ?d {{ {classes} }}
        FILTER (?p != slm:introducedBy || NOT EXISTS {{ ?o slm:introduces ?s }}) }}"""
    )
    return {(s.value, p.value, o.value) for s, p, o in rows}  # type: ignore[union-attr]


def test_links_are_the_graphs_statements(graph: LocalGraph, network: Network) -> None:
    found = {(one, key, other) for one, other, key in network.edges(keys=True)}
    assert len(found) == network.number_of_edges()
    assert found == statements(graph)


@pytest.mark.parametrize("name", CLASSES)
def test_nodes_are_the_graphs_instances(graph: LocalGraph, network: Network, name: str) -> None:
    instances = {
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(ONTOLOGY + name))
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert instances <= {*network}
    drawn = {node for node, cls in network.nodes(data="cls") if cls == name}
    assert drawn <= instances
    assert drawn == instances or name == "Model", "only slm:Model has subclasses"


def test_every_usage_is_evidence(graph: LocalGraph, network: Network) -> None:
    usages = {
        quad.subject.value.removeprefix(BASE)
        for quad in graph.store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(f"{ONTOLOGY}Usage"))
        if isinstance(quad.subject, ox.NamedNode)
    }
    on_links = {found["id"] for *_, data in network.edges(data=True) for found in data["evidence"]}
    alone = {found["id"] for _, data in network.nodes(data=True) for found in data["statements"]}
    assert on_links | alone == usages


def test_every_short_edge_shows_the_words_it_rests_on(network: Network) -> None:
    short = [data for *_, data in network.edges(data=True) if data["predicate"] in kinds_of(network).uses]
    assert short
    assert all(found["quotes"] and found["row"] for data in short for found in data["evidence"])
    assert all(data["evidence"] for data in short)


def test_parallel_links_stay_apart(network: Network) -> None:
    between = network[SALMONN][f"{BASE}dataset/librispeech"]
    assert {data["predicate"] for data in between.values()} == {"usesDataset", "trainedOn"}


def test_a_node_knows_what_a_reader_asks(network: Network) -> None:
    salmonn = network.nodes[SALMONN]
    assert (salmonn["label"], salmonn["cls"], salmonn["year"]) == ("SALMONN", "System", 2023)
    assert salmonn["modality"] == ["audio", "speech"]
    assert "speech recognition" in salmonn["groups"]
    assert ("Paper: arXiv", "https://arxiv.org/abs/2310.13289") in salmonn["links"]
    assert any(found.get("amount") == "4400" for found in salmonn["statements"])
    assert "Wishper" in network.nodes[f"{BASE}encoder/whisper"]["misspellings"]
    assert network.nodes[f"{BASE}task/asr"]["abbreviation"] == "ASR"


ids = st.integers(0, 5)


@given(st.sets(st.tuples(ids, st.sampled_from(["usesLLM", "usesDataset", "variantOf"]), ids)), st.sets(ids))
def test_graph_to_network_to_graph_keeps_every_link(links: set[tuple[int, str, int]], things: set[int]) -> None:
    name = "<http://example.org/{}>".format
    there = things | {end for one, _, other in links for end in (one, other)}
    text = "".join(f"{name(i)} a <{ONTOLOGY}LLM> .\n" for i in there)
    text += "".join(f"{name(one)} <{ONTOLOGY}{predicate}> {name(other)} .\n" for one, predicate, other in links)
    found = to_network(local_graph(text))
    assert {*found} == {f"http://example.org/{i}" for i in there}
    back = {
        (int(one.rpartition("/")[2]), data["predicate"], int(other.rpartition("/")[2]))
        for one, other, data in found.edges(data=True)
    }
    assert back == links


def test_the_order_of_a_file_means_nothing(output: Path, network: Network, tmp_path: Path) -> None:
    lines = (output / "slm-graph.nt").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "reversed.nt").write_text("".join(reversed(lines)), encoding="utf-8")
    other = to_network(tmp_path / "reversed.nt")
    assert list(other.nodes(data=True)) == list(network.nodes(data=True))
    assert list(other.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))


def test_a_triple_term_may_stand_wherever_a_value_does(tmp_path: Path) -> None:
    slm = "https://w3id.org/slm-graph/ontology#"
    term = f"<<( <urn:a> <{slm}family> <urn:b> )>>"
    predicates = [f"{slm}year", f"{slm}modality", f"{slm}taskGroup", "http://www.w3.org/2000/01/rdf-schema#label"]
    lines = [f"<urn:a> <{predicate}> {term} ." for predicate in predicates]
    path = tmp_path / "terms.nt"
    path.write_text("\n".join([f"<urn:a> a <{slm}Task> .", *lines]).replace(" a ", f" <{RDF_TYPE}> "), "utf-8")
    assert to_network(path).nodes["urn:a"]["modality"] == [term.replace("<<( ", "").replace(" )>>", "")]
    assert Things(open_graph(path), [f"{slm}Task"]).find("urn:a").iri == "urn:a"

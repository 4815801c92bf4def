"""The graph as a network: what becomes a node, a link, evidence; and what is measured on it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.graphs.local import LocalGraph, local_graph, open_graph
from slm_graph.network import reader as networks
from slm_graph.network.reader import CLASSES, ONTOLOGY, Network, to_network
from slm_graph.pages.layout import positions

BASE = "https://w3id.org/slm-graph/"
SALMONN = f"{BASE}system/salmonn"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def graph(output: Path) -> LocalGraph:
    return open_graph(output / "slm-graph.ttl")


@pytest.fixture(scope="module")
def network(graph: LocalGraph) -> Network:
    return to_network(graph)


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
    short = [data for *_, data in network.edges(data=True) if data["predicate"] in networks.USES]
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


# --- parts


def test_around_goes_in_both_directions(network: Network) -> None:
    one, two = networks.around(network, SALMONN, 1), networks.around(network, SALMONN, 2)
    assert len(one) == 1 + len({*network.predecessors(SALMONN), *network.successors(SALMONN)})
    assert {*one} < {*two}
    assert f"{BASE}system/wavllm" in two, "SALMONN and WavLLM share Whisper"


def test_classes_choose_nodes(network: Network) -> None:
    part = networks.of_classes(network, ["System", "LLM"])
    assert {cls for _, cls in part.nodes(data="cls")} == {"System", "LLM"}
    with pytest.raises(LookupError, match="did you mean LLM"):
        networks.of_classes(network, ["LLMs"])


def test_results_choose_a_part(network: Network, graph: LocalGraph) -> None:
    query = f"CONSTRUCT {{ ?s a slm:System . ?e a slm:SpeechEncoder . ?s slm:usesSpeechEncoder ?e }} WHERE {{ VALUES ?s {{ <{SALMONN}> }} ?s slm:usesSpeechEncoder ?e }}"  # noqa: E501
    part = networks.of_results(network, graph.query(query), graph)
    assert (part.number_of_nodes(), part.number_of_edges()) == (3, 2)
    assert part.nodes[SALMONN]["label"] == "SALMONN"
    assert all(data["evidence"] for *_, data in part.edges(data=True))
    rows = networks.of_results(network, graph.query(f"SELECT ?e {{ <{SALMONN}> slm:usesSpeechEncoder ?e }}"), graph)
    assert len(rows) == 2
    with pytest.raises(ValueError, match="yes or no"):
        networks.of_results(network, graph.query("ASK {}"), graph)


# --- measures


def test_measures(network: Network) -> None:
    central = networks.centrality(network)
    assert central[f"{BASE}task/asr"][0] > 10
    assert all(0 <= between <= 1 for _, between in central.values())
    members = Counter(networks.communities(network).values())
    assert sum(members.values()) == len(network)
    assert [count for _, count in sorted(members.items())] == sorted(members.values(), reverse=True)
    for pair in networks.similar_systems(network):
        assert {*pair.shared} == networks.components_of(network, pair.one) & networks.components_of(network, pair.other)


def test_statistics_count_what_is_there(network: Network) -> None:
    found = networks.statistics(network)
    assert sum(found.classes.values()) == len(network)
    assert sum(found.predicates.values()) == network.number_of_edges()
    assert found.central_encoders[0][:2] == ("Whisper", 9)
    assert "Machine Translation" in found.unused["Task"]


# --- files


def test_csv_and_graphml_hold_the_network(network: Network, tmp_path: Path) -> None:
    nodes, edges = networks.write_csv(tmp_path, network)
    with nodes.open(encoding="utf-8", newline="") as stream:
        assert {row["IRI"] for row in csv.DictReader(stream)} == {*network}
    with edges.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == network.number_of_edges()
    networks.write_graphml(tmp_path / "a.graphml", network)
    read = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(network), network.number_of_edges())


def test_graphml_leaves_out_what_xml_cannot_hold(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = f'<http://example.org/a> a <{ONTOLOGY}LLM> ; {label} "a\\u0001<b>\\u2028" .'
    networks.write_graphml(tmp_path / "a.graphml", to_network(local_graph(text)))
    assert nx.read_graphml(tmp_path / "a.graphml").nodes["http://example.org/a"]["label"] == "a<b>\u2028"


# --- the layout


def test_the_layout_is_the_same_in_every_run(output: Path) -> None:
    code = (
        "import sys; from slm_graph.network import *; from slm_graph.pages.layout import positions; "
        "n = to_network(sys.argv[1]); k = {x: i for i, x in enumerate(n)}; "
        "print(positions([(k[a], k[b]) for a, b in n.edges()], [8] * len(n)), communities(n))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(output / "slm-graph.ttl")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_nodes_lie_apart(network: Network) -> None:
    number = {node: index for index, node in enumerate(network)}
    places = positions([(number[one], number[other]) for one, other in network.edges()], [8] * len(network))
    assert len(places) == len(network)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1501])
def test_layouts_of_all_sizes_are_finite(count: int) -> None:
    places = positions([(i, i // 2) for i in range(1, count)], [6] * count)
    assert len(places) == count
    assert all(abs(x) < 1e6 and abs(y) < 1e6 for x, y in places)


def test_things_without_links_are_laid_out() -> None:
    assert len(set(positions([], [6] * 30))) == 30

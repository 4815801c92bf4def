"""The network of any RDF graph: the files of tests/cases/view, each with what shall be seen of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.graphs import local_graph, open_graph
from slm_graph.network import Network, find_node, kinds_of, to_network
from slm_graph.problems import NotFound
from tools import ROOT

CASES = sorted(path for path in (ROOT / "tests" / "cases" / "view").iterdir() if path.suffix != ".txt")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def lines(network: Network) -> Iterator[str]:
    """Yield what a reader sees of a network: classes, things, links."""
    kinds = kinds_of(network)
    yield f"title: {network.graph['title']}"
    for cls in kinds.classes:
        things = [data for _, data in network.nodes(data=True) if data["cls"] == cls]
        yield f"{kinds.labels[cls]}: {', '.join(sorted(data['label'] for data in things))}"
    for _, data in network.nodes(data=True):
        told = [
            *([f"“{data['definition']}”"] if data["definition"] else []),
            *(f"also {name}" for name in data["aliases"]),
        ]
        told += [f"{name}: {text}" for name, text in data["facts"]] + [f"{name} → {url}" for name, url in data["links"]]
        if told or data["year"]:
            year = f" ({data['year']})" if data["year"] else ""
            yield f"{data['label']}{year}: {'; '.join(told)}"
    for one, other, data in network.edges(data=True):
        words = kinds.words[data["predicate"]]
        yield f"{network.nodes[one]['label']} —{words}→ {network.nodes[other]['label']}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_is_seen_of_a_graph(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "".join(f"{line}\n" for line in lines(to_network(open_graph(path, steady=True)))) == expected


def test_each_expectation_has_its_graph() -> None:
    expected = {path.stem for path in (ROOT / "tests" / "cases" / "view").glob("*.txt")}
    assert expected == {path.stem for path in CASES} != set()


@pytest.mark.parametrize("rdf_format", [ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD])
def test_every_format_shows_the_same(rdf_format: ox.RdfFormat, tmp_path: Path) -> None:
    source = ROOT / "tests" / "cases" / "view" / "thesaurus.ttl"
    store = open_graph(source).store
    path = tmp_path / f"a.{rdf_format.file_extension}"
    path.write_bytes(store.dump(format=rdf_format, from_graph=ox.DefaultGraph()) or b"")
    assert list(lines(to_network(open_graph(path)))) == list(lines(to_network(source)))


def test_our_own_ontology_is_a_graph_too() -> None:
    network = to_network(ROOT / "ontology" / "slm.ttl")
    kinds = kinds_of(network)
    assert {"Class", "ObjectProperty", "DatatypeProperty"} <= {*kinds.classes}
    namespace = "https://w3id.org/slm-graph/ontology#"
    seen = {(one, data["predicate"], other) for one, other, data in network.edges(data=True)}
    assert (f"{namespace}usesLLM", "domain", f"{namespace}System") in seen
    assert (f"{namespace}LLM", "subClassOf", f"{namespace}Model") in seen
    assert network.graph["title"] == "SLM ontology"


def test_the_order_of_statements_does_not_matter() -> None:
    text = (ROOT / "tests" / "cases" / "view" / "own.nt").read_text(encoding="utf-8").splitlines()
    expected = list(lines(to_network(local_graph("\n".join(text)))))
    for seed in range(5):
        random.Random(seed).shuffle(text)  # noqa: S311
        assert sorted(lines(to_network(local_graph("\n".join(text))))) == sorted(expected)


def test_a_thing_is_found_by_what_it_is_called() -> None:
    network = to_network(open_graph(ROOT / "tests" / "cases" / "view" / "foaf.rdf", steady=True))
    for name in ("ADA", "Ada Lindqvist", "https://example.org/ada/foaf.rdf#me"):
        assert network.nodes[find_node(network, name)]["label"] == "Ada Lindqvist"
    with pytest.raises(NotFound, match="did you mean Bo Okafor"):
        find_node(network, "Bo Okafo")
    twice = to_network(local_graph(f'<urn:a> <{RDFS}label> "A" . <urn:b> <{RDFS}label> "A" .'))
    with pytest.raises(NotFound, match="may be urn:a, urn:b"):
        find_node(twice, "a")


def test_lists_that_lead_into_themselves_end() -> None:
    loop = f"_:a <{RDF}first> <urn:x> ; <{RDF}rest> _:a . <urn:s> <urn:p> _:a . <urn:x> <urn:q> 1 ."
    assert list(to_network(local_graph(loop)).edges()) == [("urn:s", "urn:x")]
    union = f"_:u <{OWL}unionOf> _:u . <urn:s> <{RDFS}subClassOf> _:u ; <{RDFS}label> 's' ."
    (node,) = to_network(local_graph(union)).nodes
    assert node == "urn:s"


def test_nested_expressions_take_no_longer_than_they_are_long() -> None:
    """Each level names the next one ten times: read anew each time, that would be 10^30 things."""
    levels = 30
    lines_of_levels = [f"_:l{n} <{OWL}unionOf> ({' '.join([f'_:l{n + 1}'] * 10)}) ." for n in range(levels)]
    text = f"<urn:s> <{RDFS}subClassOf> _:l0 . _:l{levels} <{OWL}unionOf> (<urn:x>) . <urn:x> <{RDFS}label> 'X' ."
    network = to_network(local_graph("\n".join([*lines_of_levels, text])))
    assert list(network.edges()) == [("urn:s", "urn:x")]
    assert sum(len(text) for _, text in network.nodes["urn:s"]["facts"]) < 100_000


def test_blank_nodes_are_labelled_by_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("[] <urn:p> [ <urn:q> _:x ] . _:x <urn:q> 1 .", encoding="utf-8")
    assert {quad.subject.value for quad in open_graph(path, steady=True).store} == {"b0", "b1", "b2"}


def test_a_graph_that_is_mostly_of_others_is_read_as_any() -> None:
    foaf = "http://xmlns.com/foaf/0.1/"
    people = "".join(f"<urn:p{n}> a <{foaf}Person> ." for n in range(5))
    network = to_network(local_graph(f"{people} <urn:s> a <https://w3id.org/slm-graph/ontology#System> ."))
    assert kinds_of(network).classes == ("Person", "System")

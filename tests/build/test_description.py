"""The graph's description of itself is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, VOID, XSD
from rdflib.term import Node

import slm_graph

GRAPH = URIRef("https://w3id.org/slm-graph/graph")


@pytest.fixture(scope="module")
def graph(output: Path) -> Graph:
    return Graph().parse(output / "slm-graph.ttl", format="turtle")


def number(graph: Graph, node: Node, property_: URIRef) -> int:
    value = graph.value(node, property_)
    assert isinstance(value, Literal)
    return int(value)


def test_counts_of_the_whole(graph: Graph) -> None:
    assert number(graph, GRAPH, VOID.triples) == len(graph)
    assert number(graph, GRAPH, VOID.distinctSubjects) == len(set(graph.subjects()))
    assert number(graph, GRAPH, VOID.entities) == len(set(graph.subjects(RDF.type)))


def test_counts_of_every_class(graph: Graph) -> None:
    partitions = graph.objects(GRAPH, VOID.classPartition)
    counted = {graph.value(node, VOID["class"]): number(graph, node, VOID.entities) for node in partitions}
    classes = set(graph.objects(None, RDF.type))
    assert counted == {cls: len(set(graph.subjects(RDF.type, cls))) for cls in classes}


def test_counts_of_every_property(graph: Graph) -> None:
    partitions = graph.objects(GRAPH, VOID.propertyPartition)
    counted = {graph.value(node, VOID.property): number(graph, node, VOID.triples) for node in partitions}
    assert counted == {used: len(list(graph.triples((None, used, None)))) for used in set(graph.predicates())}


def test_says_what_a_catalogue_asks(graph: Graph) -> None:
    asked = (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.modified, DCTERMS.source, DCAT.keyword)
    for property_ in asked:
        assert graph.value(GRAPH, property_), property_
    assert graph.value(GRAPH, URIRef(f"{DCAT}version")) == Literal("0.1.0")
    assert len(list(graph.objects(GRAPH, DCAT.distribution))) == 4
    generator = graph.value(GRAPH, PROV.wasAttributedTo)
    assert graph.value(generator, DCTERMS.title) == Literal(f"slm-graph {slm_graph.__version__}")


def test_literals_are_well_typed(graph: Graph) -> None:
    for literal in graph.objects():
        if isinstance(literal, Literal) and literal.datatype is not None:
            assert not literal.ill_typed, literal
            # rdflib 7.6 checks the others, and makes no value of a gYearMonth.
            if literal.datatype == XSD.gYearMonth:
                assert re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", literal)

"""The graph's description of itself is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD
from rdflib.term import Node

import slm_graph
from projects import laid_out
from slm_graph.project import Project
from slm_graph.rdf import DEFAULT_ENDINGS

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


def test_every_distribution_has_an_address_that_gives_access(graph: Graph) -> None:
    for distribution in graph.objects(GRAPH, DCAT.distribution):
        assert graph.value(distribution, DCAT.accessURL) == GRAPH
        assert graph.value(distribution, DCAT.downloadURL) is None


def test_who_made_and_who_publishes_it_are_agents_with_names(graph: Graph, project: Project) -> None:
    settings = yaml.safe_load((project.data / "survey.yaml").read_text(encoding="utf-8"))["graph"]
    publisher, creator = graph.value(GRAPH, DCTERMS.publisher), graph.value(GRAPH, DCTERMS.creator)
    for agent, said in ((publisher, settings["publisher"]), (creator, settings["creators"][0])):
        assert agent == URIRef(f"https://w3id.org/slm-graph/agent/{said['id']}")
        assert (agent, RDF.type, FOAF.Agent) in graph
        assert graph.value(agent, FOAF.name) == Literal(said["name"])


@pytest.mark.parametrize("downloads", ["https://example.org/files", "https://example.org/files/"])
def test_a_survey_that_can_be_had_elsewhere_says_where(tmp_path: Path, downloads: str) -> None:
    settings = laid_out(tmp_path) / "data" / "survey.yaml"
    more = f"  endpoint: https://example.org/sparql\n  downloads: {downloads}\n"
    text = settings.read_text(encoding="utf-8")
    assert text.count("\ngraph:\n") == 1
    settings.write_text(text.replace("\ngraph:\n", f"\ngraph:\n{more}"), encoding="utf-8")
    graph = slm_graph.build_graph(tmp_path / "data")
    assert graph.value(GRAPH, VOID.sparqlEndpoint) == URIRef("https://example.org/sparql")
    addresses = {str(address) for address in graph.objects(None, DCAT.downloadURL)}
    assert addresses == {f"https://example.org/files/slm-graph.{ending}" for ending in DEFAULT_ENDINGS}


def test_literals_are_well_typed(graph: Graph) -> None:
    for literal in graph.objects():
        if isinstance(literal, Literal) and literal.datatype is not None:
            assert not literal.ill_typed, literal
            # rdflib 7.6 checks the others, and makes no value of a gYearMonth.
            if literal.datatype == XSD.gYearMonth:
                assert re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", literal)

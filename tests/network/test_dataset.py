"""What search engines read of a graph: a dataset of schema.org."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from rdflib.term import Node

from slm_graph.graphs import local_graph
from slm_graph.network import Network, to_network

GRAPH = rdflib.URIRef("https://w3id.org/slm-graph/graph")
SCHEMA = rdflib.Namespace("http://schema.org/")
SAME = {
    "name": DCTERMS.title,
    "description": DCTERMS.description,
    "version": rdflib.URIRef(f"{DCAT}version"),
    "dateModified": DCTERMS.modified,
    "keywords": DCAT.keyword,
    "license": DCTERMS.license,
    "creator": DCTERMS.creator,
    "publisher": DCTERMS.publisher,
    "isBasedOn": DCTERMS.source,
    "distribution": DCAT.distribution,
}


def read(network: Network) -> rdflib.Graph:
    """Return the description as triples; its context is not fetched, since its words are those of schema.org itself."""
    described = network.graph["dataset"]
    assert described["@context"] == str(SCHEMA)
    context = {"@vocab": str(SCHEMA), "license": {"@type": "@id"}, "url": {"@type": "@id"}}
    quads = ox.parse(json.dumps({**described, "@context": context}), format=ox.RdfFormat.JSON_LD)
    lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="ntriples")


def values(graph: rdflib.Graph, subject: Node, predicate: Node) -> set[str]:
    return {str(value) for value in graph.objects(subject, predicate)}


def test_it_says_what_the_graph_says_of_itself(network: Network, output: Path) -> None:
    described, told = read(network), rdflib.Graph().parse(output / "slm-graph.ttl")
    assert described.value(GRAPH, RDF.type) == SCHEMA.Dataset
    for name, predicate in SAME.items():
        assert values(described, GRAPH, SCHEMA[name]) == values(told, GRAPH, predicate) != set(), name
    for node in described.objects(GRAPH, SCHEMA.distribution):
        assert described.value(node, RDF.type) == SCHEMA.DataDownload
        assert values(described, node, SCHEMA.url) == values(told, node, DCAT.accessURL) == {str(GRAPH)}
        media_type = f"https://www.iana.org/assignments/media-types/{described.value(node, SCHEMA.encodingFormat)}"
        assert values(told, node, DCAT.mediaType) == {media_type}
    publisher = described.value(GRAPH, SCHEMA.publisher)
    assert publisher is not None
    assert values(described, publisher, SCHEMA.name) == values(told, publisher, FOAF.name)


@pytest.mark.parametrize("datasets", [0, 2])
def test_a_graph_that_does_not_say_which_dataset_it_is_has_none(datasets: int) -> None:
    kinds = "<http://www.w3.org/ns/dcat#Dataset> , <http://rdfs.org/ns/void#Dataset>"
    text = "".join(f"<http://example.org/{number}> a {kinds} ." for number in range(datasets))
    assert to_network(local_graph(text)).graph["dataset"] == {}

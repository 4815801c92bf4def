"""What the endpoint says of itself.

References
----------
SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, Source
from slm_graph.rdf import RDF_TYPE, W3C_FORMATS, iri_text
from slm_graph.serve.formats import GRAPHS, ROWS, by_media_type
from slm_graph.serve.negotiation import best
from slm_graph.serve.query import write
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output

SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = ox.NamedNode(iri_text(RDF_TYPE))
_MOST_GRAPHS = 1000
"""Named graphs that are listed."""


def describe(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Describe the endpoint at `address` in what `accept` wants; lead a person to where it is asked."""
    if best(arguments["accept"], [*by_media_type(GRAPHS), "text/html"]) == "text/html":
        up = "../" if arguments["address"].endswith("/") else ""
        return Head(303, {"Location": f"{up}explore/index.html#questions", "Vary": "Accept"})
    prefixes = {"sd": SD, "formats": W3C_FORMATS}
    return write([*_statements(context.source, arguments["address"])], arguments["accept"], "", output, prefixes)


def _statements(graph: Source, address: str) -> Iterator[ox.Triple]:
    service, dataset, default = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("default")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(address))
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if isinstance(graph, LocalGraph):
        yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for iri in (*(row.iri for row in ROWS), *(row.iri for row in GRAPHS)):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(iri))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _sd("Graph"))
    listed = graph.store.named_graphs() if isinstance(graph, LocalGraph) else ()
    names = (name for name in listed if isinstance(name, ox.NamedNode))
    for number, name in enumerate(itertools.islice(names, _MOST_GRAPHS)):
        named, node = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), name)
        yield ox.Triple(named, _sd("graph"), node)
        yield ox.Triple(node, _TYPE, _sd("Graph"))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)

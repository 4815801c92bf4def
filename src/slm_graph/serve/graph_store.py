"""Graphs as a whole.

References
----------
SPARQL 1.1 Graph Store HTTP Protocol, section 5.2 (GET), https://www.w3.org/TR/sparql11-http-rdf-update/#http-get.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import Dataset, QueryFault
from slm_graph.serve.answering import Output, Refused
from slm_graph.serve.formats import DATASETS, content_type
from slm_graph.serve.messages import Head
from slm_graph.serve.query import chosen, write
from slm_graph.serve.served import Context

_ALL = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"


def read(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the graph of an IRI; that of "" is all graphs together; None asks for the dataset, graph by graph."""
    name, graph = arguments["graph"], context.graph
    if name is None:
        media_type, row = chosen(arguments["accept"], arguments["format"], DATASETS)
        graph.store.dump(output.stream, format=row.format, prefixes=dict(graph.prefixes))
        return Head(200, {"Content-Type": content_type(media_type), "Vary": "Accept"})
    try:
        triples = graph.query(_ALL, Dataset([name]) if name else Dataset())
    except QueryFault as fault:
        raise Refused(400, fault.message) from None
    if name and not graph.store.contains_named_graph(ox.NamedNode(name)):
        raise Refused(404, f"{name}: no such graph; GET it with ?default for all graphs together")
    return write(triples, arguments["accept"], arguments["format"], output, graph.prefixes)

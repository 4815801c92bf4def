"""Graphs as a whole, sent while they are read: however large they are, that takes no memory, and may take its time.

References
----------
SPARQL 1.1 Graph Store HTTP Protocol, section 5.2 (GET), https://www.w3.org/TR/sparql11-http-rdf-update/#http-get.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from slm_graph.serve.formats import DATASETS, GRAPHS, content_type
from slm_graph.serve.query import chosen
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output, Refused


def read(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the graph of an IRI; that of "" is all graphs together; None asks for the dataset, graph by graph.

    What stands in several graphs is given as often where they are given together, which a graph does not mind.
    """
    name, graph = arguments["graph"], context.graph
    node = _node(name) if name else None
    if node and not graph.store.contains_named_graph(node):
        raise Refused(404, f"{name}: no such graph; GET it with ?default for all graphs together")
    media_type, row = chosen(arguments["accept"], arguments["format"], DATASETS if name is None else GRAPHS)
    head = Head(200, {"Content-Type": content_type(media_type), "Vary": "Accept"})
    output.begin(head)
    prefixes = dict(graph.prefixes)
    if name is None:
        graph.store.dump(output.stream, format=row.format, prefixes=prefixes)
    else:
        triples = (quad.triple for quad in graph.store.quads_for_pattern(None, None, None, node))
        ox.serialize(triples, output.stream, format=row.format, prefixes=prefixes)
    return head


def _node(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise Refused(400, f"{name}: is no absolute IRI of a graph") from None

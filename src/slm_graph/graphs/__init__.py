"""A graph to ask: a file, an endpoint; and what people call the things in it."""

from __future__ import annotations

from slm_graph.graphs.endpoint import Endpoint
from slm_graph.graphs.local import (
    MAX_RDF_BYTES,
    URI_SPACE,
    Dataset,
    LocalGraph,
    Results,
    Source,
    Value,
    add_quads,
    graph_argument,
    graph_file,
    known_prefixes,
    local_graph,
    open_graph,
)
from slm_graph.graphs.lookup import Found, Things, last_part, names_query
from slm_graph.graphs.naming import short_iri
from slm_graph.graphs.opening import open_for
from slm_graph.graphs.parsing import file_format, parser_problem
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.graphs.streaming import StreamedGraph

__all__ = [
    "MAX_RDF_BYTES",
    "URI_SPACE",
    "Dataset",
    "Endpoint",
    "Found",
    "LocalGraph",
    "QueryFault",
    "Results",
    "Source",
    "StreamedGraph",
    "Things",
    "Value",
    "add_quads",
    "file_format",
    "graph_argument",
    "graph_file",
    "known_prefixes",
    "last_part",
    "local_graph",
    "names_query",
    "open_for",
    "open_graph",
    "parser_problem",
    "short_iri",
]

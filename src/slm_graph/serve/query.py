"""A query answered in the format that a client wants.

References
----------
SPARQL 1.1 Protocol, section 2.1, https://www.w3.org/TR/sparql11-protocol/#query-operation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import Dataset, LocalGraph, QueryFault, Results
from slm_graph.rdf import services, sparql
from slm_graph.serve.formats import GRAPHS, ROWS, AnswerFormat, by_media_type, by_name, content_type
from slm_graph.serve.negotiation import best
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output, Refused


def answer(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Answer `query`, put to the graphs `default` and `named`, in what `accept` or `format` wants.

    Raises
    ------
    Refused
        It is no query, or its answer has no such format.
    """
    text = arguments["query"]
    if (offset := services.service(text)) is not None:
        line, column = sparql.position(text, offset)
        raise Refused(400, f"{line}:{column}: SERVICE is not answered: this server asks no other one")
    dataset = Dataset(arguments["default"], arguments["named"])
    try:
        results = _asked(context, text, dataset)
    except QueryFault as fault:
        place = f"{fault.line}:{fault.column}: " if fault.line else ""
        raise Refused(400, f"{place}{fault.message}") from None
    # Some clients send names of their own beside the header that says it.
    name = arguments["format"] if any(by_name(rows, arguments["format"]) for rows in (ROWS, GRAPHS)) else ""
    return write(results, arguments["accept"], name, output, context.source.prefixes)


def _asked(context: Context, text: str, dataset: Dataset) -> Results:
    if isinstance(context.source, LocalGraph):
        return context.source.query(text, dataset, base=context.source.base)
    if any(dataset):
        raise Refused(400, "this server asks another endpoint; name the graphs in the query, by FROM and FROM NAMED")
    return context.source.query(text)


def write(results: Results, accept: str, name: str, output: Output, prefixes: Mapping[str, str]) -> Head:
    """Write an answer in the format of a name, or else in the one that an Accept header wants most."""
    is_graph = not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))
    formats: Sequence[AnswerFormat[Any]] = GRAPHS if is_graph else ROWS
    media_type, written = chosen(accept, name, formats)
    try:
        if isinstance(results, (ox.QuerySolutions, ox.QueryBoolean)):
            results.serialize(output.stream, format=written.format)
        else:
            ox.serialize(results, output.stream, format=written.format, prefixes=dict(prefixes))
    except (OSError, RuntimeError, ValueError) as error:
        raise Refused(400, str(error)) from None
    return Head(200, {"Content-Type": content_type(media_type), "Vary": "Accept"})


def chosen(accept: str, name: str, formats: Sequence[AnswerFormat[Any]]) -> tuple[str, AnswerFormat[Any]]:
    """Return a format and its media type: that of a name, or else the one that an Accept header wants most."""
    if name:
        row = by_name(formats, name)
        if row is None:
            raise Refused(406, f"format={name}: this answer comes as {', '.join(row.name for row in formats)}")
        return row.media_types[0], row
    rows = by_media_type(formats)
    media_type = best(accept, [*rows])
    if not media_type:
        raise Refused(406, f"this answer comes as {', '.join(row.media_types[0] for row in formats)}; accept one")
    return media_type, rows[media_type]

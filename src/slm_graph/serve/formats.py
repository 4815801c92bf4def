"""What answers are written in, by media type: a row a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import pyoxigraph as ox

from slm_graph.rdf import FORMATS, W3C_FORMATS

F = TypeVar("F")


class AnswerFormat(NamedTuple, Generic[F]):
    """A format: its short name, its media types, the registered one first, what pyoxigraph and the W3C call it."""

    name: str
    media_types: Sequence[str]
    format: F
    iri: str


def _results(name: str) -> str:
    return f"{W3C_FORMATS}SPARQL_Results_{name}"


_R = ox.QueryResultsFormat
ROWS: Sequence[AnswerFormat[ox.QueryResultsFormat]] = (
    AnswerFormat("json", ("application/sparql-results+json", "application/json"), _R.JSON, _results("JSON")),
    AnswerFormat("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), _R.XML, _results("XML")),
    AnswerFormat("csv", ("text/csv",), _R.CSV, _results("CSV")),
    AnswerFormat("tsv", ("text/tab-separated-values",), _R.TSV, _results("TSV")),
)
"""Of SELECT and ASK."""

_ALSO = {"jsonld": ("application/json",), "rdf": ("application/xml", "text/xml"), "nt": ("text/plain",)}


def _graph_format(ending: str) -> AnswerFormat[ox.RdfFormat]:
    rdf_format = ox.RdfFormat.from_extension(ending)
    assert rdf_format is not None  # noqa: S101
    return AnswerFormat(ending, (FORMATS[ending].media_type, *_ALSO.get(ending, ())), rdf_format, FORMATS[ending].iri)


GRAPHS: Sequence[AnswerFormat[ox.RdfFormat]] = tuple(
    _graph_format(ending) for ending, row in FORMATS.items() if not row.has_graphs
)
"""Of CONSTRUCT and DESCRIBE."""
DATASETS: Sequence[AnswerFormat[ox.RdfFormat]] = tuple(
    _graph_format(ending) for ending, row in FORMATS.items() if row.has_graphs
)
"""Of several graphs at once."""


def by_media_type(formats: Sequence[AnswerFormat[Any]]) -> Mapping[str, AnswerFormat[Any]]:
    """Return formats by their media types, the registered ones first.

    Examples
    --------
    >>> [*by_media_type(GRAPHS)][:4]
    ['text/turtle', 'application/n-triples', 'application/ld+json', 'application/rdf+xml']
    """
    registered = {row.media_types[0]: row for row in formats}
    return registered | {also: row for row in formats for also in row.media_types[1:]}


def content_type(media_type: str) -> str:
    """Return the header of a media type: a text has a charset."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type

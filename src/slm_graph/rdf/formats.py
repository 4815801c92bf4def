"""The formats of RDF files: a row a format.

References
----------
Unique URIs for File Formats, https://www.w3.org/ns/formats/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from slm_graph.problems import WrongArgument
from slm_graph.rdf.prefixes import Prefixes
from slm_graph.rdf.terms import Term
from slm_graph.rdf.writers import JsonLdWriter, NQuadsWriter, NTriplesWriter, TrigWriter, TurtleFileWriter, Writer

W3C_FORMATS = "http://www.w3.org/ns/formats/"


class GraphHead(NamedTuple):
    """What a writer needs to know of a graph before its blocks come.

    Parameters
    ----------
    prefixes
        The prefixes of its terms.
    graph
        The IRI of the graph itself, where a format has named graphs.
    comment
        A sentence at the head of the file.
    context
        Makes the JSON-LD context.
    """

    prefixes: Prefixes
    graph: Term
    comment: str
    context: Callable[[], Mapping[str, Any]]


class Format(NamedTuple):
    """A format of RDF files.

    Parameters
    ----------
    ending
        Of the names of its files.
    label
        Its name.
    media_type
        As registered with IANA.
    iri
        As the W3C gives it.
    writer
        Makes what writes a graph in it; None for one that is read only.
    has_graphs
        Whether a file holds named graphs.
    is_default
        Whether a build writes it without being asked to.
    """

    ending: str
    label: str
    media_type: str
    iri: str
    writer: Callable[[GraphHead], Writer] | None
    has_graphs: bool
    is_default: bool


def _turtle(head: GraphHead) -> Writer:
    return TurtleFileWriter(head.prefixes, head.comment)


def _ntriples(head: GraphHead) -> Writer:
    return NTriplesWriter()


def _json_ld(head: GraphHead) -> Writer:
    return JsonLdWriter(head.context())


def _trig(head: GraphHead) -> Writer:
    return TrigWriter(head.prefixes, head.graph, head.comment)


def _nquads(head: GraphHead) -> Writer:
    return NQuadsWriter(head.graph)


FORMATS: Mapping[str, Format] = {
    ending: Format(ending, label, media_type, W3C_FORMATS + name, writer, "graphs" in marks, "default" in marks)
    for ending, label, media_type, name, writer, marks in (
        ("ttl", "Turtle", "text/turtle", "Turtle", _turtle, "default"),
        ("nt", "N-Triples", "application/n-triples", "N-Triples", _ntriples, "default"),
        ("jsonld", "JSON-LD", "application/ld+json", "JSON-LD", _json_ld, "default"),
        ("trig", "TriG", "application/trig", "TriG", _trig, "graphs default"),
        ("nq", "N-Quads", "application/n-quads", "N-Quads", _nquads, "graphs"),
        ("rdf", "RDF/XML", "application/rdf+xml", "RDF_XML", None, ""),
    )
}
"""The formats by the ending of their files, in the order in which they are told and written."""
WRITTEN_ENDINGS = tuple(row.ending for row in FORMATS.values() if row.writer)
"""Of the formats in which graphs are written."""
DEFAULT_ENDINGS = tuple(row.ending for row in FORMATS.values() if row.is_default)
"""Of those that a build writes without being asked to."""


def written_formats(endings: Iterable[str]) -> list[Format]:
    """Return the formats with these endings, each once.

    Raises
    ------
    WrongArgument
        There is no such format, or none that is written.

    Examples
    --------
    >>> [row.label for row in written_formats(["nq", "ttl", "nq"])]
    ['N-Quads', 'Turtle']
    >>> written_formats(["rdf"])
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: formats: rdf: graphs are written as ttl, nt, jsonld, trig, nq; name one of these
    """
    listed = list(dict.fromkeys(endings))
    for ending in listed:
        if ending not in WRITTEN_ENDINGS:
            raise WrongArgument(
                f"formats: {ending}: graphs are written as {', '.join(WRITTEN_ENDINGS)}; name one of these"
            )
    return [FORMATS[ending] for ending in listed]

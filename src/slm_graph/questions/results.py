"""Answers as text: a table for a terminal, Markdown, the result formats of SPARQL 1.1, Turtle and N-Triples.

References
----------
SPARQL 1.1 Query Results CSV and TSV, https://www.w3.org/TR/sparql11-results-csv-tsv/; JSON,
https://www.w3.org/TR/sparql11-results-json/; XML, https://www.w3.org/TR/rdf-sparql-XMLres/; GitHub Flavored Markdown,
section 4.10, https://github.github.com/gfm/#tables-extension-; UAX #11 East Asian Width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import Results, Value, short_iri
from slm_graph.problems import WrongArgument, printable
from slm_graph.rdf import (
    BASE,
    NUMBERS,
    RDF,
    RDF_TYPE,
    XSD,
    Object,
    Prefixes,
    Term,
    TurtleWriter,
    datatype_suffix,
    iri,
    literal,
    used_namespaces,
)
from slm_graph.tables import Cell, markdown_table, text_table

FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples")
_SOLUTIONS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = ("turtle", "ntriples")
# Written without their datatype.
_BARE = frozenset({f"{XSD}string", f"{XSD}integer", f"{XSD}boolean", f"{RDF}langString"})


class ReaderView(NamedTuple):
    """How IRIs are shortened for a reader.

    Parameters
    ----------
    prefixes
        For CURIEs.
    base
        The IRI below which instances live; of these only what follows it is shown.
    """

    prefixes: Mapping[str, str]
    base: str = BASE

    def short(self, iri: str) -> str:
        """Return an IRI for a reader."""
        return short_iri(iri, self.prefixes, self.base)

    def cell(self, value: Value | None) -> Cell:
        """Return a value for a reader; nothing for None.

        Examples
        --------
        >>> ReaderView({}).cell(ox.NamedNode("https://w3id.org/slm-graph/llm/vicuna"))
        Cell(text='llm/vicuna', is_number=False, is_markdown=False)
        """
        if value is None:
            return Cell("")
        if isinstance(value, ox.NamedNode):
            return Cell(self.short(value.value))
        if isinstance(value, ox.Literal):
            return Cell(value.value, value.datatype.value in NUMBERS)
        return Cell(str(value))


def write_results(results: Results, name: str, output: IO[bytes], view: ReaderView, width: int = 80) -> None:
    """Write an answer in a format.

    Parameters
    ----------
    results
        What `Source.query` gives.
    name
        One of FORMATS; "" for a table, or Turtle where the answer is a graph.
    output
        A binary stream.
    view
        How IRIs are shortened in tables, and the prefixes of Turtle.
    width
        The columns of the terminal.

    Raises
    ------
    WrongArgument
        There is no such format for this kind of answer.
    """
    is_graph = not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))
    name = name or ("turtle" if is_graph else "table")
    if name in _TRIPLES:
        if not is_graph:
            raise WrongArgument(
                f"{name}: of CONSTRUCT and DESCRIBE only; this answer has rows:"
                " give table, markdown, csv, tsv, json or xml"
            )
        turtle = name == "turtle"
        output.write(turtle_of(results, view) if turtle else _serialized(_sorted(results), ox.RdfFormat.N_TRIPLES))
    elif name in _SOLUTIONS:
        if is_graph:
            raise WrongArgument(
                f"{name}: of SELECT and ASK only; this answer is a graph: give turtle, ntriples, table or markdown"
            )
        assert isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))  # noqa: S101
        results.serialize(output, format=_SOLUTIONS[name])
        if isinstance(results, ox.QueryBoolean):
            output.write(b"\n")
    else:
        text = markdown_of(results, view) if name == "markdown" else table_of(results, view, width)
        output.write(text.encode("utf-8", "replace"))


def columns_and_cells(results: Results, view: ReaderView) -> tuple[list[str], list[list[Cell]]]:
    """Return the header and the rows of an answer, for a reader."""
    if isinstance(results, ox.QueryBoolean):
        return ["answer"], [[Cell("true" if results else "false")]]
    if isinstance(results, ox.QuerySolutions):
        return [variable.value for variable in results.variables], [
            [view.cell(value) for value in row] for row in results
        ]
    rows = sorted([view.cell(part) for part in (item.subject, item.predicate, item.object)] for item in results)
    return ["subject", "predicate", "object"], rows


def markdown_of(results: Results, view: ReaderView, limit: int = 0) -> str:
    """Return an answer as a Markdown table; of more than `limit` rows only so many, and a line that says so."""
    if isinstance(results, ox.QueryBoolean):
        return f"{'true' if results else 'false'}\n"
    columns, rows = columns_and_cells(results, view)
    shown = rows[:limit] if limit else rows
    lines = [[cell._replace(text=printable(cell.text.replace("\r\n", "\n"))) for cell in row] for row in shown]
    text = markdown_table(columns, lines)
    if len(shown) < len(rows):
        text += f"\n… and {len(rows) - len(shown):,} more.\n"
    return text


def table_of(results: Results, view: ReaderView, width: int = 80) -> str:
    """Return an answer as a table that fits into a terminal, with the number of its rows."""
    if isinstance(results, ox.QueryBoolean):
        return f"{'true' if results else 'false'}\n"
    columns, rows = columns_and_cells(results, view)
    unit = "row" if isinstance(results, ox.QuerySolutions) else "triple"
    count = f"{_counted(len(rows), unit)}\n"
    return f"{text_table(columns, rows, width)}\n{count}" if rows else count


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _order(item: ox.Triple) -> tuple[str, bool, str, str]:
    """Sort by subject, its types first; Oxigraph's own order is that of its hashes."""
    predicate = item.predicate.value
    return getattr(item.subject, "value", ""), f"<{predicate}>" != RDF_TYPE, predicate, str(item.object)


def _sorted(results: Results) -> list[ox.Triple]:
    return sorted(set(results), key=_order)  # type: ignore[arg-type]


def _serialized(
    triples: Sequence[ox.Triple], rdf_format: ox.RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    return ox.serialize(triples, format=rdf_format, prefixes=prefixes) or b""


def turtle_of(results: Results, view: ReaderView) -> bytes:
    """Return the answer of CONSTRUCT or DESCRIBE as Turtle, sorted, each subject once."""
    triples = _sorted(results)
    nodes = [part for item in triples for part in (item.subject, item.predicate, item.object)]
    iris = {part.value for part in nodes if isinstance(part, ox.NamedNode)}
    iris |= {part.datatype.value for part in nodes if isinstance(part, ox.Literal) and part.datatype.value not in _BARE}
    used = used_namespaces(Prefixes(view.prefixes), iris)
    if not all(isinstance(part, (ox.NamedNode, ox.Literal)) for part in nodes):
        return _serialized(triples, ox.RdfFormat.TURTLE, dict(used))
    writer = TurtleWriter(used)
    subjects: dict[Term, list[tuple[Term, Object]]] = {}
    for item in triples:
        subjects.setdefault(_term(item.subject), []).append((_term(item.predicate), _term(item.object)))
    header = writer.header()
    return "\n".join(
        [*([header] if header else []), *(writer.subject(subject, pairs) for subject, pairs in subjects.items())]
    ).encode()


def _term(part: object) -> Term:
    if isinstance(part, ox.Literal):
        return literal(part.value, f"@{part.language}" if part.language else datatype_suffix(part.datatype.value))
    assert isinstance(part, ox.NamedNode)  # noqa: S101
    return iri(part.value)

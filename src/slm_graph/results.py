"""Answers as text: a table for a terminal, Markdown, the result formats of SPARQL 1.1, Turtle and N-Triples.

References
----------
SPARQL 1.1 Query Results CSV and TSV, https://www.w3.org/TR/sparql11-results-csv-tsv/; JSON,
https://www.w3.org/TR/sparql11-results-json/; XML, https://www.w3.org/TR/rdf-sparql-XMLres/; GitHub Flavored Markdown,
section 4.10, https://github.github.com/gfm/#tables-extension-; UAX #11 East Asian Width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple

import pyoxigraph as ox

from slm_graph.namespaces import Prefixes
from slm_graph.store import BASE, Results, Value, short_iri
from slm_graph.terms import RDF_TYPE, Term, datatype_suffix, iri, literal
from slm_graph.turtle import Object, TurtleWriter, used_namespaces

FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples")
_SOLUTIONS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = ("turtle", "ntriples")
_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in (
        "integer decimal double float int long short byte nonNegativeInteger positiveInteger negativeInteger "
        "nonPositiveInteger unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
)
# Written without their datatype.
_BARE = frozenset(
    f"http://www.w3.org/{name}"
    for name in (
        "2001/XMLSchema#string",
        "2001/XMLSchema#integer",
        "2001/XMLSchema#boolean",
        "1999/02/22-rdf-syntax-ns#langString",
    )
)
_MAX_LINES = 4
_GAP = 2


class Cell(NamedTuple):
    """A value as a reader sees it, and whether it is a number."""

    text: str
    is_number: bool = False


class Reading(NamedTuple):
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
        >>> Reading({}).cell(ox.NamedNode("https://w3id.org/slm-graph/llm/vicuna"))
        Cell(text='llm/vicuna', is_number=False)
        """
        if value is None:
            return Cell("")
        if isinstance(value, ox.NamedNode):
            return Cell(self.short(value.value))
        if isinstance(value, ox.Literal):
            return Cell(value.value, value.datatype.value in _NUMBERS)
        return Cell(str(value))


def write_results(results: Results, name: str, output: IO[bytes], reading: Reading, width: int = 80) -> None:
    """Write an answer in a format.

    Parameters
    ----------
    results
        What `Source.query` gives.
    name
        One of FORMATS; "" for a table, or Turtle where the answer is a graph.
    output
        A binary stream.
    reading
        How IRIs are shortened in tables, and the prefixes of Turtle.
    width
        The columns of the terminal.

    Raises
    ------
    ValueError
        There is no such format for this kind of answer.
    """
    is_graph = not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))
    name = name or ("turtle" if is_graph else "table")
    if name in _TRIPLES:
        if not is_graph:
            raise ValueError(
                f"{name}: of CONSTRUCT and DESCRIBE only; this answer has rows:"
                " give table, markdown, csv, tsv, json or xml"
            )
        turtle = name == "turtle"
        output.write(turtle_of(results, reading) if turtle else _serialized(_sorted(results), ox.RdfFormat.N_TRIPLES))
    elif name in _SOLUTIONS:
        if is_graph:
            raise ValueError(
                f"{name}: of SELECT and ASK only; this answer is a graph: give turtle, ntriples, table or markdown"
            )
        assert isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))  # noqa: S101
        results.serialize(output, format=_SOLUTIONS[name])
        if isinstance(results, ox.QueryBoolean):
            output.write(b"\n")
    else:
        text = markdown_of(results, reading) if name == "markdown" else table_of(results, reading, width)
        output.write(text.encode("utf-8", "replace"))


def columns_and_cells(results: Results, reading: Reading) -> tuple[list[str], list[list[Cell]]]:
    """Return the header and the rows of an answer, for a reader."""
    if isinstance(results, ox.QueryBoolean):
        return ["answer"], [[Cell("true" if results else "false")]]
    if isinstance(results, ox.QuerySolutions):
        return [variable.value for variable in results.variables], [
            [reading.cell(value) for value in row] for row in results
        ]
    rows = sorted([reading.cell(part) for part in (item.subject, item.predicate, item.object)] for item in results)
    return ["subject", "predicate", "object"], rows


def markdown_of(results: Results, reading: Reading, limit: int = 0) -> str:
    """Return an answer as a Markdown table; of more than `limit` rows only so many, and a line that says so."""
    if isinstance(results, ox.QueryBoolean):
        return f"{'true' if results else 'false'}\n"
    columns, rows = columns_and_cells(results, reading)
    shown = rows[:limit] if limit else rows
    text = markdown_table(columns, shown)
    if len(shown) < len(rows):
        text += f"\n… and {len(rows) - len(shown):,} more.\n"
    return text


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table in GitHub Flavored Markdown.

    Examples
    --------
    >>> print(markdown_table(["system", "year"], [[Cell("SALMONN"), Cell("2023", True)]]), end="")
    | system | year |
    | --- | ---: |
    | SALMONN | 2023 |
    """
    numeric = _numeric(columns, rows)
    lines = [
        columns,
        ["---:" if right else "---" for right in numeric],
        *([markdown_text(cell.text) for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def table_of(results: Results, reading: Reading, width: int = 80) -> str:
    """Return an answer as a table that fits into a terminal, with the number of its rows."""
    if isinstance(results, ox.QueryBoolean):
        return f"{'true' if results else 'false'}\n"
    columns, rows = columns_and_cells(results, reading)
    unit = "row" if isinstance(results, ox.QuerySolutions) else "triple"
    count = f"{_counted(len(rows), unit)}\n"
    return f"{text_table(columns, rows, width)}\n{count}" if rows else count


def text_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], width: int = 80) -> str:
    """Return a table of text no wider than `width`: long cells are wrapped, very long ones end in `…`.

    Examples
    --------
    >>> print(text_table(["system", "year"], [[Cell("SALMONN"), Cell("2023", True)]]), end="")
    system   year
    ─────────────
    SALMONN  2023
    """
    texts = [[_printable(cell.text) for cell in row] for row in rows]
    numeric = _numeric(columns, rows)
    natural = [
        max([cells_wide(column), *(cells_wide(row[index]) for row in texts)]) for index, column in enumerate(columns)
    ]
    room = width - _GAP * (len(columns) - 1)
    if room < 4 * len(columns):
        return _records(columns, texts, width)
    widths = _fitted(natural, room)
    lines = [*_lines([(column, right) for column, right in zip(columns, numeric, strict=True)], widths)]
    lines.append("─" * (sum(widths) + _GAP * (len(widths) - 1)))
    for row in texts:
        lines += _lines(list(zip(row, numeric, strict=True)), widths)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def cells_wide(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a wide character, none for a combining one.

    Examples
    --------
    >>> cells_wide("模型"), cells_wide("é"), cells_wide("e\u0301")
    (4, 1, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_character_wide(character) for character in text)


def _character_wide(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int, most: int = _MAX_LINES) -> list[str]:
    """Return the lines of a text, each at most `width` columns wide; `…` ends the last where `most` lines are too few.

    Examples
    --------
    >>> wrapped("for speech recognition", 10)
    ['for speech', 'recognitio', 'n']
    >>> wrapped("one two three four", 5, most=2)
    ['one', 'two …']
    """
    lines: list[str] = []
    line = ""
    for word in re.findall(r"\S+\s*", text):
        if cells_wide(line + word.rstrip()) <= width:
            line += word
            continue
        if line:
            lines.append(line.rstrip())
        *full, line = _cut(word, width)
        lines += full
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], _elided(lines[most - 1], width)]
    return lines


def _cut(word: str, width: int) -> list[str]:
    parts, part, wide = [], "", 0
    for character in word:
        step = _character_wide(character)
        if wide + step > width and part:
            parts.append(part)
            part, wide = "", 0
            if character.isspace():
                continue
        part, wide = part + character, wide + step
    return [*parts, part]


def _elided(line: str, width: int) -> str:
    if cells_wide(line) + 2 <= width:
        return f"{line} …"
    while line and cells_wide(line) + 1 > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _fitted(natural: Sequence[int], room: int) -> list[int]:
    """Return widths that together are at most `room`: columns that need less than their share keep their width."""
    widths = list(natural)
    if sum(widths) <= room:
        return widths
    open_columns = sorted(range(len(widths)), key=lambda index: widths[index])
    while open_columns:
        share = room // len(open_columns)
        if widths[open_columns[0]] > share:
            break
        room -= widths[open_columns.pop(0)]
    for position, index in enumerate(sorted(open_columns)):
        widths[index] = room // len(open_columns) + (position < room % len(open_columns))
    return widths


def _lines(cells: Sequence[tuple[str, bool]], widths: Sequence[int]) -> Iterator[str]:
    columns = [wrapped(text, width) for (text, _), width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns), default=0)):
        parts = []
        for lines, width, (_, right) in zip(columns, widths, cells, strict=True):
            part = lines[number] if number < len(lines) else ""
            padding = " " * (width - cells_wide(part))
            parts.append(padding + part if right else part + padding)
        yield (" " * _GAP).join(parts)


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return one line a value, for more columns than a line has room for."""
    name_width = min(max(map(cells_wide, columns)), width // 3)
    lines = []
    for row in rows:
        lines.append("─" * width)
        for column, text in zip(columns, row, strict=True):
            lines += _lines([(column, False), (text, False)], [name_width, width - name_width - _GAP])
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _numeric(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[bool]:
    """Tell of each column whether all that is in it is numbers."""
    numbers, others = [False] * len(columns), [False] * len(columns)
    for row in rows:
        for index, cell in enumerate(row):
            if cell.is_number:
                numbers[index] = True
            elif cell.text:
                others[index] = True
    return [some and not other for some, other in zip(numbers, others, strict=True)]


def _printable(text: str) -> str:
    """Return a text on one line, without what would steer a terminal."""
    text = " ".join(text.split())
    return (
        "".join(
            "\ufffd"
            if unicodedata.category(character) in ("Cc", "Cs", "Co")
            or character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
            else character
            for character in text
        )
        if not text.isprintable()
        else text
    )


def markdown_text(text: str) -> str:
    r"""Return a text as Markdown shows it, in a cell of a table.

    Examples
    --------
    >>> print(markdown_text("a|b\nc <s>"))
    a\|b<br>c \<s>
    """
    text = re.sub(r"([\\|`*<\[\]~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))", r"\\\1", text.strip())
    return re.sub(r"[ \t]*(\r\n|\r|\n)[ \t]*", "<br>", text)


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


def turtle_of(results: Results, reading: Reading) -> bytes:
    """Return the answer of CONSTRUCT or DESCRIBE as Turtle, sorted, each subject once."""
    triples = _sorted(results)
    nodes = [part for item in triples for part in (item.subject, item.predicate, item.object)]
    iris = {part.value for part in nodes if isinstance(part, ox.NamedNode)}
    iris |= {part.datatype.value for part in nodes if isinstance(part, ox.Literal) and part.datatype.value not in _BARE}
    used = used_namespaces(Prefixes(reading.prefixes), iris)
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

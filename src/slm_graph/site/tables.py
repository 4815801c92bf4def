"""The things of a class as a table: the columns are what most of them state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.network import CONCEPT, DESCRIPTIONS, LABELS, RDF_TYPE, Described, Kinds
from slm_graph.rdf import SKOS
from slm_graph.site.links import PageLinks, Shown, Told, escape, html_row
from slm_graph.site.relations import leading_out

PER_PAGE = 1000
"""Rows of a page; more go on in further files."""
_COLUMNS, _VALUES, _LONGEST, _SENTENCE = 6, 12, 200, 60
_SAMPLE = 200
_SCHEMES = (f"{SKOS}inScheme", f"{SKOS}topConceptOf")
_USERS = "used by"


class TableRow(NamedTuple):
    """A thing, and of each column, which a narrow screen tells with each cell, what it states there."""

    name: Shown
    cells: list[tuple[str, list[Shown]]]

    def __html__(self) -> str:
        """Return it as HTML.

        Examples
        --------
        >>> TableRow(Shown("a"), [("b", [Shown("1"), Shown("2")]), ("c", [])]).__html__()
        '<tr><th scope="row">a</th><td data-of="b">1, 2</td><td></td></tr>'
        """
        cells = "".join(f"<td{_attributes(*cell)}>{html_row(cell[1])}</td>" for cell in self.cells)
        return f'<tr><th scope="row">{self.name.__html__()}</th>{cells}</tr>'


def _attributes(words: str, cell: Sequence[Shown]) -> str:
    """Return what a cell is of, for a narrow screen, and whether it is a sentence, which needs room on any other."""
    if not cell:
        return ""
    return f' data-of="{escape(words)}"' + (
        ' class="long"' if max(len(shown.text) for shown in cell) > _SENTENCE else ""
    )


class ClassTable(NamedTuple):
    """A page of a table: its columns, and of each thing its link and the values of the columns."""

    columns: list[Told]
    rows: list[TableRow]
    number: int
    pages: int
    total: int


def columns_of(described: Described, things: Sequence[str]) -> list[str]:
    """Return the properties that things have most often, those of what uses others first, then what they are."""
    sample = things[:: max(1, len(things) // _SAMPLE)]
    kinds = described.kinds
    hidden = {RDF_TYPE, *LABELS, *_SCHEMES, kinds.namespace + "hasUsage", *leading_out(kinds.namespace)}
    if kinds.class_of(described.types(sample[0])) in kinds.entries:
        hidden |= {*DESCRIPTIONS}  # what it uses tells more
    counts: Counter[str] = Counter()
    for key in sample:
        counts.update({name for name, values in described.stated(key).items() if name not in hidden and _short(values)})
    uses = [kinds.namespace + name for name in kinds.uses]
    rank = {name: position for position, name in enumerate((*uses, f"{SKOS}notation", *DESCRIPTIONS))}
    order = sorted(counts, key=lambda name: (rank.get(name, len(rank)), -counts[name], name))
    return [name for name in order if f"{name}{CONCEPT}" not in counts][:_COLUMNS]


def _uses(kinds: Kinds, cls: str) -> list[str]:
    """Return the properties that lead from what uses others to the things of a class."""
    names = zip(kinds.uses, kinds.components, strict=True)
    return [kinds.namespace + name for name, component in names if kinds.iri_of[component] == cls]


def _short(values: Sequence[object]) -> bool:
    """Tell whether values fit a column."""
    return all(len(str(getattr(value, "value", value))) <= _LONGEST for value in values)


def table(
    described: Described, cls: str, things: Sequence[str], columns: Sequence[str], linker: PageLinks, number: int
) -> ClassTable:
    """Return a page of the table of a class."""
    shown = things[(number - 1) * PER_PAGE : number * PER_PAGE]
    heads, uses = [linker.row(name, []) for name in columns], _uses(described.kinds, cls)
    if uses:
        heads.insert(0, Told(_USERS, "", []))
    words = [head.words for head in heads]
    rows = [
        TableRow(linker.to(key), [*zip(words, _cells(described, key, columns, uses, linker), strict=True)])
        for key in shown
    ]
    return ClassTable(heads, rows, number, -(-len(things) // PER_PAGE), len(things))


def _cells(
    described: Described, key: str, columns: Sequence[str], uses: Sequence[str], linker: PageLinks
) -> Iterator[list[Shown]]:
    if uses:
        users = {user for name in uses for user in described.leading_to(name, key)}
        yield [Shown(f"{len(users):,}")] if users else []
    stated = described.stated(key)
    for name in columns:
        yield _cell(stated.get(name, []), linker)


def _cell(values: Sequence[object], linker: PageLinks) -> list[Shown]:
    cell = [linker.value(value) if not isinstance(value, ox.BlankNode) else Shown("…") for value in values[:_VALUES]]
    more = len(values) - len(cell)
    return [*cell, Shown(f"and {more:,} more")] if more else cell

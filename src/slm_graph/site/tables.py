"""The things of a class as a table: the columns are what most of them state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.network import DESCRIPTIONS, LABELS, RDF_TYPE, Described, Stated
from slm_graph.site.links import PageLinks, Shown, Told, html_row

PER_PAGE = 1000
"""Rows of a page; more go on in further files."""
_COLUMNS, _VALUES, _LONGEST = 6, 12, 200
_SAMPLE = 200


class TableRow(NamedTuple):
    """A thing, and of each column what it states there."""

    name: Shown
    cells: list[list[Shown]]

    def __html__(self) -> str:
        """Return it as HTML.

        Examples
        --------
        >>> TableRow(Shown("a"), [[Shown("1"), Shown("2")], []]).__html__()
        '<tr><th scope="row">a</th><td>1, 2</td><td></td></tr>'
        """
        cells = "".join(f"<td>{html_row(cell)}</td>" for cell in self.cells)
        return f'<tr><th scope="row">{self.name.__html__()}</th>{cells}</tr>'


class ClassTable(NamedTuple):
    """A page of a table: its columns, and of each thing its link and the values of the columns."""

    columns: list[Told]
    rows: list[TableRow]
    number: int
    pages: int
    total: int


def columns_of(described: Described, things: Sequence[str]) -> list[str]:
    """Return the properties that things have most often, those of what uses others first."""
    sample = things[:: max(1, len(things) // _SAMPLE)]
    kinds = described.kinds
    hidden = {RDF_TYPE, *LABELS, *DESCRIPTIONS, kinds.namespace + "hasUsage"}
    counts: Counter[str] = Counter()
    for key in sample:
        counts.update({name for name, values in described.stated(key).items() if name not in hidden and _short(values)})
    uses = [kinds.namespace + name for name in kinds.uses]
    rank = {name: position for position, name in enumerate(uses)}
    order = sorted(counts, key=lambda name: (rank.get(name, len(rank)), -counts[name], name))
    return order[:_COLUMNS]


def _short(values: Sequence[object]) -> bool:
    """Tell whether values fit a column."""
    return all(len(str(getattr(value, "value", value))) <= _LONGEST for value in values)


def table(
    described: Described, things: Sequence[str], columns: Sequence[str], linker: PageLinks, number: int
) -> ClassTable:
    """Return a page of the table of a class."""
    shown = things[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = [TableRow(linker.to(key), _cells(described.stated(key), columns, linker)) for key in shown]
    return ClassTable(
        [linker.row(name, []) for name in columns], rows, number, -(-len(things) // PER_PAGE), len(things)
    )


def _cells(stated: Stated, columns: Sequence[str], linker: PageLinks) -> list[list[Shown]]:
    return [_cell(stated.get(name, []), linker) for name in columns]


def _cell(values: Sequence[object], linker: PageLinks) -> list[Shown]:
    cell = [linker.value(value) if not isinstance(value, ox.BlankNode) else Shown("…") for value in values[:_VALUES]]
    more = len(values) - len(cell)
    return [*cell, Shown(f"and {more:,} more")] if more else cell

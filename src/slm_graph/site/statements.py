"""What a survey's rows state: usages, with the words that they rest on marked in the whole cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import last_part
from slm_graph.network import ALTERNATIVE_TO, BY_METHOD, DERIVED_FROM, FOR_TASK, USAGE_BY, USAGE_OF
from slm_graph.rdf import RDFS
from slm_graph.site.described import RDF_TYPE, Described, key_of
from slm_graph.site.links import PageLinks, Shown, html_row

_QUOTE, _COLUMN, _CELL = "quote", "column", "cellProperty"
_TOLD_BY_NAME = {
    _QUOTE, _COLUMN, USAGE_BY, USAGE_OF, ALTERNATIVE_TO, BY_METHOD, "amount", "unit", "unitConcept", "hours",
    "amountQualifier", "amountText", last_part(DERIVED_FROM), last_part(RDF_TYPE), "label",
}  # fmt: skip
_KEPT = 1000
_break = re.compile(r"\s*<\s*/?\s*br\s*/?\s*>\s*", re.IGNORECASE)


class Usage(NamedTuple):
    """A statement of a source: who uses what, and in which words."""

    key: str
    users: list[str]
    used: list[str]
    rows: list[str]
    columns: list[str]
    quotes: list[str]
    told: str


class CellPart(NamedTuple):
    """A part of a cell, and whether it is quoted."""

    text: str
    marked: bool


class Statement(NamedTuple):
    """A usage as a page tells it: what leads on, the words, and what else is said."""

    link: Shown
    links: list[Shown]
    quotes: list[str]
    told: str

    def __html__(self) -> str:
        """Return it as HTML; a much used thing has thousands.

        Examples
        --------
        >>> Statement(Shown("s", "u.html"), [Shown("x")], ["a<b"], "").__html__()
        'x <q>a&lt;b</q> <a class="soft" href="u.html">statement<span class="unseen"> s</span></a>'
        """
        parts = [part for part in (html_row(self.links), escape(self.told)) if part]
        quotes = "".join(f" <q>{escape(quote)}</q>" for quote in self.quotes)
        unseen = f'<span class="unseen"> {escape(self.link.text)}</span>'
        return f'{" · ".join(parts)}{quotes} <a class="soft" href="{escape(self.link.href)}">statement{unseen}</a>'


class QuotedCell(NamedTuple):
    """A cell of a row, with what is quoted of it and the statements that rest on it."""

    row: Shown
    column: str
    pieces: list[CellPart]
    statements: list[Statement]


class SourceWords:
    """The statements of the rows of surveys; there are none in a graph without usages."""

    def __init__(self, described: Described) -> None:
        self._described = described
        self.namespace = described.kinds.namespace
        self.cell_properties: Mapping[str, list[str]] = self._read_columns() if self.namespace else {}
        self.usage = lru_cache(_KEPT)(self._usage)  # pages of a system, its row and the usage itself tell it

    def _read_columns(self) -> dict[str, list[str]]:
        """Return the properties of the cells of a column, by the column's name."""
        properties: dict[str, set[str]] = {}
        for column, cells in self._described.pairs(self.namespace + _CELL):
            for name in self._described.literals(column, f"{RDFS}label"):
                properties.setdefault(name, set()).add(cells)
        return {name: sorted(cells) for name, cells in properties.items()}

    def about(self, key: str) -> list[Usage]:
        """Return the usages that a page shows in their cells: those by a system, those of a row, or the one itself."""
        if not self.namespace:
            return []
        keys = self._described.leading_to(self.namespace + USAGE_BY, key)
        keys = keys or self._described.leading_to(DERIVED_FROM, key)
        if self._described.things(key, self.namespace + USAGE_BY):
            keys = [key]
        return [usage for usage in map(self.usage, keys) if usage.users]

    def using(self, key: str) -> list[Usage]:
        """Return the usages of a thing."""
        if not self.namespace:
            return []
        names = (self.namespace + name for name in (USAGE_OF, FOR_TASK, BY_METHOD))
        keys = {usage for name in names for usage in self._described.leading_to(name, key)}
        return [self.usage(usage) for usage in self._described.in_order(keys)]

    def _usage(self, key: str) -> Usage:
        """Return what a usage states."""
        stated = self._described.stated(key)

        def keys(name: str) -> list[str]:
            return [key_of(value) for value in stated.get(self.namespace + name, [])]

        return Usage(
            key,
            keys(USAGE_BY),
            [*dict.fromkeys([*keys(USAGE_OF), *keys(BY_METHOD)])],
            [key_of(value) for value in stated.get(DERIVED_FROM, [])],
            keys(_COLUMN),
            keys(_QUOTE),
            " · ".join(self._told(stated)),
        )

    def _told(self, stated: Mapping[str, list[object]]) -> Iterator[str]:
        """Yield what else a usage says, in words."""
        amount = [key_of(value) for name in ("amount", "unit") for value in stated.get(self.namespace + name, [])[:1]]
        if amount and self.namespace + "amount" in stated:
            yield " ".join(amount)
        for predicate, values in stated.items():
            if last_part(predicate) not in _TOLD_BY_NAME:
                yield f"{self._described.words(predicate)}: {', '.join(map(self._name, values))}"

    def _name(self, value: object) -> str:
        return value.value if isinstance(value, ox.Literal) else self._described.label(key_of(value))

    def cells(self, usages: Sequence[Usage], linker: PageLinks) -> tuple[list[QuotedCell], list[Statement]]:
        """Return the cells that usages quote, and the statements whose words stand in no cell of the graph."""
        quoted: dict[tuple[str, str, str], list[str]] = {}
        first: dict[tuple[str, str, str], list[Usage]] = {}
        homeless: list[Usage] = []
        for usage in usages:
            places = [*self._places(usage)]
            for place, quote in places:
                quoted.setdefault(place, []).append(quote)
            (first.setdefault(places[0][0], []) if places else homeless).append(usage)
        cells = [
            QuotedCell(
                linker.to(place[0]),
                place[1],
                marked(place[2], quoted[place]),
                [self.statement(usage, linker) for usage in first.get(place, [])],
            )
            for place in sorted(quoted, key=self._rank)
        ]
        return cells, [self.statement(usage, linker) for usage in homeless]

    def row_cells(self, row: str, usages: Sequence[Usage], linker: PageLinks) -> list[QuotedCell]:
        """Return the cells of a row that nothing quotes."""
        shown = {place for usage in usages for place, _ in self._places(usage)}
        places = [
            (row, column, text)
            for column, properties in self.cell_properties.items()
            for cell_property in properties
            for text in self._described.literals(row, cell_property)
        ]
        unquoted = sorted({*places} - shown, key=self._rank)
        return [QuotedCell(linker.to(row), column, marked(text, []), []) for _, column, text in unquoted]

    def _rank(self, place: tuple[str, str, str]) -> tuple[str, int, str, str]:
        order = [*self.cell_properties]
        return place[0], order.index(place[1]), place[1], place[2]

    def _places(self, usage: Usage) -> Iterator[tuple[tuple[str, str, str], str]]:
        """Yield row, column and text of the cells that a usage quotes, each with the quote."""
        texts = [
            (row, column, text)
            for row in usage.rows
            for column in usage.columns
            for cell_property in self.cell_properties.get(column, [])
            for text in self._described.literals(row, cell_property)
        ]
        for quote in usage.quotes:
            yield from ((place, quote) for place in texts if quote in place[2])

    def statement(self, usage: Usage, linker: PageLinks, of: str = "") -> Statement:
        """Return a usage as it is told of what uses, or (`of`) of what is used."""
        keys = usage.users if of else usage.used
        return Statement(linker.to(usage.key), [linker.to(key) for key in keys], usage.quotes, usage.told)


def marked(text: str, quotes: Iterable[str]) -> list[CellPart]:
    r"""Return a cell in pieces, its quotes marked: as words of their own if they stand so anywhere, each once.

    Examples
    --------
    >>> marked("a LLaMA<br>LLaMA-2", ["LLaMA"])
    [CellPart(text='a ', marked=False), CellPart(text='LLaMA', marked=True), CellPart(text='\nLLaMA-2', marked=False)]
    """
    pieces: list[CellPart] = []
    end = 0
    for start, stop in _ranges(text, quotes):
        pieces += [CellPart(shown_cell(text[end:start]), False), CellPart(shown_cell(text[start:stop]), True)]
        end = stop
    return [piece for piece in [*pieces, CellPart(shown_cell(text[end:]), False)] if piece.text]


def shown_cell(text: str) -> str:
    """Return a cell's text as lines."""
    return _break.sub("\n", text)


def _start(text: str, quote: str) -> int:
    """Return where a quote begins: as words of their own, or else anywhere; -1 for nowhere.

    Examples
    --------
    >>> _start("LLaMA-2x, LLaMA-2", "LLaMA-2"), _start("LLaMAs", "LLaMA"), _start("", "LLaMA")
    (10, 0, -1)
    """
    start = first = text.find(quote)
    while start >= 0:
        stop = start + len(quote)
        if not (_is_of_word(text[max(start - 1, 0) : start]) or _is_of_word(text[stop : stop + 1])):
            return start
        start = text.find(quote, start + 1)
    return first


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _ranges(text: str, quotes: Iterable[str]) -> list[tuple[int, int]]:
    places = []
    for quote in quotes:
        start = _start(text, quote) if quote else -1
        if start >= 0:
            places.append((start, start + len(quote)))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged

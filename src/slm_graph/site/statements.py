"""What a survey's rows state: usages, with the words that they rest on marked in the whole cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from slm_graph.network import SourceWords, Usage
from slm_graph.site.links import PageLinks, Shown, escape, html_row

_break = re.compile(r"\s*<\s*/?\s*br\s*/?\s*>\s*", re.IGNORECASE)


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
    others: Sequence[Shown] = ()
    """Of a task or a method, what is used for it or by it."""

    def __html__(self) -> str:
        """Return it as HTML; a much used thing has thousands.

        Examples
        --------
        >>> Statement(Shown("s", "u.html"), [Shown("x")], ["a<b"], "").__html__()
        'x <q>a&lt;b</q> <a class="soft" href="u.html">statement<span class="unseen"> s</span></a>'
        """
        parts = [part for part in (html_row(self.links), html_row(self.others), escape(self.told)) if part]
        quotes = "".join(f" <q>{escape(quote)}</q>" for quote in self.quotes)
        unseen = f'<span class="unseen"> {escape(self.link.text)}</span>'
        return f'{" · ".join(parts)}{quotes} <a class="soft" href="{escape(self.link.href)}">statement{unseen}</a>'


class QuotedCell(NamedTuple):
    """A cell of a row, with what is quoted of it and the statements that rest on it."""

    row: Shown
    column: str
    pieces: list[CellPart]
    statements: list[Statement]


def quoted_cells(
    words: SourceWords, usages: Sequence[Usage], linker: PageLinks
) -> tuple[list[QuotedCell], list[Statement]]:
    """Return the cells that usages quote, and the statements whose words stand in no cell of the graph."""
    quoted: dict[tuple[str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str], list[Usage]] = {}
    homeless: list[Usage] = []
    for usage in usages:
        places = [*words.places(usage)]
        for place, quote in places:
            quoted.setdefault(place, []).append(quote)
        (first.setdefault(places[0][0], []) if places else homeless).append(usage)
    cells = [
        QuotedCell(
            linker.to(place[0]),
            place[1],
            marked(place[2], quoted[place]),
            [statement(usage, linker) for usage in first.get(place, [])],
        )
        for place in sorted(quoted, key=words.rank)
    ]
    return cells, [statement(usage, linker) for usage in homeless]


def row_cells(words: SourceWords, row: str, usages: Sequence[Usage], linker: PageLinks) -> list[QuotedCell]:
    """Return the cells of a row that nothing quotes."""
    shown = {place for usage in usages for place, _ in words.places(usage)}
    places = [
        (row, column, text)
        for column, properties in words.cell_properties.items()
        for cell_property in properties
        for text in words.described.literals(row, cell_property)
    ]
    unquoted = sorted({*places} - shown, key=words.rank)
    return [QuotedCell(linker.to(row), column, marked(text, []), []) for _, column, text in unquoted]


def statement(usage: Usage, linker: PageLinks, of: str = "") -> Statement:
    """Return a usage as it is told of what uses, or (`of`) of what is used."""
    link = linker.to(usage.key)
    if not of:
        return Statement(link, [linker.to(key) for key in usage.used], usage.quotes, usage.told())
    others = [linker.to(key) for key in usage.used if of not in usage.used]
    return Statement(
        link, [linker.to(key) for key in usage.users], usage.quotes, usage.told(linker.to(of).text), others
    )


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

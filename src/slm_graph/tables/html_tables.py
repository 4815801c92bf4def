"""HTML tables: their rows and cells, with the source of each."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

_tag = re.compile(r"<[^<>]*>")


_MAX_COLSPAN = 1000  # HTML, section 4.9.11


_MAX_ROWSPAN = 65534


def html_text(source: str) -> str:
    """Return a piece of HTML without its tags, on one line."""
    return " ".join(html.unescape(_tag.sub("", source)).split())


class _HTMLCell(NamedTuple):
    text: str
    columns: int
    rows: int
    is_head: bool


class HTMLRow(NamedTuple):
    """A row with cells repeated for each column and row that they span; its place counts from 1."""

    line: int
    column: int
    in_head: bool
    all_heads: bool
    is_one_cell: bool
    cells: Sequence[str]
    group_rows: int = 1
    """How many rows the header has that begins here, by a cell over several columns beside cells over several rows."""

    def spans(self, width: int) -> bool:
        """Tell whether it is one cell across all columns."""
        return self.is_one_cell and len(self.cells) >= width


class _EndOfTable(Exception):
    pass


class HTMLTable(HTMLParser):
    """The first table that begins in `text[at:limit]`, with the source of each cell.

    An end tag may be missing where HTML lets it be (section 13.1.2.4); tables within a cell are left in it.
    """

    def __init__(self, text: str, at: int, limit: int) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.limit = limit
        self.line_begins = [0, *(found.end() for found in re.finditer("\n", text))]
        self.ends_at = 0
        """Where in the text the table ends; 0 where there is none."""
        self.caption = ""
        self.rows: list[tuple[int, int, bool, list[_HTMLCell]]] = []
        """Line and column from 1, whether in a thead, and the cells."""
        self.fault: tuple[int, int, str] | None = None
        self._begins = (1, 0)
        self._depth = 0
        self._in_head = False
        self._caption_begin = -1
        self._cell: tuple[int, str, dict[str, str | None]] | None = None
        try:
            self.feed(re.sub(r"[^\n]", " ", text[:at]) + text[at:])  # blanks keep lines and columns
            self.close()
        except _EndOfTable:
            pass
        except AssertionError:  # from a marked section, <![ …, of a kind unknown to Python's parser
            self.fault = (*self.getpos(), "is no HTML that can be read; delete it")
        if self._depth and not self.fault:
            self.fault = (*self._begins, "a <table> without </table> is not read; close it")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a caption."""
        line, column = self.getpos()
        if not self._depth and self._at() >= self.limit:
            raise _EndOfTable
        if tag == "table":
            self._depth += 1
            self._begins = self._begins if self._depth > 1 else (line, column)
        if self._depth != 1:
            return
        if tag in ("thead", "tbody", "tfoot", "tr", "td", "th"):
            self._end_cell()
        if tag in ("thead", "tbody", "tfoot"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self.rows.append((line, column + 1, self._in_head, []))
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append((line, column + 1, self._in_head, []))
            self._cell = (self._at() + len(self.get_starttag_text() or ""), tag, dict(attrs))
        elif tag == "caption":
            self._caption_begin = self._at() + len(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a caption or the table."""
        if self._depth == 1 and tag in ("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
            self._end_cell()
            self._in_head = self._in_head and tag not in ("thead", "tbody", "tfoot")
        if self._depth == 1 and tag == "caption" and self._caption_begin >= 0:
            self.caption = self.text[self._caption_begin : self._at()]
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self.ends_at = self.text.find(">", self._at()) + 1 or len(self.text)
                raise _EndOfTable

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_begins[line - 1] + column

    def _end_cell(self) -> None:
        if self._cell:
            begin, tag, attributes = self._cell
            text = " ".join(self.text[begin : self._at()].split())
            columns = _span(attributes.get("colspan"), _MAX_COLSPAN)
            self.rows[-1][3].append(
                _HTMLCell(text, columns, _span(attributes.get("rowspan"), _MAX_ROWSPAN), tag == "th")
            )
            self._cell = None


def _span(text: str | None, most: int) -> int:
    number = re.match(r"\s*([0-9]{1,9})", text or "")
    return min(int(number[1]), most) or most if number else 1  # 0: all the rows that follow


def spread_rows(rows: Sequence[tuple[int, int, bool, list[_HTMLCell]]]) -> list[HTMLRow]:
    """Return the rows with every cell repeated in all the columns and rows that it spans (HTML, section 4.9.12).

    A row without cells of its own is left out, but cells above may span it.
    """
    spread: list[HTMLRow] = []
    above: dict[int, tuple[str, int]] = {}
    for line, column, in_head, row in rows:
        cells: dict[int, str] = {position: text for position, (text, _) in above.items()}
        above = {position: (text, left - 1) for position, (text, left) in above.items() if left > 1}
        position = 0
        for cell in row:
            while position in cells:
                position += 1
            for covered in range(position, position + cell.columns):
                cells[covered] = cell.text
                if cell.rows > 1:
                    above[covered] = (cell.text, cell.rows - 1)
            position += cell.columns
        if not row:
            continue
        texts = [cells.get(number, "") for number in range(max(cells) + 1)]
        one = len(row) == 1 and row[0].columns == len(texts)
        group_rows = max(cell.rows for cell in row) if any(c.columns > 1 and c.rows == 1 for c in row) else 1
        spread.append(HTMLRow(line, column, in_head, all(cell.is_head for cell in row), one, texts, group_rows))
    return spread


def _leading_heads(rows: Sequence[HTMLRow]) -> int:
    """Return how many rows from the first have header cells only."""
    return next((number for number, row in enumerate(rows) if not row.all_heads), len(rows))


def without_titles(rows: Sequence[HTMLRow]) -> tuple[list[str], Sequence[HTMLRow]]:
    """Return the first rows of one cell across the table, which are titles, and the other rows."""
    width = max(len(row.cells) for row in rows)
    titles: list[str] = []
    while len(rows) > 1 and width > 1 and rows[0].spans(width):
        titles.append(rows[0].cells[0])
        rows = rows[1:]
    return titles, rows


def header_and_body(rows: Sequence[HTMLRow]) -> tuple[list[str], Sequence[HTMLRow]]:
    """Return the name of each column, made of all header cells above it, and the rows below the header."""
    heads = sum(row.in_head for row in rows) or max(_leading_heads(rows), min(rows[0].group_rows, len(rows) - 1), 1)
    width = max(len(row.cells) for row in rows[:heads])
    columns = [[row.cells[column] for row in rows[:heads] if column < len(row.cells)] for column in range(width)]
    return [" ".join(dict.fromkeys(filter(None, names))) for names in columns], rows[heads:]

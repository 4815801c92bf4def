"""Pipe tables of GitHub Flavored Markdown: their lines, and where they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock


unescaped_pipe = re.compile(r"(?<!\\)\|")


class PipeLine(NamedTuple):
    """A line of a pipe table without the marks of the list or quote around it."""

    text: str
    column: int

    def pieces(self) -> list[tuple[int, str]]:
        """Return its cells, each with the column of the file where it begins."""
        text = self.text.strip()
        begins = [0, *(found.end() for found in unescaped_pipe.finditer(text))]
        ends = [*(begin - 1 for begin in begins[1:]), len(text)]
        pieces = [(begin, text[begin:end]) for begin, end in zip(begins, ends, strict=True)]
        if pieces and not pieces[0][1]:
            pieces = pieces[1:]
        if pieces and not pieces[-1][1]:
            pieces = pieces[:-1]
        return [(self.column + begin + len(piece) - len(piece.lstrip()), piece.strip()) for begin, piece in pieces]


def block_parser(table_lines: dict[int, PipeLine]) -> MarkdownIt:
    """Return a parser of blocks that leaves in `table_lines` the lines of every table, by their number from 0."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import table

    def table_with_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        found = table(state, start_line, end_line, silent)
        if found and not silent:
            for number in range(start_line, state.line):
                begin = state.bMarks[number] + state.tShift[number]
                column = begin - state.src.rfind("\n", 0, begin)
                table_lines[number] = PipeLine(state.src[begin : state.eMarks[number]], column)
        return found

    parser = MarkdownIt("commonmark").enable("table")
    parser.block.ruler.at("table", table_with_lines, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def is_alignment(line: str) -> bool:
    """Tell whether a line is the row of dashes below a header."""
    return "-" in line and "|" in line and not {*line.strip()} - {*"-:| \t>"}


def second_header(header: Sequence[str], first_row: Sequence[str]) -> list[str] | None:
    """Return the header with that of the first row below, where the first row is one: its cells are under empty ones.

    Examples
    --------
    >>> second_header(["Dataset", "Labels", "", "Year"], ["", "Pitch", "Age", ""])
    ['Dataset', 'Labels Pitch', 'Labels Age', 'Year']
    >>> second_header(["Dataset", "Labels", "", "Year"], ["ESD", "yes", "", "2021"])
    """
    below = [position for position, cell in enumerate(first_row) if cell]
    is_of_words = len(below) > 1 and not first_row[0] and all(_words(first_row[position]) for position in below)
    if not is_of_words or not _fills_gaps(header, below):
        return None
    joined, group = list(header), ""
    for position, name in enumerate(header):
        group = name or group
        if position in below:
            joined[position] = f"{group} {first_row[position]}".strip()
    return joined


def _fills_gaps(header: Sequence[str], below: Sequence[int]) -> bool:
    """Tell whether positions are all empty ones of a header, and before those the one that they are of."""
    gaps = {position for position, name in enumerate(header) if not name}
    return gaps <= set(below) and all(position in gaps or position + 1 in gaps for position in below) and bool(gaps)


_words = re.compile(r"[^\W\d_][\w .&/()-]{0,40}").fullmatch
_bold = re.compile(r"\*\*[^*]+\*\*|<b>[^<>]*</b>").fullmatch


def group_heading(cells: Sequence[str]) -> str:
    """Return the text of a row that only has a first cell, all in bold: it heads the rows below; else "".

    Examples
    --------
    >>> group_heading(["**Open weights**", "", ""]), group_heading(["**Kea**", "Vicuna", ""])
    ('Open weights', '')
    """
    is_group = len(cells) > 2 and not any(cells[1:]) and _bold(cells[0].strip())
    return re.sub(r"\*\*|</?b>", "", cells[0]).strip() if is_group else ""

"""What looks like a pipe table but is none, or goes on after one: told with what makes it one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slm_graph.tables.pipe_tables import PipeLine, is_alignment, unescaped_pipe

_blank_or_quote = re.compile(r"[ \t>]*").fullmatch

Finding = tuple[int, int, str]
"""The line from 0, the column from 1, and what is to be told."""


def rows_after(lines: Sequence[str], end: int) -> tuple[int, Finding | None]:
    """Return the line after what goes on like the table that ends at a line but is no part of it, and what to tell."""
    begin = end
    while begin < len(lines) and _blank_or_quote(lines[begin]):
        begin += 1
    last = begin
    while last < len(lines) and _has_pipes(lines[last], begin > end):
        last += 1
    if last == begin or (last > begin + 1 and is_alignment(lines[begin + 1])):
        return end, None
    count = "a row" if last == begin + 1 else f"{last - begin} rows"
    if begin > end:
        reason, step = "an empty line ends a table", "delete it"
    else:
        reason, step = "what begins like a list, a quote or code ends a table", "begin the row with |"
    return last, (begin, first_column(lines[begin]), f"{count} after the end of the table: {reason}; {step}")


def _has_pipes(line: str, outer: bool) -> bool:
    line = line.lstrip(" \t>")
    return line.startswith("|") if outer else unescaped_pipe.search(line) is not None


def first_column(line: str) -> int:
    """Return the column where the text of a line begins, from 1."""
    return len(line) - len(line.lstrip(" \t>")) + 1


def underlined_header(lines: Sequence[str], begin: int, end: int) -> Finding | None:
    """Tell of a header whose alignment row has one cell without a pipe: Markdown reads a heading."""
    if end - begin == 2 and end < len(lines):
        cells = len(PipeLine(lines[begin], 1).pieces())
        if cells > 1 and len(PipeLine(lines[end], 1).pieces()) == cells:
            return _alignment(lines, begin + 1, 1, cells)
    return None


def in_paragraph(lines: Sequence[str], begin: int, content: str) -> Finding | None:
    """Tell of a table in a paragraph that begins at a line: its row of dashes is missing, or has another width."""
    texts = content.split("\n")
    widths = [len(PipeLine(line, 1).pieces()) if unescaped_pipe.search(line) else 0 for line in texts]
    for number, line in enumerate(texts[1:], 1):
        if is_alignment(line) and widths[number - 1] and widths[number] != widths[number - 1]:
            return _alignment(lines, begin + number, widths[number], widths[number - 1])
    framed = [line.strip().startswith("|") and line.strip().endswith("|") for line in texts]
    for number, width in enumerate(widths):
        if (all(framed[number : number + 2]) and number + 1 < len(texts)) or (
            width > 2 and len(widths) > number + 2 and len({*widths[number : number + 3]}) == 1
        ):
            row = "|---" * width + "|"
            message = f"looks like a table, but has no row of dashes below its header; write {row} below it"
            return begin + number, first_column(lines[begin + number]), message
    return None


def below_html(lines: Sequence[str], begin: int, end: int) -> Iterator[Finding]:
    """Tell of tables within a block of HTML: without an empty line between they are part of it."""
    for number in range(begin + 1, end):
        if is_alignment(lines[number]) and unescaped_pipe.search(lines[number - 1]):
            message = "a table right below HTML is none; put an empty line between them"
            yield number - 1, first_column(lines[number - 1]), message


def _alignment(lines: Sequence[str], number: int, cells: int, wanted: int) -> Finding:
    message = (
        f"the row of dashes has {cells} of the header's {wanted} cells, so that there is no table;"
        f" write {'|---' * wanted}|"
    )
    return number, first_column(lines[number]), message

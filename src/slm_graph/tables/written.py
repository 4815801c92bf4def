"""Tables as text: for a terminal, and in Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from slm_graph.problems import printable

_MAX_LINES = 4


_GAP = 2


class Cell(NamedTuple):
    """A value as a reader sees it, whether it is a number, and whether it is written in Markdown already."""

    text: str
    is_number: bool = False
    is_markdown: bool = False


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    r"""Return a table in GitHub Flavored Markdown (section 4.10); the names of the columns are Markdown.

    Examples
    --------
    >>> rows = [[Cell("*SALMONN*"), Cell("2023", True)], [Cell("*One*|Two", is_markdown=True), Cell("")]]
    >>> print(markdown_table(["system", "year"], rows), end="")
    | system | year |
    | --- | ---: |
    | \*SALMONN\* | 2023 |
    | *One*\|Two |  |
    """
    numeric = _numeric(columns, rows)
    lines = [
        [_on_one_line(column) for column in columns],
        ["---:" if right else "---" for right in numeric],
    ]
    return "".join([*map(_markdown_line, lines), *map(markdown_row, rows)])


def markdown_row(row: Sequence[Cell]) -> str:
    """Return a row of a table in GitHub Flavored Markdown, with the end of its line.

    Examples
    --------
    >>> markdown_row([Cell("a|b"), Cell("*c*", is_markdown=True)])
    '| a\\\\|b | *c* |\\n'
    """
    return _markdown_line([_on_one_line(cell.text) if cell.is_markdown else markdown_text(cell.text) for cell in row])


def _markdown_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _on_one_line(markdown: str) -> str:
    # Only the pipe: a backslash before another character is the cell's own.
    return re.sub(r"\r\n|\r|\n", "<br>", markdown.strip()).replace("|", "\\|")


def html_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str = "") -> str:
    """Return a table in HTML, as a notebook shows it; what stands in it is text, whatever it looks like.

    Examples
    --------
    >>> html_table(["name"], [[Cell("<b>")]])
    '<table><thead><tr><th>name</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(cell: Cell) -> str:
    right = ' style="text-align: right"' if cell.is_number else ""
    return f"<td{right}>{escape(printable(cell.text))}</td>"


def text_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], width: int = 80) -> str:
    """Return a table of text no wider than `width`: long cells are wrapped, very long ones end in `…`.

    Examples
    --------
    >>> print(text_table(["system", "year"], [[Cell("SALMONN"), Cell("2023", True)]]), end="")
    system   year
    ─────────────
    SALMONN  2023
    """
    texts = [[printable(" ".join(cell.text.split())) for cell in row] for row in rows]
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


def markdown_text(text: str) -> str:
    r"""Return a text as Markdown shows it, in a cell of a table.

    Examples
    --------
    >>> print(markdown_text("a|b\nc <s>"))
    a\|b<br>c \<s>
    """
    text = re.sub(r"([\\|`*<\[\]~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))", r"\\\1", text.strip())
    return re.sub(r"[ \t]*(\r\n|\r|\n)[ \t]*", "<br>", text)

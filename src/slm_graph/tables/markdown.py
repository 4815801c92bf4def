"""Tables of a Markdown file: the pipe tables of GitHub Flavored Markdown, and HTML tables within.

A cell stays as it is written: links, emphasis, entities and line breaks are left to `cells`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slm_graph.files import read_bytes_capped, shown
from slm_graph.problems import InvalidData, Problem, not_text
from slm_graph.tables.html_tables import HTMLRow, HTMLTable, header_and_body, html_text, spread_rows, without_titles
from slm_graph.tables.pipe_tables import PipeLine, block_parser, is_alignment, unescaped_pipe
from slm_graph.tables.table import Row, Table

if TYPE_CHECKING:
    from markdown_it.token import Token


_code = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_blank_or_quote = re.compile(r"[ \t>]*").fullmatch
_html_heading = re.compile(r"<(h[1-6]|summary|caption)\b[^<>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_html_table = re.compile(r"<table\b", re.IGNORECASE)


MAX_BYTES = 50_000_000
"""The largest file that is read, in bytes."""


def read_tables(path: Path) -> tuple[list[Table], list[Problem]]:
    """Read the tables of a Markdown file, and what is wrong with them, both in the order of the file.

    A row with too few cells has empty ones instead, and of a row with too many the rest is cut off, as on GitHub; each
    is a problem, as is what looks like a table but is none.

    Raises
    ------
    InvalidData
        The file cannot be read, or has no table.

    References
    ----------
    GitHub Flavored Markdown, section 4.10; HTML Living Standard, section 4.9.
    """
    text = read_text(path)
    tables, problems = tables_of(text, shown(path))
    if not tables:
        fact = "has no table" if text.strip() else "is empty"
        raise InvalidData(problems or [Problem(shown(path), 1, 1, f"{fact}; give a Markdown file with a table")])
    return tables, problems


def read_text(path: Path) -> str:
    """Return the text of a Markdown file, or of standard input for `-`, without a byte order mark.

    Raises
    ------
    InvalidData
        The file cannot be read.
    """
    try:
        text = read_bytes_capped(path, MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise InvalidData([Problem(shown(path), 1, 1, f"{reason}; give a Markdown file in UTF-8")]) from None
    if match := not_text(text):
        line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
        message = f"character U+{ord(match[0]):04X} is no text; delete it"
        raise InvalidData([Problem(shown(path), line, column, message)])
    return text


def tables_of(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    r"""Return the tables of Markdown text, and what is wrong with them; `path` is the file that problems name.

    Examples
    --------
    >>> (table,), (problem,) = tables_of("# Models\n\nName | LLM\n--|--\n**One** | Vicuna\nTwo", "README.md")
    >>> table.heading, table.line, table.header
    ('Models', 3, ('Name', 'LLM'))
    >>> table.rows
    (Row(line=5, cells=('**One**', 'Vicuna')), Row(line=6, cells=('Two', '')))
    >>> print(problem)
    README.md:6:4: has 1 of the 2 cells; the others are read as empty: add them, with | between
    """
    reader = _TableReader(text, path)
    reader.read()
    return reader.tables, sorted(reader.problems)


class _TableReader:
    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.text = re.sub(r"\r\n?", "\n", text)
        self.lines = self.text.split("\n")
        self.tables: list[Table] = []
        self.problems: list[Problem] = []
        self.heading = ""
        self.quotes = 0
        self.next_line = 0
        """The first line that no table has taken, from 0."""

    def read(self) -> None:
        from markdown_it import MarkdownIt

        self.inline_parser = MarkdownIt("commonmark")
        table_lines: dict[int, PipeLine] = {}
        tokens = block_parser(table_lines).parse(self.text)
        for position, token in enumerate(tokens):
            self.quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
            if token.map is None or token.map[0] < self.next_line:
                continue
            if token.type == "heading_open":
                self.heading = self.plain(tokens[position + 1].content) or self.heading
                self.check_underlined(tokens, position)
            elif token.type == "table_open":
                self.pipe_table(tokens, position, table_lines)
            elif token.type == "html_block":
                self.html_block(token)
            elif token.type == "inline" and tokens[position - 1].type == "paragraph_open":
                if _html_table.search(_code.sub("", token.content)):
                    self.html_block(token)
                else:
                    self.check_paragraph(token)

    def report(self, line: int, column: int, message: str) -> None:
        """Report a problem; the line counts from 0, the column from 1."""
        self.problems.append(Problem(self.path, line + 1, column, message))

    # --- pipe tables

    def pipe_table(self, tokens: Sequence[Token], position: int, table_lines: dict[int, PipeLine]) -> None:
        begin, end = tokens[position].map or [0, 0]
        found: list[tuple[int, list[str]]] = []
        for index in range(position, len(tokens)):
            token = tokens[index]
            if token.type == "tr_open":
                found.append(((token.map or [begin])[0], []))
            elif token.type == "inline":
                found[-1][1].append(token.content)
            elif token.type == "table_close":
                break
        header = found[0][1]
        rows = [Row(line + 1, tuple(cells)) for line, cells in found[1:]]
        for line, _ in found[1:]:
            self.check_width(line, table_lines[line], len(header))
        self.tables.append(Table(self.heading, begin + 1, _names(header), tuple(rows)))
        self.next_line = end
        self.check_lines_after(end)

    def check_width(self, number: int, line: PipeLine, wanted: int) -> None:
        pieces = line.pieces()
        if len(pieces) < wanted:
            at = line.column + len(line.text.rstrip())
            message = f"has {len(pieces)} of the {wanted} cells; the others are read as empty: add them, with | between"
            self.report(number, at, message)
        elif any(text for _, text in pieces[wanted:]):
            cut = " | ".join(text for _, text in pieces[wanted:])
            message = f'has {len(pieces)} cells for {wanted} columns: "{cut}" is cut off; write a | of a cell as \\|'
            self.report(number, pieces[wanted][0], message)

    def check_lines_after(self, end: int) -> None:
        """Report what goes on like the table that ends here but is no part of it."""
        begin = end
        while begin < len(self.lines) and _blank_or_quote(self.lines[begin]):
            begin += 1
        last = begin
        while last < len(self.lines) and self.has_pipes(last, begin > end):
            last += 1
        if last == begin or (last > begin + 1 and is_alignment(self.lines[begin + 1])):
            return
        count = "a row" if last == begin + 1 else f"{last - begin} rows"
        if begin > end:
            reason, step = "an empty line ends a table", "delete it"
        else:
            reason, step = "what begins like a list, a quote or code ends a table", "begin the row with |"
        self.report(begin, self.first_column(begin), f"{count} after the end of the table: {reason}; {step}")
        self.next_line = max(self.next_line, last)

    def has_pipes(self, number: int, outer: bool) -> bool:
        line = self.lines[number].lstrip(" \t>")
        return line.startswith("|") if outer else unescaped_pipe.search(line) is not None

    def first_column(self, number: int) -> int:
        line = self.lines[number]
        return len(line) - len(line.lstrip(" \t>")) + 1

    # --- what looks like a table

    def check_underlined(self, tokens: Sequence[Token], position: int) -> None:
        """Report a header whose alignment row has one cell without a pipe: Markdown reads a heading."""
        begin, end = tokens[position].map or [0, 0]
        if tokens[position].markup == "-" and end - begin == 2 and end < len(self.lines):
            cells = len(PipeLine(self.lines[begin], 1).pieces())
            if cells > 1 and len(PipeLine(self.lines[end], 1).pieces()) == cells:
                self.report_alignment(begin + 1, 1, cells)

    def check_paragraph(self, token: Token) -> None:
        begin = (token.map or [0])[0]
        lines = token.content.split("\n")
        widths = [len(PipeLine(line, 1).pieces()) if unescaped_pipe.search(line) else 0 for line in lines]
        for number, line in enumerate(lines[1:], 1):
            if is_alignment(line) and widths[number - 1] and widths[number] != widths[number - 1]:
                self.report_alignment(begin + number, widths[number], widths[number - 1])
                return
        framed = [line.strip().startswith("|") and line.strip().endswith("|") for line in lines]
        for number, width in enumerate(widths):
            if (all(framed[number : number + 2]) and number + 1 < len(lines)) or (
                width > 2 and len(widths) > number + 2 and len({*widths[number : number + 3]}) == 1
            ):
                row = "|---" * width + "|"
                message = f"looks like a table, but has no row of dashes below its header; write {row} below it"
                self.report(begin + number, self.first_column(begin + number), message)
                return

    def report_alignment(self, number: int, cells: int, wanted: int) -> None:
        message = (
            f"the row of dashes has {cells} of the header's {wanted} cells, so that there is no table;"
            f" write {'|---' * wanted}|"
        )
        self.report(number, self.first_column(number), message)

    # --- HTML tables

    def html_block(self, token: Token) -> None:
        """Read the HTML tables that begin in a block; an empty line ends the block, but not the table."""
        begin, end = token.map or [0, 0]
        last = len(self.lines) if _html_table.search("\n".join(self.lines[begin:end])) else end
        lines = [self.unquoted(line) for line in self.lines[begin:last]]
        text, limit, at = "\n".join(lines), len("\n".join(lines[: end - begin])), 0
        while found := _html_table.search(text, at, limit):
            source = HTMLTable(text, at, limit)
            if source.fault:
                line, column, message = source.fault
                self.report(begin + line - 1, column + 1, message)
            if source.fault or not source.ends_at:
                break
            self.html_heading(text[at : found.start()])
            if source.rows:
                self.html_table(source, begin)
            at = source.ends_at
        self.html_heading(text[at:limit])
        begin += text.count("\n", 0, at) + (at > 0)
        self.next_line = max(self.next_line, begin)
        for number in range(begin + 1, end):
            if (
                token.type == "html_block"
                and is_alignment(self.lines[number])
                and unescaped_pipe.search(self.lines[number - 1])
            ):
                message = "a table right below HTML is none; put an empty line between them"
                self.report(number - 1, self.first_column(number - 1), message)

    def unquoted(self, line: str) -> str:
        return re.sub(rf"^(?:[ \t]*>){{0,{self.quotes}}}", "", line) if self.quotes else line

    def html_heading(self, source: str) -> None:
        for found in _html_heading.finditer(source):
            self.heading = html_text(found[2]) or self.heading

    def html_table(self, source: HTMLTable, begin: int) -> None:
        self.heading = html_text(source.caption) or self.heading
        titles, rows = without_titles(spread_rows(source.rows))
        for title in titles:
            self.heading = html_text(title) or self.heading
        header, body = header_and_body(rows)
        width = len(header)
        kept = [
            Row(begin + row.line, tuple([*row.cells, *[""] * width][:width]))
            for row in body
            if self.check_html_row(row, begin, width)
        ]
        self.tables.append(Table(self.heading, begin + rows[0].line, _names(header), tuple(kept)))

    def check_html_row(self, row: HTMLRow, begin: int, width: int) -> bool:
        """Report what is wrong with the cells of a row; tell whether it is one, and no heading within the table."""
        place = begin + row.line - 1, row.column
        if row.spans(width) and width > 1:
            fact = f'"{row.cells[0]}" spans all columns, so that it is read as a heading and not as a row'
            self.report(*place, f"{fact}; give it cells if it is one")
            return False
        if len(row.cells) < width:
            fact = f"has {len(row.cells)} of the {width} cells; the others are read as empty"
            self.report(*place, f"{fact}: add them as <td></td>")
        elif any(row.cells[width:]):
            cut = " | ".join(row.cells[width:])
            self.report(*place, f'has {len(row.cells)} cells for {width} columns: "{cut}" is cut off; add a header')
        return True

    # --- text

    def plain(self, content: str) -> str:
        """Return inline Markdown without its marks."""
        (token,) = self.inline_parser.parseInline(content)
        return " ".join(_plain(token.children or []).split())


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else "" if token.type == "html_inline" else token.content
        for token in tokens
    )


def _names(header: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(header, 1):
        distinct = name or f"column {position}"
        names.append(distinct if distinct not in taken else f"{distinct} (column {position})")
        taken.add(names[-1])
    return tuple(names)


# --- HTML

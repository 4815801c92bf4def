"""Tables of Markdown text: pipe tables of GitHub Flavored Markdown, HTML tables within, and lists of links.

A cell stays as it is written: links, emphasis, entities and line breaks are left to `cells`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from slm_graph.problems import Problem
from slm_graph.tables import lookalikes
from slm_graph.tables.headings import BOLD, CAPTION, GROUP, SUMMARY, TITLE_ROW, Headings, bold_heading
from slm_graph.tables.html_tables import HTMLRow, HTMLTable, header_and_body, html_text, spread_rows, without_titles
from slm_graph.tables.list_tables import ListTables, read_list
from slm_graph.tables.pipe_tables import PipeLine, block_parser, group_heading, second_header
from slm_graph.tables.table import Row, Table, column_names

if TYPE_CHECKING:
    from markdown_it.token import Token


_code = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_html_heading = re.compile(
    r"<(?P<name>h[1-6]|summary|caption)\b[^<>]*>(?P<text>.*?)</(?P=name)\s*>|(?P<opened><details\b)|(?P<closed></details\b)",
    re.IGNORECASE | re.DOTALL,
)
_html_table = re.compile(r"<table\b", re.IGNORECASE)
_LISTS = ("bullet_list_open", "ordered_list_open")
_LIST_ENDS = ("bullet_list_close", "ordered_list_close")


def markdown_tables(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables of Markdown text, as `tables_of` does."""
    reader = _TableReader(text, path)
    reader.read()
    return reader.tables, sorted(reader.problems)


class _TableReader:
    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.text = re.sub(r"\r\n?", "\n", text)
        self.lines = self.text.split("\n")
        self.tables: list[Table] = []
        self.lists = ListTables()
        self.problems: list[Problem] = []
        self.headings = Headings()
        self.folds = 0
        self.quotes = 0
        self.list_depth = 0
        self.next_line = 0
        """The first line that no table has taken, from 0."""

    def read(self) -> None:
        from markdown_it import MarkdownIt

        self.inline_parser = MarkdownIt("commonmark")
        table_lines: dict[int, PipeLine] = {}
        tokens = block_parser(table_lines).parse(self.text)
        for position, token in enumerate(tokens):
            self.quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
            self.list_depth -= token.type in _LIST_ENDS
            if token.map is not None and token.map[0] >= self.next_line:
                self.read_block(tokens, position, table_lines)
            self.list_depth += token.type in _LISTS
        self.tables = sorted([*self.tables, *self.lists.tables()], key=lambda table: table.line)

    def read_block(self, tokens: Sequence[Token], position: int, table_lines: dict[int, PipeLine]) -> None:
        token = tokens[position]
        begin, end = token.map or [0, 0]
        if token.type == "heading_open":
            self.headings.enter(int(token.tag[1:]), self.plain(tokens[position + 1].content))
            if token.markup == "-":
                self.tell(lookalikes.underlined_header(self.lines, begin, end))
        elif token.type == "table_open":
            self.pipe_table(tokens, position, table_lines)
        elif token.type == "html_block":
            self.html_block(token)
        elif token.type in _LISTS and not self.list_depth:
            self.lists.take(read_list(tokens, position), self.headings.path)
        elif token.type == "inline" and tokens[position - 1].type == "paragraph_open":
            if _html_table.search(_code.sub("", token.content)):
                self.html_block(token)
            else:
                self.paragraph(tokens, position)

    def paragraph(self, tokens: Sequence[Token], position: int) -> None:
        token = tokens[position]
        following = tokens[position + 2].type if position + 2 < len(tokens) else ""
        if not self.list_depth and following in ("table_open", "html_block", *_LISTS):
            self.headings.enter(BOLD, bold_heading(token.content))
        self.tell(lookalikes.in_paragraph(self.lines, (token.map or [0])[0], token.content))

    def report(self, line: int, column: int, message: str) -> None:
        """Report a problem; the line counts from 0, the column from 1."""
        self.problems.append(Problem(self.path, line + 1, column, message))

    def tell(self, finding: lookalikes.Finding | None) -> None:
        if finding:
            self.report(*finding)

    def take(self, line: int, header: Sequence[str], body: Sequence[Row | str]) -> None:
        """Take a table in; a text among its rows is a heading of those below it."""
        rows: list[Row] = []
        names = column_names(header)
        for part in [*body, None]:
            if isinstance(part, Row):
                rows.append(part)
                continue
            if rows or (part is None and not any(isinstance(one, Row) for one in body)):
                self.tables.append(Table(self.headings.nearest, line, names, tuple(rows), self.headings.path))
                rows = []
            self.headings.enter(GROUP, part or "")
        self.headings.leave(CAPTION)

    # --- pipe tables

    def pipe_table(self, tokens: Sequence[Token], position: int, table_lines: dict[int, PipeLine]) -> None:
        begin, end = tokens[position].map or [0, 0]
        lines: list[tuple[int, list[str]]] = []
        for index in range(position, len(tokens)):
            token = tokens[index]
            if token.type == "tr_open":
                lines.append(((token.map or [begin])[0], []))
            elif token.type == "inline":
                lines[-1][1].append(token.content)
            elif token.type == "table_close":
                break
        header, body = lines[0][1], lines[1:]
        for number, _ in body:
            self.check_width(number, table_lines[number], len(header))
        if len(body) > 1 and (joined := second_header(header, body[0][1])):
            header, body = joined, body[1:]
        fills = [sum(map(bool, cells)) > 1 for _, cells in body] + [False]
        parts = [
            (fills[position + 1] and group_heading(cells)) or Row(number + 1, tuple(cells))
            for position, (number, cells) in enumerate(body)
        ]
        self.take(begin + 1, header, parts)
        self.next_line, finding = lookalikes.rows_after(self.lines, end)
        self.tell(finding)

    def check_width(self, number: int, line: PipeLine, wanted: int) -> None:
        text = line.text.strip()
        if text.count("|") == wanted + 1 and "\\" not in text and text[:1] == text[-1:] == "|":
            return
        pieces = line.pieces()
        if len(pieces) < wanted:
            column = line.column + len(line.text.rstrip())
            message = f"has {len(pieces)} of the {wanted} cells; the others are read as empty: add them, with | between"
            self.report(number, column, message)
        elif any(text for _, text in pieces[wanted:]):
            cut = " | ".join(text for _, text in pieces[wanted:])
            message = f'has {len(pieces)} cells for {wanted} columns: "{cut}" is cut off; write a | of a cell as \\|'
            self.report(number, pieces[wanted][0], message)

    # --- HTML tables

    def html_block(self, token: Token) -> None:
        """Read the HTML tables that begin in a block; an empty line ends the block, but not the table."""
        begin, end = token.map or [0, 0]
        last = len(self.lines) if _html_table.search("\n".join(self.lines[begin:end])) else end
        lines = [self.unquoted(line) for line in self.lines[begin:last]]
        text, limit, at = "\n".join(lines), len("\n".join(lines[: end - begin])), 0
        while table_begin := _html_table.search(text, at, limit):
            source = HTMLTable(text, at, limit)
            if source.fault:
                line, column, message = source.fault
                self.report(begin + line - 1, column + 1, message)
            if source.fault or not source.ends_at:
                break
            self.html_heading(text[at : table_begin.start()])
            if any(cells for *_, cells in source.rows):
                self.html_table(source, begin)
            at = source.ends_at
        self.html_heading(text[at:limit])
        begin += text.count("\n", 0, at) + (at > 0)
        self.next_line = max(self.next_line, begin)
        if token.type == "html_block":
            for finding in lookalikes.below_html(self.lines, begin, end):
                self.tell(finding)

    def unquoted(self, line: str) -> str:
        return re.sub(rf"^(?:[ \t]*>){{0,{self.quotes}}}", "", line) if self.quotes else line

    def html_heading(self, source: str) -> None:
        """Enter the headings in a piece of HTML, and those of what it unfolds until that is closed."""
        for match in _html_heading.finditer(source):
            name = (match["name"] or "").lower()
            if match["opened"]:
                self.folds += 1
            elif match["closed"]:
                self.headings.leave(SUMMARY + self.folds / 100)
                self.folds = max(0, self.folds - 1)
            elif name == "summary":
                self.headings.enter(SUMMARY + self.folds / 100, html_text(match["text"]))
            else:
                self.headings.enter(CAPTION if name == "caption" else int(name[1]), html_text(match["text"]))

    def html_table(self, source: HTMLTable, begin: int) -> None:
        self.headings.enter(CAPTION, html_text(source.caption))
        titles, rows = without_titles(spread_rows(source.rows))
        for title in titles:
            self.headings.enter(TITLE_ROW, html_text(title))
        header, body = header_and_body(rows)
        width = len(header)
        parts: list[Row | str] = []
        for row in body:
            if self.check_html_row(row, begin, width):
                parts.append(Row(begin + row.line, tuple([*row.cells, *[""] * width][:width])))
            else:
                parts.append(html_text(row.cells[0]))
        self.take(begin + rows[0].line, header, parts)

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

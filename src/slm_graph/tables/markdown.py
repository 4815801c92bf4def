"""Tables of a Markdown file: the pipe tables of GitHub Flavored Markdown, and HTML tables within.

A cell stays as it is written: links, emphasis, entities and line breaks are left to `cells`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from slm_graph.files import shown
from slm_graph.problems import InvalidData, Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token


class Row(NamedTuple):
    """A row of a table: its line in the file, from 1, and its raw cells, one for each column."""

    line: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A table: the nearest heading above it, the line of its header, its columns and its rows.

    The names of the columns are all different: an empty header is `column 3` by its position, and one that occurred
    before is `Model (column 3)`.
    """

    heading: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


_pipe = re.compile(r"(?<!\\)\|")
_code = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_blank_or_quote = re.compile(r"[ \t>]*").fullmatch
_tag = re.compile(r"<[^<>]*>")
_html_heading = re.compile(r"<(h[1-6]|summary|caption)\b[^<>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_html_table = re.compile(r"<table\b", re.IGNORECASE)
_MAX_COLSPAN, _MAX_ROWSPAN = 1000, 65534  # HTML, section 4.9.11


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
    """Return the text of a Markdown file, without a byte order mark.

    Raises
    ------
    InvalidData
        The file cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise InvalidData([Problem(shown(path), 1, 1, f"{reason}; give a Markdown file in UTF-8")]) from None


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
    reader = _Reader(text, path)
    reader.read()
    return reader.tables, sorted(reader.problems)


class _Line(NamedTuple):
    """A line of a pipe table without the marks of the list or quote around it."""

    text: str
    column: int

    def pieces(self) -> list[tuple[int, str]]:
        """Return its cells, each with the column of the file where it begins."""
        text = self.text.strip()
        begins = [0, *(found.end() for found in _pipe.finditer(text))]
        ends = [*(begin - 1 for begin in begins[1:]), len(text)]
        pieces = [(begin, text[begin:end]) for begin, end in zip(begins, ends, strict=True)]
        if pieces and not pieces[0][1]:
            pieces = pieces[1:]
        if pieces and not pieces[-1][1]:
            pieces = pieces[:-1]
        return [(self.column + begin + len(piece) - len(piece.lstrip()), piece.strip()) for begin, piece in pieces]


class _Reader:
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
        table_lines: dict[int, _Line] = {}
        tokens = _block_parser(table_lines).parse(self.text)
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

    def pipe_table(self, tokens: Sequence[Token], position: int, table_lines: dict[int, _Line]) -> None:
        begin, end = tokens[position].map or [0, 0]
        found: list[tuple[int, list[str]]] = []
        for token in tokens[position:]:
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

    def check_width(self, number: int, line: _Line, wanted: int) -> None:
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
        if last == begin or (last > begin + 1 and _is_alignment(self.lines[begin + 1])):
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
        return line.startswith("|") if outer else _pipe.search(line) is not None

    def first_column(self, number: int) -> int:
        line = self.lines[number]
        return len(line) - len(line.lstrip(" \t>")) + 1

    # --- what looks like a table

    def check_underlined(self, tokens: Sequence[Token], position: int) -> None:
        """Report a header whose alignment row has one cell without a pipe: Markdown reads a heading."""
        begin, end = tokens[position].map or [0, 0]
        if tokens[position].markup == "-" and end - begin == 2 and end < len(self.lines):
            cells = len(_Line(self.lines[begin], 1).pieces())
            if cells > 1 and len(_Line(self.lines[end], 1).pieces()) == cells:
                self.report_alignment(begin + 1, 1, cells)

    def check_paragraph(self, token: Token) -> None:
        begin = (token.map or [0])[0]
        lines = token.content.split("\n")
        widths = [len(_Line(line, 1).pieces()) if _pipe.search(line) else 0 for line in lines]
        for number, line in enumerate(lines[1:], 1):
            if _is_alignment(line) and widths[number - 1] and widths[number] != widths[number - 1]:
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
            source = _HTMLTable(text, at, limit)
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
                and _is_alignment(self.lines[number])
                and _pipe.search(self.lines[number - 1])
            ):
                message = "a table right below HTML is none; put an empty line between them"
                self.report(number - 1, self.first_column(number - 1), message)

    def unquoted(self, line: str) -> str:
        return re.sub(rf"^(?:[ \t]*>){{0,{self.quotes}}}", "", line) if self.quotes else line

    def html_heading(self, source: str) -> None:
        for found in _html_heading.finditer(source):
            self.heading = _html_text(found[2]) or self.heading

    def html_table(self, source: _HTMLTable, begin: int) -> None:
        self.heading = _html_text(source.caption) or self.heading
        rows = _spread(source.rows)
        width = max(len(row.cells) for row in rows)
        while len(rows) > 1 and width > 1 and rows[0].spans(width):
            self.heading = _html_text(rows[0].cells[0]) or self.heading
            rows = rows[1:]
        heads = sum(row.in_head for row in rows) or _leading(rows) or 1
        width = max(len(row.cells) for row in rows[:heads])
        columns = [[row.cells[column] for row in rows[:heads] if column < len(row.cells)] for column in range(width)]
        header = [" ".join(dict.fromkeys(filter(None, names))) for names in columns]
        kept: list[Row] = []
        for row in rows[heads:]:
            at = begin + row.line - 1, row.column
            if row.spans(width) and width > 1:
                fact = f'"{row.cells[0]}" spans all columns, so that it is read as a heading and not as a row'
                self.report(*at, f"{fact}; give it cells if it is one")
                continue
            if len(row.cells) < width:
                fact = f"has {len(row.cells)} of the {width} cells; the others are read as empty"
                self.report(*at, f"{fact}: add them as <td></td>")
            elif any(row.cells[width:]):
                cut = " | ".join(row.cells[width:])
                self.report(*at, f'has {len(row.cells)} cells for {width} columns: "{cut}" is cut off; add a header')
            kept.append(Row(begin + row.line, tuple([*row.cells, *[""] * width][:width])))
        self.tables.append(Table(self.heading, begin + rows[0].line, _names(header), tuple(kept)))

    # --- text

    def plain(self, content: str) -> str:
        """Return inline Markdown without its marks."""
        (token,) = self.inline_parser.parseInline(content)
        return " ".join(_plain(token.children or []).split())


def _block_parser(table_lines: dict[int, _Line]) -> MarkdownIt:
    """Return a parser of blocks that leaves in `table_lines` the lines of every table, by their number from 0."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import table

    def table_with_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        found = table(state, start_line, end_line, silent)
        if found and not silent:
            for number in range(start_line, state.line):
                begin = state.bMarks[number] + state.tShift[number]
                column = begin - state.src.rfind("\n", 0, begin)
                table_lines[number] = _Line(state.src[begin : state.eMarks[number]], column)
        return found

    parser = MarkdownIt("commonmark").enable("table")
    parser.block.ruler.at("table", table_with_lines, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else "" if token.type == "html_inline" else token.content
        for token in tokens
    )


def _is_alignment(line: str) -> bool:
    return "-" in line and "|" in line and not {*line.strip()} - {*"-:| \t>"}


def _names(header: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for position, name in enumerate(header, 1):
        distinct = name or f"column {position}"
        names.append(distinct if distinct not in names else f"{distinct} (column {position})")
    return tuple(names)


def _html_text(source: str) -> str:
    return " ".join(html.unescape(_tag.sub("", source)).split())


# --- HTML


class _Cell(NamedTuple):
    text: str
    columns: int
    rows: int
    is_head: bool


class _HTMLRow(NamedTuple):
    """A row with cells repeated for each column and row that they span; its place counts from 1."""

    line: int
    column: int
    in_head: bool
    all_heads: bool
    is_one_cell: bool
    cells: Sequence[str]

    def spans(self, width: int) -> bool:
        """Tell whether it is one cell across all columns."""
        return self.is_one_cell and len(self.cells) >= width


class _Stop(Exception):
    pass


class _HTMLTable(HTMLParser):
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
        self.rows: list[tuple[int, int, bool, list[_Cell]]] = []
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
        except _Stop:
            pass
        except AssertionError:  # from a marked section, <![ …, of a kind unknown to Python's parser
            self.fault = (*self.getpos(), "is no HTML that can be read; delete it")
        if self._depth and not self.fault:
            self.fault = (*self._begins, "a <table> without </table> is not read; close it")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        if not self._depth and self._at() >= self.limit:
            raise _Stop
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
        if self._depth == 1 and tag in ("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
            self._end_cell()
            self._in_head = self._in_head and tag not in ("thead", "tbody", "tfoot")
        if self._depth == 1 and tag == "caption" and self._caption_begin >= 0:
            self.caption = self.text[self._caption_begin : self._at()]
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self.ends_at = self.text.find(">", self._at()) + 1 or len(self.text)
                self.rows = [row for row in self.rows if row[3]]
                raise _Stop

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_begins[line - 1] + column

    def _end_cell(self) -> None:
        if self._cell:
            begin, tag, attributes = self._cell
            text = " ".join(self.text[begin : self._at()].split())
            columns = _span(attributes.get("colspan"), _MAX_COLSPAN)
            self.rows[-1][3].append(_Cell(text, columns, _span(attributes.get("rowspan"), _MAX_ROWSPAN), tag == "th"))
            self._cell = None


def _span(text: str | None, most: int) -> int:
    number = re.match(r"\s*([0-9]{1,9})", text or "")
    return min(int(number[1]), most) or most if number else 1  # 0: all the rows that follow


def _spread(rows: Sequence[tuple[int, int, bool, list[_Cell]]]) -> list[_HTMLRow]:
    """Return the rows with every cell repeated in all the columns and rows that it spans (HTML, section 4.9.12)."""
    spread: list[_HTMLRow] = []
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
        texts = [cells.get(number, "") for number in range(max(cells) + 1)]
        one = len(row) == 1 and row[0].columns == len(texts)
        spread.append(_HTMLRow(line, column, in_head, all(cell.is_head for cell in row), one, texts))
    return spread


def _leading(rows: Sequence[_HTMLRow]) -> int:
    """Return how many rows from the first have header cells only."""
    return next((number for number, row in enumerate(rows) if not row.all_heads), len(rows))

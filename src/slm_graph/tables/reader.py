"""Files of tables: Markdown with tables and lists of links, CSV, TSV and XLSX, each read as the same shape."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from slm_graph.files import read_bytes_capped, shown
from slm_graph.problems import InvalidData, Problem, not_text
from slm_graph.tables.delimited import delimited_tables
from slm_graph.tables.table import Table

MAX_BYTES = 50_000_000
"""The largest file that is read, in bytes."""


class _Format(NamedTuple):
    """A format of files: its endings, what is said of a file without a table, and what to give instead."""

    endings: tuple[str, ...]
    lacks: str
    wanted: str
    read: Callable[[str, str], tuple[list[Table], list[Problem]]]


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
    # Here, as workbooks below, since a build reads the words of surveys alone, and starts sooner without these.
    from slm_graph.tables.markdown import markdown_tables

    return markdown_tables(text, path)


_MARKDOWN = _Format(
    (),
    "no table and no list of links to papers",
    "a Markdown file with a table or a list of links to papers",
    tables_of,
)
_DELIMITED = _Format(
    (".csv", ".tsv", ".tab"), "no header of several columns", "a CSV file with a header and rows", delimited_tables
)
_WORKBOOKS = (".xlsx", ".xlsm")


def read_tables(path: Path) -> tuple[list[Table], list[Problem]]:
    """Read the tables of a file, and what is wrong with them, both in the order of the file.

    What is no CSV, TSV or XLSX by its ending is read as Markdown. A row with too few cells has empty ones instead, and
    of a row with too many the rest is cut off, as on GitHub; each is a problem, as is what only looks like a
    table.

    Raises
    ------
    InvalidData
        The file cannot be read, or has no table.

    References
    ----------
    GitHub Flavored Markdown, section 4.10; HTML Living Standard, section 4.9; RFC 4180.
    """
    if path.suffix.lower() in _WORKBOOKS:
        from slm_graph.tables.workbook import workbook_tables

        return workbook_tables(_bytes(path, "an XLSX file"), shown(path))
    kind = _DELIMITED if path.suffix.lower() in _DELIMITED.endings else _MARKDOWN
    text = read_text(path)
    tables, problems = kind.read(text, shown(path))
    if not tables:
        fact = f"has {kind.lacks}" if text.strip() else "is empty"
        raise InvalidData(problems or [Problem(shown(path), 1, 1, f"{fact}; give {kind.wanted}")])
    return tables, problems


def read_text(path: Path) -> str:
    """Return the text of a file of tables, or of standard input for `-`, without a byte order mark.

    It is in UTF-8, or in UTF-16 where a byte order mark says so: spreadsheets write that.

    Raises
    ------
    InvalidData
        The file cannot be read.
    """
    is_delimited = path.suffix.lower() in _DELIMITED.endings
    data = _bytes(path, "a CSV file in UTF-8" if is_delimited else "a Markdown file in UTF-8")
    is_utf16 = is_delimited and data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        step = "a CSV file in UTF-8" if is_delimited else "a Markdown file in UTF-8"
        raise InvalidData([Problem(shown(path), 1, 1, f"is not UTF-8; give {step}")]) from None
    if match := not_text(text):
        line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
        message = f"character U+{ord(match[0]):04X} is no text; delete it"
        raise InvalidData([Problem(shown(path), line, column, message)])
    return text


def _bytes(path: Path, wanted: str) -> bytes:
    try:
        return read_bytes_capped(path, MAX_BYTES)
    except OSError as error:
        raise InvalidData([Problem(shown(path), 1, 1, f"{error.strerror}; give {wanted}")]) from None

"""Tables in XLSX workbooks: one a sheet, which is its heading; the first row with a text is the header."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from xml.parsers import expat

from slm_graph.problems import InvalidData, Problem
from slm_graph.tables.table import Row, Table, column_names

MAX_CELLS = 5_000_000
"""The largest sheet that is read, in cells from the first to the last: what is between takes memory, empty or not."""
MAX_UNPACKED = 500_000_000
# Also what no sheet may have, such as a column BXFD or zeros before a row: it takes memory all the same.
_reference = re.compile(r"([A-Za-z]*)([0-9]+)")
_CHUNK = 1 << 20


def workbook_tables(data: bytes, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables of a workbook's sheets; a cell over several rows or columns is in each of them.

    Raises
    ------
    InvalidData
        It is no workbook, is too large, or no sheet has a header and a column besides.
    """
    _check_size(data, path)
    tables: list[Table] = []
    for name, rows in _sheets(data, path):
        lines = [Row(number, tuple(map(_text, cells))) for number, cells in rows]
        lines = [row for row in lines if any(row.cells)]
        if not lines:
            continue
        header, *body = lines
        width = max(position for position, cell in enumerate(header.cells, 1) if cell)
        width = max([width, *(p for row in body for p, cell in enumerate(row.cells, 1) if cell)])
        names = column_names([*header.cells, *[""] * width][:width])
        if width > 1:
            fitted = tuple(Row(row.line, tuple([*row.cells, *[""] * width][:width])) for row in body)
            tables.append(Table(name, header.line, names, fitted, (name,)))
    if not tables:
        raise InvalidData([Problem(path, 1, 1, "has no header and rows; give an XLSX file with a header and rows")])
    return tables, []


def _check_size(data: bytes, path: str) -> None:
    """Refuse what would take too much memory once unpacked: one cell in the last corner is a sheet of 17 milliards."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
            if unpacked > MAX_UNPACKED:
                raise InvalidData([Problem(path, 1, 1, f"is {unpacked:,} bytes unpacked; give the table alone")])
            for member in packed.infolist():
                if member.filename.lower().startswith("xl/worksheets/") and _cells(packed, member) > MAX_CELLS:
                    fact = f"{member.filename} spans more than {MAX_CELLS:,} cells"
                    raise InvalidData([Problem(path, 1, 1, f"{fact}; delete what is far from the table")])
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, expat.ExpatError) as error:
        raise InvalidData([_unreadable(path, error)]) from None


def _cells(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return how many cells the rectangle from the first to the last of a sheet has."""
    columns: set[str] = set()
    rows: set[int] = set()

    def started(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in ("c", "row") and (match := _reference.fullmatch(attributes.get("r", ""))):
            columns.add(match[1])
            rows.add(int(match[2]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    with packed.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
    parser.Parse(b"", True)
    numbers = [_number(column) for column in columns if column] or [1]
    return (max(numbers) - min(numbers) + 1) * (max(rows) - min(rows) + 1) if rows else 0


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _sheets(data: bytes, path: str) -> list[tuple[str, list[tuple[int, list[object]]]]]:
    import python_calamine

    sheets = []
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
                for number in range(top, min(bottom + 1, len(rows))):
                    width = len(rows[number])
                    for column in range(left, min(right + 1, width)):
                        rows[number][column] = rows[top][left] if left < len(rows[top]) else ""
            sheets.append((name, list(enumerate(rows, 1))))
    except (python_calamine.CalamineError, ValueError, OverflowError, OSError) as error:
        raise InvalidData([_unreadable(path, error)]) from None
    return sheets


def _unreadable(path: str, error: Exception) -> Problem:
    reason = " ".join(str(error).split()) or type(error).__name__
    return Problem(path, 1, 1, f"cannot be read as XLSX: {reason}; save it again, or export it as CSV")


def _text(value: object) -> str:
    """Return a value of a cell as it is shown: 960.0 as 960, a date as ISO 8601."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).strip()

"""Tables in CSV and TSV files: one a file, whose first row is the header."""

from __future__ import annotations

import csv
import io
import re

from slm_graph.problems import Problem
from slm_graph.tables.table import Row, Table, column_names

_SEPARATORS = (",", ";", "\t", "|")
_quoted = re.compile(r'"(?:[^"]|"")*(?:"|$)')


def separator_of(text: str) -> str:
    r"""Return what separates the cells: what the header has most of outside of quotes.

    Examples
    --------
    >>> separator_of('Name;"Title; long",x;Year\n'), separator_of("Name\tLLM\n"), separator_of("Name\n")
    (';', '\t', ',')
    """
    header = next((line for line in _quoted.sub("", text[:100_000]).split("\n") if line.strip()), "")
    return max(_SEPARATORS, key=header.count)


def delimited_tables(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    r"""Return the table of a CSV or TSV text, and what is wrong with its rows; `path` is what problems name.

    Examples
    --------
    >>> (table,), problems = delimited_tables('Name,Title\nKea,"Hearing, every\nlittle thing"\nAuk\n', "t.csv")
    >>> table.rows
    (Row(line=2, cells=('Kea', 'Hearing, every\nlittle thing')), Row(line=4, cells=('Auk', '')))
    >>> print(problems[0])
    t.csv:4:1: has 1 of the 2 cells; the others are read as empty: add them
    """
    text = re.sub(r"\r\n?", "\n", text)
    problems: list[Problem] = []
    lines: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), skipinitialspace=True)
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            message = f"cannot be read as CSV: {error}; close its quotes, or shorten the cell"
            return [], [Problem(path, begin, 1, message)]
        if any(cell.strip() for cell in cells):
            lines.append(Row(begin, tuple(cell.strip() for cell in cells)))
        begin = reader.line_num + 1
    if not lines or len(lines[0].cells) < 2:
        return [], problems
    header, *body = lines
    names = column_names(header.cells)
    rows = [_fitted(row, len(names), path, problems) for row in body]
    return [Table("", header.line, names, tuple(rows))], problems


def _fitted(row: Row, width: int, path: str, problems: list[Problem]) -> Row:
    cells = row.cells
    if len(cells) < width:
        fact = f"has {len(cells)} of the {width} cells; the others are read as empty: add them"
        problems.append(Problem(path, row.line, 1, fact))
    elif any(cells[width:]):
        cut = ", ".join(cells[width:])
        fact = f'has {len(cells)} cells for {width} columns: "{cut}" is cut off'
        problems.append(Problem(path, row.line, 1, f'{fact}; put a cell with a separator in "quotes"'))
    return Row(row.line, (*cells, *[""] * width)[:width])

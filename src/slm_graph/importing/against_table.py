"""Entries against the table of the survey that they come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries import Columns, Survey, read_survey, survey_named, survey_rows
from slm_graph.files import shown
from slm_graph.importing.columns import guess_columns
from slm_graph.importing.table_kinds import table_kind
from slm_graph.problems import InvalidData, Problem, nearest
from slm_graph.project import Project
from slm_graph.tables import Table, read_text, tables_of
from slm_graph.text import parse_cell


class RowByColumn(NamedTuple):
    """A row of a Markdown table: its line in the file, and its raw cells by column."""

    line: int
    cells: Mapping[str, str]


def read_table(path: Path, columns: Sequence[str], survey: Survey | None = None) -> list[RowByColumn]:
    """Read the rows of the tables with these columns; a row without a text is none.

    Where no table has them all, and a survey says what the columns mean, its rows are those of the tables of systems,
    each with the columns that it has.

    Raises
    ------
    InvalidData
        The file cannot be read, or has no such table.
    """
    tables, _ = tables_of(read_text(path), shown(path))
    found = [table for table in tables if set(columns) <= set(table.header)]
    if not found and survey is not None:
        found = [table for table in tables if set(columns) & set(table.header) and _is_of_systems(table, survey)]
    rows = [
        RowByColumn(row.line, dict(zip(table.header, row.cells, strict=True)))
        for table in found
        for row in table.rows
        if any(cell.strip() for cell in row.cells)
    ]
    if not rows:
        raise InvalidData([Problem(shown(path), 1, 1, _no_rows(columns, [table.header for table in tables]))])
    return rows


def _is_of_systems(table: Table, survey: Survey) -> bool:
    columns = guess_columns(table.header, survey.schema, survey.vocabulary, survey.column_fields, {}, table.rows)
    return table_kind(table, columns, survey.schema, survey.vocabulary).kind == "systems"


def _no_rows(columns: Sequence[str], headers: Sequence[Sequence[str]]) -> str:
    nearest_header = max(headers, key=lambda header: len({*columns} & {*header}), default=())
    missing = next((name for name in columns if name not in nearest_header), "")
    if not missing:
        return f"the table with the columns {', '.join(columns)} has no rows; give the survey's own"
    close = nearest(missing, nearest_header) or "; give the survey's own table"
    return f"no table with the columns {', '.join(columns)}: {missing} is missing{close}"


def table_problems(project: Project, path: Path, survey_id: str = "") -> list[Problem]:
    """Return where a survey's rows and its table differ: cells, phrases, rows without an entry.

    A row with a number is that of the table; one without is found by its name.

    Parameters
    ----------
    survey_id
        The id of the survey; by default the one that `survey.yaml` names.

    Raises
    ------
    InvalidData
        The schema or the table cannot be read.
    WrongArgument
        There is no such survey.
    """
    survey = read_survey(project)
    wanted = survey_named(survey, survey_id)
    tables = survey.sources.tables(wanted.id) if wanted else []
    headers = dict.fromkeys(tuple(str(column["name"]) for column in columns) for *_, columns in tables)
    if wanted is None or not all(headers) or not headers:
        place = wanted.document.path if wanted else shown(project.data / "survey.yaml")
        raise InvalidData([Problem(place, 1, 1, "names no columns of the survey; list those of the table")])
    rows = [row for columns in headers for row in read_table(path, columns, survey)]
    problems: list[Problem] = []
    matched: set[int] = set()
    for document, source in survey_rows(survey, wanted.id):
        columns = survey.sources.columns(source)
        number = _row_number(source, columns, rows, matched)
        if number is None:
            continue  # told by the check
        if 1 <= number <= len(rows):
            matched.add(number)
            problems += _cell_problems(document, source, number, rows[number - 1], columns.names)
        elif "row" in source:
            message = f"{shown(path)} has {len(rows)} rows, no row {number}; mend the number"
            problems.append(document.problem(("source", "row"), message))
        else:
            message = f"{shown(path)} has no row of this name; mend the cell, or delete the row"
            problems.append(document.problem(("source", "key"), message))
    for number, row in enumerate(rows, 1):
        if number not in matched:
            title = next(iter(row.cells.values()))
            problems.append(Problem(shown(path), row.line, 1, f"row {number} ({title}) has no entry; add one"))
    return problems


def _row_number(
    source: Mapping[str, Any], columns: Columns, rows: Sequence[RowByColumn], matched: Collection[int]
) -> int | None:
    """Return the number of a row in the table, 0 where it has none, None where its source is not sound."""
    if "row" in source:
        return int(source["row"]) if _is_number(source["row"]) else None
    cells, column = source.get("cells"), columns.by_field.get("name", "")
    if not isinstance(cells, dict) or not isinstance(cells.get(column), str):
        return None
    name = parse_cell(cells[column]).plain.strip()
    numbers = [
        number
        for number, row in enumerate(rows, 1)
        if number not in matched and parse_cell(row.cells.get(column, "")).plain.strip() == name
    ]
    # Of several rows with one name the one that has most of the cells.
    return max(numbers, key=lambda n: sum(rows[n - 1].cells.get(key) == cell for key, cell in cells.items()), default=0)


def _is_number(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9]{1,9}", text) is not None


def _cell_problems(
    document: Document, source: Mapping[str, Any], number: int, row: RowByColumn, columns: Sequence[str]
) -> Iterator[Problem]:
    cells = source.get("cells")
    if not isinstance(cells, dict):
        yield document.problem(("source", "cells"), f"has no cells of row {number}; copy those of line {row.line}")
        return
    for column in columns:
        path: FieldPath = ("source", "cells", column)
        given, wanted = cells.get(column), row.cells.get(column, "")
        if given is None and not wanted:
            continue
        if given is None:
            yield document.problem(("source", "cells"), f"cell {column} of row {number} is missing; copy it")
        elif isinstance(given, str) and given != wanted:
            yield document.problem(
                path, f"is not cell {column} of row {number}; copy it as it stands in line {row.line}"
            )
        elif isinstance(given, list):
            for position, phrase in enumerate(given):
                if isinstance(phrase, str) and phrase not in wanted and phrase not in parse_cell(wanted).plain:
                    message = f'"{phrase}" does not occur in cell {column} of row {number}'
                    yield document.problem((*path, position), f"{message}; copy the words from line {row.line}")

"""Entries against the table of the survey that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries import Survey, entry_documents, read_survey
from slm_graph.files import shown
from slm_graph.importing.columns import guess_columns, table_kind
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
    settled = dict(_columns(survey.settings.tree if survey.settings else {}))
    columns = guess_columns(table.header, survey.schema, survey.vocabulary, settled, {}, table.rows)
    return table_kind(table, columns, survey.schema, survey.vocabulary).kind == "systems"


def _no_rows(columns: Sequence[str], headers: Sequence[Sequence[str]]) -> str:
    nearest_header = max(headers, key=lambda header: len({*columns} & {*header}), default=())
    missing = next((name for name in columns if name not in nearest_header), "")
    if not missing:
        return f"the table with the columns {', '.join(columns)} has no rows; give the survey's own"
    close = nearest(missing, nearest_header) or "; give the survey's own table"
    return f"no table with the columns {', '.join(columns)}: {missing} is missing{close}"


def table_problems(project: Project, path: Path) -> list[Problem]:
    """Return where entries and the survey's table differ: cells, phrases, rows without an entry.

    Raises
    ------
    InvalidData
        The schema or the table cannot be read.
    """
    survey = read_survey(project)
    columns = [name for name, _ in _columns(survey.settings.tree if survey.settings else {})]
    if not columns:
        settings = survey.project.data / "survey.yaml"
        raise InvalidData([Problem(shown(settings), 1, 1, "names no columns of the survey; list those of the table")])
    rows = read_table(path, columns, survey)
    problems: list[Problem] = []
    found: set[int] = set()
    for document in entry_documents(survey):
        source = (
            document.tree.get("source") if isinstance(document, Document) and isinstance(document.tree, dict) else None
        )
        if isinstance(document, Document) and isinstance(source, dict) and _is_number(source.get("row")):
            number = int(source["row"])
            found.add(number)
            if 1 <= number <= len(rows):
                problems += _cell_problems(document, source, number, rows[number - 1], columns)
            else:
                message = f"{shown(path)} has {len(rows)} rows, no row {number}; mend the number"
                problems.append(document.problem(("source", "row"), message))
    for number, row in enumerate(rows, 1):
        if number not in found:
            title = next(iter(row.cells.values()))
            problems.append(Problem(shown(path), row.line, 1, f"row {number} ({title}) has no entry; add one"))
    return problems


def _columns(settings: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    survey = settings.get("survey")
    listed = survey.get("columns") if isinstance(survey, dict) else None
    for column in listed if isinstance(listed, list) else []:
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            fields = column.get("fields", [])
            yield column["name"], [str(field) for field in (fields if isinstance(fields, list) else [fields])]


def _is_number(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9]{1,9}", text) is not None


def _cell_problems(
    document: Document, source: Mapping[str, Any], number: int, row: RowByColumn, columns: Sequence[str]
) -> Iterator[Problem]:
    cells = source.get("cells")
    if not isinstance(cells, dict):
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

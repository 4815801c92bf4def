"""Checks: queries each row of whose answer is a fault of the graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from slm_graph.graphs import Source
from slm_graph.problems import one_line
from slm_graph.project import find_project
from slm_graph.questions.binding import bind_question
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.results import ReaderView, columns_and_cells
from slm_graph.questions.stored import read_questions


class CheckRow(NamedTuple):
    """A row that a check gives: the check's name, and what the row says.

    Examples
    --------
    >>> print(CheckRow("edge-without-usage", (("system", "system/salmonn"), ("edge", "slm:usesLLM"))))
    edge-without-usage: system system/salmonn, edge slm:usesLLM
    """

    check: str
    values: Sequence[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.check}: {', '.join(f'{column} {text}' for column, text in self.values)}"


def read_checks(folder: Path | None = None) -> list[StoredQuery]:
    """Return the checks of a folder, by name.

    Raises
    ------
    InvalidData
        A check is not what it should be, or there is none.
    """
    return read_questions(folder or find_project().checks)


def graph_faults(source: Source, checks: Sequence[StoredQuery]) -> list[CheckRow]:
    """Return what checks find in a graph, in the order of the checks.

    Raises
    ------
    QueryFault
        A check cannot be evaluated.
    """
    view = ReaderView(source.prefixes, source.base)
    faults = []
    for check in checks:
        columns, rows = columns_and_cells(bind_question(check, {}, source).answer(source), view)
        if check.form == "ASK" and rows[0][0].text == "false":
            continue
        for row in rows:
            values = [
                (column, one_line(" ".join(cell.text.split())))
                for column, cell in zip(columns, row, strict=True)
                if cell.text
            ]
            faults.append(CheckRow(check.name, values))
    return faults

"""Stored questions: read, bound, asked, their answers written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slm_graph.questions.answers import answer_of, to_python
from slm_graph.questions.asking import run_query
from slm_graph.questions.binding import bind_question, queries_of
from slm_graph.questions.checks import graph_faults, read_checks
from slm_graph.questions.listing import question_data, question_files, question_help, question_list, taken_lines
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery, parse_question
from slm_graph.questions.results import ReaderView, write_results
from slm_graph.questions.stored import find_question, is_wording, read_questions

if TYPE_CHECKING:
    from slm_graph.questions.catalogue import question_description, question_page
    from slm_graph.questions.changes import changed_rows
    from slm_graph.questions.suggesting import suggest, suggestion_lines

_HOMES = {
    "changed_rows": "changes",
    "question_description": "catalogue",
    "question_page": "catalogue",
    "suggest": "suggesting",
    "suggestion_lines": "suggesting",
}
"""What an answer to a stored question does without: imported when it is asked for."""

__all__ = [
    "Parameter",
    "ReaderView",
    "StoredQuery",
    "answer_of",
    "bind_question",
    "changed_rows",
    "find_question",
    "graph_faults",
    "is_wording",
    "parse_question",
    "queries_of",
    "question_data",
    "question_description",
    "question_files",
    "question_help",
    "question_list",
    "question_page",
    "read_checks",
    "read_questions",
    "run_query",
    "suggest",
    "suggestion_lines",
    "taken_lines",
    "to_python",
    "write_results",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

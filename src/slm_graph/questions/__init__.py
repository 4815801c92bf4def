"""Stored questions: read, bound, asked, their answers written."""

from __future__ import annotations

from slm_graph.questions.asking import run_query
from slm_graph.questions.binding import bind_question
from slm_graph.questions.catalogue import question_description, question_page
from slm_graph.questions.changes import changed_rows
from slm_graph.questions.checks import graph_faults, read_checks
from slm_graph.questions.listing import question_files, question_help, question_list, taken_lines
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery, parse_question
from slm_graph.questions.results import ReaderView, write_results
from slm_graph.questions.stored import find_question, is_wording, read_questions
from slm_graph.questions.suggesting import suggest, suggestion_lines

__all__ = [
    "Parameter",
    "ReaderView",
    "StoredQuery",
    "bind_question",
    "changed_rows",
    "find_question",
    "graph_faults",
    "is_wording",
    "parse_question",
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
    "write_results",
]

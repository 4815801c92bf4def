"""Stored questions: read, bound, asked, their answers written."""

from __future__ import annotations

from slm_graph.questions.catalogue import question_description, question_page
from slm_graph.questions.checks import graph_faults, read_checks
from slm_graph.questions.listing import question_files, question_help, question_list, taken_lines
from slm_graph.questions.results import Reading, write_results
from slm_graph.questions.stored import (
    StoredQuery,
    bind_question,
    find_question,
    parse_question,
    read_questions,
    run_query,
)

__all__ = [
    "Reading",
    "StoredQuery",
    "bind_question",
    "find_question",
    "graph_faults",
    "parse_question",
    "question_description",
    "question_files",
    "question_help",
    "question_list",
    "question_page",
    "read_checks",
    "read_questions",
    "run_query",
    "taken_lines",
    "write_results",
]

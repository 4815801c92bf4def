"""`data/` as checked entries and vocabulary."""

from __future__ import annotations

from slm_graph.entries.as_table import survey_named, survey_rows, table_text
from slm_graph.entries.authority import Authority
from slm_graph.entries.checker import Checker
from slm_graph.entries.contradictions import identifiers, is_no_name
from slm_graph.entries.dates import contradicts_arxiv, lies_ahead
from slm_graph.entries.evidence import Evidence
from slm_graph.entries.items import Findings, FurtherRow, Item
from slm_graph.entries.keys import key_problems
from slm_graph.entries.labels import given_label, label_in_survey, label_maker, label_of, labels_of, shown_fields
from slm_graph.entries.mentions import KeyMention
from slm_graph.entries.parts import CheckedPart, Keys, Task, checked_parts, entry_tasks, has_lines_alone, task_documents
from slm_graph.entries.paths import OwnPath, entry_paths, item_path, item_paths, key_of_usage, row_paths
from slm_graph.entries.pointers import Pointer, pointers
from slm_graph.entries.redirects import redirect_files
from slm_graph.entries.release import Release, find_release, gone_problems, published_paths
from slm_graph.entries.sources import Columns, Sources, row_key
from slm_graph.entries.survey import (
    CheckedEntry,
    Survey,
    check_entry,
    check_further_row,
    check_statements,
    entry_documents,
    entry_tree,
    read_survey,
)
from slm_graph.entries.vocabulary import Vocabulary, item_names, vocabulary_file
from slm_graph.entries.whole import CheckReport, Uniqueness, Whole, check
from slm_graph.entries.words import NEW, NOTHING, SurveyWord, decision_problems, read_words, words_file, words_text

__all__ = [
    "NEW",
    "NOTHING",
    "Authority",
    "CheckReport",
    "CheckedEntry",
    "CheckedPart",
    "Checker",
    "Columns",
    "Evidence",
    "Findings",
    "FurtherRow",
    "Item",
    "KeyMention",
    "Keys",
    "OwnPath",
    "Pointer",
    "Release",
    "Sources",
    "Survey",
    "SurveyWord",
    "Task",
    "Uniqueness",
    "Vocabulary",
    "Whole",
    "check",
    "check_entry",
    "check_further_row",
    "check_statements",
    "checked_parts",
    "contradicts_arxiv",
    "decision_problems",
    "entry_documents",
    "entry_paths",
    "entry_tasks",
    "entry_tree",
    "find_release",
    "given_label",
    "gone_problems",
    "has_lines_alone",
    "identifiers",
    "is_no_name",
    "item_names",
    "item_path",
    "item_paths",
    "key_of_usage",
    "key_problems",
    "label_in_survey",
    "label_maker",
    "label_of",
    "labels_of",
    "lies_ahead",
    "pointers",
    "published_paths",
    "read_survey",
    "read_words",
    "redirect_files",
    "row_key",
    "row_paths",
    "shown_fields",
    "survey_named",
    "survey_rows",
    "table_text",
    "task_documents",
    "vocabulary_file",
    "words_file",
    "words_text",
]

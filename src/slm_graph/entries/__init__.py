"""`data/` as checked entries and vocabulary."""

from __future__ import annotations

from slm_graph.entries.as_table import survey_named, survey_rows, table_text
from slm_graph.entries.authority import Authority
from slm_graph.entries.checker import Checker
from slm_graph.entries.evidence import Evidence
from slm_graph.entries.items import Item
from slm_graph.entries.sources import Columns, Sources, row_key
from slm_graph.entries.survey import (
    KeyHashes,
    Survey,
    Uniqueness,
    check,
    check_entry,
    entry_documents,
    entry_tree,
    read_survey,
)
from slm_graph.entries.vocabulary import Vocabulary, item_names, vocabulary_file

__all__ = [
    "Authority",
    "Checker",
    "Columns",
    "Evidence",
    "Item",
    "KeyHashes",
    "Sources",
    "Survey",
    "Uniqueness",
    "Vocabulary",
    "check",
    "check_entry",
    "entry_documents",
    "entry_tree",
    "item_names",
    "read_survey",
    "row_key",
    "survey_named",
    "survey_rows",
    "table_text",
    "vocabulary_file",
]

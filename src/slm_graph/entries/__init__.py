"""`data/` as checked entries and vocabulary."""

from __future__ import annotations

from slm_graph.entries.as_table import table_text
from slm_graph.entries.authority import Authority
from slm_graph.entries.checker import Checker
from slm_graph.entries.evidence import Evidence
from slm_graph.entries.items import Item
from slm_graph.entries.labels import entry_label, label_maker, label_of, labels_of_entry, shown_fields
from slm_graph.entries.paths import entry_paths, item_path, key_of_usage
from slm_graph.entries.pointers import Pointer, pointers
from slm_graph.entries.redirects import redirect_files
from slm_graph.entries.release import Release, find_release, gone_problems
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
    "Evidence",
    "Item",
    "KeyHashes",
    "Pointer",
    "Release",
    "Survey",
    "Uniqueness",
    "Vocabulary",
    "check",
    "check_entry",
    "entry_documents",
    "entry_label",
    "entry_paths",
    "entry_tree",
    "find_release",
    "gone_problems",
    "item_names",
    "item_path",
    "key_of_usage",
    "label_maker",
    "label_of",
    "labels_of_entry",
    "pointers",
    "read_survey",
    "redirect_files",
    "shown_fields",
    "table_text",
    "vocabulary_file",
]

"""A survey's table into entries."""

from __future__ import annotations

from slm_graph.importing.against_table import table_problems
from slm_graph.importing.fields import column_fields, row_classes
from slm_graph.importing.importing import Import, ImportFiles, import_table
from slm_graph.importing.mapping import SKIPPED
from slm_graph.importing.surveys import heading_of

__all__ = [
    "SKIPPED",
    "Import",
    "ImportFiles",
    "column_fields",
    "heading_of",
    "import_table",
    "row_classes",
    "table_problems",
]

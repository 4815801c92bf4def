"""A survey's table into entries."""

from __future__ import annotations

from slm_graph.importing import report
from slm_graph.importing.against_table import table_problems
from slm_graph.importing.intake import importer
from slm_graph.importing.updates import plan_changes, settle_columns, write_changes, write_items

__all__ = ["importer", "plan_changes", "report", "settle_columns", "table_problems", "write_changes", "write_items"]

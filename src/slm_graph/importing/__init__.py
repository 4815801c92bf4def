"""A survey's table into entries."""

from __future__ import annotations

from slm_graph.importing.against_table import table_problems
from slm_graph.importing.importing import Import, ImportFiles, import_table

__all__ = ["Import", "ImportFiles", "import_table", "table_problems"]

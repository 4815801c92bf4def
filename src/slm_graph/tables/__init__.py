"""Tables: read from Markdown, HTML, lists of links, CSV and XLSX; written for a terminal and in Markdown."""

from __future__ import annotations

from slm_graph.tables.notebook import SHOWN, InNotebook, Sheet
from slm_graph.tables.reader import read_tables, read_text, tables_of
from slm_graph.tables.table import Row, Table
from slm_graph.tables.written import Cell, html_table, markdown_row, markdown_table, markdown_text, text_table, wrapped

__all__ = [
    "SHOWN",
    "Cell",
    "InNotebook",
    "Row",
    "Sheet",
    "Table",
    "html_table",
    "markdown_row",
    "markdown_table",
    "markdown_text",
    "read_tables",
    "read_text",
    "tables_of",
    "text_table",
    "wrapped",
]

"""YAML and JSON Lines with the place of every value; YAML written, and edited in place."""

from __future__ import annotations

from slm_graph.documents.document import Document, values
from slm_graph.documents.json_lines import json_line, read_json_lines
from slm_graph.documents.lines import Lines, cut_lines, line_parts
from slm_graph.documents.yaml_edits import Edit, edited, has_comment, text_tree, with_items, without_items
from slm_graph.documents.yaml_parser import FieldPath
from slm_graph.documents.yaml_reader import MAX_BYTES, read_yaml
from slm_graph.documents.yaml_scalars import with_scalars
from slm_graph.documents.yaml_writing import to_yaml

__all__ = [
    "MAX_BYTES",
    "Document",
    "Edit",
    "FieldPath",
    "Lines",
    "cut_lines",
    "edited",
    "has_comment",
    "json_line",
    "line_parts",
    "read_json_lines",
    "read_yaml",
    "text_tree",
    "to_yaml",
    "values",
    "with_items",
    "with_scalars",
    "without_items",
]

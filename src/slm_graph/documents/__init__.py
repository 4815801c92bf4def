"""YAML and JSON Lines with the place of every value; YAML written, and edited in place."""

from __future__ import annotations

from slm_graph.documents.reader import (
    MAX_BYTES,
    Document,
    FieldPath,
    json_line,
    read_json_lines,
    read_yaml,
    to_yaml,
    values,
)
from slm_graph.documents.yaml_edits import Edit, edited, has_comment, text_tree

__all__ = [
    "MAX_BYTES",
    "Document",
    "Edit",
    "FieldPath",
    "edited",
    "has_comment",
    "json_line",
    "read_json_lines",
    "read_yaml",
    "text_tree",
    "to_yaml",
    "values",
]

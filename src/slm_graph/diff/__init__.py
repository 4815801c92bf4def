"""What changed between two graphs, in words."""

from __future__ import annotations

from slm_graph.diff.changes import as_markdown, as_text, difference, graph_of

__all__ = ["as_markdown", "as_text", "difference", "graph_of"]

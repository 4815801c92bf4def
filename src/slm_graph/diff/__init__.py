"""What changed between two graphs, in words."""

from __future__ import annotations

from slm_graph.diff.comparing import difference
from slm_graph.diff.revisions import graph_of, graphs_of
from slm_graph.diff.words import as_data, as_markdown, as_text

__all__ = ["as_data", "as_markdown", "as_text", "difference", "graph_of", "graphs_of"]

"""The IRIs that are ours: what we publish lives below them (docs/w3id/)."""

from __future__ import annotations

BASE = "https://w3id.org/slm-graph/"
"""Below it live the things of a graph, unless the graph says another."""
ONTOLOGY = f"{BASE}ontology#"
"""The namespace of the classes and properties, `slm:`."""
GRAPH = f"{BASE}graph"
"""The graph of the survey itself."""

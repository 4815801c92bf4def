"""A graph of RDF as things and the links between them."""

from __future__ import annotations

from slm_graph.network import reader
from slm_graph.network.reader import (
    Kinds,
    Network,
    around,
    communities,
    kinds_of,
    similar_systems,
    statistics,
    systems_of,
    to_network,
)

__all__ = [
    "Kinds",
    "Network",
    "around",
    "communities",
    "kinds_of",
    "reader",
    "similar_systems",
    "statistics",
    "systems_of",
    "to_network",
]

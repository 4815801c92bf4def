"""The survey's graph, and its network."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.network import Network, to_network


@pytest.fixture(scope="module")
def graph(output: Path) -> LocalGraph:
    return open_graph(output / "slm-graph.ttl")


@pytest.fixture(scope="module")
def network(graph: LocalGraph) -> Network:
    return to_network(graph)

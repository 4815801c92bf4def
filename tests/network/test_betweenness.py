"""Betweenness by levels is what networkx comes to."""

from __future__ import annotations

import networkx as nx
import pytest

from slm_graph.network.betweenness import sampled_betweenness

SAMPLE = 40


@pytest.mark.parametrize("links", [0, 150, 900])
def test_it_is_the_estimate_of_networkx(links: int) -> None:
    graph = nx.gnm_random_graph(300, links, seed=links)
    graph.add_edges_from((0, node) for node in range(1, 50))
    graph.add_nodes_from(range(300, 305))
    ours = sampled_betweenness(len(graph), [*graph.edges()], SAMPLE)
    assert ours == pytest.approx([*nx.betweenness_centrality(graph, k=SAMPLE, seed=1).values()], abs=1e-12)


def test_a_long_chain_is_left_to_networkx() -> None:
    assert sampled_betweenness(100, [*nx.path_graph(100).edges()], SAMPLE) is None

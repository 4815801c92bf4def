"""Measures of a network: centrality, communities, and which systems are alike."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx

from slm_graph.network.kinds import kinds_of
from slm_graph.network.model import Network


class Similarity(NamedTuple):
    """Two systems, how much of their components they share (Jaccard, 0 to 1), and what they share."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]


def simple(network: Network) -> nx.Graph:
    """Return the network without directions and parallels, its nodes numbered in order.

    Numbers, since networkx keeps sets: of texts their order, and with it what is found, differs from run to run.
    """
    number = {node: index for index, node in enumerate(network)}
    plain = nx.Graph()
    plain.add_nodes_from(number.values())
    plain.add_edges_from((number[one], number[other]) for one, other in network.edges() if one != other)
    return plain


def centrality(network: Network) -> dict[str, tuple[int, float]]:
    """Return the degree (neighbours) and the betweenness of each node.

    Above 2,000 nodes betweenness is estimated from 200 of them, always the same ones.

    References
    ----------
    Brandes, A faster algorithm for betweenness centrality, 2001.

    Examples
    --------
    >>> centrality(nx.MultiDiGraph([("a", "b"), ("b", "c")]))["b"]
    (2, 1.0)
    """
    plain = simple(network)
    sample = 200 if len(plain) > 2000 else None
    between = nx.betweenness_centrality(plain, k=sample, seed=1)
    return {node: (plain.degree(index), round(between[index], 6)) for index, node in enumerate(network)}


def communities(network: Network) -> dict[str, int]:
    """Return the number of each node's community, the largest community being 0; the same in every run.

    References
    ----------
    Blondel et al., Fast unfolding of communities in large networks (Louvain), 2008.
    """
    groups = nx.community.louvain_communities(simple(network), seed=1)
    names = list(network)
    ranked = sorted(groups, key=lambda members: (-len(members), min(members)))
    return {names[index]: rank for rank, members in enumerate(ranked) for index in sorted(members)}


def components_of(network: Network, system: str) -> set[str]:
    """Return what a system uses: encoders, LLMs, datasets, tasks and methods."""
    uses = kinds_of(network).uses
    return {other for _, other, data in network.out_edges(system, data=True) if data["predicate"] in uses}


def systems_of(network: Network) -> list[str]:
    """Return what uses other things."""
    entries = kinds_of(network).entries
    return [node for node, cls in network.nodes(data="cls") if cls in entries]


def similar_systems(network: Network, least: float = 0.0) -> list[Similarity]:
    """Return pairs of systems by the share of components that they have in common, the most alike first.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> pair = similar_systems(to_network(graph_file()))[0]
    >>> 0 < pair.score <= 1 and len(pair.shared) > 1
    True
    """
    users: dict[str, list[str]] = {}
    uses = {node: components_of(network, node) for node in systems_of(network)}
    for system, parts in uses.items():
        for part in parts:
            users.setdefault(part, []).append(system)
    pairs: dict[tuple[str, str], list[str]] = {}
    for part in sorted(users):
        systems = sorted(users[part])
        for index, one in enumerate(systems):
            for other in systems[index + 1 :]:
                pairs.setdefault((one, other), []).append(part)
    found = [
        Similarity(one, other, round(len(shared) / len(uses[one] | uses[other]), 4), tuple(shared))
        for (one, other), shared in pairs.items()
    ]
    return sorted((item for item in found if item.score > least), key=lambda item: (-item.score, item.one, item.other))

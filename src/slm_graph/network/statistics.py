"""Numbers about a network: counts, coverage, what is central, what is alike, what nothing uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slm_graph.network.kinds import Kinds, kinds_of
from slm_graph.network.measures import centrality, similar_systems, systems_of
from slm_graph.network.model import Network


class Coverage(NamedTuple):
    """Of how many systems the graph states a kind of component."""

    kind: str
    stated: int
    systems: int


class Statistics(NamedTuple):
    """What `slm-graph stats` tells; names stand for things, in the order to be shown."""

    classes: dict[str, int]
    predicates: dict[str, int]
    coverage: list[Coverage]
    backed: tuple[int, int]
    central_encoders: list[tuple[str, int, float]]
    alike: list[tuple[str, str, float, int]]
    unused: dict[str, list[str]]


def statistics(network: Network, most: int = 8) -> Statistics:
    """Return counts, coverage, the most central encoders, the most similar systems and gaps.

    Parameters
    ----------
    network
        What `to_network` gives.
    most
        How many encoders and pairs of systems to tell.

    Returns
    -------
    Statistics
        `backed` holds how many of the short edges have a quote, and how many there are; `central_encoders` the users
        and the betweenness (0 to 1); `unused` by class what no system uses.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> numbers = statistics(to_network(graph_file()))
    >>> numbers.central_encoders[0][0], numbers.backed[0] == numbers.backed[1]
    ('Whisper', True)
    """
    kinds = kinds_of(network)
    users = _users(network, kinds)
    count_of = Counter(cls for _, cls in network.nodes(data="cls"))
    predicates = Counter(predicate for *_, predicate in network.edges(data="predicate"))
    return Statistics(
        {cls: count_of[cls] for cls in kinds.classes if cls in count_of},
        dict(sorted(predicates.items(), key=lambda item: (-item[1], item[0]))),
        [*_coverage(network, kinds)],
        _backed(network, kinds),
        _central_encoders(network, kinds, users)[:most],
        [
            (network.nodes[one]["label"], network.nodes[other]["label"], score, len(shared))
            for one, other, score, shared in similar_systems(network)[:most]
        ],
        {cls: labels for cls in kinds.components if (labels := _unused(network, cls, users))},
    )


def _users(network: Network, kinds: Kinds) -> dict[str, set[str]]:
    """Return who uses a component."""
    users: dict[str, set[str]] = {}
    for system, component, predicate in network.edges(data="predicate"):
        if predicate in kinds.uses:
            users.setdefault(component, set()).add(system)
    return users


def _coverage(network: Network, kinds: Kinds) -> Iterator[Coverage]:
    systems = len(systems_of(network))
    for name, words in kinds.uses.items():
        stated = {system for system, _, predicate in network.edges(data="predicate") if predicate == name}
        yield Coverage(words, len(stated), systems)


def _backed(network: Network, kinds: Kinds) -> tuple[int, int]:
    """Return how many of the short edges have a quote, and how many there are."""
    edges = [data for *_, data in network.edges(data=True) if data["predicate"] in kinds.backed]
    return sum(any(usage["quotes"] for usage in data["evidence"]) for data in edges), len(edges)


def _central_encoders(network: Network, kinds: Kinds, users: Mapping[str, set[str]]) -> list[tuple[str, int, float]]:
    between = centrality(network)
    encoders = (
        (data["label"], len(users.get(node, ())), between[node][1])
        for node, data in network.nodes(data=True)
        if data["cls"] in kinds.encoders
    )
    return sorted(encoders, key=lambda row: (-row[1], -row[2], row[0]))


def _unused(network: Network, cls: str, users: Mapping[str, set[str]]) -> list[str]:
    labels = (data["label"] for node, data in network.nodes(data=True) if data["cls"] == cls and node not in users)
    return sorted(labels, key=str.casefold)

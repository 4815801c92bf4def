"""Measures of a network: centrality, communities, and which systems are alike."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from slm_graph.network.betweenness import joined_pairs, sampled_betweenness
from slm_graph.network.kinds import kinds_of
from slm_graph.network.model import Network
from slm_graph.processes import cores, in_order

if TYPE_CHECKING:
    import networkx as nx


class Similarity(NamedTuple):
    """Two systems, how much of their components they share (Jaccard, 0 to 1), and what they share."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]


def simple(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> nx.Graph:
    """Return a network without directions and parallels, its nodes numbered in order.

    Numbers, since networkx keeps sets: of texts their order, and with it what is found, differs from run to run.
    """
    import networkx as nx

    number = {node: index for index, node in enumerate(nodes)}
    plain = nx.Graph()
    plain.add_nodes_from(number.values())
    plain.add_edges_from((number[one], number[other]) for one, other in links if one != other)
    return plain


_EXACT = 800
_SOURCES = 200


def centrality(network: Network) -> dict[str, tuple[int, float]]:
    """Return the degree (neighbours) and the betweenness of each node (`centrality_of`).

    Examples
    --------
    >>> import networkx as nx
    >>> centrality(nx.MultiDiGraph([("a", "b"), ("b", "c")]))["b"]
    (2, 1.0)
    """
    return centrality_of([*network], network.edges())


def centrality_of(nodes: Sequence[str], links: Iterable[tuple[str, str]]) -> dict[str, tuple[int, float]]:
    """Return the degree (neighbours) and the betweenness of each node.

    Up to 800 nodes all of them count; of more, betweenness is estimated from as many as take no more steps than 800
    do, but from 200 at least, always the same ones. So the work grows as the links do, and not as their square.

    References
    ----------
    Brandes, A faster algorithm for betweenness centrality, 2001.

    Examples
    --------
    >>> centrality_of("abc", [("a", "b"), ("b", "c")])["b"]
    (2, 1.0)
    """
    sample = max(_SOURCES, _EXACT**2 // len(nodes)) if len(nodes) > _EXACT else None
    if sample:
        links = [*links]
        degrees, pairs = joined_pairs(nodes, links)
        between = sampled_betweenness(len(nodes), pairs, sample)
        if between:
            return {node: (degrees[index], round(between[index], 6)) for index, node in enumerate(nodes)}
    import networkx as nx

    plain = simple(nodes, links)
    exact = nx.betweenness_centrality(plain, k=sample, seed=1)
    return {node: (plain.degree(index), round(exact[index], 6)) for index, node in enumerate(nodes)}


def communities(network: Network) -> dict[str, int]:
    """Return the number of each node's community, the largest community being 0; the same in every run.

    References
    ----------
    Blondel et al., Fast unfolding of communities in large networks (Louvain), 2008.
    """
    import networkx as nx

    groups = nx.community.louvain_communities(simple(network, network.edges()), seed=1)
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


def similar_systems(network: Network, most: int = 8) -> list[Similarity]:
    """Return the pairs of systems that have most of their components in common, the most alike first.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> pair = similar_systems(to_network(graph_file()))[0]
    >>> 0 < pair.score <= 1 and len(pair.shared) > 1
    True
    """
    return similar(_components(network), most)


def similar(components: Mapping[str, set[str]], most: int = 8) -> list[Similarity]:
    """Return the pairs of systems, of which it is known what they use, that are most alike (`similar_systems`)."""
    neighbours = Neighbours(components, most, least=1)

    def most_alike(systems: Sequence[str]) -> list[Similarity]:
        best: dict[Similarity, None] = {}
        lowest = 0.0
        for system in systems:
            # What is among the first pairs of all is among the first of each of its systems.
            best |= dict.fromkeys(pair for pair in neighbours.of(system, lowest) if pair.one < pair.other)
            if len(best) > 4 * most:
                best = dict.fromkeys(sorted(best, key=_rank)[:most])
                lowest = [*best][-1].score
        return sorted(best, key=_rank)[:most]

    best = [pair for pairs in _shared_out(most_alike, [*components]) for pair in pairs]
    return sorted(best, key=_rank)[:most]


_TOGETHER = 10_000
"""Systems that one process looks at after each other; of more, all cores look."""
_Found = TypeVar("_Found")


def _shared_out(work: Callable[[Sequence[str]], _Found], systems: Sequence[str]) -> Iterator[_Found]:
    """Yield what is found of some systems after others."""
    parts = [systems[start : start + _TOGETHER] for start in range(0, len(systems), _TOGETHER)]
    return in_order(work, parts, cores() if len(parts) > 1 else 1)


def _components(network: Network) -> dict[str, set[str]]:
    return {system: components_of(network, system) for system in systems_of(network)}


def nearest_systems(network: Network, most: int = 5, least: int = 2) -> dict[str, list[Similarity]]:
    """Return of each system those that are most like it, the most alike first.

    All pairs that share something are looked at where these are up to a million; of more systems each looks at some
    hundred others, at those that share its rarest components first, so that the work grows as the graph does.

    Parameters
    ----------
    network
        What `to_network` gives, or a part of it.
    most
        How many to return of each system.
    least
        How many components two systems must share.

    References
    ----------
    Bayardo, Ma and Srikant, Scaling up all pairs similarity search, 2007.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> near = nearest_systems(to_network(graph_file()))["https://w3id.org/slm-graph/system/salmonn"]
    >>> near[0].score >= near[1].score > 0, len(near[0].shared) > 1
    (True, True)
    """
    return nearest(_components(network), most, least)


def nearest(components: Mapping[str, set[str]], most: int = 5, least: int = 2) -> dict[str, list[Similarity]]:
    """Return of each system, of which it is known what it uses, those that are most like it (`nearest_systems`).

    Examples
    --------
    >>> nearest({"a": {"x", "y"}, "b": {"x", "y", "z"}, "c": {"z"}})["a"]
    [Similarity(one='a', other='b', score=0.6667, shared=('x', 'y'))]
    """
    neighbours = Neighbours(components, most, least)

    def nearest_of(systems: Sequence[str]) -> dict[str, list[Similarity]]:
        return {system: neighbours.of(system) for system in systems}

    return {system: pairs for found in _shared_out(nearest_of, [*components]) for system, pairs in found.items()}


class Neighbours:
    """What `nearest` returns, found for one system when it is asked.

    Examples
    --------
    >>> neighbours = Neighbours({"a": {"x", "y"}, "b": {"x", "y", "z"}, "c": {"z"}})
    >>> [pair.other for pair in neighbours.of("a")], neighbours.of("d")
    (['b'], [])
    """

    def __init__(self, components: Mapping[str, set[str]], most: int = 5, least: int = 2) -> None:
        self._components, self._most, self._least = components, most, least
        self._users = Users(components)

    def of(self, system: str, lowest: float = 0.0) -> list[Similarity]:
        """Return those that are most like a system, by that score at least; none of one of which nothing is known."""
        used = self._components.get(system, set())
        # Rarest first: what nearly all use, such as one LLM, finds no pair that a rarer component has not found.
        rarest_first = sorted(used, key=lambda component: (self._users.count(component), component))
        return _nearest(system, rarest_first, self._components, self._users, self._most, self._least, lowest)


_PAIRS = 1_000_000
_FEWEST = 100


class Users:
    """The systems that use a component, by the numbers of components that they use.

    `most` is how many of them are looked at for one system.
    """

    def __init__(self, components: Mapping[str, set[str]]) -> None:
        self._rank = {system: (len(used), system, used) for system, used in components.items()}
        self._users: dict[str, list[tuple[int, str, set[str]]]] = {}
        self.most = max(_FEWEST, _PAIRS // max(len(components), 1))
        for rank in sorted(self._rank.values(), key=itemgetter(0, 1)):
            for component in rank[2]:
                self._users.setdefault(component, []).append(rank)

    def count(self, component: str) -> int:
        """Return how many use a component."""
        return len(self._users[component])

    def near(self, component: str, system: str) -> list[tuple[int, str, set[str]]]:
        """Return who uses a component, each after how many components it uses, and before these.

        Of many, those that use about as many as a system does.
        """
        users = self._users[component]
        first = bisect.bisect(users, self._rank[system]) - self.most // 2 if len(users) > self.most else 0
        first = max(0, min(first, len(users) - self.most))
        return users[first : first + self.most]


_ROUNDED = 0.0001
"""Scores have four decimals, so that near-equal ones come out in the order of names."""


def _nearest(
    system: str,
    rarest_first: Sequence[str],
    components: Mapping[str, set[str]],
    users: Users,
    most: int,
    least: int,
    lowest: float,
) -> list[Similarity]:
    used = components.get(system, set())
    seen = {system}
    nearest: list[tuple[float, str, str]] = []
    # Whoever shares as many as asked for shares one of these.
    for position, component in enumerate(rarest_first[: len(rarest_first) - least + 1]):
        left = len(used) - position
        if len(nearest) == most:
            lowest = max(lowest, -nearest[-1][0])
        # Who shares none of the rarer ones shares at most those that are left.
        if round(left / len(used), 4) < lowest or len(seen) > users.most:
            break
        of_size, is_far = -1, False
        for size, other, components_of_other in users.near(component, system):
            if size != of_size:
                of_size, is_far = size, left / (max(size, left) + position) + _ROUNDED < lowest
            if is_far or other in seen:
                continue
            seen.add(other)
            if (shared := len(used & components_of_other)) < least:
                continue
            alike = shared / (len(used) + size - shared)
            if alike + _ROUNDED >= lowest and (score := round(alike, 4)) >= lowest:
                nearest.append((-score, system, other) if system < other else (-score, other, system))
        nearest = sorted(nearest)[:most]
    others = [(-score, other if one == system else one) for score, one, other in nearest]
    return [Similarity(system, other, score, tuple(sorted(used & components[other]))) for score, other in others]


def _rank(pair: Similarity) -> tuple[float, str, str]:
    return -pair.score, min(pair.one, pair.other), max(pair.one, pair.other)

"""Numbers about a network: counts, coverage, what is central, what is alike, what nothing uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slm_graph.network.measures import centrality_of, similar
from slm_graph.network.model import Network
from slm_graph.network.outline import Outline, outline_of


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


def statistics(network: Network | Outline, most: int = 8) -> Statistics:
    """Return counts, coverage, the most central encoders, the most similar systems and gaps.

    Parameters
    ----------
    network
        What `to_network` gives, or `read_outline`.
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
    outline = network if isinstance(network, Outline) else outline_of(network)
    users = _users(outline)
    systems = {node: set[str]() for node, cls in outline.classes.items() if cls in outline.kinds.entries}
    for component, using in users.items():
        for system in using & systems.keys():
            systems[system].add(component)
    count_of = Counter(outline.classes.values())
    predicates = Counter(predicate for *_, predicate in outline.links)
    return Statistics(
        {cls: count_of[cls] for cls in outline.kinds.classes if cls in count_of},
        dict(sorted(predicates.items(), key=lambda item: (-item[1], item[0]))),
        [*_coverage(outline, len(systems))],
        outline.backed,
        _central_encoders(outline, users)[:most],
        [
            (outline.labels[one], outline.labels[other], score, len(shared))
            for one, other, score, shared in similar(systems)[:most]
        ],
        {cls: labels for cls in outline.kinds.components if (labels := _unused(outline, cls, users))},
    )


def _users(outline: Outline) -> dict[str, set[str]]:
    """Return who uses a component."""
    users: dict[str, set[str]] = {}
    for system, component, predicate in outline.links:
        if predicate in outline.kinds.uses:
            users.setdefault(component, set()).add(system)
    return users


def _coverage(outline: Outline, systems: int) -> Iterator[Coverage]:
    for name, words in outline.kinds.uses.items():
        stated = {system for system, _, predicate in outline.links if predicate == name}
        yield Coverage(words, len(stated), systems)


def _central_encoders(outline: Outline, users: Mapping[str, set[str]]) -> list[tuple[str, int, float]]:
    between = centrality_of([*outline.classes], [(one, other) for one, other, _ in outline.links])
    encoders = (
        (outline.labels[node], len(users.get(node, ())), between[node][1])
        for node, cls in outline.classes.items()
        if cls in outline.kinds.encoders
    )
    return sorted(encoders, key=lambda row: (-row[1], -row[2], row[0]))


def _unused(outline: Outline, cls: str, users: Mapping[str, set[str]]) -> list[str]:
    labels = (outline.labels[node] for node, of_cls in outline.classes.items() if of_cls == cls and node not in users)
    return sorted(labels, key=str.casefold)

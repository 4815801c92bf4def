"""Betweenness of many nodes, estimated from some of them, a level of a search at a time.

networkx goes from node to node; at 10,000 systems this takes a twentieth of its time, and comes to the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_DEEPEST = 60
"""Steps from a node to the farthest; in a chain a level is one node, and this way slower than networkx."""


def joined_pairs(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> tuple[list[int], Numbers]:
    """Return how many others each node is joined with, and the pairs of nodes that are joined, each once, by numbers.

    Examples
    --------
    >>> degrees, pairs = joined_pairs("abc", [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")])
    >>> degrees, pairs.tolist()
    ([1, 2, 1], [[0, 1], [1, 2]])
    """
    import numpy as np

    number = {node: index for index, node in enumerate(nodes)}
    ends = np.fromiter((number[node] for link in links for node in link), np.int64, 2 * len(links)).reshape(-1, 2)
    ends = ends[ends[:, 0] != ends[:, 1]]
    keys = np.unique(ends.min(axis=1) * len(nodes) + ends.max(axis=1))
    pairs = np.stack([keys // len(nodes), keys % len(nodes)], axis=1)
    degrees: list[int] = np.bincount(pairs.ravel(), minlength=len(nodes)).tolist()
    return degrees, pairs


def sampled_betweenness(count: int, links: Sequence[tuple[int, int]] | Numbers, sample: int) -> list[float] | None:
    """Return the betweenness (0 to 1) of nodes, as networkx estimates it; None of a graph that is a long chain.

    Parameters
    ----------
    count
        How many nodes there are; they go by numbers from 0.
    links
        Pairs of them, each once.
    sample
        From how many of them paths are counted, always the same ones.

    References
    ----------
    Brandes and Pich, Centrality estimation in large networks, 2007.

    Examples
    --------
    >>> sampled_betweenness(3, [(0, 1), (1, 2)], 3)
    [0.0, 1.0, 0.0]
    """
    import numpy as np

    neighbours = _Neighbours(count, links)
    sources = random.Random(1).sample(range(count), sample)  # noqa: S311 (as networkx draws them)
    between = np.zeros(count)
    for source in sources:
        levels, paths = neighbours.search(source)
        if len(levels) > _DEEPEST:
            return None
        between += _dependency(source, levels, paths)
    # A source is no end of paths from itself: of it one path fewer counts.
    scale = np.full(count, 1 / (sample * (count - 2)))
    scale[sources] = 1 / ((sample - 1) * (count - 2))
    values: list[float] = (between * scale).tolist()
    return values


class _Neighbours:
    """The neighbours of nodes, those of a node together."""

    def __init__(self, count: int, links: Sequence[tuple[int, int]] | Numbers) -> None:
        import numpy as np

        pairs = np.array(links, dtype=np.int64).reshape(-1, 2)
        ends = np.concatenate([pairs, pairs[:, ::-1]])
        ends = ends[np.argsort(ends[:, 0], kind="stable")]
        self._count, self._others = count, ends[:, 1]
        self._first = np.concatenate([[0], np.cumsum(np.bincount(ends[:, 0], minlength=count))])

    def search(self, source: int) -> tuple[list[tuple[Any, Any]], Any]:
        """Return the links that shortest paths from a node take, level by level, and how many paths lead to each."""
        import numpy as np

        paths, is_new = np.zeros(self._count), np.ones(self._count, dtype=bool)
        paths[source], is_new[source] = 1, False
        levels: list[tuple[Any, Any]] = []
        nodes = np.array([source])
        while len(nodes) and len(levels) <= _DEEPEST:
            one, other = self._links_of(nodes)
            leads_on = is_new[other]
            one, other = one[leads_on], other[leads_on]
            paths += np.bincount(other, paths[one], self._count)
            levels.append((one, other))
            reached = np.zeros(self._count, dtype=bool)
            reached[other] = True
            is_new &= ~reached
            nodes = np.flatnonzero(reached)
        return levels, paths

    def _links_of(self, nodes: Numbers) -> tuple[Any, Any]:
        """Return the links from nodes: where each begins and ends."""
        import numpy as np

        first = self._first[nodes]
        counts = self._first[nodes + 1] - first
        place = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
        return np.repeat(nodes, counts), self._others[place]


def _dependency(source: int, levels: Sequence[tuple[Any, Any]], paths: Any) -> Any:
    """Return how much of the shortest paths from a node lead through each other one."""
    import numpy as np

    through = np.zeros(len(paths))
    for one, other in reversed(levels):
        through += np.bincount(one, paths[one] / paths[other] * (1 + through[other]), len(paths))
    through[source] = 0
    return through

"""What a page asks of a network, where that is too large to be held: links as numbers, what is told of nodes packed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from slm_graph.network.model import Node

_TOGETHER = 2_000
"""Links that are made at a time."""


class LargeNetwork:
    """What the page of a network asks of one, as networkx has it; the evidence of links is not there.

    Parameters
    ----------
    graph
        As of `to_network`.
    told
        The nodes, in order.
    links
        Of each link the places of its nodes and of its predicate: subject, predicate, object.
    predicates
        The short names of the predicates.
    """

    def __init__(self, graph: dict[str, Any], told: ToldNodes, links: Any, predicates: Sequence[str]) -> None:
        import numpy as np

        self.graph, self._told = graph, told
        self._place = {key: place for place, key in enumerate(told.keys)}
        self._data = [{"predicate": name, "evidence": []} for name in predicates]
        count = np.arange(len(told.keys) + 1)
        # networkx keeps the links from one node to another together.
        pairs = links[:, 0] * len(told.keys) + links[:, 2]
        _, first, place = np.unique(pairs, return_index=True, return_inverse=True)
        self._out = links = links[np.argsort(first[place], kind="stable")].astype(np.int32)
        self._first_out = np.searchsorted(links[:, 0], count)
        self._in = links[np.argsort(links[:, 2], kind="stable")]
        self._first_in = np.searchsorted(self._in[:, 2], count)

    def __len__(self) -> int:
        return len(self._told.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._told.keys)

    def __contains__(self, node: object) -> bool:
        return node in self._place

    number_of_nodes = __len__

    def number_of_edges(self) -> int:
        """Return how many links there are."""
        return len(self._out)

    def nodes(self, data: str | bool = False) -> Iterator[Any]:
        """Yield the nodes, each with one of its attributes, or with all."""
        if data is False:
            return iter(self)
        if data is True:
            return self._told.whole()
        if data == "statements":
            return ((key, []) for key in self)
        return zip(self._told.keys, (getattr(node, str(data)) for node in self._told.nodes), strict=True)

    def edges(self, data: str | bool = False) -> Iterator[Any]:
        """Yield the links, each with one of its attributes, or with all."""
        return self._edges(self._out, data)

    def out_edges(self, node: str, data: str | bool = False) -> Iterator[Any]:
        """Yield the links from a node."""
        place = self._place[node]
        return self._edges(self._out[self._first_out[place] : self._first_out[place + 1]], data)

    def successors(self, node: str) -> Iterator[str]:
        """Yield the nodes to which links from a node lead."""
        return (other for _, other in self.out_edges(node))

    def predecessors(self, node: str) -> Iterator[str]:
        """Yield the nodes from which links lead to a node."""
        place = self._place[node]
        return (one for one, _ in self._edges(self._in[self._first_in[place] : self._first_in[place + 1]], False))

    def degree(self, node: str) -> int:
        """Return how many links lead from or to a node."""
        place = self._place[node]
        return int(sum(first[place + 1] - first[place] for first in (self._first_out, self._first_in)))

    def _edges(self, links: Any, data: str | bool) -> Iterator[Any]:
        keys, of_predicate = self._told.keys, self._data
        for start in range(0, len(links), _TOGETHER):
            for one, predicate, other in links[start : start + _TOGETHER].tolist():
                if data is False:
                    yield keys[one], keys[other]
                else:
                    told = of_predicate[predicate]
                    yield keys[one], keys[other], told if data is True else told[str(data)]


class ToldNode:
    """What is asked of a node again and again; `links` are those to its papers and the first one of its own."""

    __slots__ = ("cls", "groups", "label", "links", "modality", "year")

    def __init__(self, node: Node) -> None:
        self.cls, self.label, self.year = node.cls, node.label, node.year
        self.modality, self.groups, self.links = node.modality, node.groups, node.links[:1]


class ToldNodes(NamedTuple):
    """Nodes by their keys, with all that is told of some after others, packed."""

    keys: Sequence[str]
    nodes: Sequence[ToldNode]
    packed: Sequence[bytes]

    def whole(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each node with its attributes."""
        place = 0
        for packed in self.packed:
            for data in json.loads(zlib.decompress(packed)):
                node = self.nodes[place]
                papers = node.links[: len(node.links) - len(data["links"][:1])]
                told = {"year": node.year, "modality": node.modality, "groups": node.groups}
                yield self.keys[place], {**data, **told, "links": papers + data["links"]}
                place += 1

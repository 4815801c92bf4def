"""The picture in the page: nodes and links as pyvis has them; script/graph/draw.js draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from slm_graph.network import Network, kinds_of
from slm_graph.pages.layout import positions
from slm_graph.pages.looks import looks_of
from slm_graph.pages.packing import Items
from slm_graph.pages.predicates import predicates_of

OPTIONS = {
    "autoResize": True,
    "layout": {"improvedLayout": False},
    "physics": {
        "enabled": False,
        "stabilization": False,
        "solver": "forceAtlas2Based",
        "forceAtlas2Based": {"gravitationalConstant": -60, "springLength": 60, "avoidOverlap": 0.4, "damping": 0.6},
    },
    "edges": {"smooth": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "keyboard": False,
        "selectable": False,
    },
}
"""Of vis-network."""


def picture_of(network: Network) -> Any:
    """Return pyvis's network, with the place and the size of each node, and the predicate and evidence of each link."""
    from pyvis.network import Network as Picture

    picture = Picture(directed=True)
    links = _ends(network)
    sizes = _sizes(len(network), links)
    places = positions(links, sizes)
    # Not add_node and add_edge: they search lists, which takes minutes for 10,000 nodes. What pyvis goes through once
    # is made when it is asked for: of a large network it is more than all else.
    picture.nodes = Items(lambda: _nodes(network, sizes, places))
    picture.edges = Items(lambda: _links(network))
    return picture


def _nodes(network: Network, sizes: Sequence[int], places: Sequence[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    from pyvis.node import Node

    looks = looks_of(kinds_of(network), (cls for _, cls in network.nodes(data="cls")))
    shapes = [looks[cls].shape for _, cls in network.nodes(data="cls")]
    for position, (_, label) in enumerate(network.nodes(data="label")):
        x, y = places[position]
        yield Node(position, shapes[position], label=label, size=sizes[position], x=x, y=y).options


def _links(network: Network) -> Iterator[dict[str, Any]]:
    from pyvis.edge import Edge

    number = {node: position for position, node in enumerate(network)}
    of_predicate = {
        name: [Edge(0, 0, False, p=position, **extra).options for extra in ({}, {"evidence": None})]
        for position, name in enumerate(predicates_of(network))
    }
    for one, other, data in network.edges(data=True):
        without, with_evidence = of_predicate[data["predicate"]]
        ends = {"from": number[one], "to": number[other]}
        yield {**with_evidence, "evidence": data["evidence"], **ends} if data["evidence"] else {**without, **ends}


def _ends(network: Network) -> Any:
    """Return the numbers of the two nodes of each link."""
    import numpy as np

    number = {node: position for position, node in enumerate(network)}
    ends = (number[node] for link in network.edges() for node in link)
    return np.fromiter(ends, np.int64, 2 * network.number_of_edges()).reshape(-1, 2)


def _sizes(count: int, links: Any) -> list[int]:
    """Return radii that grow with the number of neighbours: the area tells it."""
    import numpy as np

    both = np.concatenate([links, links[:, ::-1]])
    pairs = np.unique(both[:, 0] * count + both[:, 1])
    neighbours = np.bincount(pairs // max(count, 1), minlength=count)
    return [round(5 + 3.4 * others**0.5) for others in neighbours.tolist()]


def library() -> Path:
    """Return the file of vis-network, as the installed pyvis brings it."""
    import pyvis

    return Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"

"""The picture in the page: nodes and links as pyvis has them; script/graph/draw.js draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from slm_graph.network import Network, kinds_of
from slm_graph.pages.layout import positions
from slm_graph.pages.looks import looks_of
from slm_graph.pages.predicates import predicates_of

Link: TypeAlias = "tuple[int, int, Mapping[str, Any]]"
"""The numbers of two nodes, and the attributes of the link between them."""

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
    number = {node: position for position, node in enumerate(network)}
    links = [(number[one], number[other], data) for one, other, data in network.edges(data=True)]
    sizes = _sizes(network, links)
    _add_nodes(picture, network, links, sizes)
    _add_links(picture, network, links)
    return picture


def _add_nodes(picture: Any, network: Network, links: Sequence[Link], sizes: Sequence[int]) -> None:
    from pyvis.node import Node

    looks = looks_of(kinds_of(network), (cls for _, cls in network.nodes(data="cls")))
    places = positions([(one, other) for one, other, _ in links], sizes)
    # Not add_node and add_edge: they search lists, which takes minutes for 10,000 nodes.
    for position, (_, data) in enumerate(network.nodes(data=True)):
        x, y = places[position]
        node = Node(position, looks[data["cls"]].shape, label=data["label"], size=sizes[position], x=x, y=y)
        picture.nodes.append(node.options)
        picture.node_ids.append(position)


def _add_links(picture: Any, network: Network, links: Sequence[Link]) -> None:
    from pyvis.edge import Edge

    number = {name: position for position, name in enumerate(predicates_of(network))}
    for one, other, data in links:
        extra = {"evidence": data["evidence"]} if data["evidence"] else {}
        picture.edges.append(Edge(one, other, False, p=number[data["predicate"]], **extra).options)


def _sizes(network: Network, links: Sequence[Link]) -> list[int]:
    """Return radii that grow with the number of neighbours: the area tells it."""
    neighbours: list[set[int]] = [set() for _ in network]
    for one, other, _ in links:
        neighbours[one].add(other)
        neighbours[other].add(one)
    return [round(5 + 3.4 * len(others) ** 0.5) for others in neighbours]


def library() -> Path:
    """Return the file of vis-network, as the installed pyvis brings it."""
    import pyvis

    return Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"

"""The data of the page, a function a key of its JSON; script/data.js reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from slm_graph.network import Disagreement, Network, communities, disagreements, kinds_of, nearest_systems, systems_of
from slm_graph.pages.looks import PALETTE, label_of, looks_of, weight_of
from slm_graph.pages.packing import Items
from slm_graph.pages.predicates import UPWARD, inverse_words, predicates_of, words_for
from slm_graph.text import words as words_of

_COMMUNITIES_UP_TO = 3000
"""Nodes; above, communities are looked for only where the page is coloured by them."""
_TOLD = (
    "iri id abbreviation aliases misspellings authors definition year modality groups facts links statements".split()
)


def page_data(network: Network, title: str, color_by: str) -> dict[str, Any]:
    """Return what the page knows beside the places of nodes and links (`picture`)."""
    wanted = len(network) <= _COMMUNITIES_UP_TO or color_by == "community"
    community = communities(network) if wanted else {}
    modality, groups = _spread(network, "modality"), _spread(network, "groups")
    return {
        "title": title,
        "colourBy": color_by,
        "classes": _classes(network),
        "predicates": _predicates(network),
        "words": _words(network),
        "years": sorted({year for _, year in network.nodes(data="year") if year is not None}),
        "modalities": sorted({word for words in modality.values() for word in words}),
        "groups": sorted({word for words in groups.values() for word in words}),
        "communities": _community_names(network, community)[: len(PALETTE["light"])],
        "palette": PALETTE,
        "nodes": Items(lambda: _nodes(network, community, modality, groups)),
    }


def _classes(network: Network) -> list[dict[str, Any]]:
    """Return the classes in the order of the legend: their labels, their looks, and what they count."""
    kinds = kinds_of(network)
    return [
        {
            "name": cls,
            "label": label_of(kinds, cls),
            **look._asdict(),
            "isEntry": cls in kinds.entries,
            "isPaper": cls in kinds.papers,
            "weight": weight_of(kinds, cls),
        }
        for cls, look in looks_of(kinds, (cls for _, cls in network.nodes(data="cls"))).items()
    ]


def _predicates(network: Network) -> list[dict[str, Any]]:
    kinds = kinds_of(network)
    return [
        {
            "name": name,
            "words": words_for(kinds, name),
            "inverse": inverse_words(kinds, name),
            "component": name in kinds.uses,
            "upward": name in UPWARD,
        }
        for name in predicates_of(network)
    ]


def _words(network: Network) -> dict[str, str]:
    """Return the keys of evidence in words."""
    listed = [usages for *_, usages in network.edges(data="evidence")]
    listed += [usages for _, usages in network.nodes(data="statements")]
    return {name: words_of(name) for name in sorted({name for usages in listed for usage in usages for name in usage})}


def _community_names(network: Network, community: Mapping[str, int]) -> list[str]:
    """Return the names of communities: each is around its node with most links."""
    hubs: dict[int, tuple[int, str]] = {}
    for node, label in network.nodes(data="label"):
        if node in community:
            rank = community[node]
            hubs[rank] = max(hubs.get(rank, (0, "")), (network.degree(node), label))
    return [f"around {hubs[rank][1]}" for rank in sorted(hubs)]


def _nodes(
    network: Network,
    community: Mapping[str, int],
    modality: Mapping[str, list[str]],
    groups: Mapping[str, list[str]],
) -> Iterator[dict[str, Any]]:
    """Yield what is told of each node; `similar` holds the nearest systems as number, score and components shared."""
    kinds = kinds_of(network)
    classes = [*looks_of(kinds, (cls for _, cls in network.nodes(data="cls")))]
    number = {node: position for position, node in enumerate(network)}
    similar = nearest_systems(network)
    differing = disagreements(network)
    for node, data in network.nodes(data=True):
        yield {
            **{name: data[name] for name in _TOLD},
            "short": short_title(data["label"]) if data["cls"] in kinds.papers else data["abbreviation"],
            "c": classes.index(data["cls"]),
            "co": community.get(node, -1),
            "mo": modality[node],
            "g": groups[node],
            "similar": [(number[pair.other], pair.score, len(pair.shared)) for pair in similar.get(node, ())],
            **({"differing": [*_differing(network, differing[node])]} if node in differing else {}),
        }


def _differing(network: Network, lines: Iterable[Disagreement]) -> Iterator[dict[str, Any]]:
    """Yield what rows state differently of a system: its column, what it is of, each row with its values."""
    for line in lines:
        values = {
            row: [network.nodes[value]["label"] if value in network else value for value in stated]
            for row, stated in line.stated.items()
        }
        of = network.nodes[line.component]["label"] if line.component else ""
        yield {"key": line.key, "name": words_of(line.name), "of": of, "stated": [*values.items()]}


def _spread(network: Network, name: str) -> dict[str, list[str]]:
    """Return the values by which a node is filtered: its own, or else those of the systems or of all around it."""
    stated = {node: set(values) for node, values in network.nodes(data=name)}
    spread = dict(stated)
    for sources in ({*systems_of(network)}, set(stated)):
        known = {node: values for node, values in spread.items() if values and node in sources}
        for node in network:
            if not spread[node]:
                neighbours = {*network.predecessors(node), *network.successors(node)}
                spread[node] = {value for other in neighbours for value in known.get(other, ())}
    return {node: sorted(values) for node, values in spread.items()}


def short_title(title: str) -> str:
    """Return what stands for a paper in the picture: the name before the colon, or the first words.

    Examples
    --------
    >>> short_title("SALMONN: Towards Generic Hearing Abilities for Large Language Models")
    'SALMONN'
    """
    before, colon, _ = title.partition(":")
    return before if colon and len(before) <= 28 else title


def graph_title(network: Network, name: str = "slm-graph") -> str:
    """Return what a graph calls itself, in short; else a name, such as that of its file.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network import to_network
    >>> graph_title(to_network(graph_file()))
    'slm-graph'
    """
    names = network.graph["dataset"].get("name", network.graph.get("title", ""))
    return short_title(names[0] if isinstance(names, list) else names) or name

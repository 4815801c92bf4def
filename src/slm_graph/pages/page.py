"""The network as a page: one HTML file that opens without a server or a network.

pyvis builds the network and brings vis-network, whose text goes from the installed package into the page; the template,
the controls and the drawing are ours, in `page/`. The page is safe to open whatever the graph says: data stand in JSON
that holds no `<`, elements are made with textContent, only http(s) addresses become links, and a policy lets no other
script run than those with the hashes given (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.about import __version__
from slm_graph.network import Kinds, Network, communities, kinds_of, similar_systems, systems_of
from slm_graph.pages.layout import positions
from slm_graph.text import words as words_of

COLOURINGS = ("class", "community", "year", "modality")
PAGE_FILE = "slm-graph.html"
_COMMUNITIES_UP_TO = 3000
"""Nodes; above, communities are looked for only where the page is coloured by them."""


class Look(NamedTuple):
    """How a class is drawn: its name for readers, its shape in vis-network's words, its colour on light and on dark."""

    label: str
    shape: str
    light: str
    dark: str


LOOKS = {
    "System": Look("System", "square", "#b3261e", "#ff8f85"),
    "SpeechEncoder": Look("Speech encoder", "triangle", "#177245", "#6fd39b"),
    "LLM": Look("LLM", "diamond", "#8f5a00", "#f0b429"),
    "ModelFamily": Look("Model family", "ellipse", "#8a4b2a", "#e0a987"),
    "Model": Look("Model", "cross", "#5d6200", "#c7cc5a"),
    "Dataset": Look("Dataset", "hexagon", "#006d85", "#5cc9df"),
    "Task": Look("Task", "triangleDown", "#7b3fbf", "#c9a5ff"),
    "Method": Look("Method", "star", "#a3306f", "#f59ac6"),
    "Paper": Look("Paper", "dot", "#4a6488", "#93aed2"),
}
"""Shape and colour together, since seven hues alone are confusable for colour-blind readers."""

# Okabe and Ito's hues (https://jfly.uni-koeln.de/color/), darkened or lightened to a contrast of 4.5:1.
_PALETTE = {
    "light": ["#0068a8", "#a8480a", "#007a5a", "#a3306f", "#7a5c00", "#5b3fb5", "#006f8a", "#b3261e"],
    "dark": ["#6cb8f0", "#f5a06a", "#4fd1ab", "#f59ac6", "#e8c547", "#b9a5ff", "#5cc9df", "#ff8f85"],
}
# From long ago to now: lightness alone tells the order.
_RAMP = {
    "light": ["#666c78", "#646f96", "#4f63a3", "#3b55ab", "#2d46a8", "#253799", "#1d2a80", "#141c5c"],
    "dark": ["#8790a0", "#8f98b8", "#95a5cf", "#a0b5e3", "#adc4f0", "#bcd3f8", "#cfe1fd", "#e6f0ff"],
}
_INVERSE = {
    "usesSpeechEncoder": "is speech encoder of",
    "usesLLM": "is LLM of",
    "usesDataset": "is used by",
    "trainedOn": "is training data of",
    "addressesTask": "is addressed by",
    "appliesMethod": "is applied by",
    "introduces": "is introduced by",
    "describedIn": "describes",
    "family": "has the members",
    "variantOf": "has the variants",
    "derivedFromModel": "is the origin of",
    "derivedFromDataset": "is the origin of",
    "broader": "is broader than",
    "isPartOf": "has the parts",
    "isVersionOf": "has the versions",
}
_FIRST = ["trainedOn", "introduces", "describedIn"]
_LINE_ENDS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def network_page(network: Network, title: str = "slm-graph", color_by: str = "class") -> str:
    """Return the page of a network; the same network gives the same text.

    Parameters
    ----------
    network
        What `to_network` gives, or a part of it.
    title
        The page's title.
    color_by
        One of `COLOURINGS`; the page has a switch, this is where it stands at first.

    Raises
    ------
    ValueError
        The network has no nodes, or there is no such colouring.

    Examples
    --------
    >>> from slm_graph.network import around, to_network
    >>> from slm_graph.graphs import graph_file
    >>> salmonn = "https://w3id.org/slm-graph/system/salmonn"
    >>> page = network_page(around(to_network(graph_file()), salmonn))
    >>> page.startswith("<!doctype html>"), page.count("http-equiv")
    (True, 1)
    """
    if not len(network):
        raise ValueError("nothing to show: no thing of the ontology's classes is there")
    if color_by not in COLOURINGS:
        raise ValueError(f"{color_by}: no such colouring; choose of {', '.join(COLOURINGS)}")
    from pyvis.network import Network as Picture

    picture = Picture(directed=True)
    folder = Path(__file__).parent / "assets"
    picture.set_template_dir(str(folder), "page.html")
    index = {node: number for number, node in enumerate(network)}
    links = [(index[one], index[other], data) for one, other, data in network.edges(data=True)]
    sizes = _sizes(network, links)
    predicates = _predicates(network)
    _add(picture, network, links, sizes, [name for name, _ in predicates])
    library, style, script = _library(), _text(folder / "page.css"), _text(folder / "page.js")
    picture.templateEnv.filters.update(data=script_json, text=html.escape)
    picture.templateEnv.globals["page"] = {
        "policy": _policy([library, script], style),
        "title": title,
        "generator": f"slm-graph {__version__}",
        "about": f"Made by slm-graph {__version__} with pyvis and vis-network; what is quoted is the survey's.",
        "style": style,
        "script": script,
        "library": library,
        "options": _OPTIONS,
        "data": _data(network, index, predicates, title, color_by),
    }
    return str(picture.generate_html()) + "\n"


def write_page(path: Path, network: Network, title: str = "slm-graph", color_by: str = "class") -> int:
    """Write the page of a network, as UTF-8 with the same line ends everywhere, and return its size in bytes."""
    content = network_page(network, title, color_by).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    # With the process in its name, so that the next build can tell what a killed one left.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(content)


def script_json(value: Any) -> str:
    r"""Return JSON that can stand in a script element: no tag ends it, and JavaScript's line ends are escaped.

    Examples
    --------
    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate has no UTF-8; the graph cannot hold one, a caller's title can.
    text = text.encode("utf-8", "replace").decode()
    return re.sub("[<>&\u2028\u2029]", lambda found: _LINE_ENDS[found[0]], text)


def _policy(scripts: Sequence[str], style: str) -> str:
    def listed(texts: Sequence[str]) -> str:
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        return " ".join(f"'sha256-{value}'" for value in hashes)

    return (
        f"default-src 'none'; script-src {listed(scripts)}; style-src {listed([style])}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


_OPTIONS = {
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


def _add(
    picture: Any,
    network: Network,
    links: Sequence[tuple[int, int, dict[str, Any]]],
    sizes: Sequence[int],
    predicates: list[str],
) -> None:
    """Give pyvis the nodes and links."""
    from pyvis.edge import Edge
    from pyvis.node import Node

    places = positions([(one, other) for one, other, _ in links], sizes)
    number = {name: position for position, name in enumerate(predicates)}
    looks = _looks({data["cls"]: None for _, data in network.nodes(data=True)})
    # Not add_node and add_edge: they search lists, which takes minutes for 10,000 nodes.
    for position, data in enumerate(data for _, data in network.nodes(data=True)):
        (x, y), shape = places[position], looks[data["cls"]].shape
        node = Node(position, shape, label=data["label"], size=sizes[position], x=x, y=y)
        picture.nodes.append(node.options)
        picture.node_ids.append(position)
    for one, other, data in links:
        extra = {"evidence": data["evidence"]} if data["evidence"] else {}
        picture.edges.append(Edge(one, other, False, p=number[data["predicate"]], **extra).options)


def _sizes(network: Network, links: Sequence[tuple[int, int, Any]]) -> list[int]:
    """Return radii that grow with the number of neighbours: the area tells it."""
    neighbours: list[set[int]] = [set() for _ in network]
    for one, other, _ in links:
        neighbours[one].add(other)
        neighbours[other].add(one)
    return [round(5 + 3.4 * len(found) ** 0.5) for found in neighbours]


def _looks(classes: Iterable[str]) -> dict[str, Look]:
    """Return how classes are drawn; those of a survey's own ontology get what is left of shapes and colours."""
    looks = {cls: LOOKS[cls] for cls in classes if cls in LOOKS}
    left = [look for cls, look in LOOKS.items() if cls not in looks] + [Look("", "dot", "#59636e", "#a3aebb")]
    for cls in sorted({*classes} - looks.keys()):
        look = left.pop(0) if len(left) > 1 else left[0]
        looks[cls] = look._replace(label=words_of(cls)[:1].upper() + words_of(cls)[1:] or "thing")
    return looks


def _weight(cls: str, kinds: Kinds) -> float:
    """Return how much a class counts where there is room for few names."""
    if cls in kinds.entries:
        return 2
    return 1.5 if cls == "LLM" or cls.endswith("Encoder") else 0.2 if cls == "Paper" else 1


def _predicates(network: Network) -> list[tuple[str, int]]:
    """Return the predicates with their numbers of links: those of systems first, then by number."""
    counts = Counter(data["predicate"] for *_, data in network.edges(data=True))
    rank = {name: position for position, name in enumerate([*kinds_of(network).uses, *_FIRST])}
    return sorted(counts.items(), key=lambda item: (rank.get(item[0], len(rank)), -item[1], item[0]))


def _data(
    network: Network, index: dict[str, int], predicates: Sequence[tuple[str, int]], title: str, color_by: str
) -> dict[str, Any]:
    there = {data["cls"] for _, data in network.nodes(data=True)}
    kinds = kinds_of(network)
    classes = [cls for cls in kinds.classes if cls in there] + sorted(there - {*kinds.classes})
    looks = _looks(classes)
    number = {cls: position for position, cls in enumerate(classes)}
    community = communities(network) if len(network) <= _COMMUNITIES_UP_TO or color_by == "community" else {}
    modality, groups = (_spread(network, name) for name in ("modality", "groups"))
    similar: dict[str, list[tuple[int, float, int]]] = {}
    for pair in similar_systems(network):
        if len(pair.shared) > 1:
            similar.setdefault(pair.one, []).append((index[pair.other], pair.score, len(pair.shared)))
            similar.setdefault(pair.other, []).append((index[pair.one], pair.score, len(pair.shared)))
    nodes = []
    hubs: dict[int, tuple[int, str]] = {}
    for node, data in network.nodes(data=True):
        item = {name: data[name] for name in _TOLD}
        item |= {
            "short": short_title(data["label"]) if data["cls"] == "Paper" else data["abbreviation"],
            "c": number[data["cls"]],
            "co": community.get(node, -1),
            "mo": modality[node],
            "g": groups[node],
            "similar": similar.get(node, [])[:5],
        }
        nodes.append(item)
        if item["co"] >= 0:
            hubs[item["co"]] = max(hubs.get(item["co"], (0, "")), (network.degree(node), data["label"]))
    words = {key for *_, data in network.edges(data=True) for found in data["evidence"] for key in found}
    words |= {key for _, data in network.nodes(data=True) for found in data["statements"] for key in found}
    return {
        "title": title,
        "colourBy": color_by,
        "classes": [
            {"name": cls, **looks[cls]._asdict(), "isEntry": cls in kinds.entries, "weight": _weight(cls, kinds)}
            for cls in classes
        ],
        "predicates": [
            {
                "name": name,
                "words": words_of(name),
                "inverse": _INVERSE.get(name, f"← {words_of(name)}"),
                "component": name in kinds.uses,
            }
            for name, _ in predicates
        ],
        "words": {name: words_of(name) for name in sorted(words)},
        "years": sorted({data["year"] for _, data in network.nodes(data=True) if data["year"] is not None}),
        "modalities": sorted({word for found in modality.values() for word in found}),
        "groups": sorted({word for found in groups.values() for word in found}),
        "communities": [f"around {hubs[rank][1]}" for rank in sorted(hubs)[: len(_PALETTE["light"])]],
        "palette": _PALETTE,
        "ramp": _RAMP,
        "nodes": nodes,
    }


_TOLD = "iri id abbreviation aliases misspellings definition year modality groups facts links statements".split()


def _spread(network: Network, name: str) -> dict[str, list[str]]:
    """Return the values by which a node is filtered: its own, or else those of the systems or of all around it."""
    own = {node: set(data[name]) for node, data in network.nodes(data=True)}
    systems = {*systems_of(network)}
    result = dict(own)
    for sources in (systems, set(own)):
        known = {node: values for node, values in result.items() if values and node in sources}
        for node in network:
            if not result[node]:
                around = {*network.predecessors(node), *network.successors(node)}
                result[node] = {value for other in around for value in known.get(other, ())}
    return {node: sorted(values) for node, values in result.items()}


def short_title(title: str) -> str:
    """Return what stands for a paper in the picture: the name before the colon, or the first words.

    Examples
    --------
    >>> short_title("SALMONN: Towards Generic Hearing Abilities for Large Language Models")
    'SALMONN'
    """
    before, colon, _ = title.partition(":")
    return before if colon and len(before) <= 28 else title


def _library() -> str:
    """Return vis-network as the installed pyvis brings it."""
    import pyvis

    return _text(Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js")


def _text(path: Path) -> str:
    # A script's hash is that of the text between the tags; a closing tag in a comment would end it early. HTML allows
    # no control characters; in the texts of a script their escapes mean the same.
    text = path.read_text(encoding="utf-8").replace("</script", "<\\/script")
    return re.sub("[\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", text)

"""One thing, and things side by side, as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import networkx as nx

from slm_graph.graphs import LocalGraph
from slm_graph.network.kinds import kinds_of
from slm_graph.network.model import Network
from slm_graph.network.parts import find_node
from slm_graph.network.reader import to_network
from slm_graph.problems import WrongArgument, instance_argument
from slm_graph.tables import Cell, InNotebook, Sheet
from slm_graph.text import words as words_of


class StatedLink(NamedTuple):
    """A link of a thing: what it is called, the other thing, the words that state it, and whether it leads here."""

    property: str
    other: str
    quotes: tuple[str, ...]
    is_to: bool


@dataclass(frozen=True)
class ShownThing(InNotebook):
    """A thing of a graph: its IRI, label and class, what is stated of it, and its links."""

    iri: str
    label: str
    kind: str
    facts: list[tuple[str, str]]
    links: list[StatedLink]

    def sheet(self) -> Sheet:
        """Return the thing as a notebook shows it."""
        rows = [[Cell(name), Cell(text), Cell("")] for name, text in self.facts]
        rows += [
            [
                Cell(f"← {link.property}" if link.is_to else link.property),
                Cell(link.other),
                Cell(", ".join(link.quotes)),
            ]
            for link in self.links
        ]
        return Sheet(["", self.label, "in the words of the source"], rows, f"{self.kind}, {self.iri}")


@dataclass(frozen=True)
class SideBySide(InNotebook):
    """Things beside each other: of each property the values that each of them has, and those that all have."""

    things: list[ShownThing]

    def rows(self) -> Iterator[tuple[str, list[list[str]], list[str]]]:
        """Yield each property, its values by thing, and the values that all have."""
        stated: dict[str, list[list[str]]] = {}
        for number, thing in enumerate(self.things):
            links = [(link.property, link.other) for link in thing.links if not link.is_to]
            for name, value in dict.fromkeys([*links, *thing.facts]):
                stated.setdefault(name, [[] for _ in self.things])[number].append(value)
        for name, values in stated.items():
            yield name, values, [value for value in values[0] if all(value in others for others in values)]

    def sheet(self) -> Sheet:
        """Return the comparison as a notebook shows it."""
        rows = [
            [Cell(name), *(Cell(", ".join(of_thing)) for of_thing in values), Cell(", ".join(shared))]
            for name, values, shared in self.rows()
        ]
        columns = ["", *(thing.label for thing in self.things), "all"]
        return Sheet(columns, rows, "an empty cell: not stated, which is no proof of the contrary")


def describe(graph: LocalGraph | Network | Path | str, name: str) -> ShownThing:
    """Return what a graph states of one thing, with the words of the source; a notebook shows it as a table.

    Parameters
    ----------
    graph
        A graph of `open_graph`, a network of `to_network`, or a file of RDF.
    name
        What the thing is called: its label, another name, its IRI or the end of it.

    Raises
    ------
    NotFound
        Nothing, or more than one thing, is called so.
    InvalidData, OSError
        The file cannot be read.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> thing = describe(graph_file(), "SALMONN")
    >>> thing.kind, [link.other for link in thing.links if link.property == "uses LLM"], thing.links[1].quotes
    ('System', ['Vicuna'], ('Wishper encoder (speech)',))
    """
    instance_argument("name", name, str, "what the thing is called")
    network = _network(graph)
    node = find_node(network, name)
    data = network.nodes[node]
    facts = [(fact, text) for fact, text in [("year", data["year"]), *data["facts"]] if text]
    return ShownThing(node, data["label"], data["cls"], [(f, str(t)) for f, t in facts], [*_links(network, node)])


def compare(graph: LocalGraph | Network | Path | str, *names: str) -> SideBySide:
    """Return things side by side, property by property; a notebook shows them as a table.

    Parameters
    ----------
    graph, names
        As of `describe`; two names or more.

    Raises
    ------
    WrongArgument
        There is one name, or none.
    NotFound, InvalidData, OSError
        As of `describe`.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> rows = compare(graph_file(), "SALMONN", "WavLLM").rows()
    >>> next(row for row in rows if row[0] == "uses speech encoder")
    ('uses speech encoder', [['BEATs', 'Whisper'], ['WavLM', 'Whisper']], ['Whisper'])
    """
    if len(names) < 2:
        raise WrongArgument("names: one thing alone cannot be compared; give two or more")
    network = _network(graph)
    return SideBySide([describe(network, name) for name in names])


def _network(graph: LocalGraph | Network | Path | str) -> Network:
    return graph if isinstance(graph, nx.MultiDiGraph) else to_network(graph)


def _links(network: Network, node: str) -> Iterator[StatedLink]:
    order = [*kinds_of(network).uses]

    def rank(name: str) -> tuple[int, str]:
        return (order.index(name) if name in order else len(order), name)

    outward = [(data, other, False) for _, other, data in network.out_edges(node, data=True)]
    inward = [(data, one, True) for one, _, data in network.in_edges(node, data=True)]
    for data, other, is_to in sorted([*outward, *inward], key=lambda link: (link[2], *rank(link[0]["predicate"]))):
        quotes = dict.fromkeys(quote for usage in data["evidence"] for quote in usage.get("quotes", ()))
        yield StatedLink(words_of(data["predicate"]), network.nodes[other]["label"], tuple(quotes), is_to)

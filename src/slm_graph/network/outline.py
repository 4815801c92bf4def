"""A network without what only a picture needs: things with their classes, and the links between them.

It is a tenth as large as the network, so that it is what a large graph is counted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slm_graph.graphs import StreamedGraph, last_part
from slm_graph.network.kinds import Kinds, kinds_in, kinds_of, ontology_folder, ontology_of
from slm_graph.network.model import Network
from slm_graph.network.plain import plain_network
from slm_graph.network.reader import edges_between
from slm_graph.network.statements import Statements
from slm_graph.network.terms import BY_METHOD, FOR_TASK, USAGE_BY, USAGE_OF

Link: TypeAlias = "tuple[str, str, str]"
"""From what, to what, and the name of the predicate."""


class Outline(NamedTuple):
    """The things of a graph by their keys, with classes and labels; the links; how many short edges have a quote."""

    kinds: Kinds
    classes: Mapping[str, str]
    labels: Mapping[str, str]
    links: Sequence[Link]
    backed: tuple[int, int]


def outline_of(network: Network) -> Outline:
    """Return the outline of a network that `to_network` made, or of a part of one."""
    kinds = kinds_of(network)
    edges = [data for *_, data in network.edges(data=True) if data["predicate"] in kinds.backed]
    return Outline(
        kinds,
        dict(network.nodes(data="cls")),
        dict(network.nodes(data="label")),
        [*network.edges(data="predicate")],
        (sum(any(usage["quotes"] for usage in data["evidence"]) for data in edges), len(edges)),
    )


def read_outline(path: Path) -> Outline:
    """Return the outline of the graph in a file, whose ontology is found as by `to_network`.

    Raises
    ------
    OSError, InvalidData
        As of `open_graph`.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> read_outline(graph_file()).backed == outline_of(to_network(graph_file())).backed
    True
    """
    statements = Statements(StreamedGraph(path), has_texts=False)
    kinds = kinds_in(ontology_of(statements, ontology_folder(path)))
    return _survey_outline(statements, kinds) if kinds.namespace else outline_of(plain_network(statements))


def _survey_outline(statements: Statements, kinds: Kinds) -> Outline:
    classes = {
        subject: cls for subject in statements.by_subject if (cls := kinds.class_of(statements.classes[subject]))
    }
    names: dict[str, str] = {}
    links: list[Link] = []
    for subject, other, predicate in edges_between(statements, classes, kinds):
        if predicate not in names:
            names[predicate] = last_part(predicate)
        links.append((subject, other, names[predicate]))
    quoted = _quoted(statements, kinds.namespace)
    short = [(one, other) for one, other, name in links if name in kinds.backed]
    labels = {subject: statements.labels[subject] for subject in classes}
    return Outline(kinds, classes, labels, links, (sum(pair in quoted for pair in short), len(short)))


def _quoted(statements: Statements, namespace: str) -> set[tuple[str, str]]:
    """Return the pairs of a system and what it uses of which a usage has a quote."""
    return {
        (system, used)
        for usage in statements.by_subject
        if statements.values(usage, f"{namespace}quote")
        for system in statements.nodes(usage, namespace + USAGE_BY)
        for name in (USAGE_OF, FOR_TASK, BY_METHOD)
        for used in statements.nodes(usage, namespace + name)
    }

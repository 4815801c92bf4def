"""A network without what only a picture needs: things with their classes, and the links between them.

It is a tenth as large as the network, so that it is what a large graph is counted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from slm_graph.graphs import StreamedGraph, last_part
from slm_graph.network.kinds import (
    Kinds,
    fitting,
    kinds_in,
    kinds_of,
    known_ontologies,
    ontology_folder,
    ontology_of,
)
from slm_graph.network.model import Network
from slm_graph.network.numbered import Numbered, numbered
from slm_graph.network.plain import plain_network
from slm_graph.network.reader import edges_between
from slm_graph.network.statements import Statements
from slm_graph.network.terms import BY_METHOD, FOR_TASK, QUOTE, RDF_TYPE, USAGE_BY, USAGE_OF

_LARGE = 4_000_000
"""Bytes of a file from which on it takes less to read it as numbers."""
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
    if path.suffix == ".nt" and path.is_file() and path.stat().st_size > _LARGE:
        ontologies = known_ontologies(ontology_folder(path))
        numbers = numbered(path, {cls for ontology in ontologies for cls in kinds_in(ontology).iris})
        if numbers and (ontology := fitting(numbers, ontologies)):
            return _numbered_outline(numbers, kinds_in(ontology))
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


def _numbered_outline(numbers: Numbered, kinds: Kinds) -> Outline:
    """Return what `_survey_outline` does, worked out from all statements at once."""
    import numpy as np

    nodes = numbered_nodes(numbers, kinds)
    keys, places = nodes.keys, nodes.places
    predicates = numbers.predicates
    links = numbered_links(numbers, kinds, nodes)
    subjects, properties, others = links.T.tolist()
    names = [*map(last_part, predicates)]
    short = links[np.isin(links[:, 1], [place for place, name in enumerate(names) if name in kinds.backed])]
    uses = places[numbered_uses(numbers, kinds.namespace, numbers.having(kinds.namespace + QUOTE)[:, 0])[:, 1:]]
    uses = uses[(uses >= 0).all(axis=1)].astype(np.int64)
    quoted = np.isin(short[:, 0] * len(keys) + short[:, 2], uses[:, 0] * len(keys) + uses[:, 1])
    return Outline(
        kinds,
        {key: kinds.classes[rank] for key, rank in zip(keys, nodes.ranks.tolist(), strict=True)},
        dict(zip(keys, map(numbers.label, nodes.numbers), strict=True)),
        [
            *zip(
                map(keys.__getitem__, subjects),
                map(keys.__getitem__, others),
                map(names.__getitem__, properties),
                strict=True,
            )
        ],
        (int(quoted.sum()), len(short)),
    )


class NumberedNodes(NamedTuple):
    """The nodes of a survey in the order of their keys: these, their numbers, the ranks of their classes.

    `places` holds of each number the place of its node; -1 for what is none, and at the end for texts.
    """

    keys: list[str]
    numbers: list[int]
    ranks: Any
    places: Any


def numbered_nodes(numbers: Numbered, kinds: Kinds) -> NumberedNodes:
    """Return the things of a survey whose classes are nodes."""
    import numpy as np

    ranks = np.full(len(numbers.names), -1, dtype=np.int16)
    types = numbers.having(RDF_TYPE)
    for rank, iri in reversed([*enumerate(kinds.iris)]):
        ranks[types[types[:, 2] == numbers.number_of(iri), 0]] = rank
    nodes = sorted(np.flatnonzero(ranks >= 0).tolist(), key=numbers.iri)
    places = np.full(len(ranks) + 1, -1, dtype=np.int32)
    places[nodes] = np.arange(len(nodes))
    return NumberedNodes([*map(numbers.iri, nodes)], nodes, ranks[nodes], places)


def numbered_links(numbers: Numbered, kinds: Kinds, nodes: NumberedNodes) -> Any:
    """Return the links between nodes by the places of subject, predicate and object; of inverse ones one alone."""
    import numpy as np

    places, count = nodes.places, len(nodes.keys)

    predicates = numbers.predicates
    place_of = {iri: place for place, iri in enumerate(predicates)}
    of_predicate = np.zeros(len(numbers.names), dtype=np.int32)
    of_predicate[[numbers.number_of(iri) for iri in predicates]] = np.arange(len(predicates))
    subjects, others = places[numbers.rows[:, 0]], places[numbers.rows[:, 2]]
    between = (subjects >= 0) & (others >= 0)

    def numbered_once(subjects: Any, properties: Any, others: Any) -> Any:
        return (subjects.astype(np.int64) * len(predicates) + properties) * count + others

    once = np.unique(numbered_once(subjects[between], of_predicate[numbers.rows[between, 1]], others[between]))
    links = np.stack([once // count // len(predicates), once // count % len(predicates), once % count], axis=1)
    inverses = np.array([place_of.get(kinds.inverses.get(iri, ""), -1) for iri in predicates], dtype=np.int64)
    inverse = inverses[links[:, 1]]
    said_twice = (inverse >= 0) & np.isin(numbered_once(links[:, 2], inverse, links[:, 0]), once)
    return links[~said_twice]


def numbered_uses(numbers: Numbered, namespace: str, usages: Any) -> Any:
    """Return of some usages what each states: the numbers of the usage, of the system, and of what that uses."""
    import numpy as np

    by = numbers.having(namespace + USAGE_BY)
    by = by[np.isin(by[:, 0], usages)]
    of = numbers.having(*(namespace + name for name in (USAGE_OF, FOR_TASK, BY_METHOD)))
    of = of[np.argsort(of[:, 0], kind="stable")]
    first, last = (np.searchsorted(of[:, 0], by[:, 0], side) for side in ("left", "right"))
    times = last - first
    used = of[np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum()), 2]
    return np.stack([np.repeat(by[:, 0], times), np.repeat(by[:, 2], times), used], axis=1)


def _quoted(statements: Statements, namespace: str) -> set[tuple[str, str]]:
    """Return the pairs of a system and what it uses of which a usage has a quote."""
    return {
        (system, used)
        for usage in statements.by_subject
        if statements.values(usage, namespace + QUOTE)
        for system in statements.nodes(usage, namespace + USAGE_BY)
        for name in (USAGE_OF, FOR_TASK, BY_METHOD)
        for used in statements.nodes(usage, namespace + name)
    }

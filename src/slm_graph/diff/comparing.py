"""What changed between two graphs: systems, edges with their quotes, labels, IRIs that are gone.

A published IRI stays: other graphs link to it. So an IRI that is gone is a fault, unless it is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from sys import intern
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from slm_graph.diff.lines import changed_parts
from slm_graph.diff.model import Difference, Named, StatedEdge, ValueChange
from slm_graph.diff.view import GraphView
from slm_graph.graphs import LocalGraph, graph_argument
from slm_graph.problems import path_argument
from slm_graph.rdf import DCAT, DCTERMS, ONTOLOGY, PROV, RDFS, SKOS, VOID

_NAMES = frozenset({f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title"})
# What comes with something else: its label is made, its IRI follows from that of a system.
_DEPENDENT = frozenset(f"{ONTOLOGY}{name}" for name in ("Usage", "SurveyRow", "Prompt"))
# What a graph says of itself; its counts follow from the rest.
_DESCRIPTION = frozenset({f"{VOID}Dataset", f"{DCAT}Dataset", f"{DCAT}Distribution", f"{PROV}SoftwareAgent"})
_Statement: TypeAlias = "tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]"


def difference(old: LocalGraph | Path | str, new: LocalGraph | Path | str) -> Difference:
    """Compare two graphs, named graphs and all: graphs of `open_graph`, or files of RDF.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    >>> old, new = (local_graph(f"<http://example.org/a> {label} {name} .") for name in ("'A'", "'B'"))
    >>> changes = difference(old, new)
    >>> [(before.label, after.label) for before, after in changes.relabelled]
    [('A', 'B')]
    """
    if not isinstance(old, LocalGraph) and not isinstance(new, LocalGraph):
        old, new = changed_parts(path_argument("old", old), path_argument("new", new))
    old, new = graph_argument("old", old), graph_argument("new", new)
    lost, gained = set(_missing(old, new)), set(_missing(new, old))
    before, after = GraphView(old), GraphView(new)
    subjects = {subject for statements in (lost, gained) for subject, _, _ in statements}
    removed = {subject for subject in subjects if not after.has(subject)}
    added = {subject for subject in subjects if not before.has(subject)}
    changes = Difference(
        added=_named(added, after, _DEPENDENT | _DESCRIPTION),
        removed=_named(removed, before, _DEPENDENT | _DESCRIPTION),
        gone=_named(removed, before, _DESCRIPTION),
        anonymous=len(_anonymous(old) ^ _anonymous(new)),
    )
    sides = _Sides(before, after, removed | added)
    old_part, new_part = _sorted_statements(lost, before, sides), _sorted_statements(gained, after, sides)
    changes.described = old_part.described + new_part.described
    changes.lost, changes.gained = sorted(old_part.edges, key=_edge_order), sorted(new_part.edges, key=_edge_order)
    relabelled = old_part.relabelled | new_part.relabelled
    changes.relabelled = sorted(
        ((before.named(item), after.named(item)) for item in relabelled if not after.types(item) & _DEPENDENT),
        key=lambda pair: _order(pair[0]),
    )
    changes.changed = sorted(
        (
            ValueChange(
                after.named(subject),
                after.short(predicate),
                sorted(old_part.values.get((subject, predicate), ())),
                sorted(new_part.values.get((subject, predicate), ())),
            )
            for subject, predicate in old_part.values.keys() | new_part.values.keys()
        ),
        key=lambda change: (_order(change.subject), change.property),
    )
    return changes


class _Sides(NamedTuple):
    """Both graphs, and the things that only one of them has: these stand for all that is said of them."""

    before: GraphView
    after: GraphView
    moved: set[ox.NamedNode]

    def types(self, subject: ox.NamedNode) -> frozenset[str]:
        return self.before.types(subject) | self.after.types(subject)

    def is_relabelled(self, subject: ox.NamedNode) -> bool:
        return self.before.label(subject) != self.after.label(subject)


class _Sorted(NamedTuple):
    """The statements that one graph alone has, by what they mean for a reader."""

    described: int
    edges: list[StatedEdge]
    relabelled: set[ox.NamedNode]
    values: dict[tuple[ox.NamedNode, str], list[str]]


def _sorted_statements(statements: Iterable[_Statement], view: GraphView, sides: _Sides) -> _Sorted:
    described = 0
    edges: list[StatedEdge] = []
    relabelled: set[ox.NamedNode] = set()
    values: dict[tuple[ox.NamedNode, str], list[str]] = {}
    for subject, predicate, item in statements:
        if sides.types(subject) & _DESCRIPTION:
            described += 1
        elif (edge := view.edge(subject, predicate, item)) is not None:
            edges.append(edge)
        elif subject in sides.moved or item in sides.moved:
            continue  # the thing itself is listed
        elif predicate.value in _NAMES and sides.is_relabelled(subject):
            relabelled.add(subject)
        else:
            values.setdefault((subject, intern(predicate.value)), []).append(view.text(item))
    return _Sorted(described, edges, relabelled, values)


def _named(things: Iterable[ox.NamedNode], view: GraphView, left_out: frozenset[str]) -> list[Named]:
    return sorted((view.named(item) for item in things if not view.types(item) & left_out), key=_order)


def _missing(graph: LocalGraph, other: LocalGraph) -> Iterator[_Statement]:
    """Yield the statements without blank nodes of a graph that the other does not have."""
    for quad in graph.store:
        subject, predicate, item = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(item, (ox.NamedNode, ox.Literal)):
            continue
        if next(other.store.quads_for_pattern(subject, predicate, item), None) is None:
            yield subject, predicate, item


def _anonymous(graph: LocalGraph) -> set[str]:
    """Return the statements with blank nodes, these named as RDF Dataset Canonicalization does."""
    quads = [
        quad for quad in graph.store if any(isinstance(part, ox.BlankNode) for part in (quad.subject, quad.object))
    ]
    if not quads:
        return set()
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


def _order(thing: Named) -> tuple[str, str, str]:
    return thing.kind, thing.label.casefold(), thing.id


def _edge_order(edge: StatedEdge) -> tuple[str, str, str, str]:
    return edge.system.label.casefold(), edge.property, edge.component.label.casefold(), edge.component.id

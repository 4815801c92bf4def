"""A part of a graph: the statements with some predicates, with some objects, of some subjects."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

_SOME = 1_000
"""Statements; so many are written to a file at a time."""
Objects: TypeAlias = "frozenset[ox.NamedNode] | None"
"""The objects with which the statements of a predicate are seen; None for any."""


class Mark(NamedTuple):
    """What a node must be: subject or object of a statement with a predicate, and with an object; None for any."""

    is_subject: bool
    predicate: ox.NamedNode
    value: ox.NamedNode | None = None


class Visible(NamedTuple):
    """What of a graph a query can see.

    Parameters
    ----------
    objects
        By the IRI of a predicate, the objects with which its statements are seen.
    nodes
        What is seen to be a node of the graph or not: of each some statement is needed, whatever it says.
    marked
        By the IRI of a predicate, and by what a subject must be, the objects with which its statements are seen too.
    """

    objects: Mapping[ox.NamedNode, Objects]
    nodes: frozenset[ox.NamedNode] = frozenset()
    marked: Mapping[ox.NamedNode, Mapping[Mark, Objects]] = MappingProxyType({})

    def covers(self, other: Visible) -> bool:
        """Tell whether all that the other sees is seen."""
        return other.nodes <= self.nodes and all(self._covers(*pattern) for pattern in other.patterns())

    def with_all(self, *others: Visible) -> Visible:
        """Return what it and others see together."""
        every = (self, *others)
        nodes = frozenset(node for some in every for node in some.nodes)
        return together((pattern for some in every for pattern in some.patterns()), nodes)

    def patterns(self) -> Iterator[Pattern]:
        """Yield what is seen one by one."""
        yield from (Pattern(predicate, objects) for predicate, objects in self.objects.items())
        for predicate, by_mark in self.marked.items():
            yield from (Pattern(predicate, objects, mark) for mark, objects in by_mark.items())

    def _covers(self, predicate: ox.NamedNode, objects: Objects, mark: Mark | None) -> bool:
        if _covers(self.objects.get(predicate, frozenset()), objects):
            return True
        return mark is not None and _covers(self.marked.get(predicate, {}).get(mark, frozenset()), objects)

    def part(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield those of some statements that are seen.

        What is seen of some subjects only waits in a temporary file, until it is known which they are.

        Examples
        --------
        >>> quads = ox.parse("<urn:a> <urn:b> <urn:c> . <urn:a> <urn:d> <urn:e> .", format=ox.RdfFormat.TURTLE)
        >>> [str(quad.object) for quad in Visible({ox.NamedNode("urn:d"): None}).part(quads)]
        ['<urn:e>']
        """
        missing = set(self.nodes)
        nodes = _MarkedNodes(mark for by_mark in self.marked.values() for mark in by_mark)
        # One look for each statement: most are not seen.
        roles = {
            predicate: (self.objects.get(predicate, frozenset()), self.marked.get(predicate, {}))
            for predicate in {*self.objects, *self.marked, *nodes.marks}
        }
        with _Waiting() as waiting:
            for quad in quads:
                predicate = quad.predicate
                if (role := roles.get(predicate)) is not None:
                    objects, by_mark = role
                    nodes.note(predicate, quad)
                    if _has(objects, quad):
                        yield quad
                        continue
                    if by_mark and any(_has(some, quad) for some in by_mark.values()):
                        waiting.add(quad)
                        continue
                if missing and (quad.subject in missing or quad.object in missing):
                    missing -= {quad.subject, quad.object}
                    yield quad
            for quad in waiting.quads():
                subject, by_mark = quad.subject, self.marked[quad.predicate]
                if any(_has(some, quad) and nodes.have(mark, subject) for mark, some in by_mark.items()):
                    yield quad
                elif missing and (subject in missing or quad.object in missing):
                    missing -= {subject, quad.object}
                    yield quad


class Pattern(NamedTuple):
    """A predicate, the objects with which its statements are seen, and what their subjects must be marked with."""

    predicate: ox.NamedNode
    objects: Objects
    mark: Mark | None = None


class _MarkedNodes:
    """Which nodes have which marks: of each its hash is kept, so that of two that are alike too much may be seen."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._hashes: dict[Mark, set[int]] = {mark: set() for mark in marks}
        self.marks: dict[ox.NamedNode, list[Mark]] = {}
        for mark in self._hashes:
            self.marks.setdefault(mark.predicate, []).append(mark)

    def note(self, predicate: ox.NamedNode, quad: ox.Quad) -> None:
        """Note the nodes that a statement marks."""
        for mark in self.marks.get(predicate, ()):
            if mark.value is None or quad.object == mark.value:
                self._hashes[mark].add(hash(quad.subject if mark.is_subject else quad.object))

    def have(self, mark: Mark, node: object) -> bool:
        """Tell whether a node has a mark."""
        return hash(node) in self._hashes[mark]


class _Waiting:
    """Statements in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._some: list[ox.Quad] = []

    def __enter__(self) -> _Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, quad: ox.Quad) -> None:
        self._some.append(quad)
        if len(self._some) >= _SOME:
            self._write()

    def quads(self) -> Iterator[ox.Quad]:
        self._write()
        self._file.seek(0)
        return ox.parse(self._file, format=ox.RdfFormat.N_QUADS)

    def _write(self) -> None:
        ox.serialize(self._some, self._file, format=ox.RdfFormat.N_QUADS)
        self._some.clear()


def _has(some: Objects, quad: ox.Quad) -> bool:
    return some is None or (bool(some) and quad.object in some)


def _covers(some: Objects, others: Objects) -> bool:
    return some is None or (others is not None and others <= some)


def _union(some: Objects, others: Objects) -> Objects:
    return None if some is None or others is None else some | others


def together(patterns: Iterable[Pattern], nodes: frozenset[ox.NamedNode]) -> Visible:
    """Return what several patterns see, with nodes that are looked for.

    Examples
    --------
    >>> together([Pattern(ox.NamedNode("urn:p"), None)], frozenset()).objects
    {<NamedNode value=urn:p>: None}
    """
    objects: dict[ox.NamedNode, Objects] = {}
    marked: dict[ox.NamedNode, dict[Mark, Objects]] = {}
    for predicate, some, mark in patterns:
        if mark is None:
            objects[predicate] = _union(objects.get(predicate, frozenset()), some)
        else:
            by_mark = marked.setdefault(predicate, {})
            by_mark[mark] = _union(by_mark.get(mark, frozenset()), some)
    more = {
        predicate: {
            mark: some for mark, some in by_mark.items() if not _covers(objects.get(predicate, frozenset()), some)
        }
        for predicate, by_mark in marked.items()
    }
    return Visible(objects, nodes, {predicate: by_mark for predicate, by_mark in more.items() if by_mark})

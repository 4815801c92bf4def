"""A large graph as pages tell it, of which each thing is read from its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph
from slm_graph.network.described import Described, described_graph
from slm_graph.network.placed import PlacedStatements, PropertyUse, label_of
from slm_graph.network.statements import key_of, term_of
from slm_graph.network.terms import RDF_TYPE

_KEPT = 20_000
"""Labels: many are on several pages."""


def described_in_place(graph: LocalGraph, ontology: Path | None) -> Described:
    """Return a graph with what its ontology says, as of `described_graph`, be it one of `placed_graph` or any other."""
    store: object = graph.store
    return described_graph(graph, ontology, PlacedDescribed if isinstance(store, PlacedStatements) else Described)


class PlacedDescribed(Described):
    """A graph of `placed_graph`."""

    @property
    def _placed(self) -> PlacedStatements:
        return cast("PlacedStatements", self.graph.store)

    def subjects(self) -> set[str]:
        """Return the IRIs of all that is described, and of the classes of what is."""
        return {*self._placed.subjects(), *self._further}

    def is_described(self, key: str) -> bool:
        """Tell whether a thing is one of `subjects`."""
        return self._placed.is_subject(key) or key in self._further

    @cached_property
    def _further(self) -> set[str]:
        """The classes of things, and what the ontology describes."""
        types = self.ontology.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None)
        classes = {quad.object.value for quad in types if isinstance(quad.object, ox.NamedNode)}
        return classes | self._placed.classes | {key for key in self._of_ontology if not key.startswith("_:")}

    def classes(self) -> set[str]:
        """Return the classes of the graph's things, those that its ontology has instances of left out."""
        return {*self._placed.classes}

    def _graph_statements(self, key: str) -> dict[str, list[Any]]:
        number = self._placed.number(key)
        return self._placed.stated(number) if number >= 0 else {}

    def label(self, key: str) -> str:
        """Return what a thing is called: by the graph, or else by its IRI."""
        return cast("PlacedLabels", self._labels).text(key) or super().label(key)

    def _types(self, key: str) -> list[str]:
        types = self.stated(key).get(RDF_TYPE, ())
        return self._most_telling({value.value for value in types if isinstance(value, ox.NamedNode)})

    def _stating(self, key: str) -> dict[str, list[str]]:
        told: dict[str, set[str]] = {}
        for predicate, subject in self._placed.leading_to(key):
            told.setdefault(predicate, set()).add(subject)
        for quad in self.ontology.quads_for_pattern(None, None, term_of(key)):
            told.setdefault(quad.predicate.value, set()).add(key_of(quad.subject))
        return {predicate: self.in_order(told[predicate]) for predicate in sorted(told)}

    def _instances(self, cls: str) -> list[str]:
        return [key for key in self.stating(cls).get(RDF_TYPE, ()) if not key.startswith("_:")]

    def _use(self, predicate: str) -> tuple[int, list[tuple[str, Any]]]:
        use = self._placed.uses.get(predicate) or PropertyUse()
        values = [self._graph_statements(key)[predicate] for key in use.first]
        return use.count, [(key, min(of_key, key=str)) for key, of_key in zip(use.first, values, strict=True)]

    def _read_labels(self) -> Mapping[str, str]:
        return PlacedLabels(self._placed, {key: label_of(self._unsorted(key)) for key in self._of_ontology})


class PlacedLabels(Mapping[str, str]):
    """What things are called: those of the file, and of those that the ontology describes."""

    def __init__(self, placed: PlacedStatements, others: Mapping[str, str]) -> None:
        self._placed, self._others = placed, others
        self.text = lru_cache(_KEPT)(self._text)

    def _text(self, key: str) -> str:
        """Return the label of a thing; "" where it has none."""
        if key in self._others:
            return self._others[key]
        number = self._placed.number(key)
        return self._placed.labels[number] if number >= 0 else ""

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bool(self.text(key))

    def __getitem__(self, key: str) -> str:
        if label := self.text(key):
            return label
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key in {*self._placed.subjects(), *self._others} if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

"""The statements of a graph, subject by subject, in an order that does not depend on the store."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, last_part
from slm_graph.network.terms import LABELS, RDF_TYPE


class Statements:
    """A graph, read once: by subject and predicate, the classes and the label of each subject.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    >>> statements = Statements(local_graph(f'<urn:a> a <urn:Thing> ; {label} "A" ; <urn:near> <urn:b> .'))
    >>> statements.classes["urn:a"], statements.labels["urn:a"], statements.nodes("urn:a", "urn:near")
    (['urn:Thing'], 'A', ['urn:b'])
    """

    def __init__(self, graph: LocalGraph) -> None:
        self.graph = graph
        unsorted: dict[str, dict[str, list[Any]]] = {}
        for quad in graph.store:
            if isinstance(quad.subject, ox.NamedNode):
                values = unsorted.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
                if quad.object not in values:
                    values.append(quad.object)
        # A store has no order of its own; sorted, the same graph gives the same network in every run.
        self.by_subject = {
            subject: {predicate: sorted(values, key=_rank) for predicate, values in sorted(unsorted[subject].items())}
            for subject in sorted(unsorted)
        }
        self.classes = {subject: self.nodes(subject, RDF_TYPE) for subject in self.by_subject}
        self.labels = {subject: self._label(subject) for subject in self.by_subject}

    def values(self, subject: str, predicate: str) -> list[Any]:
        """Return the terms that a subject has for a predicate."""
        return self.by_subject.get(subject, {}).get(predicate, [])

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs among the values."""
        return [value.value for value in self.values(subject, predicate) if isinstance(value, ox.NamedNode)]

    def texts(self, subject: str, predicate: str) -> list[str]:
        """Return the texts of the literals among the values."""
        return [value.value for value in self.values(subject, predicate) if isinstance(value, ox.Literal)]

    def words(self, subject: str, predicate: str) -> list[str]:
        """Return the values as a reader's words."""
        return [self.name_of(value) for value in self.values(subject, predicate)]

    def name_of(self, value: Any) -> str:
        """Return a value as a reader's words: the label of a thing, the text of a literal."""
        if isinstance(value, ox.NamedNode):
            return self.labels.get(value.value, value.value)
        return str(getattr(value, "value", value))  # a statement about a statement has none

    def _label(self, subject: str) -> str:
        for predicate in LABELS:
            for text in self.texts(subject, predicate):
                if text.strip():
                    return text
        return last_part(subject) or subject


def _rank(value: Any) -> tuple[str, str]:
    """Sort by text, numbers by size."""
    text = str(getattr(value, "value", value))
    return (text.zfill(12) if text.isdigit() else text, str(value))

"""The statements of a graph, subject by subject, in an order that does not depend on the store."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, last_part
from slm_graph.network.terms import LABELS, RDF_TYPE


class Statements:
    """A graph, read once: by subject and predicate, the classes and the label of each subject.

    A subject goes by its IRI, a blank node by `_:` and its label.

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
        # Lists, which take a third of the memory of sets; the same comes twice from named graphs alone.
        unsorted: dict[str, dict[str, list[Any]]] = {}
        # What comes again and again is held once: of a large graph it is most of the memory.
        names: dict[str, str] = {}
        things: dict[Any, Any] = {}
        for quad in graph.store:
            predicate, value = quad.predicate.value, quad.object
            predicate = names.setdefault(predicate, predicate)
            if isinstance(value, ox.NamedNode):
                value = things.setdefault(value, value)
            unsorted.setdefault(key_of(quad.subject), {}).setdefault(predicate, []).append(value)
        # A store has no order of its own; sorted, the same graph gives the same network in every run.
        self.by_subject = {
            subject: {predicate: _sorted(values) for predicate, values in sorted(unsorted.pop(subject).items())}
            for subject in sorted(unsorted)
        }
        self.classes = {subject: self.nodes(subject, RDF_TYPE) for subject in self.by_subject}
        self.labels = {
            subject: self.stated_label(subject) or last_part(subject) or subject for subject in self.by_subject
        }

    def values(self, subject: str, predicate: str) -> list[Any]:
        """Return the terms that a subject has for a predicate."""
        return self.by_subject.get(subject, {}).get(predicate, [])

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs among the values."""
        return [value.value for value in self.values(subject, predicate) if isinstance(value, ox.NamedNode)]

    def things(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs and the blank nodes among the values."""
        return [key_of(value) for value in self.values(subject, predicate) if not isinstance(value, _TEXTS)]

    def texts(self, subject: str, predicate: str) -> list[str]:
        """Return the texts of the literals among the values."""
        return [value.value for value in self.literals(subject, predicate)]

    def literals(self, subject: str, predicate: str) -> list[ox.Literal]:
        """Return the literals among the values, those that an English reader reads first."""
        literals = [value for value in self.values(subject, predicate) if isinstance(value, ox.Literal)]
        return sorted(literals, key=language_rank) if len(literals) > 1 else literals

    def words(self, subject: str, predicate: str) -> list[str]:
        """Return the values as a reader's words."""
        return [self.name_of(value) for value in self.values(subject, predicate)]

    def name_of(self, value: Any) -> str:
        """Return a value as a reader's words: the label of a thing, the text of a literal."""
        if isinstance(value, (ox.NamedNode, ox.BlankNode)):
            return self.labels.get(key_of(value), value.value)
        return str(getattr(value, "value", value))  # a statement about a statement has none

    def stated_label(self, subject: str) -> str:
        """Return what the graph itself calls a thing; "" where it does not say."""
        texts = (text for predicate in LABELS for text in self.texts(subject, predicate))
        return next((text for text in texts if text.strip()), "")


_TEXTS = (ox.Literal, ox.Triple)


def key_of(term: Any) -> str:
    """Return what a thing goes by: its IRI, or `_:` and the label of a blank node."""
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def language_rank(literal: ox.Literal) -> int:
    """English first, then what has no language; the others stay in their order."""
    language = literal.language or ""
    return 0 if language.startswith("en") else 1 if not language else 2


def _sorted(values: list[Any]) -> list[Any]:
    return sorted(dict.fromkeys(values), key=_rank) if len(values) > 1 else values


def _rank(value: Any) -> tuple[str, str]:
    """Sort by text, numbers by size."""
    text = str(getattr(value, "value", value))
    return (text.zfill(12) if text.isdigit() else text, str(value))

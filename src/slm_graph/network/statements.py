"""The statements of a graph, subject by subject, in an order that does not depend on the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

import pyoxigraph as ox

from slm_graph.graphs import URI_SPACE, LocalGraph, last_part
from slm_graph.network.terms import LABELS, RDF_TYPE, STANDARDS, USAGE_BY, USAGE_OF
from slm_graph.rdf import BASE


class Streamed(Protocol):
    """What is read without a store, as `StreamedGraph` is."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes that shorten IRIs for a reader."""

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements."""


class Statements:
    """A graph, read once: by subject and predicate, the classes and the label of each subject.

    A subject goes by its IRI, a blank node by `_:` and its label.

    Parameters
    ----------
    graph
        A graph in memory, or a file, which is read without a store.
    has_texts
        Whether texts other than labels are kept; of the others else only that they are there.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    >>> statements = Statements(local_graph(f'<urn:a> a <urn:Thing> ; {label} "A" ; <urn:near> <urn:b> .'))
    >>> statements.classes["urn:a"], statements.labels["urn:a"], statements.nodes("urn:a", "urn:near")
    (['urn:Thing'], 'A', ['urn:b'])
    """

    def __init__(self, graph: LocalGraph | Streamed, *, has_texts: bool = True) -> None:
        self.prefixes = graph.prefixes
        gathered = _gathered(graph.store if isinstance(graph, LocalGraph) else graph.quads(), has_texts=has_texts)
        # A store has no order of its own; sorted, the same graph gives the same network in every run.
        self.by_subject: Mapping[str, PropertyValues] = {subject: gathered[subject] for subject in sorted(gathered)}
        self.classes: Mapping[str, list[str]] = self._classes()
        self.labels: Mapping[str, str] = _Labels(self)
        self.base = self._base()

    def _classes(self) -> dict[str, list[str]]:
        """Return the classes of each subject; what is of the same classes shares their list."""
        lists: dict[tuple[str, ...], list[str]] = {}
        of_subject = ((subject, self.nodes(subject, RDF_TYPE)) for subject in self.by_subject)
        return {subject: lists.setdefault(tuple(classes), classes) for subject, classes in of_subject}

    def _base(self) -> str:
        """Return the IRI below which the instances live, as the graph itself says (VoID, section 4.2)."""
        stated = (self.texts(subject, URI_SPACE.value) for subject in self.by_subject)
        return next((texts[0] for texts in stated if texts), BASE)

    def values(self, subject: str, predicate: str) -> list[Any]:
        """Return the terms that a subject has for a predicate."""
        described = self.by_subject.get(subject)
        return described.get(predicate, []) if described is not None else []

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
        return _as_read(value for value in self.values(subject, predicate) if isinstance(value, ox.Literal))

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

    def count_of(self, is_wanted: Callable[[str], bool]) -> int:
        """Return how many things have a class that is wanted."""
        return sum(any(map(is_wanted, classes)) for classes in self.classes.values())

    def joined(self) -> set[str]:
        """Return the classes of usages, of what they are by and of what they are of."""
        subjects: set[str] = set()
        for subject, predicates in self.by_subject.items():
            for predicate in predicates:
                if last_part(predicate) in (USAGE_BY, USAGE_OF):
                    subjects |= {subject, *self.nodes(subject, predicate)}
        classes = {cls for subject in subjects for cls in self.classes.get(subject, ())}
        return {cls for cls in classes if not cls.startswith(STANDARDS)}


class PropertyValues(Mapping[str, list[Any]]):
    """What is said of a subject: values by property. Subjects that have the same properties share their names.

    A value that is the only one is held without its list: of a large graph these would be most of the memory.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: tuple[Any, ...]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, predicate: str) -> list[Any]:
        value = self._values[self._places[predicate]]
        return value if type(value) is list else [value]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, predicate: object) -> bool:
        return predicate in self._places

    def get(self, predicate: str, default: Any = None) -> Any:
        """Return the values of a property, or something else where there are none."""
        place = self._places.get(predicate)
        if place is None:
            return default
        value = self._values[place]
        return value if type(value) is list else [value]


class _Labels(Mapping[str, str]):
    """What subjects are called, looked up when it is asked for."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def __getitem__(self, subject: str) -> str:
        if subject not in self._statements.by_subject:
            raise KeyError(subject)
        return self._statements.stated_label(subject) or last_part(subject) or subject

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements.by_subject)

    def __len__(self) -> int:
        return len(self._statements.by_subject)


_NO_TEXT = ox.Literal("")
"""What stands for a text that nobody asks for."""


def _gathered(quads: Iterable[ox.Quad], *, has_texts: bool) -> dict[str, PropertyValues]:
    """Return what is said of each subject; in most files the statements of one follow each other."""
    packed: dict[str, PropertyValues] = {}
    scattered: dict[str, dict[str, list[Any]]] = {}
    # What comes again and again is held once.
    names: dict[str, str] = {}
    terms: dict[Any, Any] = {}
    shapes: dict[tuple[str, ...], dict[str, int]] = {}
    labels = {*LABELS, URI_SPACE.value}
    for subject, following in groupby(quads, attrgetter("subject")):
        key = key_of(subject)
        if key in packed:
            scattered[key] = {name: [*values] for name, values in packed.pop(key).items()}
        described = scattered.get(key, {})
        for quad in following:
            predicate, value = quad.predicate.value, quad.object
            predicate = names.setdefault(predicate, predicate)
            if not has_texts and predicate not in labels and isinstance(value, ox.Literal):
                value = _NO_TEXT
            described.setdefault(predicate, []).append(terms.setdefault(value, value))
        if key not in scattered:
            packed[key] = _packed(described, shapes)
    packed.update((subject, _packed(described, shapes)) for subject, described in scattered.items())
    return packed


def _packed(described: Mapping[str, list[Any]], shapes: dict[tuple[str, ...], dict[str, int]]) -> PropertyValues:
    names = tuple(sorted(described))
    if names not in shapes:
        shapes[names] = {name: place for place, name in enumerate(names)}
    in_order = (_sorted(described[name]) for name in names)
    return PropertyValues(shapes[names], tuple(values[0] if len(values) == 1 else values for values in in_order))


_TEXTS = (ox.Literal, ox.Triple)


def key_of(term: Any) -> str:
    """Return what a thing goes by: its IRI, or `_:` and the label of a blank node."""
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def term_of(key: str) -> ox.NamedNode | ox.BlankNode:
    """Return the thing that goes by a key (`key_of`)."""
    return ox.BlankNode(key[2:]) if key.startswith("_:") else ox.NamedNode(key)


def language_rank(literal: ox.Literal) -> int:
    """English first, then what has no language; the others stay in their order."""
    language = literal.language or ""
    return 0 if language.startswith("en") else 1 if not language else 2


def first_text(literals: Iterable[ox.Literal]) -> str:
    """Return of a property's literals the text that an English reader reads first; "" where there is none.

    Examples
    --------
    >>> first_text([ox.Literal("Bonjour", language="fr"), ox.Literal("Hello", language="en")])
    'Hello'
    """
    texts = (literal.value for literal in _as_read(_sorted([*literals])))
    return next((text for text in texts if text.strip()), "")


def _as_read(literals: Iterable[ox.Literal]) -> list[ox.Literal]:
    in_order = [*literals]
    return sorted(in_order, key=language_rank) if len(in_order) > 1 else in_order


def _sorted(values: list[Any]) -> list[Any]:
    return sorted(dict.fromkeys(values), key=_rank) if len(values) > 1 else values


def _rank(value: Any) -> tuple[str, str]:
    """Sort by text, numbers by size."""
    text = str(getattr(value, "value", value))
    return (text.zfill(12) if text.isdigit() else text, str(value))

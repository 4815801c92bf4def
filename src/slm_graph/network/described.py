"""A graph as pages tell it: what is stated of a thing, and what is stated with it as value, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, last_part, open_graph
from slm_graph.network.kinds import Kinds, kinds_and_ontology
from slm_graph.network.naming import local_name
from slm_graph.network.statements import key_of, language_rank, term_of
from slm_graph.network.terms import CONCEPT, LABELS, RDF_TYPE
from slm_graph.network.vocabularies import LANGUAGES
from slm_graph.rdf import RDFS, SKOS, Prefixes
from slm_graph.text import words as words_of

Stated: TypeAlias = "dict[str, list[Any]]"
"""By predicate the values."""

_TYPE = ox.NamedNode(RDF_TYPE)
_ABOVE = ox.NamedNode(f"{RDFS}subClassOf")


class Described:
    """A graph together with its ontology, asked one thing at a time, so that memory does not grow with the pages.

    A thing goes by its IRI, a blank node by `_:` and its label.

    Parameters
    ----------
    graph
        A graph of `open_graph`, its blank nodes labelled steadily.
    kinds
        What kinds of things it has.
    ontology
        Files of Turtle that tell of its terms.
    """

    def __init__(self, graph: LocalGraph, kinds: Kinds = Kinds(), ontology: Sequence[Path] = ()) -> None:  # noqa: B008 (it does not change)
        self.graph, self.kinds = graph, kinds
        self.ontology = ox.Store()
        for number, path in enumerate(ontology):
            self.ontology.extend(_apart(open_graph(path, steady=True).store, f"o{number}"))
        self._stores = (graph.store, self.ontology)
        self._of_ontology = {key_of(quad.subject) for quad in self.ontology}
        self._in_several = next(iter(graph.store.named_graphs()), None) is not None
        self.base = graph.base
        self._labels = self._read_labels()
        self._capitals = {name.lower(): name for name in kinds.iri_of if name.isupper()}
        self._prefixes = Prefixes(graph.prefixes)
        self.words = lru_cache(maxsize=None)(self._words)
        self.above = lru_cache(maxsize=None)(self._above)
        # What a page asks several times, and what its neighbours ask; not to be changed by who gets it.
        self.stated = lru_cache(_KEPT)(self._stated)
        self.types = lru_cache(_KEPT)(self._types)
        self.stating = lru_cache(_FEW)(self._stating)  # of a task it is long
        self.instances = lru_cache(_FEW)(self._instances)
        self.use = lru_cache(_KEPT)(self._use)
        self.short = lru_cache(_KEPT)(self._prefixes.shorten)
        self.prefix = lru_cache(_KEPT)(self._prefix)
        self._natural = lru_cache(_KEPT)(lambda key: natural(self.label(key)))

    def subjects(self) -> set[str]:
        """Return the IRIs of all that is described, and of the classes of what is."""
        return {*_subjects(self._stores), *_classes(self._stores)}

    def _stated(self, key: str) -> Stated:
        """Return what is stated of a thing: by predicate its values."""
        unsorted = self._unsorted(key)
        if key in self._of_ontology or self._in_several:
            unsorted = {predicate: [*dict.fromkeys(values)] for predicate, values in unsorted.items()}
        return {
            predicate: sorted(values, key=self._rank) if len(values) > 1 else values
            for predicate, values in sorted(unsorted.items())
        }

    def _unsorted(self, key: str) -> dict[str, list[Any]]:
        """Return what the graph and its ontology state of a thing, in no order."""
        unsorted = self._graph_statements(key)
        for quad in self.ontology.quads_for_pattern(term_of(key), None, None) if key in self._of_ontology else ():
            unsorted.setdefault(quad.predicate.value, []).append(quad.object)
        return unsorted

    def _graph_statements(self, key: str) -> dict[str, list[Any]]:
        """Return what the graph alone states of a thing, in no order."""
        unsorted: dict[str, list[Any]] = {}
        for quad in self.graph.store.quads_for_pattern(term_of(key), None, None):
            unsorted.setdefault(quad.predicate.value, []).append(quad.object)
        return unsorted

    def _stating(self, key: str) -> dict[str, list[str]]:
        """Return where a thing is the value: by predicate the things that it is stated of."""
        unsorted: dict[str, set[str]] = {}
        node = term_of(key)
        for store in self._stores:
            for quad in store.quads_for_pattern(None, None, node):
                unsorted.setdefault(quad.predicate.value, set()).add(key_of(quad.subject))
        return {predicate: self.in_order(unsorted[predicate]) for predicate in sorted(unsorted)}

    def _instances(self, cls: str) -> list[str]:
        """Return the things of a class, in the order of their names."""
        node = term_of(cls)
        quads = (quad for store in self._stores for quad in store.quads_for_pattern(None, _TYPE, node))
        return self.in_order({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

    def in_order(self, keys: Iterable[str]) -> list[str]:
        """Return things in the order of their names, the numbers in these by size."""
        return sorted(keys, key=lambda key: (self._natural(key), key))

    def _use(self, predicate: str) -> tuple[int, list[tuple[str, Any]]]:
        """Return how many statements of the graph have a property, and the first things by IRI with a value of each."""
        verb, store = ox.NamedNode(predicate), self.graph.store
        keys = [key_of(quad.subject) for quad in store.quads_for_pattern(None, verb, None)]
        firsts = sorted({*keys})[:_EXAMPLES]
        values = [[quad.object for quad in store.quads_for_pattern(term_of(key), verb, None)] for key in firsts]
        return len(keys), [(key, min(of_key, key=str)) for key, of_key in zip(firsts, values, strict=True)]

    def _prefix(self, iri: str) -> str:
        """Return the prefix that shortens an IRI; "" where none does."""
        return (self.short(iri) or "").partition(":")[0]

    @cached_property
    def papers(self) -> frozenset[str]:
        """The things whose class is one of papers."""
        classes = {self.kinds.iri_of[name] for name in self.kinds.papers}
        quads = (quad for cls in classes for quad in self.graph.store.quads_for_pattern(None, _TYPE, term_of(cls)))
        return frozenset(key for key in {key_of(quad.subject) for quad in quads} if classes & {*self.types(key)})

    @cached_property
    def use_rank(self) -> dict[str, int]:
        """The properties from a thing to what it uses, in the order in which they are told."""
        return {self.kinds.namespace + name: rank - len(self.kinds.uses) for rank, name in enumerate(self.kinds.uses)}

    @cached_property
    def inverses(self) -> dict[str, str]:
        """Properties, each with the one that says the same in the other direction."""
        inverses = self.kinds.inverses
        return {**inverses, **{other: name for name, other in inverses.items()}}

    def classes(self) -> set[str]:
        """Return the classes of the graph's things, those that its ontology has instances of left out."""
        return {*_classes((self.graph.store,))}

    def other_names(self, key: str) -> list[str]:
        """Return what else a thing is called: abbreviations, other names, misspellings."""
        return [text for name in _OTHER_NAMES for text in self.literals(key, name)]

    def _types(self, key: str) -> list[str]:
        """Return the most telling classes of a thing: none that is above another one."""
        node = term_of(key)
        classes = {
            quad.object.value
            for store in self._stores
            for quad in store.quads_for_pattern(node, _TYPE, None)
            if isinstance(quad.object, ox.NamedNode)
        }
        return self._most_telling(classes)

    def _most_telling(self, classes: Set[str]) -> list[str]:
        if telling := self.kinds.class_of(classes):
            return [self.kinds.iri_of[telling]]
        return sorted(cls for cls in classes if not any(cls in self.above(other) for other in classes - {cls}))

    def label(self, key: str) -> str:
        """Return what a thing is called: by the graph, or else by its IRI."""
        if key in self._labels or key.startswith("_:"):
            return self._labels.get(key, "")
        return words_of(local_name(key)).capitalize() if is_of_languages(key) else local_name(key)

    def is_named(self, key: str) -> bool:
        """Tell whether the graph itself names a thing."""
        return key in self._labels

    def literals(self, key: str, predicate: str) -> list[str]:
        """Return the texts that a thing has for a property."""
        return sorted(value.value for value in self.stated(key).get(predicate, ()) if isinstance(value, ox.Literal))

    def things(self, key: str, predicate: str) -> list[str]:
        """Return the things that a property leads to."""
        return self.in_order(
            key_of(value) for value in self.stated(key).get(predicate, ()) if isinstance(value, _THINGS)
        )

    def leading_to(self, predicate: str, key: str) -> list[str]:
        """Return the things from which a property leads to one."""
        return self.stating(key).get(predicate, [])

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Return the things of which a property is stated, each with the IRI of a value."""
        quads = self.graph.store.quads_for_pattern(None, ox.NamedNode(predicate), None)
        return sorted((key_of(quad.subject), key_of(quad.object)) for quad in quads)

    def defined_by(self, ontology: str) -> list[str]:
        """Return the terms of an ontology: what says so, and what has an IRI below it."""
        defining = self.stating(ontology).get(f"{RDFS}isDefinedBy", [])
        below = tuple(f"{ontology.rstrip('#/')}{sign}" for sign in "#/")
        named = (key for key in _subjects((self.ontology,)) if key.startswith(below))
        return self.in_order({*defining, *named} - {ontology})

    def owner(self, key: str) -> str:
        """Return the thing with an IRI that a blank node is a part of; "" where it is of none."""
        for _ in range(50):
            if not key.startswith("_:"):
                return key
            subjects = [other for others in self.stating(key).values() for other in others]
            key = next((other for other in subjects if not other.startswith("_:")), subjects[0] if subjects else "")
        return ""

    # --- names

    def spelled(self, text: str) -> str:
        """Return words as classes are spelled: LLM, which a name in camel case may have in small letters."""
        return " ".join(self._capitals.get(word, word) for word in text.split(" "))

    def _words(self, predicate: str) -> str:
        if predicate.startswith(self.kinds.namespace or "\n"):
            return self.spelled(words_of(last_part(predicate).removesuffix(CONCEPT)))
        return words_of(self._labels.get(predicate) or local_name(predicate))

    def _above(self, cls: str) -> frozenset[str]:
        reached: set[str] = set()
        waiting = [cls]
        while waiting:
            node = term_of(waiting.pop())
            for store in self._stores:
                for quad in store.quads_for_pattern(node, _ABOVE, None):
                    if isinstance(quad.object, ox.NamedNode) and quad.object.value not in reached:
                        reached.add(quad.object.value)
                        waiting.append(quad.object.value)
        return frozenset(reached - {cls})

    def _read_labels(self) -> Mapping[str, str]:
        best: dict[str, tuple[int, int, str]] = {}
        for rank, predicate in enumerate(LABELS):
            for store in self._stores:
                for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
                    if isinstance(quad.object, ox.Literal) and (text := " ".join(quad.object.value.split())):
                        key, told = key_of(quad.subject), (rank, language_rank(quad.object), text)
                        best[key] = min(best.get(key, told), told)
        return {key: text for key, (_, _, text) in best.items()}

    def _rank(self, value: Any) -> tuple[int, str, str]:
        """English before other languages, numbers by size, things by their names."""
        if isinstance(value, ox.Literal):
            text = value.value
            return language_rank(value), text.zfill(12) if text.isdigit() else text, str(value)
        return 0, self._natural(key_of(value)), str(value)


def described_graph(
    graph: LocalGraph, ontology: Path | None = None, described: type[Described] = Described
) -> Described:
    """Return a graph with what its ontology says, where that is the one of the folder or the bundled one.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> described_graph(local_graph("<urn:a> a <urn:B> .")).types("urn:a")
    ['urn:B']
    """
    kinds, folder = kinds_and_ontology(graph, ontology)
    beside = [folder / name for name in _ONTOLOGY] if folder else []
    return described(graph, kinds, [path for path in beside if path.is_file()])


_ONTOLOGY = ("slm.ttl", "alignments.ttl")
_KEPT, _FEW = 4000, 8
_EXAMPLES = 5
_OTHER_NAMES = [f"{SKOS}{name}" for name in ("notation", "altLabel", "hiddenLabel")]
_THINGS = (ox.NamedNode, ox.BlankNode)


def is_of_languages(iri: str) -> bool:
    """Tell whether RDF, RDFS, OWL or XML Schema themselves define an IRI."""
    return iri.startswith(LANGUAGES)


_digits = re.compile(r"[0-9]+")


def natural(label: str) -> str:
    """Return what names are sorted by: capitals do not count, and numbers do as such.

    Examples
    --------
    >>> sorted(["Row 10", "row 9"], key=natural)
    ['row 9', 'Row 10']
    """
    return _digits.sub(lambda number: number[0].zfill(12), label.casefold())


def _subjects(stores: Sequence[ox.Store]) -> Iterator[str]:
    return (quad.subject.value for store in stores for quad in store if isinstance(quad.subject, ox.NamedNode))


def _classes(stores: Sequence[ox.Store]) -> Iterator[str]:
    for store in stores:
        for quad in store.quads_for_pattern(None, _TYPE, None):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object.value


def _apart(store: ox.Store, label: str) -> Iterator[ox.Quad]:
    """Yield statements whose blank nodes are told apart from those of other files."""

    def renamed(term: Any) -> Any:
        return ox.BlankNode(label + term.value) if isinstance(term, ox.BlankNode) else term

    for quad in store:
        yield ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object))

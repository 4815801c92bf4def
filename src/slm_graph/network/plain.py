"""The network of any RDF graph: FOAF, SKOS, OWL, DCAT, schema.org, somebody's own classes.

Everything that the graph describes is a node, of the most telling of its classes; whatever leads to a node is a link.
What is written by blank nodes alone for OWL and for lists is no thing: links lead through it to what it names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import short_iri
from slm_graph.network.dataset import dataset_of
from slm_graph.network.expressions import Expressions, Reached
from slm_graph.network.kinds import Kinds
from slm_graph.network.model import Network, Node
from slm_graph.network.naming import local_name, short_names
from slm_graph.network.observed import superclasses
from slm_graph.network.statements import Statements, key_of
from slm_graph.network.terms import LABELS, RDF_TYPE
from slm_graph.network.vocabularies import (
    ANNOTATIONS,
    DATES,
    DESCRIPTIONS,
    GENERAL,
    LANGUAGES,
    LEADING_OUT,
    NAMES,
    OTHER_NAMES,
    PAGES,
    TITLED,
    WORDS,
)
from slm_graph.network.web_links import links_out
from slm_graph.rdf import OWL, RDFS, SKOS
from slm_graph.text import words as words_of

NO_TYPE, MENTIONED = "no type", "only mentioned"
"""What stands for the class of a thing that has none, and of one that the graph says nothing of."""


def plain_network(statements: Statements) -> Network:
    """Return the network of a graph whose ontology says nothing of systems and what they use.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> foaf = "http://xmlns.com/foaf/0.1/"
    >>> text = f'<urn:a> a <{foaf}Person> ; <{foaf}name> "Ann" ; <{foaf}knows> [ <{foaf}name> "Bo" ] .'
    >>> network = plain_network(Statements(local_graph(text)))
    >>> sorted(label for _, label in network.nodes(data="label")), *network.edges(data="predicate")
    ... # doctest: +ELLIPSIS
    (['Ann', 'Bo'], ('urn:a', '_:...', 'knows'))
    """
    return _PlainReader(statements).network()


class _Way(NamedTuple):
    """A property, and how it leads through an expression; its links are of one kind."""

    predicate: str
    way: str

    @property
    def key(self) -> str:
        return f"{self.predicate} {self.way}" if self.way else self.predicate


class _PlainReader:
    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._expressions = Expressions(statements)
        self._class_of = _classes(statements)
        left_out = {
            subject
            for subject, classes in statements.classes.items()
            if subject.startswith("_:") and not {*classes}.isdisjoint(ANNOTATIONS)
        }
        self._described = [
            subject
            for subject in statements.by_subject
            if subject not in self._expressions.parts and subject not in left_out
        ]
        self._links = [(subject, target) for subject in self._described for target in self._targets(subject)]
        self._nodes = dict.fromkeys([*self._described, *self._mentioned()])

    def network(self) -> Network:
        """Return the things and what is between them."""
        import networkx as nx

        statements, names = self._statements, self._names_of_classes()
        inverses = {f"{SKOS}narrower": f"{SKOS}broader", **dict(self._inverses())}
        ways = Counter(_Way(target.predicate, target.way) for _, target in self._links if target.key in self._nodes)
        words = dict(self._words(ways))
        kinds = Kinds(
            iri_of={names[cls]: cls for cls in names},
            labels={names[cls]: self._label_of_class(cls) for cls in names},
            inverses=inverses,
            words=dict(words.values()),
        )
        network: Network = nx.MultiDiGraph(kinds=kinds, dataset=dataset_of(statements), title=self._title())
        reached = self._reached_by(words)
        for key in self._nodes:
            network.add_node(key, **vars(self._node(key, names, reached)))
        edges = dict.fromkeys((one, target) for one, target in self._links if target.key in self._nodes)
        for one, target in edges:
            other = inverses.get(target.predicate, "")
            if not other or target.way or (target.key, Reached(one, other)) not in edges:
                way = _Way(target.predicate, target.way)
                network.add_edge(one, target.key, way.key, predicate=words[way][0], evidence=[])
        return network

    # --- links

    def _targets(self, subject: str) -> Iterator[Reached]:
        for predicate in self._statements.by_subject[subject]:
            if predicate not in (RDF_TYPE, f"{RDFS}isDefinedBy"):
                for value in self._statements.things(subject, predicate):
                    yield from self._expressions.targets(value, predicate)

    def _mentioned(self) -> Iterator[str]:
        """Yield what is a thing, though the graph says nothing of it.

        Its property leads to things elsewhere, or several things lead to it.
        """
        described = {*self._described}
        leading = {target.predicate for _, target in self._links if target.key in described}
        pages = PAGES | LEADING_OUT
        pairs = dict.fromkeys((one, target.key) for one, target in self._links if target.predicate not in pages)
        count = Counter(key for _, key in pairs)
        for _, target in self._links:
            if target.key in described or target.predicate in pages or target.key.startswith(LANGUAGES):
                continue
            if target.predicate in leading or count[target.key] > 1:
                yield target.key

    def _inverses(self) -> Iterator[tuple[str, str]]:
        for subject in self._described:
            for other in self._statements.nodes(subject, f"{OWL}inverseOf"):
                if other != subject:
                    yield max(subject, other), min(subject, other)

    def _words(self, ways: Iterable[_Way]) -> Iterator[tuple[_Way, tuple[str, str]]]:
        """Yield of each kind of links its name, and how it reads."""
        names = short_names(sorted({way.predicate for way in ways}), self._statements.prefixes)
        for way in ways:
            words = self._words_of(way.predicate, names[way.predicate])
            yield (
                way,
                (" ".join(filter(None, (names[way.predicate], way.way))), " ".join(filter(None, (words, way.way)))),
            )

    def _words_of(self, predicate: str, name: str = "") -> str:
        return (
            WORDS.get(predicate) or self._statements.stated_label(predicate) or words_of(name or local_name(predicate))
        )

    # --- classes

    def _names_of_classes(self) -> dict[str, str]:
        """Return the names of the classes that nodes have, by IRI: of most things first, and what is none last."""
        count = Counter(map(self._class, self._nodes))
        lasting = {NO_TYPE: 1, MENTIONED: 2}
        ranked = sorted(count, key=lambda cls: (lasting.get(cls, 0), -count[cls], cls))
        names = short_names([cls for cls in ranked if cls not in lasting], self._statements.prefixes)
        return {cls: names.get(cls, cls) for cls in ranked}

    def _class(self, key: str) -> str:
        return self._class_of.get(key) or (NO_TYPE if key in self._statements.by_subject else MENTIONED)

    def _label_of_class(self, cls: str) -> str:
        text = self._statements.stated_label(cls) or words_of(local_name(cls))
        return text[:1].upper() + text[1:]

    def _title(self) -> str:
        titled = [subject for subject in self._described if not {*self._statements.classes[subject]}.isdisjoint(TITLED)]
        return self._statements.stated_label(titled[0]) if len(titled) == 1 else ""

    # --- nodes

    def _reached_by(self, words: Mapping[_Way, tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """Return of each blank node from where, and by what, it is first reached."""
        reached: dict[str, tuple[str, str]] = {}
        for one, target in self._links:
            if target.key.startswith("_:") and target.key in self._nodes:
                reached.setdefault(target.key, (one, words[_Way(target.predicate, target.way)][1]))
        return reached

    def _name(self, key: str, reached: Mapping[str, tuple[str, str]]) -> str:
        if text := self._statements.stated_label(key):
            return text
        if not key.startswith("_:"):
            return local_name(key)
        cls = self._class_of.get(key)
        one, words = reached.get(key, ("", ""))
        whose = self._statements.stated_label(one) or ("" if not one or one.startswith("_:") else local_name(one))
        if not cls:
            return ": ".join(filter(None, (whose, words))) or "a thing without a name"
        return f"{self._label_of_class(cls)} of {whose}" if whose else self._label_of_class(cls)

    def _node(self, key: str, names: Mapping[str, str], reached: Mapping[str, tuple[str, str]]) -> Node:
        statements, label = self._statements, self._name(key, reached)
        others = [text for name in (*LABELS, *OTHER_NAMES) for text in statements.texts(key, name) if text != label]
        definition = next((text for name in DESCRIPTIONS for text in statements.texts(key, name)), "")
        return Node(
            iri="" if key.startswith("_:") else key,
            id=short_iri(key, {}, statements.base),
            cls=names[self._class(key)],
            label=label,
            abbreviation=next(iter(statements.texts(key, f"{SKOS}notation")), ""),
            aliases=[*dict.fromkeys(others)],
            misspellings=statements.texts(key, f"{SKOS}hiddenLabel"),
            definition=definition,
            year=_year(text for name in DATES for text in statements.texts(key, name)),
            facts=[fact for fact in self._facts(key) if fact[1] != definition],
            links=self._web_links(key),
        )

    def _web_links(self, key: str) -> list[tuple[str, str]]:
        addresses = {address: name for name, address in links_out([*self._outward(key)], "")}
        for predicate in self._statements.by_subject.get(key, {}):
            for address in self._statements.nodes(key, predicate) if predicate in PAGES else ():
                if address not in self._nodes:
                    addresses.setdefault(address, self._words_of(predicate))
        return [(name, address) for address, name in addresses.items()]

    def _facts(self, key: str) -> Iterator[tuple[str, str]]:
        for predicate, values in self._statements.by_subject.get(key, {}).items():
            for value in values if predicate not in NAMES and predicate not in LEADING_OUT else ():
                is_page = predicate in PAGES and isinstance(value, ox.NamedNode)
                if not is_page and (text := self._fact(value)) is not None:
                    yield self._words_of(predicate), text

    def _outward(self, key: str) -> Iterator[tuple[str, str]]:
        for predicate, values in self._statements.by_subject.get(key, {}).items():
            if predicate in LEADING_OUT:
                yield from ((predicate, str(value.value)) for value in values if key_of(value) not in self._nodes)

    def _fact(self, value: Any) -> str | None:
        """Return a value as text; None for a node, to which a link leads."""
        if isinstance(value, ox.Triple):
            return None
        if isinstance(value, ox.Literal):
            return value.value
        key = key_of(value)
        if key in self._expressions.parts:
            return self._expressions.text(key)
        if key in self._nodes or key.startswith("_:"):
            return None
        return local_name(key) if key.startswith(LANGUAGES) else key


def _classes(statements: Statements) -> dict[str, str]:
    """Return the most telling class of each thing that has one."""
    had = {subject: [cls for cls in classes if cls] for subject, classes in statements.classes.items()}
    above, count = superclasses(had.values()), Counter(cls for classes in had.values() for cls in classes)
    return {
        subject: min(classes, key=lambda cls: (cls in GENERAL, -len(above[cls]), count[cls], cls))
        for subject, classes in had.items()
        if classes
    }


def _year(texts: Iterable[str]) -> int | None:
    years = [int(match[0]) for text in texts if (match := re.match(r"(?:1[5-9]|20)\d\d(?!\d)", text))]
    return min(years, default=None)

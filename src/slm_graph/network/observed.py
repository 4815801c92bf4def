"""The axioms that a graph itself shows, for a graph whose ontology is not known.

A class that all instances of another have is its superclass; the properties of its instances are its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from slm_graph.graphs import last_part
from slm_graph.network.ontologies import Ontology
from slm_graph.network.statements import Statements
from slm_graph.network.terms import DERIVED_FROM, OF_A_SOURCE, PROV_ENTITY, SOURCE, STANDARDS, USAGE_BY
from slm_graph.text import words as words_of


def observed_ontology(statements: Statements) -> Ontology:
    """Return what the types and statements of a graph show.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> text = "<urn:a> a <urn:o#Work> . <urn:u> a <urn:o#Use> ; <urn:o#usageBy> <urn:a> ; <urn:o#usageOf> <urn:b> ."
    >>> ontology = observed_ontology(Statements(local_graph(text + " <urn:b> a <urn:o#Tool> .")))
    >>> ontology.namespace, ontology.domain("usageOf"), ontology.range("usageOf")
    ('urn:o#', ['urn:o#Use'], ['urn:o#Tool'])
    """
    above = superclasses(statements.classes.values())
    for cls in _entities(statements):
        above[cls] |= {PROV_ENTITY}
    narrowest = {subject: _narrowest(classes, above) for subject, classes in statements.classes.items()}
    pairs = _pairs(statements, narrowest)
    return Ontology(
        next((name.removesuffix(USAGE_BY) for name in pairs if last_part(name) == USAGE_BY), ""),
        {cls: _label(cls) for cls in sorted(above) if not cls.startswith(STANDARDS)},
        above,
        _fields(statements, narrowest),
        {name: frozenset(other for other in pairs if pairs[name] < pairs[other]) for name in pairs},
        dict(_inverses(pairs)),
    )


def _fields(statements: Statements, narrowest: Mapping[str, str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return of each class the properties of its instances, and the classes of their values."""
    fields: dict[str, dict[str, set[str]]] = {cls: {} for cls in sorted({*narrowest.values()} - {""})}
    for subject, predicates in statements.by_subject.items():
        for predicate in predicates if narrowest[subject] else ():
            classes = {narrowest.get(value, "") for value in statements.nodes(subject, predicate)} - {""}
            fields[narrowest[subject]].setdefault(predicate, set()).update(classes)
    return {
        cls: {name: tuple(sorted(classes)) for name, classes in properties.items()}
        for cls, properties in fields.items()
    }


def _pairs(statements: Statements, narrowest: Mapping[str, str]) -> dict[str, set[tuple[str, str]]]:
    """Return of each property the pairs of things that it joins."""
    pairs: dict[str, set[tuple[str, str]]] = {}
    for subject, predicates in statements.by_subject.items():
        for predicate in predicates if narrowest[subject] else ():
            things = {(subject, value) for value in statements.nodes(subject, predicate) if narrowest.get(value)}
            pairs.setdefault(predicate, set()).update(things)
    return {name: pairs[name] for name in sorted(pairs)}


def _inverses(pairs: Mapping[str, Set[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Yield two properties that say the same in both directions."""
    names = {frozenset(pairs[name]): name for name in pairs}
    for name in pairs:
        other = names.get(frozenset((value, subject) for subject, value in pairs[name]), "")
        if pairs[name] and name < other:
            yield name, other


def superclasses(types: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return of each class those that all its instances have too."""
    common: dict[str, set[str]] = {}
    for classes in types:
        for cls in classes:
            common[cls] = common.get(cls, {*classes}) & {*classes}
    return {
        # Of two classes with the same instances, one has to be the narrower.
        cls: frozenset(other for other in others if cls not in common[other] or _breadth(cls) < _breadth(other))
        for cls, others in common.items()
    }


def _breadth(cls: str) -> tuple[bool, str]:
    return cls.startswith(STANDARDS), cls


def _narrowest(classes: Iterable[str], above: Mapping[str, frozenset[str]]) -> str:
    """Return the class of its own that most of its others are above of; "" where it has none."""
    named = [cls for cls in classes if not cls.startswith(STANDARDS)]
    return min(named, key=lambda cls: (-len(above[cls]), cls), default="")


def _entities(statements: Statements) -> Iterator[str]:
    """Yield the classes of what is derived from a source, and of sources (PROV-O, section 3.1)."""
    for subject, predicates in statements.by_subject.items():
        if any(last_part(predicate) in OF_A_SOURCE for predicate in predicates):
            yield from statements.classes.get(subject, ())
        for predicate in (DERIVED_FROM, SOURCE):
            sources = statements.nodes(subject, predicate)
            for thing in (*sources, *([subject] if sources else ())):
                yield from statements.classes.get(thing, ())


def _label(cls: str) -> str:
    words = words_of(last_part(cls))
    return words[:1].upper() + words[1:]

"""What anonymous parts of axioms say: lists, restrictions and combinations of classes, in the words of OWL.

References
----------
OWL 2, Mapping to RDF Graphs, https://www.w3.org/TR/owl2-mapping-to-rdf/; the words are those of its Manchester Syntax.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slm_graph.network.naming import local_name
from slm_graph.network.statements import Statements
from slm_graph.rdf import OWL, RDF, RDFS

_COMBINED = {
    f"{OWL}unionOf": ("any of", " or "),
    f"{OWL}intersectionOf": ("all of", " and "),
    f"{OWL}oneOf": ("one of", ", "),
    f"{OWL}complementOf": ("not", ""),
    f"{OWL}datatypeComplementOf": ("not", ""),
    f"{OWL}onDatatype": ("some of", ""),
    f"{OWL}inverseOf": ("inverse of", ""),
}
"""How anonymous classes combine others: what a link to one of these is called, and what stands between them."""
_FILLERS = {
    f"{OWL}someValuesFrom": "some", f"{OWL}allValuesFrom": "only", f"{OWL}hasValue": "value",
    f"{OWL}onClass": "", f"{OWL}onDataRange": "",
}  # fmt: skip
_NUMBERS = {
    f"{OWL}minCardinality": "min", f"{OWL}minQualifiedCardinality": "min",
    f"{OWL}maxCardinality": "max", f"{OWL}maxQualifiedCardinality": "max",
    f"{OWL}cardinality": "exactly", f"{OWL}qualifiedCardinality": "exactly",
}  # fmt: skip


_SAY_OF_ALL = (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
_READABLE = 60
_DEEPEST = 3
_LONGEST = 20
"""So many levels and items are told in words; links go to all."""


class Reached(NamedTuple):
    """Where a link leads to, by which property, and in which way: `some`, `any of`; "" for plainly."""

    key: str
    predicate: str
    way: str = ""


def _further(target: Reached, key: str, way: str) -> Reached:
    """Return where a value leads on to, with the whole way there in words, as far as these can be read."""
    whole = f"{target.way} {way}".strip()
    return target._replace(key=key, way=whole if len(whole) <= _READABLE else f"{whole[:_READABLE].strip(' …')} …")


class Expressions:
    """The blank nodes of a graph that are parts of axioms, or of lists.

    Parameters
    ----------
    statements
        The graph.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> owl, above = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    >>> restriction = f"[ <{owl}onProperty> <urn:hasPart> ; <{owl}someValuesFrom> <urn:Wheel> ]"
    >>> expressions = Expressions(Statements(local_graph(f"<urn:Car> <{above}> {restriction} .")))
    >>> [blank] = expressions.parts
    >>> list(expressions.targets(blank, above)), expressions.text(blank)
    ([Reached(key='urn:Wheel', predicate='urn:hasPart', way='some')], 'hasPart some Wheel')
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        marks = {f"{RDF}first", f"{OWL}onProperty", *_COMBINED}
        self.parts = frozenset(
            subject
            for subject, predicates in statements.by_subject.items()
            if subject.startswith("_:") and not marks.isdisjoint(predicates)
        )

    def targets(self, key: str, predicate: str) -> Iterator[Reached]:
        """Yield where a value leads to: itself, or what the expression that it is names; each part is read once."""
        seen: set[str] = set()
        waiting = [Reached(key, predicate)]
        while waiting:
            target = waiting.pop(0)
            if target.key not in self.parts:
                yield target
            elif target.key not in seen:
                seen.add(target.key)
                waiting += self._inner(target)

    def _inner(self, target: Reached) -> Iterator[Reached]:
        things = self._statements.things
        for item in (*things(target.key, f"{RDF}first"), *things(target.key, f"{RDF}rest")):
            if item != f"{RDF}nil":
                yield target._replace(key=item)
        for restricted in self._statements.nodes(target.key, f"{OWL}onProperty")[:1]:
            for filler, word in self._fillers(target.key):
                if target.predicate in _SAY_OF_ALL and target.way in ("", "all of"):
                    yield Reached(filler, restricted, word)
                else:
                    # What holds of some only, or of none, is no statement about the property.
                    yield _further(target, filler, f"{self._name(restricted)} {word}")
        for combined, (word, _) in _COMBINED.items():
            for value in things(target.key, combined):
                yield _further(target, value, word)

    def _name(self, key: str) -> str:
        return self._statements.stated_label(key) or local_name(key)

    def text(self, key: str, seen: frozenset[str] = frozenset()) -> str:
        """Return a value in words; a thing by its name, and what is nested deeply or in itself as `…`."""
        if key not in self.parts:
            return self._name(key)
        if key in seen or len(seen) > _DEEPEST:
            return "…"
        seen |= {key}
        return self._restriction(key, seen) or self._combination(key, seen) or self._list(key, ", ", seen)

    def _fillers(self, key: str) -> Iterator[tuple[str, str]]:
        number = " ".join(self._numbers(key))
        for predicate, word in _FILLERS.items():
            for filler in self._statements.things(key, predicate):
                yield filler, word or number

    def _numbers(self, key: str) -> Iterator[str]:
        for predicate, word in _NUMBERS.items():
            for text in self._statements.texts(key, predicate):
                yield f"{word} {text}"

    def _restriction(self, key: str, seen: frozenset[str]) -> str:
        properties = self._statements.things(key, f"{OWL}onProperty")
        if not properties:
            return ""
        told = [f"{word} {self._bracketed(filler, seen)}" for filler, word in self._fillers(key)]
        told += [f"value {text}" for text in self._statements.texts(key, f"{OWL}hasValue")]
        told += ["Self" for _ in self._statements.texts(key, f"{OWL}hasSelf")]
        return f"{self.text(properties[0], seen)} {' and '.join(told or self._numbers(key)) or 'restricted'}"

    def _combination(self, key: str, seen: frozenset[str]) -> str:
        for combined, (word, between) in _COMBINED.items():
            for value in self._statements.things(key, combined):
                return self._list(value, between, seen) if between else f"{word} {self._bracketed(value, seen)}"
        return ""

    def _list(self, key: str, between: str, seen: frozenset[str]) -> str:
        texts: list[str] = []
        cells: set[str] = set()
        while key in self.parts and key not in cells and len(texts) < _LONGEST:
            cells.add(key)
            texts += self._statements.texts(key, f"{RDF}first")
            texts += [self._bracketed(item, seen) for item in self._statements.things(key, f"{RDF}first")]
            key = next(iter(self._statements.things(key, f"{RDF}rest")), "")
        return between.join(texts) + ("" if len(texts) < _LONGEST else " …")

    def _bracketed(self, key: str, seen: frozenset[str]) -> str:
        text = self.text(key, seen)
        return f"({text})" if key in self.parts and " " in text else text

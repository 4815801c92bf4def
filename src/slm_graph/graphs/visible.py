"""What of a graph a query can see: the statements that its patterns match, from its algebra.

A statement that no pattern matches changes no answer, so that a large file need not be read whole. A row of a pattern
that a join drops again is none either: where VALUES gives a variable its values, the pattern is as narrow as they are,
and where a subject must be of a class too, what is said of others is not seen.

References
----------
SPARQL 1.1 Query Language, section 18 (algebra), https://www.w3.org/TR/sparql11-query/#sparqlAlgebra. A path of length
zero joins each node of the graph with itself (section 18.4), whatever statement the node occurs in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, OneOrMore, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from slm_graph.graphs.parts import Mark, Pattern, Visible, together
from slm_graph.rdf import RDF, RDFS, SKOS

_COMMON = frozenset((True, ox.NamedNode(iri)) for iri in (f"{RDF}type", f"{RDFS}label", f"{SKOS}prefLabel"))
"""What most things are the subjects of."""
_Triple: TypeAlias = "tuple[Any, Any, Any]"


def visible(query: str, prefixes: Mapping[str, str]) -> Visible | None:
    """Return what a query of SPARQL 1.1 can see of a graph without named graphs; None where that may be all.

    Parameters
    ----------
    query
        The query; one that is no SPARQL may see all.
    prefixes
        The prefixes that it may use without declaring them.

    Examples
    --------
    >>> visible("ASK { ?a a <urn:b> ; <urn:c>/<urn:d>* ?e }", {}).objects.keys()  # doctest: +NORMALIZE_WHITESPACE
    dict_keys([<NamedNode value=http://www.w3.org/1999/02/22-rdf-syntax-ns#type>, <NamedNode value=urn:c>,
    <NamedNode value=urn:d>])
    >>> visible("ASK { ?a ?b ?c }", {}), visible("DESCRIBE <urn:a>", {})
    (None, None)
    """
    try:
        algebra = translateQuery(parseQuery(query), initNs=dict(prefixes)).algebra
        if algebra.name not in _FORMS or algebra.datasetClause:
            return None
        walk = _Walk()
        walk.pattern(algebra.p, _NOTHING)
    except Exception:
        # Of parser and translation anything may come; what is wrong with the query, its engine tells.
        return None
    return together(walk.seen, frozenset(walk.nodes))


_FORMS = frozenset({"SelectQuery", "AskQuery", "ConstructQuery"})


class _AllIsSeen(Exception):
    """A pattern may match any statement."""


class _Known(NamedTuple):
    """What all rows that count have in variables: one of some IRIs, a node of a statement that is seen, marks."""

    values: Mapping[Any, frozenset[Any]]
    nodes: frozenset[Any]
    marks: Mapping[Any, frozenset[Mark]] = MappingProxyType({})

    def and_(self, other: _Known) -> _Known:
        """Return what is known where both are."""
        values = dict(self.values)
        for variable, some in other.values.items():
            values[variable] = values[variable] & some if variable in values else some
        marks = dict(self.marks)
        for variable, more in other.marks.items():
            marks[variable] = marks.get(variable, frozenset()) | more
        return _Known(values, self.nodes | other.nodes, marks)

    def or_(self, other: _Known) -> _Known:
        """Return what is known where one of the two is."""
        both = self.values.keys() & other.values.keys()
        values = {variable: self.values[variable] | other.values[variable] for variable in both}
        marks = {
            variable: self.marks[variable] & other.marks[variable]
            for variable in self.marks.keys() & other.marks.keys()
        }
        return _Known(values, self.nodes & other.nodes, marks)

    def of(self, variables: Iterable[Any]) -> _Known:
        """Return what is known of some variables."""
        names = frozenset(variables)
        values = {variable: some for variable, some in self.values.items() if variable in names}
        marks = {variable: some for variable, some in self.marks.items() if variable in names}
        return _Known(values, self.nodes & names, marks)


_NOTHING = _Known({}, frozenset())


class _Walk:
    """Collects what the patterns of an algebra see.

    `outer` is what is known of the rows that the pattern's surroundings let pass.
    """

    def __init__(self) -> None:
        self.seen: list[Pattern] = []
        self.nodes: set[ox.NamedNode] = set()

    def pattern(self, node: CompValue, outer: _Known) -> None:
        match node.name:
            case "BGP":
                known = outer.and_(_known(node))
                for triple in node.triples:
                    self._triple(triple, known)
            case "Join":
                known = outer.and_(_known(node))
                self.pattern(node.p1, known)
                self.pattern(node.p2, known)
            case "LeftJoin" | "Minus":
                # What comes from the right is joined with rows of the left, or drops some of these.
                self.pattern(node.p1, outer)
                self.pattern(node.p2, _known(node.p1))
                self._expression(node.get("expr"), _known(node.p1))
            case "Union":
                self.pattern(node.p1, outer)
                self.pattern(node.p2, outer)
            case "Filter" | "Extend" | "OrderBy":
                self.pattern(node.p, outer)
                self._expression(node.expr, _known(node.p))
            case "Distinct" | "Reduced":
                self.pattern(node.p, outer)
            case "Project":
                self.pattern(node.p, outer.of(node.PV))
            case "Slice" | "Group":
                # Which rows are counted says nothing about rows that are dropped later.
                self.pattern(node.p, _NOTHING)
                self._expression(node.get("expr"), _known(node.p))
            case "AggregateJoin":
                self.pattern(node.p, _NOTHING)
                self._expression(node.A, _known(node.p))
            case "ToMultiSet":
                if node.p.name != "values":
                    self.pattern(node.p, outer)
            case _:
                raise _AllIsSeen

    def _expression(self, part: Any, known: _Known) -> None:
        """Walk the patterns of EXISTS in an expression."""
        if isinstance(part, CompValue):
            if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
                self.pattern(part.graph, known)
            else:
                self._expression(list(part.values()), known)
        elif isinstance(part, (list, tuple, set)):
            for item in part:
                self._expression(item, known)

    def _triple(self, triple: _Triple, known: _Known) -> None:
        subject, predicate, value = triple
        if isinstance(predicate, Path):
            self._path(predicate)
            if _may_be_empty(predicate):
                self._ends(subject, value, known)
            return
        objects = {value} if isinstance(value, URIRef) else known.values.get(value)
        named = frozenset(map(_named, objects)) if objects is not None else None
        for name in [predicate] if isinstance(predicate, URIRef) else known.values.get(predicate, [None]):
            # With given objects a pattern is narrow enough to be kept at once.
            mark = _most_telling(known.marks.get(subject, ()), _named(name)) if named is None else None
            self.seen.append(Pattern(_named(name), named, mark))

    def _path(self, path: Any) -> None:
        """See all predicates of a path."""
        if isinstance(path, URIRef):
            self.seen.append(Pattern(_named(path), None))
            return
        for part in _parts(path):
            self._path(part)

    def _ends(self, subject: Any, value: Any, known: _Known) -> None:
        """See which of the nodes that a path of length zero joins with themselves are in the graph."""
        if subject in known.nodes or value in known.nodes:
            return
        for end in (subject, value):
            nodes = {end} if isinstance(end, URIRef) else known.values.get(end)
            if nodes is not None:
                self.nodes |= set(map(_named, nodes))
                return
        raise _AllIsSeen


def _named(name: Any) -> ox.NamedNode:
    if not isinstance(name, URIRef):
        raise _AllIsSeen
    return ox.NamedNode(str(name))


def _known(node: CompValue) -> _Known:
    """Return what is known of the variables in each row of a pattern, from the pattern alone."""
    match node.name:
        case "BGP":
            return _Known({}, frozenset(_ends_in_statements(node.triples)), _marks(node.triples))
        case "Join":
            return _known(node.p1).and_(_known(node.p2))
        case "Union":
            return _known(node.p1).or_(_known(node.p2))
        case "LeftJoin" | "Minus":
            return _known(node.p1)
        case "Filter" | "Extend" | "OrderBy" | "Distinct" | "Reduced" | "Slice":
            return _known(node.p)
        case "Project":
            return _known(node.p).of(node.PV)
        case "ToMultiSet":
            return _table(node.p.res) if node.p.name == "values" else _known(node.p)
        case _:
            return _NOTHING


def _ends_in_statements(triples: Iterable[_Triple]) -> Iterator[Any]:
    for subject, predicate, value in triples:
        if not (isinstance(predicate, Path) and _may_be_empty(predicate)):
            yield subject
            yield value


def _marks(triples: Iterable[_Triple]) -> dict[Any, frozenset[Mark]]:
    """Return what the variables must be."""
    marks: dict[Any, frozenset[Mark]] = {}
    for subject, predicate, value in triples:
        if isinstance(predicate, URIRef):
            given = _named(value) if isinstance(value, URIRef) else None
            for end, mark in (
                (subject, Mark(True, _named(predicate), given)),
                (value, Mark(False, _named(predicate))),
            ):
                if isinstance(end, Variable):
                    marks[end] = marks.get(end, frozenset()) | {mark}
    return marks


def _most_telling(marks: Iterable[Mark], predicate: ox.NamedNode) -> Mark | None:
    """Return one of some marks for the statements of a predicate, which does not depend on the order of a set.

    None where all subjects of these statements would have it.
    """
    others = [
        mark for mark in marks if mark[:2] != (True, predicate) and (mark.value is not None or mark[:2] not in _COMMON)
    ]
    return min(others, key=lambda mark: (mark.value is None, mark.is_subject, str(mark)), default=None)


def _table(rows: list[dict[Any, Any]]) -> _Known:
    """Return what VALUES says of the variables that have an IRI in each row."""
    variables = {variable for row in rows for variable in row}
    columns = {variable: [row.get(variable) for row in rows] for variable in variables}
    return _Known(
        {
            variable: frozenset(column)
            for variable, column in columns.items()
            if all(isinstance(value, URIRef) for value in column)
        },
        frozenset(),
    )


def _may_be_empty(path: Any) -> bool:
    """Tell whether a path may have length zero."""
    if isinstance(path, SequencePath):
        return all(map(_may_be_empty, path.args))
    if isinstance(path, AlternativePath):
        return any(map(_may_be_empty, path.args))
    if isinstance(path, MulPath):
        return path.mod != OneOrMore or _may_be_empty(path.path)
    return any(map(_may_be_empty, _parts(path)))


def _parts(path: Any) -> list[Any]:
    """Return the paths that a path is made of."""
    if isinstance(path, URIRef):
        return []
    if isinstance(path, (SequencePath, AlternativePath)):
        return list(path.args)
    if isinstance(path, InvPath):
        return [path.arg]
    if isinstance(path, MulPath):
        return [path.path]
    # A negated property set matches statements of any other predicate.
    raise _AllIsSeen

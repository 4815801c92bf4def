"""SHACL shapes compiled to checks of one subject at a time, so that a graph is validated while it is written.

Of SHACL Core the constraint components are read that the shapes of a schema have; what has others is for a validator.
`tests/build/test_shape_checks.py` holds that pyshacl reports the same.

References
----------
Shapes Constraint Language (SHACL), sections 2.1.3 (targets) and 4 (components), https://www.w3.org/TR/shacl/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from slm_graph.rdf import LEXICAL, RDF, RDF_TYPE, SHACL, XSD, Pair, Term, datatype_suffix, iri_text, literal_parts

ClassesOf: TypeAlias = "Callable[[Term], Sequence[Term]]"
"""Returns the classes of a thing that another one leads to, superclasses among them."""
_Test: TypeAlias = "Callable[[Term, ClassesOf], bool]"

_SILENT = frozenset(
    f"{SHACL}{name}" for name in ("path", "order", "message", "name", "description", "group", "severity")
)
_MAX_SHAPES = 10_000
_language = re.compile(r'"@([A-Za-z0-9-]+)\Z').search


class Violation(NamedTuple):
    """A result of SHACL validation (SHACL, section 3.6): focus node, path or "", message, value or ""."""

    focus: str
    path: str
    message: str
    value: str


class UnknownConstraint(Exception):
    """A shape has a constraint that is not compiled."""


@dataclass(frozen=True)
class _Property:
    """What holds for the values of one property."""

    path: Term
    message: str
    least: int = 0
    most: int | None = None
    is_unique: bool = False
    """Whether no two values have the same language."""
    tests: Sequence[_Test] = ()

    @property
    def counts(self) -> bool:
        return self.least > 0 or self.most is not None or self.is_unique


@dataclass
class _Plan:
    """What has to be looked at of subjects with these classes and properties."""

    missed: list[_Property] = field(default_factory=list)
    """What has too few values or too many, whatever they are."""
    unique: list[tuple[_Property, list[int]]] = field(default_factory=list)
    tests: list[tuple[int, _Test, _Property]] = field(default_factory=list)


class ShapeChecks:
    """The checks of some shapes.

    Raises
    ------
    UnknownConstraint
        There is a constraint that is not compiled; its name is the message.

    Examples
    --------
    >>> from slm_graph.ontology import shapes
    >>> from slm_graph.project import bundled
    >>> from slm_graph.rdf import iri
    >>> from slm_graph.schema import read_schema
    >>> checks = ShapeChecks(shapes(read_schema(bundled("ontology") / "schema.yaml")))
    >>> row = iri("https://w3id.org/slm-graph/ontology#SurveyRow")
    >>> [fault.message for fault in checks.violations(iri("urn:a"), [(RDF_TYPE, row)], lambda item: ())][:1]
    ['A survey row has exactly one slm:inSurvey: a survey; give it one.']
    """

    def __init__(self, text: str) -> None:
        self._of_class: dict[Term, list[_Property]] = {}
        self._of_subjects: dict[Term, list[_Property]] = {}
        self._plans: dict[tuple[tuple[Term, ...], tuple[Term, ...]], _Plan] = {}
        for holder, target, properties in _node_shapes(text):
            (self._of_class if holder == "targetClass" else self._of_subjects).setdefault(target, []).extend(properties)

    def __getstate__(self) -> dict[str, Any]:
        """Refuse to be pickled: the text of the shapes is sent instead."""
        raise TypeError("compiled shapes are not pickled")

    def violations(
        self, subject: Term, pairs: Sequence[Pair], classes_of: ClassesOf, types: Sequence[Term] | None = None
    ) -> list[Violation]:
        """Return what is wrong with a subject, of which all is given that is said.

        Parameters
        ----------
        types
            The classes of a subject of which only a part is given: then no values are counted.
        """
        is_part = types is not None
        classes = tuple(types) if types is not None else tuple(item for name, item in pairs if name == RDF_TYPE)
        key = (classes, tuple([name for name, _ in pairs]))
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) > _MAX_SHAPES:
                self._plans.clear()
            plan = self._plans[key] = self._plan(*key)
        found = [] if is_part else [_violation(subject, check) for check in plan.missed]
        for position, test, check in plan.tests:
            if not test(pairs[position][1], classes_of):
                found.append(_violation(subject, check, pairs[position][1]))
        for check, positions in plan.unique:
            languages = Counter(match[1].lower() for at in positions if (match := _language(pairs[at][1])))
            found += [_violation(subject, check) for number in languages.values() if number > 1]
        return found

    def counted(self, types: Iterable[Term], pairs: Iterable[Pair]) -> list[Pair]:
        """Return of what is said of things of some classes that of which values are counted."""
        paths = {check.path for cls in types for check in self._of_class.get(cls, ()) if check.counts}
        return [pair for pair in pairs if pair[0] in paths]

    def _plan(self, types: tuple[Term, ...], predicates: tuple[Term, ...]) -> _Plan:
        checks = [check for cls in types for check in self._of_class.get(cls, ())]
        checks += [check for name in dict.fromkeys(predicates) for check in self._of_subjects.get(name, ())]
        plan = _Plan()
        for check in dict.fromkeys(checks):
            positions = [position for position, name in enumerate(predicates) if name == check.path]
            if len(positions) < check.least or (check.most is not None and len(positions) > check.most):
                plan.missed.append(check)
            if check.is_unique and len(positions) > 1:
                plan.unique.append((check, positions))
            plan.tests += [(position, test, check) for position in positions for test in check.tests]
        return plan


def _violation(subject: Term, check: _Property, value: Term | None = None) -> Violation:
    given = "" if value is None else iri_text(value) if value.startswith("<") else literal_parts(value).text
    return Violation(iri_text(subject), iri_text(check.path), check.message, given)


# --- reading shapes


def _node_shapes(text: str) -> Iterator[tuple[str, Term, list[_Property]]]:
    store = ox.Store()
    store.load(input=text.encode(), format=ox.RdfFormat.TURTLE)
    rdf_type, node_shape = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SHACL}NodeShape")
    shapes = sorted({quad.subject for quad in store.quads_for_pattern(None, rdf_type, node_shape)}, key=str)
    for shape in shapes:
        said = _said(store, shape)
        targets = [(name, item) for name in ("targetClass", "targetSubjectsOf") for item in said.pop(SHACL + name, ())]
        properties = [_property(store, node) for node in said.pop(f"{SHACL}property", ())]
        _refuse(name for name in said if name.startswith(SHACL) and name not in _SILENT)
        for name, item in targets:
            yield name, Term(str(item)), properties


def _said(store: ox.Store, node: Any) -> dict[str, list[Any]]:
    said: dict[str, list[Any]] = {}
    for quad in store.quads_for_pattern(node, None, None):
        said.setdefault(quad.predicate.value, []).append(quad.object)
    return said


def _property(store: ox.Store, node: Any) -> _Property:
    said = {name: items for name, items in _said(store, node).items() if name.startswith(SHACL)}
    path = said.get(f"{SHACL}path", [None])[0]
    if not isinstance(path, ox.NamedNode):
        raise UnknownConstraint("sh:path that is no property")
    message = said.get(f"{SHACL}message", [ox.Literal("")])[0].value
    numbers = {name: int(said.pop(SHACL + name)[0].value) for name in ("minCount", "maxCount") if SHACL + name in said}
    is_unique = any(item.value == "true" for item in said.pop(f"{SHACL}uniqueLang", ()))
    tests: list[_Test] = []
    for name, items in said.items():
        if name not in _SILENT:
            compiled = _TESTS.get(name.removeprefix(SHACL))
            if compiled is None:
                raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)}")
            tests += [compiled(store, item) for item in items]
    return _Property(
        Term(str(path)), message, numbers.get("minCount", 0), numbers.get("maxCount"), is_unique, tuple(tests)
    )


def _refuse(names: Iterable[str]) -> None:
    for name in names:
        raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)} of a node shape")


# --- components: each returns the test of a value


def _class(store: ox.Store, cls: Any) -> _Test:
    wanted = Term(str(cls))
    return lambda item, classes_of: item[0] == "<" and wanted in classes_of(item)


def _node_kind(store: ox.Store, kind: Any) -> _Test:
    if kind.value != f"{SHACL}IRI":
        raise UnknownConstraint(f"sh:nodeKind {kind.value}")
    return lambda item, classes_of: item[0] == "<"


def _datatype(store: ox.Store, datatype: Any) -> _Test:
    name = datatype.value
    if name == f"{XSD}string":
        return lambda item, classes_of: item[0] == '"' and item[-1] == '"'
    if name == f"{RDF}langString":
        return lambda item, classes_of: _language(item) is not None
    suffix = f'"{datatype_suffix(name)}'
    form = re.compile(LEXICAL[name]).fullmatch if name in LEXICAL else None
    return lambda item, classes_of: item.endswith(suffix) and (form is None or form(_text(item)) is not None)


def _pattern(store: ox.Store, pattern: Any) -> _Test:
    matches = re.compile(pattern.value).search
    return lambda item, classes_of: matches(_text(item)) is not None


def _language_in(store: ox.Store, head: Any) -> _Test:
    wanted = tuple(item.value.lower() for item in _list(store, head))

    def test(item: Term, classes_of: ClassesOf) -> bool:
        match = _language(item)
        language = match[1].lower() if match else ""
        return any(language == one or language.startswith(f"{one}-") for one in wanted)

    return test


def _in(store: ox.Store, head: Any) -> _Test:
    terms = frozenset(str(item) for item in _list(store, head))
    return lambda item, classes_of: item in terms


def _and(store: ox.Store, head: Any) -> _Test:
    tests: list[_Test] = []
    for node in _list(store, head):
        for name, items in _said(store, node).items():
            compiled = _TESTS.get(name.removeprefix(SHACL))
            if compiled is None:
                raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)} in sh:and")
            tests += [compiled(store, item) for item in items]
    return lambda item, classes_of: all(test(item, classes_of) for test in tests)


_TESTS: Mapping[str, Callable[[ox.Store, Any], _Test]] = {
    "class": _class,
    "nodeKind": _node_kind,
    "datatype": _datatype,
    "pattern": _pattern,
    "languageIn": _language_in,
    "in": _in,
    "and": _and,
}


def _list(store: ox.Store, head: Any) -> Iterator[Any]:
    first, rest = ox.NamedNode(f"{RDF}first"), ox.NamedNode(f"{RDF}rest")
    while head != ox.NamedNode(f"{RDF}nil"):
        yield from (quad.object for quad in store.quads_for_pattern(head, first, None))
        head = next(iter(store.quads_for_pattern(head, rest, None))).object


def _text(item: Term) -> str:
    if item[0] == "<":
        return iri_text(item)
    return literal_parts(item).text if "\\" in item else item[1 : item.rindex('"')]

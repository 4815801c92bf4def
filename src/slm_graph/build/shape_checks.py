"""SHACL shapes compiled to checks of one subject at a time, so that a graph is validated while it is written.

Of SHACL Core the constraint components are read that the shapes of a schema have; what has others is for a validator.
`tests/build/test_shape_checks.py` holds that pyshacl reports the same.

References
----------
Shapes Constraint Language (SHACL), sections 2.1.3 (targets) and 4 (components), https://www.w3.org/TR/shacl/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.build.shape_tests import (
    TESTS,
    ClassesOf,
    Statements,
    Target,
    Test,
    UnknownConstraint,
    language_of,
    said_of,
)
from slm_graph.rdf import RDF_TYPE, SHACL, Pair, Term, Triple, datatype_suffix, iri_text, is_iri, literal, literal_parts

_SILENT = frozenset(
    f"{SHACL}{name}" for name in ("path", "order", "message", "name", "description", "group", "severity")
)
_MAX_SHAPES = 10_000


class Violation(NamedTuple):
    """A result of SHACL validation (SHACL, section 3.6): focus node, path or "", message, value or ""."""

    focus: str
    path: str
    message: str
    value: str


@dataclass(frozen=True)
class _Property:
    """What holds for the values of one property."""

    path: Term
    message: str
    least: int = 0
    most: int | None = None
    is_unique: bool = False
    """Whether no two values have the same language."""
    tests: Sequence[Test] = ()

    @property
    def counts(self) -> bool:
        return self.least > 0 or self.most is not None or self.is_unique


@dataclass
class _Plan:
    """What has to be looked at of subjects with these classes and properties."""

    missed: list[_Property] = field(default_factory=list)
    """What has too few values or too many, whatever they are."""
    unique: list[tuple[_Property, list[int]]] = field(default_factory=list)
    tests: list[tuple[int, Test, _Property]] = field(default_factory=list)


class ShapeChecks:
    """The checks of some shapes, of which the statements are given.

    Raises
    ------
    UnknownConstraint
        There is a constraint that is not compiled; its name is the message.

    Examples
    --------
    >>> from slm_graph.ontology import shape_statements
    >>> from slm_graph.project import bundled
    >>> from slm_graph.rdf import iri
    >>> from slm_graph.schema import read_schema
    >>> checks = ShapeChecks(shape_statements(read_schema(bundled("ontology") / "schema.yaml")))
    >>> row = iri("https://w3id.org/slm-graph/ontology#SurveyRow")
    >>> [fault.message for fault in checks.violations(iri("urn:a"), [(RDF_TYPE, row)], lambda item: ())][:1]
    ['A survey row has exactly one rdfs:label: text, without a language; give it one.']
    """

    def __init__(self, statements: Iterable[Triple]) -> None:
        self._of_class: dict[Term, list[_Property]] = {}
        self._of_subjects: dict[Term, list[_Property]] = {}
        self._plans: dict[tuple[tuple[Term, ...], tuple[Term, ...]], _Plan] = {}
        for holder, target, properties in _node_shapes(statements):
            (self._of_class if holder == "targetClass" else self._of_subjects).setdefault(target, []).extend(properties)

    def __getstate__(self) -> dict[str, Any]:
        """Refuse to be pickled: the shapes are sent instead."""
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
            if not test.holds(pairs[position][1], classes_of):
                found.append(_violation(subject, check, pairs[position][1]))
        for check, positions in plan.unique:
            languages = Counter(match[1].lower() for at in positions if (match := language_of(pairs[at][1])))
            found += [_violation(subject, check) for number in languages.values() if number > 1]
        return found

    def unproved(self, said: Sequence[tuple[Term, Target]], types: Sequence[Term]) -> list[tuple[int, Test]] | None:
        """Return what has to be looked at of subjects with these classes, by where all that is said of them leads.

        Returns
        -------
        list
            Positions of statements, and the test of each; None where the subjects have too few values or too many.
        """
        plan = self._plan(tuple(types), tuple(name for name, _ in said))
        for _, positions in plan.unique:
            languages = [str(said[position][1]).lower() for position in positions if said[position][1][:1] == "@"]
            if len({*languages}) < len(languages):
                return None
        if plan.missed:
            return None
        return [(position, test) for position, test, _ in plan.tests if not test.is_proved_by(said[position][1])]

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


def read_statements(text: str) -> Iterator[Triple]:
    """Yield the triples of a text of Turtle."""
    # Here, since it takes 12 MB, and the shapes of a schema need no reader.
    import pyoxigraph as ox

    for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
        item = quad.object
        if isinstance(item, ox.Literal):
            suffix = f"@{item.language}" if item.language else datatype_suffix(item.datatype.value)
            term = literal(item.value, suffix)
        else:
            term = Term(str(item))
        yield Triple(Term(str(quad.subject)), Term(str(quad.predicate)), term)


def _node_shapes(statements: Iterable[Triple]) -> Iterator[tuple[str, Term, list[_Property]]]:
    shapes: dict[Term, list[Pair]] = {}
    for subject, predicate, item in statements:
        shapes.setdefault(subject, []).append((predicate, item))
    node_shape = (RDF_TYPE, Term(f"<{SHACL}NodeShape>"))
    for shape in sorted(subject for subject, pairs in shapes.items() if node_shape in pairs):
        said = said_of(shapes, shape)
        targets = [(name, item) for name in ("targetClass", "targetSubjectsOf") for item in said.pop(SHACL + name, ())]
        properties = [_property(shapes, node) for node in said.pop(f"{SHACL}property", ())]
        _refuse(name for name in said if name.startswith(SHACL) and name not in _SILENT)
        for name, item in targets:
            yield name, item, properties


def _property(shapes: Statements, node: Term) -> _Property:
    said = {name: items for name, items in said_of(shapes, node).items() if name.startswith(SHACL)}
    path = said.get(f"{SHACL}path", [Term("")])[0]
    if not is_iri(path):
        raise UnknownConstraint("sh:path that is no property")
    message = "".join(literal_parts(item).text for item in said.get(f"{SHACL}message", ())[:1])
    numbers = {
        name: int(literal_parts(said.pop(SHACL + name)[0]).text)
        for name in ("minCount", "maxCount")
        if SHACL + name in said
    }
    is_unique = any(literal_parts(item).text == "true" for item in said.pop(f"{SHACL}uniqueLang", ()))
    tests: list[Test] = []
    for name, items in said.items():
        if name not in _SILENT:
            compiled = TESTS.get(name.removeprefix(SHACL))
            if compiled is None:
                raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)}")
            tests += [compiled(shapes, item) for item in items]
    return _Property(path, message, numbers.get("minCount", 0), numbers.get("maxCount"), is_unique, tuple(tests))


def _refuse(names: Iterable[str]) -> None:
    for name in names:
        raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)} of a node shape")

"""Constraint components of SHACL, each as a test of one value.

References
----------
Shapes Constraint Language (SHACL), section 4, https://www.w3.org/TR/shacl/#core-components.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slm_graph.rdf import LEXICAL, RDF, SHACL, XSD, Pair, Term, datatype_suffix, iri_text, literal_parts

ClassesOf: TypeAlias = "Callable[[Term], Sequence[Term]]"
"""Returns the classes of a thing that another one leads to, superclasses among them."""
Target: TypeAlias = "Sequence[Term] | Term | str"
"""What is known of all values behind a link: classes, or what follows the quotes of a literal."""
Statements: TypeAlias = "Mapping[Term, Sequence[Pair]]"
"""What is said of each node of the shapes."""
language_of = re.compile(r'"@([A-Za-z0-9-]+)\Z').search
"""Finds the language of a literal."""


class Test(NamedTuple):
    """A constraint on one value: whether it holds, and whether it does for all values with a target."""

    holds: Callable[[Term, ClassesOf], bool]
    is_proved_by: Callable[[Target], bool] = lambda target: False


class UnknownConstraint(Exception):
    """A shape has a constraint that is not compiled."""


def said_of(shapes: Statements, node: Term) -> dict[str, list[Term]]:
    """Return what is said of a node, by the IRI of the property."""
    said: dict[str, list[Term]] = {}
    for predicate, item in shapes.get(node, ()):
        said.setdefault(iri_text(predicate), []).append(item)
    return said


def _class(shapes: Statements, cls: Term) -> Test:
    return Test(
        lambda item, classes_of: item[0] == "<" and cls in classes_of(item),
        lambda target: not isinstance(target, str) and cls in target,
    )


def _node_kind(shapes: Statements, kind: Term) -> Test:
    if kind != f"<{SHACL}IRI>":
        raise UnknownConstraint(f"sh:nodeKind {iri_text(kind)}")
    return Test(lambda item, classes_of: item[0] == "<", _is_node)


def _is_node(target: Target) -> bool:
    return not isinstance(target, str) or target.startswith("<")


def _datatype(shapes: Statements, datatype: Term) -> Test:
    name = iri_text(datatype)
    if name == f"{XSD}string":
        return Test(lambda item, classes_of: item[0] == '"' and item[-1] == '"', lambda target: target == "")
    if name == f"{RDF}langString":
        return Test(
            lambda item, classes_of: language_of(item) is not None,
            lambda target: isinstance(target, str) and target.startswith("@"),
        )
    suffix = f'"{datatype_suffix(name)}'
    form = re.compile(LEXICAL[name]).fullmatch if name in LEXICAL else None
    return Test(
        lambda item, classes_of: item.endswith(suffix) and (form is None or form(_text(item)) is not None),
        lambda target: form is None and target == suffix[1:],
    )


def _pattern(shapes: Statements, pattern: Term) -> Test:
    matches = re.compile(literal_parts(pattern).text).search
    return Test(lambda item, classes_of: matches(_text(item)) is not None)


def _language_in(shapes: Statements, head: Term) -> Test:
    wanted = tuple(literal_parts(item).text.lower() for item in _list(shapes, head))

    def is_wanted(language: str) -> bool:
        return any(language == one or language.startswith(f"{one}-") for one in wanted)

    def holds(item: Term, classes_of: ClassesOf) -> bool:
        match = language_of(item)
        return is_wanted(match[1].lower() if match else "")

    return Test(holds, lambda target: isinstance(target, str) and target[:1] == "@" and is_wanted(target[1:].lower()))


def _in(shapes: Statements, head: Term) -> Test:
    terms = frozenset(_list(shapes, head))
    return Test(lambda item, classes_of: item in terms)


def _and(shapes: Statements, head: Term) -> Test:
    tests: list[Test] = []
    for node in _list(shapes, head):
        for name, items in said_of(shapes, node).items():
            compiled = TESTS.get(name.removeprefix(SHACL))
            if compiled is None:
                raise UnknownConstraint(f"sh:{name.removeprefix(SHACL)} in sh:and")
            tests += [compiled(shapes, item) for item in items]
    return Test(
        lambda item, classes_of: all(test.holds(item, classes_of) for test in tests),
        lambda target: all(test.is_proved_by(target) for test in tests),
    )


TESTS: Mapping[str, Callable[[Statements, Term], Test]] = {
    "class": _class,
    "nodeKind": _node_kind,
    "datatype": _datatype,
    "pattern": _pattern,
    "languageIn": _language_in,
    "in": _in,
    "and": _and,
}


def _list(shapes: Statements, head: Term) -> Iterator[Term]:
    while head != f"<{RDF}nil>":
        said = said_of(shapes, head)
        yield from said[f"{RDF}first"]
        head = said[f"{RDF}rest"][0]


def _text(item: Term) -> str:
    if item[0] == "<":
        return iri_text(item)
    return literal_parts(item).text if "\\" in item else item[1 : item.rindex('"')]

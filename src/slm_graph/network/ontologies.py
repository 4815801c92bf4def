"""What an ontology and its shapes say of classes and their properties, read from Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from slm_graph.files import open_regular
from slm_graph.graphs import MAX_RDF_BYTES, file_format, last_part, parser_problem
from slm_graph.network.terms import RDF_TYPE, USAGE_BY
from slm_graph.problems import InvalidData
from slm_graph.rdf import OWL, RDFS, SHACL

Axioms: TypeAlias = dict[str, dict[str, list[str]]]
"""By subject and predicate the values; IRIs, literals and blank nodes as text."""


class Ontology(NamedTuple):
    """What an ontology says of classes and of the properties between them; the keys are IRIs.

    Parameters
    ----------
    namespace
        What the IRIs of the properties that usages have begin with; "" where there are none.
    classes
        The label of each class, in the ontology's order.
    above
        The superclasses of a class, and theirs.
    fields
        The properties that a class has of its own, and the classes of their values.
    broader
        The properties that a property is a sub-property of.
    inverses
        The other direction of a property.
    """

    namespace: str
    classes: Mapping[str, str]
    above: Mapping[str, frozenset[str]]
    fields: Mapping[str, Mapping[str, tuple[str, ...]]]
    broader: Mapping[str, frozenset[str]]
    inverses: Mapping[str, str]

    def domain(self, name: str) -> list[str]:
        """Return the classes that have a property of the ontology's own, given its local name."""
        return [cls for cls, properties in self.fields.items() if self.namespace + name in properties]

    def range(self, name: str) -> list[str]:
        """Return the classes of the values of a property of the ontology's own, given its local name."""
        values = (properties.get(self.namespace + name, ()) for properties in self.fields.values())
        return [*dict.fromkeys(cls for classes in values for cls in classes)]

    def below(self, cls: str, others: Iterable[str]) -> bool:
        """Tell whether a class is one of others, or a subclass of one."""
        return not {cls, *self.above.get(cls, ())}.isdisjoint(others)


def read_ontology(folder: Path, extended: Path) -> Ontology:
    """Return what the Turtle of a folder says, ontology, alignments and shapes together.

    Parameters
    ----------
    folder
        The folder of the ontology.
    extended
        The folder of an ontology whose terms it may take over: of those that it declares, what that one says counts.

    Raises
    ------
    InvalidData
        A file is not Turtle.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> ontology = read_ontology(bundled("ontology"), bundled("ontology"))
    >>> [ontology.classes[cls] for cls in ontology.range("usageBy")]
    ['System']
    """
    axioms = _axioms(folder)
    if folder != extended:
        taken = {subject: values for subject, values in _axioms(extended).items() if subject in axioms}
        named = [subject for subject, predicates in axioms.items() if f"{RDFS}label" in predicates]
        order = [*named, *taken, *axioms]
        axioms = {subject: _joined(taken.get(subject, {}), axioms[subject]) for subject in order}
    classes = {
        subject: predicates[f"{RDFS}label"][0]
        for subject, predicates in axioms.items()
        if f"{OWL}Class" in predicates.get(RDF_TYPE, ()) and f"{RDFS}label" in predicates
    }
    fields = _fields(axioms)
    names = sorted({name for properties in fields.values() for name in properties})
    return Ontology(
        next((name.removesuffix(USAGE_BY) for name in names if last_part(name) == USAGE_BY), ""),
        classes,
        _closure(_stated(axioms, f"{RDFS}subClassOf")),
        fields,
        _closure(_stated(axioms, f"{RDFS}subPropertyOf")),
        {subject: values[0] for subject, values in _stated(axioms, f"{OWL}inverseOf").items()},
    )


def _joined(taken: Mapping[str, list[str]], declared: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what two ontologies say of a term: the second one instead of the first, but what is above it from both.

    An alignment puts a term below one of others, and says nothing against what is above it at home.
    """
    above = {
        name: list(dict.fromkeys([*taken.get(name, ()), *declared.get(name, ())]))
        for name in (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf")
        if name in taken or name in declared
    }
    return {**taken, **declared, **above}


def _axioms(folder: Path) -> Axioms:
    """Read the files of a folder; what has a label comes first, in the order of the labels."""
    axioms: Axioms = {}
    labelled: dict[str, None] = {}
    for path in sorted(folder.glob("*.ttl")):
        for quad in _parsed(path):
            subject, value = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
            axioms.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
            if quad.predicate.value == f"{RDFS}label":
                labelled[subject] = None
    return {subject: axioms[subject] for subject in (*labelled, *axioms)}


def _parsed(path: Path) -> Iterator[ox.Quad]:
    try:
        with open_regular(path, MAX_RDF_BYTES) as stream:
            yield from ox.parse(input=stream, format=file_format(path))
    except SyntaxError as error:
        raise InvalidData([parser_problem(path, error)]) from None


def _stated(axioms: Axioms, predicate: str) -> dict[str, list[str]]:
    return {subject: values for subject, predicates in axioms.items() if (values := predicates.get(predicate))}


def _fields(axioms: Axioms) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return of each class the properties that its shape has."""
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for shape, classes in _stated(axioms, f"{SHACL}targetClass").items():
        for cls in classes:
            for name in axioms[shape].get(f"{SHACL}property", ()):
                for path in axioms.get(name, {}).get(f"{SHACL}path", ()):
                    fields.setdefault(cls, {})[path] = tuple(axioms[name].get(f"{SHACL}class", ()))
    return fields


def _closure(direct: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return what is reached by one step or more."""
    reached: dict[str, frozenset[str]] = {}
    for start in direct:
        seen: set[str] = set()
        waiting = [*direct[start]]
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += direct.get(name, ())
        reached[start] = frozenset(seen - {start})
    return reached

"""A graph validated part by part while it is written; what is said of one thing in many parts is judged at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from slm_graph.build.counts import KnownClasses
from slm_graph.build.mapper import Mapper
from slm_graph.build.places import entry_nodes, further_nodes
from slm_graph.build.shape_checks import ShapeChecks, Violation
from slm_graph.documents import Document, FieldPath
from slm_graph.entries import CheckedEntry, Survey, entry_tree
from slm_graph.files import shown
from slm_graph.ontology import shapes
from slm_graph.problems import Problem
from slm_graph.rdf import RDF_TYPE, Block, Pair, Term

Place: TypeAlias = "tuple[Document, FieldPath, str]"
"""Where in the data a node comes from, and its class."""


class Shapes(NamedTuple):
    """The text of some shapes, and whether it has more than those of the schema."""

    text: str
    has_more: bool


def read_shapes(survey: Survey) -> Shapes:
    """Return the shapes beside the schema, with what is added below; where they are not those of the schema, these."""
    made = shapes(survey.schema)
    path = survey.project.shapes
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return Shapes(text, text != made) if text.startswith(made) else Shapes(made, False)


def violation_problem(survey: Survey, places: Mapping[Term, Place], violation: Violation) -> Problem:
    """Return a violation as a problem at the field of the data that it comes from."""
    focus, path, message, value = violation
    given = f" ({value})" if value else ""
    place = places.get(Term(f"<{focus}>"))
    if place is None:
        return Problem(shown(survey.project.schema), 1, 1, f"{focus}: {message}{given}")
    document, field_path, class_name = place
    fields = [slot.field for slot in survey.schema.classes[class_name].slots.values() if slot.uri == path]
    return document.problem((*field_path, *fields[:1]), f"{message}{given}")


@dataclass
class Validated:
    """What validating a part brings up.

    Attributes
    ----------
    problems
        At the fields of the data that they come from.
    beside
        What entries say of things of the vocabulary, as far as its values are counted.
    """

    problems: list[Problem] = field(default_factory=list)
    beside: dict[Term, list[Pair]] = field(default_factory=dict)

    def merge(self, other: Validated) -> None:
        """Take in what another part brought up."""
        self.problems += other.problems
        for subject, pairs in other.beside.items():
            self.beside.setdefault(subject, []).extend(pairs)


class Validator:
    """Validates the blocks of entries, and at the end those of the vocabulary.

    Parameters
    ----------
    known
        The classes of the vocabulary's things, and of those of other entries by their IRIs.
    """

    def __init__(self, checks: ShapeChecks, survey: Survey, mapper: Mapper, known: KnownClasses) -> None:
        self.checks = checks
        self._survey = survey
        self._mapper = mapper
        self._known = known

    def entry(self, entry: CheckedEntry, blocks: Iterable[Block], validated: Validated) -> None:
        """Validate the blocks of an entry."""
        said = _by_subject(blocks)
        own = {subject: _types(pairs) for subject, pairs in said.items()}
        found: list[Violation] = []
        for subject, pairs in said.items():
            types = own[subject]
            if types:
                found += self.checks.violations(subject, pairs, lambda item: own.get(item) or self._classes(item))
            elif classes := self._classes(subject):
                found += self.checks.violations(subject, pairs, self._classes, classes)
                if counted := self.checks.counted(classes, pairs):
                    validated.beside.setdefault(subject, []).extend(counted)
        if found:
            places = dict(self._places(entry))
            validated.problems += (violation_problem(self._survey, places, one) for one in found)

    def rest(self, blocks: Iterable[Block], validated: Validated) -> Iterator[Problem]:
        """Yield what is wrong with the vocabulary and the description, with what entries say of their things."""
        said = _by_subject(blocks)
        own = {subject: _types(pairs) for subject, pairs in said.items()}
        places = {
            self._mapper.node(item.class_name, item.id): (item.document, item.path, item.class_name)
            for item in self._survey.vocabulary.items
        }
        for subject, pairs in said.items():
            everything = list(dict.fromkeys([*pairs, *validated.beside.get(subject, ())]))
            for found in self.checks.violations(subject, everything, lambda item: own.get(item) or self._classes(item)):
                yield violation_problem(self._survey, places, found)

    def _classes(self, node: Term) -> Sequence[Term]:
        thing = self._known[node]
        return () if isinstance(thing, str) else thing

    def _places(self, entry: CheckedEntry) -> Iterator[tuple[Term, Place]]:
        for node, path, class_name in entry_nodes(self._mapper, entry_tree(entry.document)):
            yield node, (entry.document, path, class_name)
        for row in entry.further:
            for node, path, class_name in further_nodes(self._mapper, entry_tree(row.document)):
                yield node, (row.document, path, class_name)


def _types(pairs: Iterable[Pair]) -> tuple[Term, ...]:
    return tuple([item for name, item in pairs if name is RDF_TYPE or name == RDF_TYPE])


def _by_subject(blocks: Iterable[Block]) -> dict[Term, list[Pair]]:
    said: dict[Term, list[Pair]] = {}
    for subject, pairs, _ in blocks:
        if subject in said:
            said[subject] = list(dict.fromkeys([*said[subject], *pairs]))
        else:
            said[subject] = pairs
    return said

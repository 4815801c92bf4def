"""A project, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.entries import (
    Checker,
    Findings,
    Item,
    Reference,
    Vocabulary,
    read_entries,
    read_settings,
    read_vocabulary,
)
from slm_graph.evidence import Evidence
from slm_graph.problems import Problem
from slm_graph.project import Project
from slm_graph.schema import Schema, read_schema
from slm_graph.source import Document, read_json_lines


@dataclass
class Survey:
    """What all entries of a project share, with the problems of the vocabulary."""

    project: Project
    schema: Schema
    settings: Item | None
    vocabulary: Vocabulary
    columns: dict[str, str]
    checker: Checker
    evidence: Evidence
    problems: list[Problem]


@dataclass
class CheckedEntry:
    """An entry, and what was found about it."""

    document: Document
    problems: list[Problem]
    keys: list[tuple[str, str, tuple[str | int, ...]]]
    """What may occur once in a survey (what, its key, where): ids, rows."""
    references: list[Reference] = field(default_factory=list)


def read_survey(project: Project) -> Survey:
    """Read and check the schema, the settings and the vocabulary of a project.

    Raises
    ------
    InvalidData
        The schema has problems. Those of the data are collected in the result.
    """
    schema = read_schema(project.schema)
    settings, problems = read_settings(schema, project.data)
    vocabulary, more = read_vocabulary(schema, project.data, settings)
    problems += more
    checker = Checker(schema, vocabulary, project.data)
    if settings is not None:
        problems += checker.check(settings.class_name, settings.document, settings.tree).problems
    for item in vocabulary.items:
        if item.class_name != "Survey":
            findings = checker.check(item.class_name, item.document, item.tree, item.path)
            problems += findings.problems
    columns = _columns(settings.tree if settings else {})
    return Survey(project, schema, settings, vocabulary, columns, checker, Evidence(schema, vocabulary, columns), problems)


def entry_documents(survey: Survey) -> Iterator[Document | Problem]:
    """Yield the entries of a project, or what keeps one from being read."""
    if survey.project.entries is not None:
        return read_json_lines(survey.project.entries)
    return read_entries(survey.schema, survey.project.data)


def check_entry(survey: Survey, document: Document) -> CheckedEntry:
    """Check one entry: its fields, its ids, its quotes, and what must occur once within it."""
    findings = survey.checker.check(survey.schema.entry_class.name, document, document.tree)
    problems = findings.problems
    keys: list[tuple[str, str, tuple[str | int, ...]]] = []
    if isinstance(document.tree, dict):
        tree = document.tree
        if survey.columns or not survey.problems:
            # Where survey.yaml is broken no column is known, which is told once.
            problems += survey.evidence.problems(document, tree)
        problems += _key_problems(survey.schema, document, tree)
        keys = list(_unique_keys(tree, findings))
    return CheckedEntry(document, problems, keys, findings.open_references)


class Uniqueness:
    """Finds, over all entries, what occurs twice and what is referred to without being there."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._seen = {(f"{item.class_name} id", item.id): _place(item) for item in survey.vocabulary.items}
        self._open: list[Reference] = []

    def add(self, entry: CheckedEntry) -> Iterator[Problem]:
        """Take an entry in; yield what an earlier one has already."""
        for what, key, path in entry.keys:
            document = entry.document
            earlier = self._seen.setdefault((what, key), f"{document.path}:{document.first_line}")
            if earlier != f"{document.path}:{document.first_line}":
                or_refer = ", or give the id alone" if what.endswith(" id") and len(path) > 1 else ""
                yield document.problem(path, f"{what} {key} is taken by {earlier}; mend one of the two{or_refer}")
        self._open += entry.references

    def dangling(self) -> Iterator[Problem]:
        """Yield the references that no entry answers."""
        for reference in self._open:
            below = [f"{cls.name} id" for cls in self._survey.schema.descendants(reference.class_name)]
            is_there = any((what, reference.id) in self._seen for what in below)
            if not is_there and self._survey.vocabulary.is_whole(reference.class_name):
                ids = [key for what, key in self._seen if what in below]
                yield self._survey.checker.dangling(reference, ids)


def check(project: Project) -> tuple[list[Problem], int]:
    """Check a whole project.

    Returns
    -------
    tuple
        All problems in file order, and the number of files that were read.

    Raises
    ------
    InvalidData
        The schema has problems.
    """
    survey = read_survey(project)
    problems = list(survey.problems)
    files = {item.document.path for item in [*survey.vocabulary.items, *([survey.settings] if survey.settings else [])]}
    uniqueness = Uniqueness(survey)
    for document in entry_documents(survey):
        if isinstance(document, Problem):
            problems.append(document)
            continue
        files.add(document.path)
        entry = check_entry(survey, document)
        problems += entry.problems
        problems += uniqueness.add(entry)
    problems += uniqueness.dangling()
    files |= {problem.path for problem in problems}
    return sorted(set(problems)), len(files)


def _place(item: Item) -> str:
    problem = item.document.problem((*item.path, "id"), "")
    return f"{problem.path}:{problem.line}"


def _columns(settings: dict[str, Any]) -> dict[str, str]:
    survey = settings.get("survey")
    columns = survey.get("columns", []) if isinstance(survey, dict) else []
    found: dict[str, str] = {}
    for column in columns if isinstance(columns, list) else []:
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            fields = column.get("fields", [])
            for name in [fields] if isinstance(fields, str) else fields:
                found.setdefault(str(name), column["name"])
    return found


def _unique_keys(tree: dict[str, Any], findings: Findings) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    if isinstance(tree.get("id"), str):
        yield "System id", tree["id"], ("id",)
    source = tree.get("source")
    if isinstance(source, dict) and "row" in source:
        yield "row", f"{source.get('survey')}/{source['row']}", ("source", "row")
    for item in findings.defined:
        yield f"{item.class_name} id", item.id, (*item.path, "id")


def _key_problems(schema: Schema, document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """Yield usages whose key is missing or occurs twice, and alternatives that are not mutual."""
    seen: dict[str, dict[str, Any]] = {}
    alternatives: list[tuple[str, str, tuple[str | int, ...]]] = []
    for slot in schema.entry_class.fields.values():
        cls = schema.classes.get(slot.range)
        if cls is None or "key" not in cls.slots or slot.field not in tree:
            continue
        key_name = next(above.annotations["key"] for above in schema.ancestors(cls.name) if "key" in above.annotations)
        key_field = cls.slots[key_name].field
        usages = tree[slot.field]
        for position, usage in enumerate(usages if isinstance(usages, list) else [usages]):
            path: tuple[str | int, ...] = (slot.field, position) if isinstance(usages, list) else (slot.field,)
            if not isinstance(usage, dict):
                continue
            key = usage.get("key", usage.get(key_field))
            if not isinstance(key, str):
                if not {"key", key_field} & usage.keys() and not cls.slots[key_name].required:
                    yield document.problem(path, f"neither {key_field} nor key; give one, it makes the usage's IRI")
                continue
            if key in seen:
                yield document.problem(path, f"a second usage {key} in this entry; add a key: of its own")
            seen.setdefault(key, usage)
            others = usage.get("alternative_to", [])
            for other in [others] if isinstance(others, str) else others:
                alternatives.append((key, str(other), (*path, "alternative_to")))
    pairs = {(key, other) for key, other, _ in alternatives}
    for key, other, path in alternatives:
        if other not in seen:
            yield document.problem(path, f"{other}: no usage of this entry has this key; name one of {', '.join(sorted(seen))}")
        elif other == key:
            yield document.problem(path, f"{other} is named as its own alternative; name the other usage")
        elif (other, key) not in pairs:
            yield document.problem(path, f"{other} does not name {key} as its alternative; add alternative_to: {key} there")


def data_folder(project: Project) -> Path:
    """Return what the user gave as data, for messages."""
    return project.entries or project.data

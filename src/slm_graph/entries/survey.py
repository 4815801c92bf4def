"""A project, read and checked.

A folder of data holds, for each class of the schema that says so, `FILE.yaml`, `vocabulary/VOCABULARY.yaml` or
`FOLDER/*.yaml` (one instance a file) and `FOLDER/*.jsonl` (one a line).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, read_json_lines
from slm_graph.entries.checker import Checker
from slm_graph.entries.evidence import Evidence
from slm_graph.entries.items import Findings, Item, Reference
from slm_graph.entries.keys import KeyedField, key_problems, keyed_fields
from slm_graph.entries.paths import item_path
from slm_graph.entries.reading import read_entries, read_settings, unread_files
from slm_graph.entries.retired import Retired
from slm_graph.entries.vocabulary import Vocabulary, read_vocabulary
from slm_graph.files import settle
from slm_graph.problems import Problem
from slm_graph.project import Project, project_argument
from slm_graph.schema import Schema, read_schema


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
    keyed_fields: list[KeyedField]
    problems: list[Problem]
    references: list[Reference]
    """What the vocabulary refers to and only entries may have, such as the paper of a system."""
    retired: Retired

    def paths_in_use(self) -> set[str]:
        """Return the paths of the vocabulary's items, of those of the authority files that something refers to too."""
        items = [item for item in (*self.vocabulary.items, *self.vocabulary.adopted) if item.id]
        cls = self.schema.retired_class
        return {item_path(self.schema, item) for item in items if cls is None or item.class_name != cls.name}


@dataclass
class CheckedEntry:
    """An entry, and what was found about it."""

    document: Document
    problems: list[Problem]
    keys: list[tuple[str, str, tuple[str | int, ...]]]
    """What may occur once in a survey (what, its key, where): ids, rows."""
    references: list[Reference] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    """The paths of its IRIs that stubs of retired ones mention."""


def read_survey(project: Project) -> Survey:
    """Read and check the schema, the settings and the vocabulary of a project.

    Raises
    ------
    InvalidData
        The schema has problems. Those of the data are collected in the result.
    OSError
        A command that wrote to the data was stopped, and what it left cannot be completed; or one is just writing.
    """
    settle(project.data)
    schema = read_schema(project.schema)
    settings, problems = read_settings(schema, project.data)
    vocabulary, more = read_vocabulary(schema, project.data, settings)
    problems += [*more, *unread_files(schema, project.data)]
    retired = Retired(schema, vocabulary.items)
    checker = Checker(schema, vocabulary, project.data, retired)
    references: list[Reference] = []
    if settings is not None:
        problems += checker.check(settings.class_name, settings.document, settings.tree).problems
    for item in vocabulary.items:
        if item.class_name != schema.survey_class.name:
            findings = checker.check(item.class_name, item.document, item.tree, item.path)
            problems += findings.problems
            references += findings.open_references
    columns = _columns(settings.tree if settings else {})
    return Survey(
        project,
        schema,
        settings,
        vocabulary,
        columns,
        checker,
        Evidence(schema, vocabulary, columns),
        keyed_fields(schema),
        problems,
        references,
        retired,
    )


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
    paths: list[str] = []
    if isinstance(document.tree, dict):
        tree = document.tree
        if survey.columns or not survey.problems:
            # Where survey.yaml is broken no column is known, which is told once.
            problems += survey.evidence.problems(document, tree)
        problems += key_problems(survey.keyed_fields, document, tree)
        keys = list(_unique_keys(survey.schema.entry_class.name, tree, findings))
        paths = survey.retired.paths_of(tree)
    return CheckedEntry(document, problems, keys, findings.open_references, paths)


def entry_tree(document: Document) -> dict[str, Any]:
    """Return the tree of an entry that the checks have passed."""
    assert isinstance(document.tree, dict)  # noqa: S101  (the checks ask for it)
    return document.tree


class Uniqueness:
    """Finds, over all entries, what occurs twice and what is referred to without being there."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._seen = {(f"{item.class_name} id", item.id): _place(item) for item in survey.vocabulary.items}
        self._folded = {(what, key.casefold()): key for what, key in self._seen}
        self._open: list[Reference] = list(survey.references)
        self._paths: set[str] = set()

    def add(self, entry: CheckedEntry) -> Iterator[Problem]:
        """Take an entry in; yield what an earlier one has already."""
        for what, key, path in entry.keys:
            document = entry.document
            earlier = self._seen.setdefault((what, key), f"{document.path}:{document.first_line}")
            if earlier != f"{document.path}:{document.first_line}":
                or_refer = ", or give the id alone" if what.endswith(" id") and len(path) > 1 else ""
                yield document.problem(path, f"{what} {key} is taken by {earlier}; mend one of the two{or_refer}")
            elif what.endswith(" id") and (other := self._folded.setdefault((what, key.casefold()), key)) != key:
                place = self._seen[what, other]
                yield document.problem(path, f"{what} {key} differs from {other} ({place}) in case alone; give another")
        self._open += entry.references
        self._paths.update(entry.paths)

    def dangling(self) -> Iterator[Problem]:
        """Yield the references that no entry answers, and what is wrong with the stubs of retired IRIs."""
        ids: dict[str, list[str]] = {}
        for what, key in self._seen:
            ids.setdefault(what, []).append(key)
        for reference in self._open:
            below = [f"{cls.name} id" for cls in self._survey.schema.descendants(reference.class_name)]
            is_there = any((what, reference.id) in self._seen for what in below)
            if not is_there and self._survey.vocabulary.is_whole(reference.class_name):
                entry_ids = (key for what in below for key in ids.get(what, ()))
                yield self._survey.checker.dangling(reference, entry_ids)
        yield from stub_problems(self._survey, self._paths)


class KeyHashes:
    """The keys of entries as 8 bytes each, to find out whether any occurs twice among millions."""

    def __init__(self) -> None:
        self._hashes: dict[str, array[int]] = {}
        self._folded: dict[str, array[int]] = {}
        self._open: list[tuple[str, str]] = []
        self._paths: set[str] = set()

    def add(self, entry: CheckedEntry) -> None:
        """Take an entry in."""
        for what, key, _ in entry.keys:
            self._add(what, key)
        self._open += [(reference.class_name, reference.id) for reference in entry.references]
        self._paths.update(entry.paths)

    def merge(self, other: KeyHashes) -> None:
        """Take the keys of other entries in."""
        for mine, theirs in ((self._hashes, other._hashes), (self._folded, other._folded)):
            for what, hashes in theirs.items():
                mine.setdefault(what, array("q")).extend(hashes)
        self._open += other._open
        self._paths |= other._paths

    def conflict(self, survey: Survey) -> bool:
        """Tell whether a key seems to occur twice, or a reference to name nothing; of equal hashes it says so too."""
        for item in survey.vocabulary.items:
            self._add(f"{item.class_name} id", item.id)
        known = {what: set(hashes) for what, hashes in self._hashes.items()}
        if any(len(known[what]) < len(hashes) for what, hashes in self._hashes.items()):
            return True
        if any(len(set(hashes)) < len(hashes) for hashes in self._folded.values()):
            return True
        for class_name, item_id in {(one.class_name, one.id) for one in survey.references}.union(self._open):
            names = [f"{cls.name} id" for cls in survey.schema.descendants(class_name)]
            if not any(hash(item_id) in known.get(name, ()) for name in names):
                return True
        return any(stub_problems(survey, self._paths))

    def _add(self, what: str, key: str) -> None:
        self._hashes.setdefault(what, array("q")).append(hash(key))
        if what.endswith(" id"):
            # Ids that differ in case alone are one file where a file system folds case.
            self._folded.setdefault(what, array("q")).append(hash(key.casefold()))


def stub_problems(survey: Survey, entry_paths: Set[str]) -> Iterator[Problem]:
    """Yield what is wrong with the stubs of retired IRIs, where entries have these of the paths that stubs mention."""
    if survey.project.entries is None:  # a file of entries may borrow a vocabulary, whose stubs are of other entries
        yield from survey.retired.problems(survey.paths_in_use() | entry_paths)


def check(project: Project | Path | str) -> tuple[list[Problem], int]:
    """Check a whole project, or that of data as of `find_project`.

    Returns
    -------
    tuple
        All problems in file order, and the number of files that were read.

    Raises
    ------
    InvalidData
        The schema has problems.
    """
    survey = read_survey(project_argument("project", project))
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
    problems += survey.checker.authority.problems(survey.vocabulary)
    for item in survey.checker.authority.items():
        problems += survey.checker.check(item.class_name, item.document, item.tree, item.path).problems
        files.add(item.document.path)
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


def _unique_keys(
    class_name: str, tree: dict[str, Any], findings: Findings
) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    if isinstance(tree.get("id"), str):
        yield f"{class_name} id", tree["id"], ("id",)
    source = tree.get("source")
    if isinstance(source, dict) and "row" in source:
        yield "row", f"{source.get('survey')}/{source['row']}", ("source", "row")
    for item in findings.defined:
        yield f"{item.class_name} id", item.id, (*item.path, "id")

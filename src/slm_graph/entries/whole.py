"""A whole project: what must hold over all entries together, and all its problems."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Set
from pathlib import Path

from slm_graph.entries.contradictions import identifiers
from slm_graph.entries.items import Item, Reference
from slm_graph.entries.survey import CheckedEntry, Survey, check_entry, entry_documents, read_survey
from slm_graph.entries.words import word_problems
from slm_graph.problems import Problem
from slm_graph.project import Project, project_argument


class Uniqueness:
    """Finds, over all entries, what occurs twice and what is referred to without being there."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._seen = {key: _place(item) for item in survey.vocabulary.items for key in _keys(item)}
        self._folded = {(what, key.casefold()): key for what, key in self._seen}
        self._open: list[Reference] = list(survey.references)
        self._paths: set[str] = set()

    def add(self, entry: CheckedEntry) -> Iterator[Problem]:
        """Take an entry in; yield what an earlier one has already."""
        for what, key, document, path in entry.keys:
            earlier = self._seen.setdefault((what, key), f"{document.path}:{document.first_line}")
            if earlier != f"{document.path}:{document.first_line}":
                is_of_part = len(path) > 1 and path[0] != "source"
                or_refer = ", or give the id alone" if is_of_part else ""
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
        for key in entry.keys:
            self._add(key.what, key.text)
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
            for what, text in _keys(item):
                self._add(what, text)
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
    files |= {row.document.path for rows in survey.further.values() for row in rows}
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
    problems += word_problems(survey)
    files |= {problem.path for problem in problems}
    return sorted(set(problems)), len(files)


def _keys(item: Item) -> Iterator[tuple[str, str]]:
    yield f"{item.class_name} id", item.id
    yield from identifiers(item.tree)


def _place(item: Item) -> str:
    problem = item.document.problem((*item.path, "id"), "")
    return f"{problem.path}:{problem.line}"

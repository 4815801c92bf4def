"""A whole project: what must hold over all entries together, and all its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path
from typing import NamedTuple

from slm_graph.entries.contradictions import identifiers
from slm_graph.entries.digests import Digests, digest, of_kind
from slm_graph.entries.items import Item, Key, Reference
from slm_graph.entries.mentions import KeyMention, Reread
from slm_graph.entries.parts import CheckedPart, Keys, checked_parts
from slm_graph.entries.survey import CheckedEntry, Survey, read_survey
from slm_graph.entries.words import word_problems
from slm_graph.problems import Problem
from slm_graph.project import Project, project_argument
from slm_graph.tables import Cell, Sheet


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
        yield from self.add_keys(entry.keys)
        self.add_references(entry.references)
        self.add_paths(entry.paths)

    def add_keys(self, keys: Iterable[Key]) -> Iterator[Problem]:
        """Take keys in; yield what an earlier entry has already."""
        for what, key, document, path in keys:
            earlier = self._seen.setdefault((what, key), f"{document.path}:{document.first_line}")
            if earlier != f"{document.path}:{document.first_line}":
                is_of_part = len(path) > 1 and path[0] != "source"
                or_refer = ", or give the id alone" if is_of_part else ""
                yield document.problem(path, f"{what} {key} is taken by {earlier}; mend one of the two{or_refer}")
            elif what.endswith(" id") and (other := self._folded.setdefault((what, key.casefold()), key)) != key:
                place = self._seen[what, other]
                yield document.problem(path, f"{what} {key} differs from {other} ({place}) in case alone; give another")

    def add_references(self, references: Iterable[Reference]) -> None:
        """Take in what only entries may have."""
        self._open += references

    def add_paths(self, paths: Iterable[str]) -> None:
        """Take in paths that stubs mention."""
        self._paths.update(paths)

    def dangling(self, problems: Iterable[Problem] = ()) -> Iterator[Problem]:
        """Yield the references that no entry answers, and what is wrong with the stubs of retired IRIs.

        Parameters
        ----------
        problems
            Those of the entries, by which paths may be missing.
        """
        ids: dict[str, list[str]] = {}
        for what, key in self._seen:
            ids.setdefault(what, []).append(key)
        for reference in self._open:
            below = [f"{cls.name} id" for cls in self._survey.schema.descendants(reference.class_name)]
            is_there = any((what, reference.id) in self._seen for what in below)
            if not is_there and self._survey.vocabulary.is_whole(reference.class_name):
                entry_ids = (key for what in below for key in ids.get(what, ()))
                yield self._survey.checker.dangling(reference, entry_ids)
        yield from stub_problems(self._survey, self._paths, problems)


class Whole:
    """What must hold over all entries together, found out from the parts in which they were checked.

    Of the entries it keeps 8 bytes a key, whatever their number; where these say that something may be wrong, the parts
    are asked for once more.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._digests = Digests()
        self._paths: set[str] = set()
        self._files: set[str] = set()
        self._problems: list[Problem] = []
        keys = Keys()
        for item in survey.vocabulary.items:
            for what, text in _keys(item):
                keys.add(what, text)
        for reference in survey.references:
            keys.refer(reference.class_name, reference.id)
        self._add_keys(keys)

    def add(self, part: CheckedPart) -> None:
        """Take a part in."""
        self._problems += part.problems
        self._files |= part.files
        self._add_keys(part.keys)
        for class_name, item_id in part.adopted:
            if self._survey.vocabulary.class_of(class_name, item_id) is None:
                self._survey.checker.adopt(class_name, item_id)

    @property
    def is_sound(self) -> bool:
        """Whether no entry so far has a problem of its own."""
        return not self._problems

    def problems(self, again: Callable[[], Iterable[CheckedPart]]) -> list[Problem]:
        """Return the problems of the entries, and of all of them together.

        Parameters
        ----------
        again
            Returns the parts once more, with the keys themselves.
        """
        twice, missing = self._digests.twice(), self._digests.dangling(self._kinds)
        missing = frozenset(name for name in missing if self._survey.vocabulary.is_whole(name))
        if not twice and not missing:
            return [*self._problems, *stub_problems(self._survey, self._paths, self._problems)]
        return [*self._problems, *self._told(again(), twice, missing)]

    def other_problems(self) -> list[Problem]:
        """Return the problems of the other files of the project; those of authority files that nothing needs too."""
        survey = self._survey
        authority = survey.checker.authority
        problems = [*survey.problems, *authority.problems(survey.vocabulary)]
        for item in authority.items():
            problems += survey.checker.check(item.class_name, item.document, item.tree, item.path).problems
            self._files.add(item.document.path)
        return problems + list(word_problems(survey))

    def files(self, problems: Iterable[Problem]) -> set[str]:
        """Return the files that were read, with those of some problems."""
        survey = self._survey
        settings = [survey.settings] if survey.settings else []
        files = {item.document.path for item in [*survey.vocabulary.items, *settings]} | self._files
        files |= {row.document.path for rows in survey.further.values() for row in rows}
        return files | {problem.path for problem in problems}

    def _add_keys(self, keys: Keys) -> None:
        self._digests.add(keys.digests, keys.folded)
        for class_name, digests in keys.references.items():
            self._digests.refer(class_name, digests)
        self._paths.update(keys.paths)

    def _kinds(self, class_name: str) -> list[str]:
        """Return what the ids of the things of a class are among keys."""
        return [f"{cls.name} id" for cls in self._survey.schema.descendants(class_name)]

    def _told(self, parts: Iterable[CheckedPart], twice: Set[int], missing: Set[str]) -> Iterator[Problem]:
        """Yield the problems of keys that occur twice and of references of some classes, with their places."""
        uniqueness, reread = Uniqueness(self._survey), Reread(self._survey.project)
        wanted = {what for name in missing for what in self._kinds(name)}

        def matters(key: KeyMention) -> bool:
            return key.what in wanted or any(
                of_kind(key.what, digest(text)) in twice for text in (key.text, key.text.casefold())
            )

        for part in parts:
            had = [Key(one.what, one.text, reread.document(one), one.place) for one in part.keys.had if matters(one)]
            named = (one for one in part.keys.named if one.what in missing)
            yield from uniqueness.add_keys(had)
            uniqueness.add_references([Reference(one.what, one.text, reread.document(one), one.place) for one in named])
        uniqueness.add_paths(self._paths)
        yield from uniqueness.dangling(self._problems)


def stub_problems(survey: Survey, entry_paths: Set[str], problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what is wrong with the stubs of retired IRIs, where entries have these of the paths that stubs mention.

    A path of an entry that has problems itself may be missing for these.
    """
    if survey.project.entries is None:  # a file of entries may borrow a vocabulary, whose stubs are of other entries
        faulty = {Path(problem.path).stem for problem in problems}
        yield from survey.retired.problems(survey.paths_in_use() | entry_paths, faulty)


class CheckReport(NamedTuple):
    """What a check found: all problems in file order, and the number of files that were read.

    Examples
    --------
    >>> print(CheckReport([Problem("a.yaml", 2, 1, "no id")], 3)._repr_markdown_(), end="")
    | file | line | column | problem |
    | --- | ---: | ---: | --- |
    | a.yaml | 2 | 1 | no id |
    <BLANKLINE>
    3 files, 1 problem
    """

    problems: list[Problem]
    files: int

    def sheet(self) -> Sheet:
        """Return the problems as a notebook shows them."""
        number = len(self.problems)
        rows = [
            [Cell(path), Cell(str(line), True), Cell(str(column), True), Cell(message)]
            for path, line, column, message in self.problems
        ]
        caption = f"{self.files} files, {number or 'no'} problem{'' if number == 1 else 's'}"
        return Sheet(["file", "line", "column", "problem"], rows, caption)

    def _repr_html_(self) -> str:
        return self.sheet().html

    def _repr_markdown_(self) -> str:
        return self.sheet().markdown


def check(project: Project | Path | str, processes: int = 0) -> CheckReport:
    """Check a whole project, or that of data as of `find_project`.

    Parameters
    ----------
    processes
        How many processes check a large JSON Lines file; 0 for as many as there are cores.

    Returns
    -------
    CheckReport
        A tuple: all problems in file order, and the number of files that were read. A notebook shows it as a table.

    Raises
    ------
    InvalidData
        The schema has problems.
    """
    survey = read_survey(project_argument("project", project))
    whole = Whole(survey)
    for part in checked_parts(survey, processes):
        whole.add(part)
    problems = whole.problems(lambda: checked_parts(survey, processes, keeps_keys=True)) + whole.other_problems()
    return CheckReport(sorted(set(problems)), len(whole.files(problems)))


def _keys(item: Item) -> Iterator[tuple[str, str]]:
    yield f"{item.class_name} id", item.id
    yield from identifiers(item.tree)


def _place(item: Item) -> str:
    problem = item.document.problem((*item.path, "id"), "")
    return f"{problem.path}:{problem.line}"

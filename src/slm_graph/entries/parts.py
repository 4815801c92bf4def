"""Entries checked in parts, by one process or several; what is kept of a part is little, however large it is."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from slm_graph.documents import Document, Lines, line_parts
from slm_graph.entries.digests import digest, of_kind
from slm_graph.entries.mentions import KeyMention, mention
from slm_graph.entries.survey import CheckedEntry, Survey, check_entry, entry_documents
from slm_graph.problems import Problem
from slm_graph.processes import cores, in_order

Task: TypeAlias = "Lines | Document | Problem"
"""What is worked on at once: some lines, or one entry; or what keeps entries from being read."""

_MANY_BYTES = 256_000
"""Files of entries of less are not worth other processes."""


@dataclass
class Keys:
    """What must be known of entries to tell whether the whole is sound: which keys they have, and which they name.

    Attributes
    ----------
    digests
        Of the keys.
    folded
        Of the ids that have capitals, in small letters.
    references
        Of the ids that only entries may have, by the class that they are of.
    paths
        Of the IRIs that stubs of retired ones mention.
    had, named
        The keys and the references themselves, where they are kept.
    """

    digests: array[int] = field(default_factory=lambda: array("Q"))
    folded: array[int] = field(default_factory=lambda: array("Q"))
    references: dict[str, array[int]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    had: list[KeyMention] = field(default_factory=list)
    named: list[KeyMention] = field(default_factory=list)

    def add(self, what: str, text: str) -> None:
        """Take a key in."""
        self.digests.append(of_kind(what, digest(text)))
        if what.endswith(" id") and (folded := text.casefold()) != text:
            # Ids that differ in case alone are one file where a file system folds case.
            self.folded.append(of_kind(what, digest(folded)))

    def refer(self, class_name: str, item_id: str) -> None:
        """Take a reference in."""
        self.references.setdefault(class_name, array("Q")).append(digest(item_id))

    def add_entry(self, entry: CheckedEntry, keeps_keys: bool) -> None:
        """Take the keys and the references of an entry in."""
        for key in entry.keys:
            self.add(key.what, key.text)
        for reference in entry.references:
            self.refer(reference.class_name, reference.id)
        self.paths += entry.paths
        if keeps_keys:
            self.had += map(mention, entry.keys)
            self.named += map(mention, entry.references)


@dataclass
class CheckedPart:
    """What checking some entries brings up."""

    problems: list[Problem] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    files: set[str] = field(default_factory=set)
    adopted: list[tuple[str, str]] = field(default_factory=list)
    """The classes and ids of the items of authority files that the entries refer to."""

    def sound(
        self,
        survey: Survey,
        documents: Iterable[Document | Problem],
        keeps_keys: bool,
        settled: Callable[[Document], CheckedEntry | None] = lambda document: None,
    ) -> Iterator[CheckedEntry]:
        """Check entries, and yield the sound ones; what comes up is taken in.

        Parameters
        ----------
        keeps_keys
            Whether the keys themselves are kept, beside their digests.
        settled
            Returns an entry that is sound and needs nothing more; None for one to be checked here.
        """
        with survey.vocabulary.lent() as adopted:
            for document in documents:
                if isinstance(document, Problem):
                    self.problems.append(document)
                    continue
                self.files.add(document.path)
                if ready := settled(document):
                    self.keys.add_entry(ready, keeps_keys)
                    continue
                entry = check_entry(survey, document)
                self.problems += entry.problems
                self.keys.add_entry(entry, keeps_keys)
                if not entry.problems:
                    yield entry
            self.adopted = [(item.class_name, item.id) for item in adopted()]


def checked_parts(survey: Survey, processes: int = 0, *, keeps_keys: bool = False) -> Iterator[CheckedPart]:
    """Yield what checking the entries of a project brings up, part by part, in their order.

    Parameters
    ----------
    processes
        How many processes check a large JSON Lines file; 0 for as many as there are cores.
    keeps_keys
        Whether the parts have the keys themselves, beside their digests.
    """
    tasks, worth = entry_tasks(survey, processes)
    return in_order(partial(_checked_part, survey, keeps_keys), tasks, worth)


def _checked_part(survey: Survey, keeps_keys: bool, task: Task) -> CheckedPart:
    part = CheckedPart()
    for _ in part.sound(survey, task_documents(task), keeps_keys):
        pass
    return part


def task_documents(task: Task) -> Iterable[Document | Problem]:
    """Return the entries of a part."""
    return task.documents() if isinstance(task, Lines) else (task,)


def entry_tasks(survey: Survey, processes: int = 0) -> tuple[Iterable[Task], int]:
    """Return the entries of a project in parts, in their order, and how many processes are worth it.

    Parameters
    ----------
    processes
        How many there may be; 0 for as many as there are cores.
    """
    paths = _line_files(survey)
    size = sum(path.stat().st_size for path in paths if path.exists())
    if not has_lines_alone(survey) or size < _MANY_BYTES:
        return entry_documents(survey), 1
    return (task for path in paths for task in line_parts(path)), cores(processes)


def has_lines_alone(survey: Survey) -> bool:
    """Tell whether all entries of a project are JSON Lines."""
    if survey.project.entries:
        return True
    folder = survey.project.data / survey.schema.entry_class.folder
    return bool(_line_files(survey)) and not any(folder.glob("*.y*ml"))


def _line_files(survey: Survey) -> list[Path]:
    entries = survey.project.entries
    folder = survey.project.data / survey.schema.entry_class.folder
    return [entries] if entries else sorted(folder.glob("*.jsonl"))

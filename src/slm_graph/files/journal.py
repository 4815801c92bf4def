"""The journal of a set of files: what stands ready to be put in its place, and how far that went."""

from __future__ import annotations

import errno
import json
import os
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from slm_graph.files.locking import is_inside
from slm_graph.files.names import part_of
from slm_graph.files.writing import named, remove_part, sync_folder, target_of, write_file

JOURNAL = ".slm-graph.journal"
_VERSION = 2
_BLOCK = 1 << 20

Mark = tuple[int, int, int]
"""Inode, size and time of a file: another mark, another file."""


class SetIncomplete(OSError):
    """Some files of a set are new and others old, and it cannot be completed here."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            errno.ESTALE, f"the files are of two generations, since a command was stopped; {reason}", str(folder)
        )


class Step(NamedTuple):
    """What is to be done with a file: its name below the folder, a checksum of the new content, the old one's mark.

    Without a checksum the file is to be removed; without a mark it was not there.
    """

    name: str
    checksum: str | None
    before: Mark | None


class Journal(NamedTuple):
    """The steps of a set, and the process that made its parts."""

    pid: int
    steps: Sequence[Step]

    def write(self, folder: Path) -> None:
        """Write the journal: from then on the new set is the one that counts."""
        tree = {"version": _VERSION, "pid": self.pid, "steps": self.steps}
        write_file(folder / JOURNAL, f"{json.dumps(tree)}\n".encode())

    def state(self, folder: Path, step: Step) -> Literal["done", "ready", "lost"]:
        """Tell how far a step went; it is lost where its part is not whole, or somebody changed the file since."""
        target = target_of(folder / step.name)
        part = part_of(target, self.pid)
        is_untouched = mark_of(target) == step.before
        if step.checksum is None:
            return "ready" if is_untouched and step.before else "lost" if mark_of(target) else "done"
        if not part.is_file():
            return "lost" if is_untouched else "done"
        return "ready" if is_untouched and checksum_of(part) == step.checksum else "lost"

    def take(self, folder: Path, steps: Iterable[Step]) -> None:
        """Take steps, then remove the journal."""
        folders = {folder}
        for step in steps:
            target = target_of(folder / step.name)
            with named(folder / step.name):
                if step.checksum is None:
                    (folder / step.name).unlink(missing_ok=True)  # of a link, the link
                else:
                    part_of(target, self.pid).replace(target)
            folders.add(target.parent)
        with named(folder):
            for changed in sorted(folders):
                sync_folder(changed)
            (folder / JOURNAL).unlink()
            sync_folder(folder)

    def drop(self, folder: Path) -> None:
        """Remove the journal, then the parts."""
        with named(folder):
            (folder / JOURNAL).unlink(missing_ok=True)
        for step in self.steps:
            remove_part(part_of(target_of(folder / step.name), self.pid))


def read_journal(folder: Path) -> Journal | None:
    """Return a folder's journal, None where there is none; what is none of ours has no steps."""
    try:
        tree = json.loads((folder / JOURNAL).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        return Journal(0, ())
    with suppress(KeyError, TypeError, ValueError):
        steps = [_step(folder, *values) for values in tree["steps"]]
        if tree["version"] == _VERSION:
            return Journal(int(tree["pid"]), steps)
    return Journal(0, ())


def complete(folder: Path) -> None:
    """Complete the set of a journal, or drop it where nothing of it is in its place yet; the folder is locked.

    Raises
    ------
    SetIncomplete
        Neither can be done.
    """
    journal = read_journal(folder)
    if journal is None:
        return
    states = [journal.state(folder, step) for step in journal.steps]
    if "lost" not in states:
        journal.take(folder, [step for step, state in zip(journal.steps, states, strict=True) if state == "ready"])
    elif "done" not in states:
        journal.drop(folder)
    else:
        lost = journal.steps[states.index("lost")].name
        reason = f"{lost} was changed since; write the files anew, or remove {JOURNAL} to keep what is there"
        raise SetIncomplete(folder, reason)


def check_one_generation(folder: Path) -> None:
    """Raise SetIncomplete where a folder, that we may not write to, shows a part of a new set."""
    journal = read_journal(folder)
    states = {journal.state(folder, step) for step in journal.steps} if journal else set()
    if "done" in states and len(states) > 1:
        raise SetIncomplete(folder, "run a command as somebody who may write here")


def mark_of(path: Path) -> Mark | None:
    """Return the mark of a file, None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_size, status.st_mtime_ns)


class Checksum:
    """What tells whether a file is whole: its size, and the CRC-32 of its content, as in a ZIP file.

    A hash that also withstands forgers would cost too much for a graph of some gigabytes.

    Examples
    --------
    >>> checksum = Checksum()
    >>> checksum.add(b"whole")
    >>> str(checksum)
    '5-c459294f'
    """

    def __init__(self) -> None:
        self.size = 0
        self._crc = 0

    def add(self, content: bytes | memoryview) -> None:
        """Take in what comes next in the file."""
        self.size += len(content)
        self._crc = zlib.crc32(content, self._crc)

    def __str__(self) -> str:
        return f"{self.size}-{self._crc:08x}"


def checksum_of(path: Path) -> str:
    """Return the checksum of a file, which is read for it."""
    checksum = Checksum()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            checksum.add(block)
    return str(checksum)


def _step(folder: Path, name: str, checksum: str | None, before: Sequence[int] | None) -> Step:
    """Return a step that a journal holds; a journal from elsewhere must not reach out of its folder.

    A file that replaces another stands beside it already, so nobody brings one along; a removal needs no such file.
    """
    inside = is_inside(name) and (
        checksum is not None or target_of(folder / name).parent.is_relative_to(os.path.realpath(folder))
    )
    if not inside:
        raise ValueError(name)
    return Step(name, checksum, (before[0], before[1], before[2]) if before else None)

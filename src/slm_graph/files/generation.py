"""A set of files written as one generation: whoever comes later sees all old files or all new ones."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from slm_graph.files.journal import (
    JOURNAL,
    Checksum,
    Journal,
    SetIncomplete,
    Step,
    check_one_generation,
    checksum_of,
    complete,
    mark_of,
    read_journal,
)
from slm_graph.files.locking import FolderInUse, Lock, is_inside, is_left, is_ours, locked
from slm_graph.files.names import part_of, remove_strays
from slm_graph.files.writing import create, fill, make_ready, named, remove_part, sync_folder, target_of

__all__ = ["Generation", "SetIncomplete", "settle"]

_CANNOT_WRITE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


class Generation:
    """Files below a folder that become visible together, when `commit` is called; without it nothing is changed.

    While it is open no other process writes a generation into the folder. A kill at any moment leaves what `settle`
    turns into the old set or the new one.

    Parameters
    ----------
    folder
        What the names are relative to; made if it is not there.
    wait
        For how many seconds another process is waited for.

    Raises
    ------
    FolderInUse
        Another process writes here.
    SetIncomplete
        An earlier set can be neither completed nor dropped, and this one does not write all of its files.
    OSError
        A file cannot be written; the old set is there, or `settle` completes the new one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     with Generation(Path(name)) as generation:
    ...         _ = generation.write("a.nt", b"a")
    ...         with generation.part("b/c.ttl").open("wb") as stream:
    ...             _ = stream.write(b"c")
    ...         before = [path.name for path in Path(name).glob("[!.]*.*")]
    ...         written = generation.commit()
    ...     before, [path.read_bytes() for path in written]
    ([], [b'a', b'c'])
    """

    def __init__(self, folder: Path, *, wait: float = 30.0) -> None:
        self.folder = folder
        self._wait = wait
        self._steps: dict[str, Path | None] = {}
        self._checksums: dict[str, Checksum] = {}
        self._scratch: list[Path] = []
        self._swept: set[Path] = set()
        self._made: list[Path] = []
        self._earlier: SetIncomplete | None = None
        self._is_committed = False
        self._stack = ExitStack()
        self._lock: Lock | None = None

    def __enter__(self) -> Self:
        with named(self.folder), ExitStack() as stack:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
                self._made.append(self.folder)
            stack.callback(self._remove_made)
            lock = stack.enter_context(locked(self.folder, self._wait))
            try:
                complete(self.folder)
                _remove_left(self.folder, lock)
            except SetIncomplete as error:
                self._earlier = error
            lock.start()
            if self._made:
                lock.add("made", ".")
            self._lock = lock
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._stack:
            for part in self._scratch:
                remove_part(part)
            if not self._is_committed:
                for target in filter(None, self._steps.values()):
                    remove_part(part_of(target, os.getpid()))

    def part(self, name: str) -> Path:
        """Return the empty file that a file's new content is to be written to, by whatever way."""
        with named(self.folder / name):
            self._check(name)
            target = target_of(self.folder / name)
            self._enter(name, target.parent)
            part = part_of(target, os.getpid())
            self._steps[name] = target
            create(part).close()
            return part

    def checksum(self, name: str) -> Checksum:
        """Return what is to be given all that is written to a part, which need not be read again for its checksum."""
        return self._checksums.setdefault(name, Checksum())

    def scratch(self, name: str) -> Path:
        """Return an empty file for what is needed only until the end."""
        with named(self.folder / name):
            part = part_of(self.folder / f"{name}.scratch", os.getpid())
            self._scratch.append(part)
            create(part).close()
            return part

    def write(self, name: str, content: bytes | IO[bytes]) -> Path:
        """Give a file its new content; return the file that holds it until the commit."""
        part = self.part(name)
        with named(self.folder / name), part.open("wb") as stream:
            fill(stream, content)
        return part

    def remove(self, name: str) -> None:
        """Have a file removed, where it is there, when the others become visible."""
        self._check(name)
        self._steps[name] = None

    def commit(self) -> list[Path]:
        """Make the new files visible, and return their paths in the order in which they were written."""
        for part in self._scratch:
            with named(part):
                part.unlink(missing_ok=True)
        self._scratch.clear()
        steps = [step for name in self._steps if (step := self._ready(name))]
        if self._earlier and not self._replaces_earlier():
            raise self._earlier
        if not steps:
            return []
        journal = Journal(os.getpid(), steps)
        with named(self.folder):
            self._sync_folders()
            try:
                journal.write(self.folder)
            except BaseException:
                if (written := read_journal(self.folder)) and written == journal:
                    remove_part(self.folder / JOURNAL)
                raise
        self._is_committed = True
        journal.take(self.folder, steps)
        if self._earlier:
            for folder in self._swept:
                _sweep(folder)
        return [self.folder / step.name for step in steps if step.checksum]

    def _ready(self, name: str) -> Step | None:
        """Bring a part to the disk; None where there is nothing to do."""
        with named(self.folder / name):
            path, target = self.folder / name, self._steps[name]
            if target is None:
                return Step(name, None, mark_of(path)) if path.exists() else None
            part = part_of(target, os.getpid())
            make_ready(part, target)
            known = self._checksums.get(name)
            is_known = known is not None and known.size == part.stat().st_size
            return Step(name, str(known) if is_known else checksum_of(part), mark_of(target))

    def _check(self, name: str) -> None:
        if not is_inside(name):
            raise ValueError(f"{name!r} does not lead down from {self.folder}")
        path = self.folder / name
        if path.exists() and not path.is_file():
            # Told now, since after the commit nothing may go wrong that another attempt does not mend.
            number = errno.EISDIR if path.is_dir() else errno.EINVAL
            raise OSError(number, os.strerror(number), str(path))

    def _enter(self, name: str, folder: Path) -> None:
        """Make the folder of a file, note it for who comes after a kill, and remove what a dead process left there."""
        assert self._lock is not None, "a generation is used in a with statement"  # noqa: S101
        if folder in self._swept:
            return
        self._swept.add(folder)
        parents = [*reversed(Path(name).parents)][1:]
        for parent in parents:
            if not (self.folder / parent).exists():
                self._lock.add("made", parent.as_posix())
                (self.folder / parent).mkdir(exist_ok=True)
                self._made.append(self.folder / parent)
        self._lock.add("used", name)
        if not self._earlier:
            _sweep(folder)

    def _replaces_earlier(self) -> bool:
        earlier = read_journal(self.folder)
        return earlier is None or {step.name for step in earlier.steps} <= self._steps.keys()

    def _sync_folders(self) -> None:
        for folder in sorted({*self._swept, *(made.parent for made in self._made)}):
            sync_folder(folder)

    def _remove_made(self) -> None:
        if not self._is_committed:
            _remove_folders(self._made)


def settle(folder: Path, *, wait: float = 10.0) -> None:
    """Complete or drop what a killed command left in a folder; to be called before its files are read.

    Where this process itself writes a set there, nothing is done.

    Raises
    ------
    FolderInUse
        Another process is putting new files in their places, and did not end in time.
    SetIncomplete
        Some files are new and others old, and the set cannot be completed, as in a folder that we may not write to.
    OSError
        A file cannot be replaced.

    Examples
    --------
    >>> settle(Path("there/is/no/such/folder"))
    """
    journal = folder / JOURNAL
    if (not mark_of(journal) and not is_left(folder)) or is_ours(folder):
        return
    made: list[Path] = []
    try:
        # Who has no journal yet may write parts for long; the old set is there meanwhile.
        with locked(folder, wait if journal.exists() else 0) as lock:
            complete(folder)
            made = _remove_left(folder, lock)
    except FolderInUse:
        if journal.exists():
            raise
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        check_one_generation(folder)
    _remove_folders(made)


def _remove_left(folder: Path, lock: Lock) -> list[Path]:
    """Remove the parts that a killed process left; return the folders that it had made."""
    lines = lock.lines()
    used = {target_of(folder / name).parent for kind, name in lines if kind == "used"}
    for parts_folder in sorted({folder, *used}):
        _sweep(parts_folder)
    made = [folder / name for kind, name in lines if kind == "made"]
    _remove_folders(made[1:] if made[:1] == [folder] else made)
    return made


def _sweep(folder: Path) -> None:
    """Remove strays, but where the journal of another set, in the folder or above it, may wait for them."""
    place = folder.absolute()
    if not any(mark_of(above / JOURNAL) for above in (place, *place.parents)):
        remove_strays(folder)


def _remove_folders(made: Iterable[Path]) -> None:
    """Remove folders that are empty, the deepest first."""
    for folder in sorted(made, key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()

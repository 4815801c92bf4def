"""The files of a site written by several processes, and those of earlier runs that are no more."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slm_graph.files import named, remove_strays, replace_file
from slm_graph.processes import die_with

Files: TypeAlias = "Iterable[tuple[str, bytes]]"
"""Files of the site: the path of each, and its bytes."""
Part: TypeAlias = "Callable[[], Files]"
"""Makes some files."""

MANIFEST = "assets/files.txt"
"""What the run wrote, a path a line: of these alone the next one removes what it has no more."""
_FEWEST = 20
"""Parts; of fewer, starting processes takes longer than they save."""


class FilesWritten(NamedTuple):
    """The paths of files that were made, and how many of them were new or other ones before."""

    names: list[str]
    changed: int


def write_parts(folder: Path, parts: Sequence[Part], processes: int = 0) -> FilesWritten:
    """Write the files of all parts.

    Parameters
    ----------
    folder
        Where to.
    parts
        What makes the files; which process calls which is left open.
    processes
        How many processes work; 0 for as many as there are cores. Where the system cannot fork, it is one.
    """
    processes = processes or os.cpu_count() or 1
    if processes == 1 or len(parts) < _FEWEST or "fork" not in multiprocessing.get_all_start_methods():
        return _joined(_written(folder, part) for part in parts)
    return _joined(_in_parallel(folder, parts, processes))


def _joined(several: Iterable[FilesWritten]) -> FilesWritten:
    names: list[str] = []
    changed = 0
    for written in several:
        names += written.names
        changed += written.changed
    return FilesWritten(names, changed)


def _written(folder: Path, part: Part) -> FilesWritten:
    names: list[str] = []
    changed = 0
    for name, content in part():
        changed += replace_file(folder / name, content)
        names.append(name)
    return FilesWritten(names, changed)


_shared: tuple[Path, Sequence[Part]] | None = None
"""What the forked processes work on; set before they are started."""


def _in_parallel(folder: Path, parts: Sequence[Part], processes: int) -> Iterator[FilesWritten]:
    global _shared
    _shared = (folder, parts)
    # What is shared stays shared: the collector of a forked process would copy the pages that it looks at.
    gc.collect()
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(processes, die_with, (os.getpid(),)) as pool:
            yield from pool.imap(_work, range(len(parts)))
            # Leaving the block terminates the pool, which can block where its processes still wait for work.
            pool.close()
            pool.join()
    finally:
        gc.unfreeze()
        _shared = None


def _work(number: int) -> FilesWritten:
    assert _shared is not None  # noqa: S101  (set before the process was started)
    folder, parts = _shared
    return _written(folder, parts[number])


def earlier_files(folder: Path) -> list[str]:
    """Return the paths of the files that the last whole run wrote into a folder."""
    try:
        return (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []


def remove_files(folder: Path, earlier: Sequence[str], names: Sequence[str]) -> int:
    """Remove earlier files that are not written any more, with the folders that this leaves empty; return how many.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("a/index.html", "b/index.html", "b/mine.txt"):
    ...         _ = replace_file(Path(folder, name), b"")
    ...     remove_files(Path(folder), ["a/index.html", "b/index.html", "../c"], [])
    ...     sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*"))
    2
    ['b', 'b/mine.txt']
    """
    for parent in {Path(name).parent for name in (*names, *earlier)}:
        remove_strays(folder / parent)  # what a killed run left, here or where nothing was written now
    kept = {name.casefold() for name in names}  # some file systems see no other case
    root = folder.resolve()
    removed = 0
    for name in earlier:
        path = folder / name
        if name.casefold() in kept or not (path.parent.resolve().is_relative_to(root) and path.is_file()):
            continue
        path.unlink()
        removed += 1
        for parent in path.relative_to(folder).parents[:-1]:
            if not _remove_empty(folder / parent):
                break
    return removed


def _remove_empty(folder: Path) -> bool:
    """Remove a folder that is empty, and tell whether it was."""
    try:
        with named(folder):
            folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        return False
    return True

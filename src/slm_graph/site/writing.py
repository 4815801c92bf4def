"""The files of a site written by several processes, and those of earlier runs that are no more."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slm_graph.files import named, remove_strays, replace_file
from slm_graph.network import Texts
from slm_graph.processes import cores, in_order

Files: TypeAlias = "Iterable[tuple[str, bytes]]"
"""Files of the site: the path of each, and its bytes."""
Content: TypeAlias = "bytes | Iterator[bytes]"
"""What a file holds; of a large one in pieces, which are made when it is written."""
LargeFiles: TypeAlias = "Iterable[tuple[str, Content]]"
"""Files of the site of which some are large."""
Part: TypeAlias = "Callable[[], LargeFiles]"
"""Makes some files."""

MANIFEST = "assets/files.txt"
"""What the run wrote, a path a line: of these alone the next one removes what it has no more."""
_FEWEST = 20
"""Parts; of fewer, starting processes takes longer than they save."""


class FilesWritten(NamedTuple):
    """The paths of files that were made, and how many of them were new or other ones before."""

    names: Sequence[str]
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
    wanted = cores(processes) if len(parts) >= _FEWEST else 1
    # Names alone are returned: none waits until a part that takes long is there.
    return _joined(in_order(partial(_written, folder, parts), range(len(parts)), wanted, ahead=len(parts)))


def _joined(several: Iterable[FilesWritten]) -> FilesWritten:
    names = Texts()
    changed = 0
    for written in several:
        names.extend(name.encode() for name in written.names)
        changed += written.changed
    return FilesWritten(names, changed)


def _written(folder: Path, parts: Sequence[Part], number: int) -> FilesWritten:
    """Write the files of a part, and remove from their folders what killed runs left there."""
    names: list[str] = []
    changed = 0
    for name, content in parts[number]():
        changed += replace_file(os.path.join(folder, name), content)  # noqa: PTH118 (a fifth of the time)
        names.append(name)
    _tidy(folder, names)
    return FilesWritten(names, changed)


def _tidy(folder: Path, names: Iterable[str]) -> None:
    for parent in {name.rpartition("/")[0] for name in names}:
        remove_strays(folder / parent)


def earlier_files(folder: Path) -> Iterator[str]:
    """Yield the paths of the files that the last whole run wrote into a folder."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as lines:
            yield from (line.removesuffix("\n") for line in lines)
    except (FileNotFoundError, UnicodeDecodeError):
        return


def manifest(names: Iterable[str]) -> Iterator[bytes]:
    """Yield the lines that the next run reads as `earlier_files`."""
    for name in sorted(names):
        yield f"{name}\n".encode()


def remove_files(folder: Path, earlier: Iterable[str], names: Iterable[str]) -> int:
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
    kept = {name.casefold() for name in names}  # some file systems see no other case
    root = folder.resolve()
    gone = [name for name in earlier if name.casefold() not in kept]
    _tidy(folder, gone)
    removed = 0
    for name in gone:
        path = folder / name
        if not (path.parent.resolve().is_relative_to(root) and path.is_file()):
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

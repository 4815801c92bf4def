"""One writer in a folder at a time."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slm_graph.files.names import is_running

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_HAS_FLOCK = fcntl is not None

LOCK = ".slm-graph.lock"
_PAUSE = 0.05  # seconds
_held: set[str] = set()
"""The lock files that this process holds."""


class FolderInUse(OSError):
    """Another process writes in a folder, and did not end in time."""

    def __init__(self, folder: Path, holder: int | None) -> None:
        process = f"process {holder}" if holder else "another process"
        super().__init__(errno.EBUSY, f"{process} writes here; try again when it has ended", str(folder))


class Lock:
    """The lock file of a folder while we hold it; it says which process does, and where that left parts.

    Its lines: the process; then `used FILE` once for each folder that gets parts, `made FOLDER` where that is new.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def start(self) -> None:
        """Forget what an earlier holder wrote, and name this process."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def add(self, kind: str, name: str) -> None:
        """Add a line, `used` or `made`."""
        os.write(self._descriptor, f"{kind} {name}\n".encode())

    def lines(self) -> list[tuple[str, str]]:
        """Return the lines about folders, that an earlier holder wrote as well."""
        text = _text_of(self._path)
        pairs = (line.partition(" ") for line in text.splitlines()[1:])
        return [(kind, name) for kind, _, name in pairs if kind in ("used", "made") and is_inside(name)]


def is_inside(name: str) -> bool:
    """Tell whether a name, as files of ours hold it, leads down from the folder that they stand in.

    Examples
    --------
    >>> [is_inside(name) for name in ("systems/a.yaml", ".", "../a", "/etc/passwd", "")]
    [True, True, False, False, False]
    """
    return bool(name) and not Path(name).is_absolute() and ".." not in Path(name).parts and not Path(name).drive


@contextmanager
def locked(folder: Path, wait: float) -> Iterator[Lock]:
    """Hold a folder's lock file, and remove it at the end; wait for others for some seconds.

    Raises
    ------
    FolderInUse
        Another process held it all the time.
    OSError
        The folder cannot be written to.
    """
    path = folder / LOCK
    deadline = time.monotonic() + wait
    while (descriptor := _acquired(path)) is None:
        if time.monotonic() >= deadline:
            raise FolderInUse(folder, _holder(path))
        time.sleep(_PAUSE)
    name = os.path.realpath(path)
    _held.add(name)
    try:
        yield Lock(path, descriptor)
    except BaseException:
        _held.discard(name)
        with suppress(OSError):
            _release(path, descriptor)
        raise
    _held.discard(name)
    _release(path, descriptor)


def is_left(folder: Path) -> bool:
    """Tell whether a folder has a lock file: somebody writes there, or was killed."""
    try:
        return (folder / LOCK).exists()
    except OSError:
        return False


def is_ours(folder: Path) -> bool:
    """Tell whether this process writes in a folder."""
    return os.path.realpath(folder / LOCK) in _held


def _acquired(path: Path) -> int | None:
    return _flocked(path) if _HAS_FLOCK else _created(path)


def _flocked(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The holder before us removed the file at its end, perhaps after we had opened it.
        if os.path.samestat(os.fstat(descriptor), path.lstat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _created(path: Path) -> int | None:
    """Hold a lock by having made its file, where there is no flock; one whose process is dead is taken over."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        holder = _holder(path)
        if holder is None or is_running(holder):
            return None
        taken = path.with_name(f"{LOCK}.{os.getpid()}.slm-part")
        with suppress(OSError):
            path.replace(taken)  # one of those who try succeeds
            text = _text_of(taken)
            taken.unlink()
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            os.write(descriptor, text.encode())
            return descriptor
        return None
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _release(path: Path, descriptor: int) -> None:
    # Removed while it is held, so that no other holder's file can be meant; Windows removes no open file.
    if not _HAS_FLOCK:
        os.close(descriptor)
    try:
        path.unlink(missing_ok=True)
    finally:
        if _HAS_FLOCK:
            os.close(descriptor)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _holder(path: Path) -> int | None:
    first = _text_of(path).partition("\n")[0]
    return int(first) if first.isascii() and first.isdigit() else None

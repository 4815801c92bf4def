"""How messages show a file, and the hidden names of what is not complete yet."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PART = re.compile(r"\..+\.(\d+)\.slm-part", re.DOTALL)
_OLDER_PART = re.compile(r"\.slm-graph\..+\.(\d+)\.(?:part|body|whole)", re.DOTALL)
_LONGEST = 200  # bytes of a name; with the process and the ending it must stay below 255


def shown(path: Path) -> str:
    """Return a path as messages show it: from the working directory where it lies below that, with slashes."""
    resolved, here = path.resolve(), Path.cwd()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else resolved).as_posix()


def part_of(target: Path, pid: int) -> Path:
    """Return the hidden file beside a target in which a process writes what will replace it.

    Examples
    --------
    >>> part_of(Path("output/slm-graph.ttl"), 12).name
    '.slm-graph.ttl.12.slm-part'
    """
    return target.with_name(part_name(target.name, pid))


def part_name(name: str, pid: int) -> str:
    """Return what the hidden file beside a file of this name is called."""
    if len(os.fsencode(name)) > _LONGEST:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return f".{name}.{pid}.slm-part"


def remove_strays(folder: Path, target: Path | None = None) -> None:
    """Remove the parts in a folder, or of one target in it, whose process is dead; what cannot be removed stays."""
    start = part_of(target, 0).name.removesuffix("0.slm-part") if target else "."
    for stray in _strays(folder, start):
        with suppress(OSError):
            stray.unlink()


def _strays(folder: Path, start: str) -> Iterator[Path]:
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.startswith(start)]
    except OSError:
        return
    for name in names:
        part = _PART.fullmatch(name) or _OLDER_PART.fullmatch(name)
        if part and not is_running(int(part[1])):
            yield folder / name


def is_running(pid: int) -> bool:
    """Tell whether a process of this machine is there; where that cannot be told, it is taken to be.

    Examples
    --------
    >>> is_running(os.getpid())
    True
    """
    if sys.platform == "win32":
        return _is_running_in_windows(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Tell whether a process has ended and waits for its parent to hear of it, where the system tells."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return stat.rpartition(b")")[2].split()[:1] == [b"Z"]


def _is_running_in_windows(pid: int) -> bool:
    # There os.kill(pid, 0) would send Control-C.
    if sys.platform == "win32":
        import ctypes

        query_limited_information = 0x1000
        handle = ctypes.windll.kernel32.OpenProcess(query_limited_information, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    return True

"""Files: how messages show them, and the one way to write them."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def shown(path: Path) -> str:
    """Return a path as messages show it: from the working directory where it lies below that, with slashes."""
    resolved, here = path.resolve(), Path.cwd()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else resolved).as_posix()


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never there in part; its rights stay."""
    path = path.resolve()  # a link stays one
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        if path.exists():
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

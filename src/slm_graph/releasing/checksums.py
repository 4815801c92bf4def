"""The checksums of a folder's files, as `sha256sum -c` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from slm_graph.files import shown
from slm_graph.problems import Problem

CHECKSUMS = "SHA256SUMS"
"""The name of the file."""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksums_text(paths: Iterable[Path]) -> str:
    """Return the lines of some files that lie in one folder."""
    return "".join(f"{digest(path)}  {path.name}\n" for path in sorted(paths))


def checksum_problems(folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with the files of a folder: changed, missing, or not listed."""
    path = folder / CHECKSUMS
    listed: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.fullmatch(r"([0-9a-f]{64}) [ *]([^/]+)", line)
        if match is None:
            yield Problem(shown(path), number, 1, "is no line of sha256sum")
            continue
        listed[match[2]] = number
        file = folder / match[2]
        if not file.is_file():
            yield Problem(shown(path), number, 67, f"{match[2]}: is not there")
        elif digest(file) != match[1]:
            yield Problem(shown(path), number, 67, f"{match[2]}: is not the file that was released")
    for file in sorted(folder.iterdir()):
        if file.name not in listed and file != path:
            yield Problem(shown(path), 1, 1, f"{file.name}: is in the folder and not listed")

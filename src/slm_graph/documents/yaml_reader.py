"""YAML files read as documents."""

from __future__ import annotations

from pathlib import Path

from slm_graph.documents.document import Document
from slm_graph.documents.yaml_parser import parse_yaml
from slm_graph.files import read_bytes_capped, shown
from slm_graph.problems import Problem

MAX_BYTES = 5_000_000
"""The largest file or line that is read, in bytes."""


def read_yaml(path: Path) -> tuple[Document | None, list[Problem]]:
    """Read a YAML file (YAML 1.1) as text.

    Returns
    -------
    tuple
        The document, or None where nothing could be read, and all problems of the file.
    """
    name = shown(path)
    text, problems = _read_text(path, name)
    if text is None:
        return None, problems
    tree, places, problems = parse_yaml(text, name)
    return (None if tree is None else Document(name, tree, places=places)), problems


def _read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, [
                Problem(name, 1, 1, f"{size:,} bytes, more than the {MAX_BYTES:,} that are read; split the file")
            ]
        data = read_bytes_capped(path, MAX_BYTES)
    except OSError as error:
        return None, [unreadable(name, error)]
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, column_of_byte(data, error.start), "is not UTF-8; save the file as UTF-8")]


def unreadable(name: str, error: OSError) -> Problem:
    """Return the problem of a file that cannot be read."""
    reason = error.strerror or "no reason told"
    advice = "" if ";" in reason else "; check the file's name and rights"
    return Problem(name, 1, 1, f"cannot be read: {reason}{advice}")


def column_of_byte(data: bytes, position: int) -> int:
    """Return the column of a byte, counted in characters, where all before it are UTF-8."""
    line_start = data.rfind(b"\n", 0, position) + 1
    return len(data[line_start:position].decode("utf-8-sig")) + 1

"""JSON Lines cut into parts: some lines that follow each other, with the number of the first."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from slm_graph.documents.document import Document
from slm_graph.documents.json_lines import graph_problem, json_line
from slm_graph.documents.yaml_reader import MAX_BYTES, unreadable
from slm_graph.files import open_regular, shown
from slm_graph.problems import Problem

CHUNK_BYTES = 64_000
"""Lines are worked on in parts of about this size."""
_BLOCK = 1 << 20


class Lines(NamedTuple):
    r"""Lines of JSON that follow each other.

    Parameters
    ----------
    name
        The file that they are of, as messages show it.
    first
        The number of the first line, from 1.
    data
        The lines, each with its end.

    Examples
    --------
    >>> [document.first_line for document in Lines("a.jsonl", 7, b'{"id": "a"}\n\n{"id": "b"}\n').documents()]
    [7, 9]
    """

    name: str
    first: int
    data: bytes

    def documents(self) -> Iterator[Document | Problem]:
        """Yield the documents of the lines, or what keeps one from being read."""
        for offset, line in enumerate(io.BytesIO(self.data)):
            if len(line) > MAX_BYTES or not line.isspace():
                yield json_line(self.name, self.first + offset, line)


def line_parts(path: Path, number: int = 1, of: int = 1) -> Iterator[Lines | Problem]:
    """Yield the lines of a JSON Lines file in parts, or those of one of several partitions of about the same size.

    A line belongs to the partition in which it begins, so that each is in one.

    Parameters
    ----------
    number, of
        Which partition, from 1, of how many.
    """
    name = shown(path)
    try:
        with open_regular(path) as file:
            if (problem := graph_problem(name, file)) is not None:
                yield problem
                return
            size = path.stat().st_size
            first = _skip(file, size * (number - 1) // of)
            yield from _parts(file, name, first, size * number // of if number < of else None)
    except OSError as error:
        yield unreadable(name, error)


def cut_lines(name: str, first: int, lines: Iterable[bytes | bytearray]) -> Iterator[Lines]:
    r"""Yield lines that something else has read, without their ends, in parts of about the same size as `line_parts`.

    Examples
    --------
    >>> list(cut_lines("a.jsonl", 7, [b"{}", b""]))
    [Lines(name='a.jsonl', first=7, data=b'{}\n\n')]
    """
    data = bytearray()
    for number, line in enumerate(lines, first):
        data += line + b"\n"
        if len(data) >= CHUNK_BYTES:
            yield Lines(name, first, bytes(data))
            data, first = bytearray(), number + 1
    if data:
        yield Lines(name, first, bytes(data))


def _skip(file: IO[bytes], start: int) -> int:
    """Go to the first line that begins at a byte or behind it; return its number."""
    first, left = 1, start - 1
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        first += block.count(b"\n")
        left -= len(block)
    return first + _skip_line(file) if start else first


def _skip_line(file: IO[bytes]) -> int:
    """Read up to the end of a line, which may be a long one; return whether it has an end."""
    while rest := file.readline(_BLOCK):
        if rest.endswith(b"\n"):
            return 1
    return 0


def _parts(file: IO[bytes], name: str, first: int, end: int | None) -> Iterator[Lines]:
    place = file.tell()
    while end is None or place < end:
        data = file.read(CHUNK_BYTES if end is None else min(CHUNK_BYTES, end - place))
        if not data:
            return
        if not data.endswith(b"\n"):
            data += file.readline(MAX_BYTES + 1)
        yield Lines(name, first, data)
        first += data.count(b"\n")
        if not data.endswith(b"\n"):
            # Of a line that is too long this much shows that it is.
            first += _skip_line(file)
        place = file.tell()

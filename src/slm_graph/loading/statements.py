"""The statements of a file of RDF as they stand, and where in the file one stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

import pyoxigraph as ox

from slm_graph.problems import InvalidData, Problem

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much (0 where unknown)."""
RELATIVE = "http://relative.invalid/"
"""What the relative IRIs of a JSON-LD document are below."""


def quads(
    path: Path, rdf_format: ox.RdfFormat, progress: Progress | None = None, size: int = 0, what: str = "Checking"
) -> Iterator[ox.Quad]:
    """Yield the statements of a file; `progress` is told how many of its `size` bytes are read."""
    if progress is None:
        yield from _parse(path, rdf_format)
        return
    report = progress
    with path.open("rb") as stream:
        yield from _parse(FollowedFile(stream, lambda done: report(what, done, size)), rdf_format)  # type: ignore[arg-type]


def _parse(source: Path | BinaryIO, rdf_format: ox.RdfFormat) -> Iterator[ox.Quad]:
    # Without a base, relative IRIs are faults; in JSON-LD they would be left out without a word.
    base = RELATIVE if rdf_format == ox.RdfFormat.JSON_LD else None
    if isinstance(source, Path):
        return iter(ox.parse(path=source, format=rdf_format, base_iri=base))
    return iter(ox.parse(input=source, format=rdf_format, base_iri=base))


def fault_at(path: Path, rdf_format: ox.RdfFormat, number: int, text: str, message: str) -> InvalidData:
    """Return the fault of the statement of this number (from 0), with the line and column of a text in it."""
    line, read, _ = _line_of(path, rdf_format, number)
    if line > 1:
        # A parser may look at the line after the statement before it gives it.
        before = _line_of(path, rdf_format, number, line - 1)
        line, read = before[:2] if before[2] else (line, read)
    column = read.decode("utf-8", "replace").find(text) if text else 0
    return InvalidData([Problem(path.as_posix(), line, max(column, 0) + 1, message)])


def _line_of(path: Path, rdf_format: ox.RdfFormat, number: int, last: int = 0) -> tuple[int, bytes, bool]:
    """Return the line at which a parser gives a statement, its text, and whether it does so up to the last line."""
    with path.open("rb") as stream:
        lines = _Lines(stream, last)
        try:
            is_reached = any(index == number for index, _ in enumerate(_parse(lines, rdf_format)))  # type: ignore[arg-type]
        except SyntaxError:
            is_reached = False
        return lines.line, lines.text, is_reached


def shortened(text: str, most: int = 60) -> str:
    """Return a text in one line, cut where it is longer."""
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= most else f"{text[: most - 2]} …"


class FollowedFile(io.RawIOBase):
    """A file that tells how far it was read."""

    def __init__(self, stream: BinaryIO, report: Callable[[int], None]) -> None:
        self._stream, self._report, self._done = stream, report, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._stream.read(size)
        self._done += len(piece)
        self._report(self._done)
        return piece


class _Lines(io.RawIOBase):
    """A file that is read line by line up to some line, and tells which line that was."""

    def __init__(self, stream: BinaryIO, last: int = 0) -> None:
        self._stream, self._last, self._rest = stream, last, b""
        self.line, self.text = 0, b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest and (not self._last or self.line < self._last):
            self._rest = self._stream.readline()
            if self._rest:
                self.line, self.text = self.line + 1, self._rest
        piece, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return piece

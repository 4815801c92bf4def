"""What a file of RDF holds, found by one reading: of a large file by two processes, half each."""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from slm_graph.graphs import URI_SPACE
from slm_graph.loading.statements import RELATIVE, FollowedFile, Progress, quads, shortened
from slm_graph.processes import die_with
from slm_graph.rdf import CHECKED, XSD, normal_form

_CHECKED = frozenset(map(ox.NamedNode, CHECKED))

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SAMPLE = 500
"""Triples that are compared value by value, or up to twice as many; all, where a graph has no more."""
LARGE = 4_000_000
"""Bytes of a file from which on two processes check it."""
_WINDOW = 1 << 18
"""Bytes in which the end of a statement is looked for."""


class Unsound(Exception):
    """A statement (by its number, from 0) that must not be sent: what of its text is wrong, and what to tell."""

    def __init__(self, number: int, text: str, message: str) -> None:
        super().__init__(message)
        self.number, self.text, self.message = number, text, message


@dataclass
class Scan:
    """What a file, or a part of it, holds.

    Parameters
    ----------
    written
        How many times each predicate is written.
    graphs
        Of each graph the number of its first statement, in formats that have graphs.
    spaces
        Subjects of void:uriSpace.
    sample
        Some of the triples.
    """

    written: dict[str, int]
    graphs: dict[object, int]
    spaces: set[str]
    sample: list[ox.Triple]

    def add(self, rest: Scan) -> None:
        """Add what the rest of a file holds; of the samples every other triple, as they are of half a file each."""
        for predicate, times in rest.written.items():
            self.written[predicate] = self.written.get(predicate, 0) + times
        self.spaces |= rest.spaces
        self.sample += rest.sample
        if len(self.sample) > 2 * _SAMPLE:
            del self.sample[1::2]


def scan(path: Path, rdf_format: ox.RdfFormat, size: int, progress: Progress | None, *, is_alone: bool = True) -> Scan:
    """Return what a file holds; by two processes only where nothing else is at work for this load.

    Raises
    ------
    SyntaxError
        It is not RDF of that format.
    Unsound
        A statement must not be sent.
    """
    by_two = _scan_by_two(path, rdf_format, size, progress) if is_alone else None
    return _scan(quads(path, rdf_format, progress, size), rdf_format) if by_two is None else by_two


def _scan(quads: Iterable[ox.Quad], rdf_format: ox.RdfFormat) -> Scan:
    """Read statements. A million of them pass here, so nothing is asked of each that can be found out otherwise."""
    rows: dict[ox.NamedNode, list[int]] = {}
    graphs: dict[object, int] = {}
    spaces: set[str] = set()
    space_row: list[int] | None = None
    sample: list[ox.Quad] = []
    mask, has_graphs = 0, rdf_format.supports_datasets
    for number, quad in enumerate(quads):
        predicate, value = quad.predicate, quad.object
        row = rows.get(predicate)
        if row is None:
            rows[predicate] = row = [0]
            if predicate == URI_SPACE:
                space_row = row
        row[0] += 1
        if type(value) is ox.Literal and value.datatype in _CHECKED:
            text, datatype = value.value, value.datatype.value
            if normal_form(text, datatype) is None:
                raise Unsound(number, text, f'"{shortened(text)}" is no {_name(datatype)}; correct it')
        if row is space_row and isinstance(quad.subject, ox.NamedNode):
            spaces.add(quad.subject.value)
        if not number & mask:
            sample.append(quad)
            if len(sample) > 2 * _SAMPLE:
                mask = mask * 2 + 1
                del sample[1::2]
        if has_graphs:
            graphs.setdefault(quad.graph_name, number)
            if rdf_format == ox.RdfFormat.JSON_LD and f"<{RELATIVE}" in str(quad):
                raise Unsound(number, "", "a relative IRI; give the document a @base, or write it whole")
    written = {predicate.value: count for predicate, (count,) in rows.items()}
    return Scan(written, graphs, spaces, [quad.triple for quad in sample])


def _scan_by_two(path: Path, rdf_format: ox.RdfFormat, size: int, progress: Progress | None) -> Scan | None:
    """Read a large file by two processes; None where that is not possible, or a part has a fault.

    It is cut after a full stop and an empty line. If these stand in a long string, the first part has no end, which is
    a fault; if it is sound, a statement ends there. The second part begins with the prefixes of the file's head: where
    the first part ends with others, it was read in vain. A fault is looked for again in the whole file, for its place.
    """
    cut = _cut(path, rdf_format, size)
    # A process with threads is not forked.
    if not cut or (os.cpu_count() or 1) < 2 or threading.active_count() > 1 or not hasattr(os, "fork"):
        return None
    rest: Scan | None = None
    try:
        head = ox.parse(path=path, format=rdf_format)
        next(head, None)
        prefixes, base = head.prefixes, head.base_iri
        header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
        header += f"@base <{base}> .\n" if base else ""
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        other = context.Process(
            target=_scan_rest, args=(os.getpid(), sender, path, rdf_format, cut, header), daemon=True
        )
        other.start()
        sender.close()
        try:
            with path.open("rb") as stream:
                report = progress or (lambda *_: None)
                part = _Part(stream, cut, lambda done: report("Checking", min(2 * done, size), size))
                parser = ox.parse(input=part, format=rdf_format)  # type: ignore[arg-type]
                scan = _scan(parser, rdf_format)
            if (parser.prefixes, parser.base_iri) == (prefixes, base):
                rest = receiver.recv()
        finally:
            receiver.close()
            other.kill()
            other.join()
    except (SyntaxError, Unsound, EOFError, OSError):
        return None
    if rest is None:
        return None
    scan.add(rest)
    return scan


def _scan_rest(parent: int, sender: Connection, path: Path, rdf_format: ox.RdfFormat, cut: int, header: str) -> None:
    """Send what a file holds from a byte on, or None where that has a fault."""
    die_with(parent)
    try:
        with path.open("rb") as stream:
            stream.seek(cut)
            rest = _Chain(io.BytesIO(header.encode()), stream)
            sender.send(_scan(ox.parse(input=rest, format=rdf_format), rdf_format))  # type: ignore[arg-type]
    except (SyntaxError, Unsound, OSError):
        sender.send(None)


def _cut(path: Path, rdf_format: ox.RdfFormat, size: int) -> int:
    """Return the byte at which a file may be cut in two; 0 where it shall not be."""
    ends = {ox.RdfFormat.TURTLE: rb"\.[ \t]*\r?\n[ \t]*\r?\n", ox.RdfFormat.N_TRIPLES: rb"\.[ \t]*\r?\n"}
    if size < LARGE or rdf_format not in ends:
        return 0
    with path.open("rb") as stream:
        stream.seek(size // 2)
        end = re.search(ends[rdf_format], stream.read(_WINDOW))
    return size // 2 + end.end() if end else 0


class _Part(FollowedFile):
    """The beginning of a file, that tells how far it was read."""

    def __init__(self, stream: BinaryIO, size: int, report: Callable[[int], None]) -> None:
        super().__init__(stream, report)
        self._size = size

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._done
        return super().read(left if size < 0 else min(size, left))


class _Chain(io.RawIOBase):
    """One stream after another."""

    def __init__(self, *streams: BinaryIO) -> None:
        self._streams = list(streams)

    def read(self, size: int = -1) -> bytes:
        while self._streams:
            if piece := self._streams[0].read(size):
                return piece
            del self._streams[0]
        return b""


def _name(datatype: str) -> str:
    return f"xsd:{datatype.removeprefix(XSD)}"

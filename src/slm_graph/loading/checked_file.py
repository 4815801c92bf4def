"""A file of RDF, read whole before it goes anywhere: what it holds, and where it is not sound."""

from __future__ import annotations

import functools
import io
import multiprocessing
import os
import re
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import pyoxigraph as ox

from slm_graph.graphs import file_format, parser_problem
from slm_graph.loading.stores import StoreFault
from slm_graph.problems import InvalidData, Problem
from slm_graph.rdf import CHECKED, XSD, normal_form

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much (0 where unknown)."""
_CHECKED = frozenset(map(ox.NamedNode, CHECKED))
_URI_SPACE = ox.NamedNode("http://rdfs.org/ns/void#uriSpace")
_SHOWN = 3
_SAMPLE = 500
"""Triples that are compared value by value, or up to twice as many; all, where a graph has no more."""
_PIECE = 1 << 18
_RELATIVE = "http://relative.invalid/"
_LARGE = 4_000_000
"""Bytes of a file from which on two processes check it."""


@dataclass(frozen=True)
class Checked:
    """A file that was read and found sound.

    Parameters
    ----------
    path, rdf_format, stamp
        The file, and what tells that it has not changed since.
    graph
        The IRI of the graph, as the file states it (a named graph, or the subject of void:uriSpace); "" where it does
        not.
    written
        How many times each predicate is written; a triple may be written twice.
    sample
        Some of its triples.
    """

    path: Path
    rdf_format: ox.RdfFormat
    stamp: tuple[int, ...]
    graph: str
    written: Mapping[str, int]
    sample: Sequence[ox.Triple]

    @functools.cached_property
    def predicates(self) -> Mapping[str, tuple[int, int]]:
        """For each predicate its distinct triples as written, and after canonicalisation (`07` is 7).

        A store has either number, or one between. It is found by another reading of the file, with eight bytes a
        triple: most files hold no triple twice, and need none.
        """
        rows: dict[ox.NamedNode, tuple[array[int], dict[int, int]]] = {}
        for quad in _quads_again(self):
            value, key = quad.object, hash(quad)
            keys, canonical = rows.setdefault(quad.predicate, (array("q"), {}))
            keys.append(key)
            if type(value) is ox.Literal and value.datatype in _CHECKED:
                normal = normal_form(value.value, value.datatype.value)
                if normal is not None and normal != value.value:
                    same = ox.Literal(normal, datatype=value.datatype)
                    canonical[key] = hash(ox.Quad(quad.subject, quad.predicate, same, quad.graph_name))
        counts = {}
        for predicate, (keys, canonical) in rows.items():
            distinct = set(keys)
            counts[predicate.value] = (len(distinct), len({canonical.get(key, key) for key in distinct}))
        return counts

    @property
    def triples(self) -> int:
        """Distinct triples, as written."""
        return sum(most for most, _ in self.predicates.values())

    @property
    def values(self) -> int:
        """Distinct triples after canonicalisation."""
        return sum(least for _, least in self.predicates.values())

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.stamp[0]


def check_file(path: Path, progress: Progress | None = None) -> Checked:
    """Read a file of RDF whole, and return what it holds.

    Raises
    ------
    OSError
        The file cannot be read.
    InvalidData
        It is not RDF, has values that are none of their datatype or IRIs that are relative, holds several graphs, or
        nothing; with line and column.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> checked = check_file(graph_file())
    >>> checked.graph, checked.triples > 10_000
    ('https://w3id.org/slm-graph/graph', True)
    """
    path = Path(path)
    rdf_format = file_format(path)
    stamp = _stamp(path)
    try:
        scan = _scan_by_two(path, rdf_format, stamp[0], progress)
        if scan is None:
            scan = _scan(quads(path, rdf_format, progress, stamp[0]), rdf_format)
    except SyntaxError as error:
        raise InvalidData([parser_problem(path, error)]) from None
    except _Unsound as fault:
        raise fault_at(path, rdf_format, fault.number, fault.text, fault.message) from None
    if not scan.written:
        raise InvalidData([Problem(path.as_posix(), 1, 1, "holds no triples; nothing to load")])
    _one_graph(path, rdf_format, scan.graphs)
    named = next(iter(scan.graphs), None)
    graph = named.value if isinstance(named, ox.NamedNode) else scan.spaces.pop() if len(scan.spaces) == 1 else ""
    return Checked(path, rdf_format, stamp, graph, scan.written, scan.sample)


class _Unsound(Exception):
    """A statement (by its number, from 0) that must not be sent: what of its text is wrong, and what to tell."""

    def __init__(self, number: int, text: str, message: str) -> None:
        super().__init__(message)
        self.number, self.text, self.message = number, text, message


@dataclass
class _Scan:
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

    def add(self, rest: _Scan) -> None:
        """Add what the rest of a file holds; of the samples every other triple, as they are of half a file each."""
        for predicate, times in rest.written.items():
            self.written[predicate] = self.written.get(predicate, 0) + times
        self.spaces |= rest.spaces
        self.sample += rest.sample
        if len(self.sample) > 2 * _SAMPLE:
            del self.sample[1::2]


def _scan(quads: Iterable[ox.Quad], rdf_format: ox.RdfFormat) -> _Scan:
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
            if predicate == _URI_SPACE:
                space_row = row
        row[0] += 1
        if type(value) is ox.Literal and value.datatype in _CHECKED:
            text, datatype = value.value, value.datatype.value
            if normal_form(text, datatype) is None:
                raise _Unsound(number, text, f'"{shortened(text)}" is no {_name(datatype)}; correct it')
        if row is space_row and isinstance(quad.subject, ox.NamedNode):
            spaces.add(quad.subject.value)
        if not number & mask:
            sample.append(quad)
            if len(sample) > 2 * _SAMPLE:
                mask = mask * 2 + 1
                del sample[1::2]
        if has_graphs:
            graphs.setdefault(quad.graph_name, number)
            if rdf_format == ox.RdfFormat.JSON_LD and f"<{_RELATIVE}" in str(quad):
                raise _Unsound(number, "", "a relative IRI; give the document a @base, or write it whole")
    written = {predicate.value: count for predicate, (count,) in rows.items()}
    return _Scan(written, graphs, spaces, [quad.triple for quad in sample])


def _scan_by_two(path: Path, rdf_format: ox.RdfFormat, size: int, progress: Progress | None) -> _Scan | None:
    """Read a large file by two processes; None where that is not possible, or a part has a fault.

    It is cut after a full stop and an empty line. If these stand in a long string, the first part has no end, which is
    a fault; if it is sound, a statement ends there. The second part begins with the prefixes of the file's head: where
    the first part ends with others, it was read in vain. A fault is looked for again in the whole file, for its place.
    """
    cut = _cut(path, rdf_format, size)
    # A process with threads is not forked.
    if not cut or (os.cpu_count() or 1) < 2 or threading.active_count() > 1 or not hasattr(os, "fork"):
        return None
    rest: _Scan | None = None
    try:
        head = ox.parse(path=path, format=rdf_format)
        next(head, None)
        prefixes, base = head.prefixes, head.base_iri
        header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
        header += f"@base <{base}> .\n" if base else ""
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        other = context.Process(target=_scan_rest, args=(sender, path, rdf_format, cut, header), daemon=True)
        other.start()
        sender.close()
        try:
            with path.open("rb") as stream:
                told = progress or (lambda *_: None)
                part = _Part(stream, cut, lambda done: told("Checking", min(2 * done, size), size))
                parser = ox.parse(input=part, format=rdf_format)  # type: ignore[arg-type]
                scan = _scan(parser, rdf_format)
            if (parser.prefixes, parser.base_iri) == (prefixes, base):
                rest = receiver.recv()
        finally:
            receiver.close()
            other.kill()
            other.join()
    except (SyntaxError, _Unsound, EOFError, OSError):
        return None
    if rest is None:
        return None
    scan.add(rest)
    return scan


def _scan_rest(sender: Connection, path: Path, rdf_format: ox.RdfFormat, cut: int, header: str) -> None:
    """Send what a file holds from a byte on, or None where that has a fault."""
    try:
        with path.open("rb") as stream:
            stream.seek(cut)
            rest = _Chain(io.BytesIO(header.encode()), stream)
            sender.send(_scan(ox.parse(input=rest, format=rdf_format), rdf_format))  # type: ignore[arg-type]
    except (SyntaxError, _Unsound, OSError):
        sender.send(None)


def _cut(path: Path, rdf_format: ox.RdfFormat, size: int) -> int:
    """Return the byte at which a file may be cut in two; 0 where it shall not be."""
    ends = {ox.RdfFormat.TURTLE: rb"\.[ \t]*\r?\n[ \t]*\r?\n", ox.RdfFormat.N_TRIPLES: rb"\.[ \t]*\r?\n"}
    if size < _LARGE or rdf_format not in ends:
        return 0
    with path.open("rb") as stream:
        stream.seek(size // 2)
        found = re.search(ends[rdf_format], stream.read(_PIECE))
    return size // 2 + found.end() if found else 0


def _one_graph(path: Path, rdf_format: ox.RdfFormat, graphs: Mapping[object, int]) -> None:
    """Check that a file holds one graph."""
    if len(graphs) > 1:
        names = [str(name) if isinstance(name, ox.NamedNode) else "one without a name" for name in graphs]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise fault_at(
            path, rdf_format, list(graphs.values())[1], "",
            f"holds {len(names)} graphs ({', '.join(names[:_SHOWN])}{more}), a load takes one; write each to a file of "
            "its own, as `slm-graph query -e 'CONSTRUCT WHERE { ?s ?p ?o }' --data FILE --graph IRI -f ntriples`",
        )  # fmt: skip


def triples_of(checked: Checked, progress: Progress | None = None) -> Iterator[ox.Triple]:
    """Yield the triples of a file that was checked; a StoreFault where it has changed since."""
    return (quad.triple for quad in _quads_again(checked, progress))


def _quads_again(checked: Checked, progress: Progress | None = None) -> Iterator[ox.Quad]:
    try:
        yield from quads(checked.path, checked.rdf_format, progress, checked.size, "Sending")
    except (SyntaxError, OSError):
        raise changed(checked) from None


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def changed(checked: Checked) -> StoreFault:
    """Return the fault of a file that is no longer the one that was checked."""
    return StoreFault(f"{checked.path}: changed while it was sent")


def check_unchanged(checked: Checked) -> None:
    """Raise a StoreFault where a file is no longer the one that was checked."""
    try:
        if _stamp(checked.path) == checked.stamp:
            return
    except OSError:
        pass
    raise changed(checked)


class _Reader(io.RawIOBase):
    """A file that tells how far it was read."""

    def __init__(self, stream: BinaryIO, told: Callable[[int], None]) -> None:
        self._stream, self._told, self._done = stream, told, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._done += len(piece)
        self._told(self._done)
        return piece


class _Part(_Reader):
    """The beginning of a file, that tells how far it was read."""

    def __init__(self, stream: BinaryIO, size: int, told: Callable[[int], None]) -> None:
        super().__init__(stream, told)
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


def _parse(source: Path | BinaryIO, rdf_format: ox.RdfFormat) -> Iterator[ox.Quad]:
    # Without a base, relative IRIs are faults; in JSON-LD they would be left out without a word.
    base = _RELATIVE if rdf_format == ox.RdfFormat.JSON_LD else None
    if isinstance(source, Path):
        return iter(ox.parse(path=source, format=rdf_format, base_iri=base))
    return iter(ox.parse(input=source, format=rdf_format, base_iri=base))


def quads(
    path: Path, rdf_format: ox.RdfFormat, progress: Progress | None = None, size: int = 0, what: str = "Checking"
) -> Iterator[ox.Quad]:
    """Yield the statements of a file; `progress` is told how many of its `size` bytes are read."""
    if progress is None:
        yield from _parse(path, rdf_format)
        return
    told = progress
    with path.open("rb") as stream:
        yield from _parse(_Reader(stream, lambda done: told(what, done, size)), rdf_format)  # type: ignore[arg-type]


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
            is_there = any(found == number for found, _ in enumerate(_parse(lines, rdf_format)))  # type: ignore[arg-type]
        except SyntaxError:
            is_there = False
        return lines.line, lines.text, is_there


def shortened(text: str, most: int = 60) -> str:
    """Return a text in one line, cut where it is longer."""
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _name(datatype: str) -> str:
    return f"xsd:{datatype.removeprefix(XSD)}"

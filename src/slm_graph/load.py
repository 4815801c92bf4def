"""A file of RDF into a triplestore: checked before, compared after, and the old graph whole until the new one is.

Where a PUT is a transaction, the graph is put. Elsewhere it is loaded into a graph beside the old one, compared there,
and takes its place in one transaction of SPARQL Update; a fault at any point leaves the old graph or the new one.

In Virtuoso (7.2) a MOVE onto a graph is one transaction, but not a safe one: killed after it, Virtuoso replays its log
and loses triples that both graphs have, since the log deletes and inserts the same row. So there the old graph is
changed by the difference of the two, which deletes and inserts other rows; a MOVE is used where there is no old graph.
`tests/test_load.py` kills it in the middle of both.

References
----------
SPARQL 1.1 Update, sections 3.1.3 (DELETE/INSERT) and 3.2.5 (MOVE), https://www.w3.org/TR/sparql11-update/; SPARQL 1.1
Graph Store HTTP Protocol, section 5.3 (PUT), https://www.w3.org/TR/sparql11-http-rdf-update/; XML Schema Datatypes,
section 3 (lexical spaces), https://www.w3.org/TR/xmlschema-2/.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import json
import multiprocessing
import os
import re
import shlex
import tempfile
import threading
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from slm_graph.problems import InvalidData, Problem
from slm_graph.store import file_format, parser_problem
from slm_graph.stores import Store, StoreFault
from slm_graph.web import Client, WebFault, shown

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much (0 where unknown)."""
Key: TypeAlias = "tuple[str, object, str]"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_URI_SPACE = ox.NamedNode("http://rdfs.org/ns/void#uriSpace")
_ENCODERS = "https://w3id.org/slm-graph/ontology#usesSpeechEncoder"
_PIECE = 1 << 18
_SAMPLE = 500
"""Triples that are compared value by value, or up to twice as many; all, where a graph has no more."""
_PAIRS = 50
_SHOWN = 3
_MANY_PREDICATES = 5000
"""More would be cut by stores that limit the rows of an answer (Virtuoso: 10,000)."""
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
                normal = _normal(value.value, value.datatype.value)
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


class Loaded(NamedTuple):
    """What a load did: the triples that the graph had, and has, and those of an earlier load that it cleared away."""

    before: int
    after: int
    left_over: int


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
    >>> from slm_graph.store import graph_file
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
            scan = _scan(_quads(path, rdf_format, progress, stamp[0]), rdf_format)
    except SyntaxError as error:
        raise InvalidData([parser_problem(path, error)]) from None
    except _Unsound as fault:
        raise _at(path, rdf_format, fault.number, fault.text, fault.message) from None
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
            if _normal(text, datatype) is None:
                raise _Unsound(number, text, f'"{_short(text)}" is no {_name(datatype)}; correct it')
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
        raise _at(
            path, rdf_format, list(graphs.values())[1], "",
            f"holds {len(names)} graphs ({', '.join(names[:_SHOWN])}{more}), a load takes one; write each to a file of "
            "its own, as `slm-graph query -e 'CONSTRUCT WHERE { ?s ?p ?o }' --data FILE --graph IRI -f ntriples`",
        )  # fmt: skip


def check_fits(checked: Checked, store: Store, graph: str) -> None:
    """Check that a store can take a file as this graph.

    Raises
    ------
    StoreFault
        It cannot; the message says why, and what to do.
    InvalidData
        An IRI is longer than the store keeps.
    """
    if not graph and store.kind.default_graph is None:
        raise StoreFault(f"{store}: does not let its default graph be loaded; give --graph IRI")
    if graph and not _is_iri(graph):
        raise StoreFault(f"--graph {graph}: is no absolute IRI; give one, as https://example.org/graph")
    if limit := store.kind.longest_iri:
        _check_lengths(checked, store, graph, limit)


def _check_lengths(checked: Checked, store: Store, graph: str, limit: int) -> None:
    if len(graph.encode()) > limit:
        raise StoreFault(f"--graph {_short(graph)}: is longer than the {limit:,} bytes that {store} keeps of an IRI")
    for number, quad in enumerate(_quads(checked.path, checked.rdf_format)):
        for term in (quad.subject, quad.predicate, quad.object):
            # Characters have one byte at least, and four at most.
            if type(term) is ox.NamedNode and len(term.value) * 4 > limit and len(term.value.encode()) > limit:
                message = f"an IRI of {len(term.value.encode()):,} bytes, of which {store} keeps {limit:,}; shorten it"
                raise _at(checked.path, checked.rdf_format, number, term.value, message)


def load(client: Client, store: Store, checked: Checked, graph: str, progress: Progress | None = None) -> Loaded:
    """Replace a graph of a store by what a file holds, and compare.

    Parameters
    ----------
    client, store
        The store, and what speaks with it.
    checked
        The file.
    graph
        The IRI of the graph; "" for the default graph.
    progress
        Told how far it is.

    Raises
    ------
    StoreFault
        The graph could not be loaded, or is not what the file holds; the message tells what is in the store now.
    WebFault
        The store could not be asked what it has, before anything was sent.
    """
    check_fits(checked, store, graph)
    before = count(client, store, graph)
    if store.kind.replaces:
        try:
            _put(client, store, checked, graph, progress)
        except (WebFault, StoreFault, OSError) as fault:
            if not _has_arrived(client, store, checked, graph):
                raise StoreFault(f"{_told(fault)}; {_what_is_there(client, store, graph, before)}") from None
        return Loaded(before, compare(client, store, checked, graph, progress), 0)
    return _load_beside(client, store, checked, graph, before, progress)


def plan(store: Store, checked: Checked, graph: str) -> list[str]:
    """Return lines that tell what a store is, where its addresses are, and what shall go there."""
    return [
        f"{store}",
        f"  queries      {shown(store.query)}",
        f"  updates      {shown(store.update)}",
        f"  graph store  {shown(store.graph_store) or '(none; by updates)'}",
        f"{checked.path}: {sum(checked.written.values()):,} statements, "
        f"for {f'<{graph}>' if graph else 'the default graph'}",
    ]


def dry_run(client: Client, store: Store, checked: Checked, graph: str) -> str:
    """Return a line that tells what a load would do; the store is only asked."""
    before = count(client, store, graph)
    old = f"replace the {before:,} triples that are there" if before else "load them; nothing is there now"
    if store.kind.replaces:
        return f"Would {old}: PUT {shown(store.graph_address(graph))}"
    return f"Would {old}: into <{staging_graph(graph)}> beside, compare, and let it take the place of the old graph"


def report(store: Store, checked: Checked, graph: str, loaded: Loaded) -> list[str]:
    """Return lines that tell what was done, and a first question that works there as typed."""
    lines = []
    if loaded.left_over:
        lines.append(f"Cleared {loaded.left_over:,} triples that an earlier load had left in <{staging_graph(graph)}>.")
    had = f", instead of {loaded.before:,}" if loaded.before else ""
    lines.append(
        f"{f'<{graph}>' if graph else 'The default graph'} has {loaded.after:,} triples{had}; all as in the file."
    )
    question = (
        "encoders-by-systems" if _ENCODERS in checked.written else "-e 'SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'"
    )
    asked = graph or store.kind.default_graph
    where = f" --graph {shlex.quote(asked)}" if asked else ""
    return [*lines, "Ask it:", f"  slm-graph query {question} --endpoint {shlex.quote(shown(store.questions))}{where}"]


def staging_graph(graph: str) -> str:
    """Return the IRI of the graph beside: the same for each load of a graph, so that nothing is left behind for good.

    Examples
    --------
    >>> staging_graph("http://example.org/graph")
    'urn:slm-graph:loading:63cc062fb4534109'
    """
    return f"urn:slm-graph:loading:{hashlib.sha256(graph.encode()).hexdigest()[:16]}"


def count(client: Client, store: Store, graph: str) -> int:
    """Return the number of triples that a graph of a store has."""
    rows = _rows(client, store, f"SELECT (COUNT(*) AS ?n) {_from(store, graph)}{{ ?s ?p ?o }}")
    return int(float(rows[0]["n"]["value"])) if rows and "n" in rows[0] else 0


# --- Sending


def _put(client: Client, store: Store, checked: Checked, graph: str, progress: Progress | None) -> None:
    is_as_is = checked.rdf_format == ox.RdfFormat.N_TRIPLES or (
        store.kind.as_is and checked.rdf_format == ox.RdfFormat.TURTLE
    )
    headers = {"Content-Type": checked.rdf_format.media_type if is_as_is else store.kind.media_type}
    # On this machine compressing takes longer than sending.
    is_zipped = store.kind.takes_gzip and not _is_here(store.graph_store)
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    elif is_as_is:
        headers["Content-Length"] = str(checked.size)

    def body() -> Iterator[bytes]:
        pieces = _file_pieces(checked, progress) if is_as_is else _triple_pieces(checked, progress)
        return _zipped(pieces) if is_zipped else iter(pieces)

    client.request("PUT", store.graph_address(graph), headers=headers, body=body, repeatable=True)


def _file_pieces(checked: Checked, progress: Progress | None) -> Iterator[bytes]:
    """Yield a file; the last piece only when the file is still the one that was checked."""
    done, held = 0, b""
    with checked.path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            if held:
                yield held
            held, done = piece, done + len(piece)
            if progress:
                progress("Sending", done, checked.size)
    _check_unchanged(checked)
    if done != checked.size:
        raise _changed(checked)
    yield held


def _triple_pieces(checked: Checked, progress: Progress | None) -> Iterator[bytes]:
    held = b""
    for piece in _pieces(_triples(checked, progress), _PIECE):
        if held:
            yield held
        held = piece
    _check_unchanged(checked)
    yield held


def _triples(checked: Checked, progress: Progress | None = None) -> Iterator[ox.Triple]:
    return (quad.triple for quad in _quads_again(checked, progress))


def _quads_again(checked: Checked, progress: Progress | None = None) -> Iterator[ox.Quad]:
    try:
        yield from _quads(checked.path, checked.rdf_format, progress, checked.size, "Sending")
    except (SyntaxError, OSError):
        raise _changed(checked) from None


def _pieces(triples: Iterable[ox.Triple], size: int) -> Iterator[bytes]:
    """Yield N-Triples in pieces of about a size."""
    lines: list[str] = []
    length = 0
    for triple in triples:
        line = f"{triple} .\n"
        lines.append(line)
        length += len(line)
        if length >= size:
            yield "".join(lines).encode()
            lines, length = [], 0
    if lines:
        yield "".join(lines).encode()


def _zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _load_beside(
    client: Client, store: Store, checked: Checked, graph: str, before: int, progress: Progress | None
) -> Loaded:
    beside = staging_graph(graph)
    left_over = count(client, store, beside)
    try:
        if left_over:
            _clear(client, store, beside)
        _send_parts(client, store, checked, beside, progress)
        compare(client, store, checked, beside, progress)
        _check_unchanged(checked)
    except (WebFault, StoreFault, OSError) as fault:
        _clear_if_possible(client, store, beside)
        raise StoreFault(f"{_told(fault)}; {_what_is_there(client, store, graph, before)}") from None
    if progress:
        progress("Swapping", 0, 0)
    try:
        _swap(client, store, beside, graph, before)
    except WebFault as fault:
        # Not repeated: a MOVE that has been done would, done again, move nothing onto the graph.
        if not _has_arrived(client, store, checked, graph):
            there = _what_is_there(client, store, graph, before)
            raise StoreFault(f"{_told(fault)}{_limit(store, fault)}; {there}") from None
    after = compare(client, store, checked, graph, progress, is_sampled=False)
    _clear_if_possible(client, store, beside)
    return Loaded(before, after, left_over)


def _limit(store: Store, fault: WebFault) -> str:
    """Return what to do about Virtuoso's limits of a transaction."""
    if store.kind.name == "virtuoso" and re.search("timed out|after image", fault.message):
        return "; raise MaxQueryExecutionTime and TransactionAfterImageLimit in its virtuoso.ini"
    return ""


def _swap(client: Client, store: Store, beside: str, graph: str, before: int) -> None:
    """Let the graph beside take the place of a graph, in one transaction."""
    if store.kind.swap == "difference" and before:
        _update(
            client, store,
            "DEFINE sql:log-enable 1 "  # a transaction, instead of one a row
            f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{graph}> {{ ?s2 ?p2 ?o2 }} }} WHERE {{ "
            f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{beside}> {{ ?s ?p ?o }} }} }} UNION "
            f"{{ GRAPH <{beside}> {{ ?s2 ?p2 ?o2 }} FILTER NOT EXISTS {{ GRAPH <{graph}> {{ ?s2 ?p2 ?o2 }} }} }} }}",
        )  # fmt: skip
    else:
        _update(client, store, f"MOVE GRAPH <{beside}> TO {f'GRAPH <{graph}>' if graph else 'DEFAULT'}")


def _send_parts(client: Client, store: Store, checked: Checked, beside: str, progress: Progress | None) -> None:
    """Send a file to the graph beside, part by part; all triples with blank nodes in one part.

    A blank node that two requests name would be two nodes.
    """
    with tempfile.TemporaryFile() as knot:
        for part in _parts(checked, store.kind.part, knot, progress):
            _send_part(client, store, beside, part, repeatable=True)
        size = knot.tell()
        if not size:
            return
        if not store.graph_store:
            if size > 8 * store.kind.part:
                raise StoreFault(
                    f"{checked.path}: {size:,} bytes of triples with blank nodes, which {store} would have to take in "
                    "one update; give these nodes IRIs, or use a store with a Graph Store address"
                )
            knot.seek(0)
            _send_part(client, store, beside, knot.read(), repeatable=False)
            return

        def body() -> Iterator[bytes]:
            knot.seek(0)
            yield store.kind.preamble
            while piece := knot.read(_PIECE):
                yield piece

        _post(client, store, beside, body, size + len(store.kind.preamble), repeatable=False)


def _parts(checked: Checked, size: int, knot: BinaryIO, progress: Progress | None) -> Iterator[bytes]:
    """Yield N-Triples in parts; lines with blank nodes are put aside."""
    if checked.rdf_format != ox.RdfFormat.N_TRIPLES:
        triples = _triples(checked, progress)

        def untied() -> Iterator[ox.Triple]:
            for triple in triples:
                value = triple.object
                is_tied = type(value) is ox.BlankNode or (type(value) is ox.Triple and "_:" in str(value))
                if is_tied or type(triple.subject) is not ox.NamedNode:
                    knot.write(f"{triple} .\n".encode())
                else:
                    yield triple

        yield from _pieces(untied(), size)
        return
    done = 0
    with checked.path.open("rb") as stream:
        while lines := stream.readlines(size):
            done += sum(map(len, lines))
            # What only looks like a blank node, in a string, goes along.
            if tied := [line for line in lines if b"_:" in line]:
                knot.writelines(tied)
                lines = [line for line in lines if b"_:" not in line]
            if lines:
                yield b"".join(lines)
            if progress:
                progress("Sending", done, checked.size)
    _check_unchanged(checked)


def _send_part(client: Client, store: Store, graph: str, part: bytes, *, repeatable: bool) -> None:
    if store.graph_store:
        _post(client, store, graph, store.kind.preamble + part, 0, repeatable=repeatable)
    else:
        _update(client, store, f"INSERT DATA {{ GRAPH <{graph}> {{ {part.decode()} }} }}", repeatable=repeatable)


def _post(
    client: Client,
    store: Store,
    graph: str,
    body: bytes | Callable[[], Iterable[bytes]],
    size: int,
    *,
    repeatable: bool,
) -> None:
    headers = {"Content-Type": store.kind.media_type}
    if size:
        headers["Content-Length"] = str(size)
    client.request("POST", store.graph_address(graph), headers=headers, body=body, repeatable=repeatable)


def _clear(client: Client, store: Store, graph: str) -> None:
    row_by_row = "DEFINE sql:log-enable 3 " if store.kind.name == "virtuoso" else ""
    _update(client, store, f"{row_by_row}CLEAR SILENT GRAPH <{graph}>", repeatable=True)


def _clear_if_possible(client: Client, store: Store, graph: str) -> None:
    """Clear a graph beside; where that fails, the next load does."""
    try:
        if count(client, store, graph):
            _clear(client, store, graph)
    except (WebFault, StoreFault):
        return


def _update(client: Client, store: Store, text: str, *, repeatable: bool = False) -> None:
    client.request(
        "POST",
        store.update,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({store.kind.update_parameter: text}).encode(),
        repeatable=repeatable,
    )


# --- Comparing


def compare(
    client: Client,
    store: Store,
    checked: Checked,
    graph: str,
    progress: Progress | None = None,
    *,
    is_sampled: bool = True,
) -> int:
    """Compare a graph of a store with a file: how many triples, how many of each predicate, and a sample of them.

    Returns the number of triples that it has.

    Raises
    ------
    StoreFault
        They differ; the message tells what is missing.
    """
    if progress:
        progress("Comparing", 0, 0)
    where = f"<{graph}>" if graph else "its default graph"
    if len(checked.written) <= _MANY_PREDICATES:
        rows = _rows(client, store, f"SELECT ?p (COUNT(*) AS ?n) {_from(store, graph)}{{ ?s ?p ?o }} GROUP BY ?p")
        there = {row["p"]["value"]: int(float(row["n"]["value"])) for row in rows if "p" in row}
        total = sum(there.values())
        if there != checked.written:
            _compare_counts(client, store, checked, graph, there)
    else:
        total = count(client, store, graph)
        if not checked.values <= total <= checked.triples:
            raise StoreFault(f"{store}: {where} has {total:,} triples and the file {checked.triples:,}")
    if is_sampled and (gone := _missing(client, store, checked.sample, graph)):
        raise StoreFault(f"{store}: {where} has other values than the file{_as_turtle(gone)}")
    return total


def _compare_counts(client: Client, store: Store, checked: Checked, graph: str, there: Mapping[str, int]) -> None:
    """Check the number of triples of each predicate, where they are not as many as the file has statements."""
    foreign = sorted(there.keys() - checked.written.keys())
    wrong = [
        (predicate, there.get(predicate, 0), most)
        for predicate, (most, least) in checked.predicates.items()
        if not least <= there.get(predicate, 0) <= most
    ]
    if not foreign and not wrong:
        return
    where = f"<{graph}>" if graph else "its default graph"
    told = f"{where} has {sum(there.values()):,} triples and the file {checked.triples:,}"
    if foreign:
        told += f"; not in the file: <{foreign[0]}>"
    if wrong:
        predicate, has, expected = wrong[0]
        of = (triple for triple in _triples(checked) if triple.predicate.value == predicate)
        gone = [] if has > expected else _missing(client, store, itertools.islice(of, 2000), graph)
        told += f"; of <{predicate}> {has:,} instead of {expected:,}{_as_turtle(gone)}"
    raise StoreFault(f"{store}: {told}")


def _as_turtle(triples: Sequence[ox.Triple]) -> str:
    if not triples:
        return ""
    return f"; missing: {' '.join(f'{_short(str(triple), 300)} .' for triple in triples)}"


def _missing(client: Client, store: Store, triples: Iterable[ox.Triple], graph: str) -> list[ox.Triple]:
    """Return some of those triples that a graph does not have; triples with blank nodes are left out."""
    gone: list[ox.Triple] = []
    plain = (
        one for one in triples if type(one.subject) is ox.NamedNode and type(one.object) in (ox.NamedNode, ox.Literal)
    )
    while batch := list(itertools.islice(plain, _PAIRS)):
        pairs = " ".join(dict.fromkeys(f"({triple.subject} {triple.predicate})" for triple in batch))
        query = f"SELECT ?s ?p ?o {_from(store, graph)}{{ VALUES (?s ?p) {{ {pairs} }} ?s ?p ?o }}"
        there = {
            (row["s"]["value"], row["p"]["value"], _row_key(row["o"]))
            for row in _rows(client, store, query)
            if "o" in row
        }
        for triple in batch:
            assert isinstance(triple.subject, ox.NamedNode)  # noqa: S101
            if (triple.subject.value, triple.predicate.value, _term_key(triple.object)) not in there:
                gone.append(triple)
                if len(gone) == _SHOWN:
                    return gone
    return gone


def _term_key(term: object) -> Key:
    if isinstance(term, ox.Literal):
        return value_key(term.value, term.datatype.value, term.language or "")
    return ("iri", term.value, "") if isinstance(term, ox.NamedNode) else ("", str(term), "")


def _row_key(cell: Mapping[str, str]) -> Key:
    if cell["type"] == "uri":
        return "iri", cell["value"], ""
    return value_key(cell["value"], cell.get("datatype", ""), cell.get("xml:lang", ""))


def value_key(text: str, datatype: str = "", language: str = "") -> Key:
    """Return what two literals share that mean the same: numbers by value, `1` and `true`, moments in UTC.

    Fractions are compared to 15 digits, which is what stores keep of them.

    Examples
    --------
    >>> value_key("07", "http://www.w3.org/2001/XMLSchema#integer") == value_key(
    ...     "7.0", "http://www.w3.org/2001/XMLSchema#decimal"
    ... )
    True
    """
    if language:
        return "text", text, language.lower()
    if datatype in ("", f"{_XSD}string"):
        return "text", text, ""
    normal = _normal(text, datatype) if datatype in _LEXICAL else None
    if normal is None:
        return "typed", text, datatype
    if datatype in _NUMBERS:
        return "number", normal, ""
    return "typed", normal, datatype


def _has_arrived(client: Client, store: Store, checked: Checked, graph: str) -> bool:
    """Whether a graph is what the file holds, although the answer to the last request was lost."""
    try:
        compare(client, store, checked, graph)
    except (WebFault, StoreFault):
        return False
    return True


def _what_is_there(client: Client, store: Store, graph: str, before: int) -> str:
    """Return what a graph holds after a fault, and how to go on."""
    try:
        now = count(client, store, graph)
    except (WebFault, StoreFault):
        return "the store does not answer; it holds the old graph or the new one, give the command again when it runs"
    if now != before:
        return f"the graph has {now:,} triples now, and had {before:,}; give the command again"
    there = f"the old graph of {before:,} triples is unchanged" if before else "nothing was loaded"
    return f"{there}; give the command again"


# --- Asking


def _from(store: Store, graph: str) -> str:
    iri = graph or store.kind.default_graph
    return f"FROM <{iri}> " if iri else ""


def _rows(client: Client, store: Store, query: str) -> list[dict[str, dict[str, str]]]:
    """Return the rows of an answer, as SPARQL 1.1 Query Results JSON has them."""
    answer = client.request(
        "POST",
        store.query,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/sparql-results+json",
        },
        body=urlencode({"query": query}).encode(),
        repeatable=True,
    )
    try:
        rows: list[dict[str, dict[str, str]]] = json.loads(answer.body)["results"]["bindings"]
        return rows
    except (ValueError, LookupError, TypeError):
        raise StoreFault(
            f"{shown(store.query)}: does not answer as SPARQL endpoints do ({answer.media_type or 'no media type'}); "
            "name the store with --store"
        ) from None


# --- Reading


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _changed(checked: Checked) -> StoreFault:
    return StoreFault(f"{checked.path}: changed while it was sent")


def _check_unchanged(checked: Checked) -> None:
    try:
        if _stamp(checked.path) == checked.stamp:
            return
    except OSError:
        pass
    raise _changed(checked)


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


def _quads(
    path: Path, rdf_format: ox.RdfFormat, progress: Progress | None = None, size: int = 0, what: str = "Checking"
) -> Iterator[ox.Quad]:
    if progress is None:
        yield from _parse(path, rdf_format)
        return
    told = progress
    with path.open("rb") as stream:
        yield from _parse(_Reader(stream, lambda done: told(what, done, size)), rdf_format)  # type: ignore[arg-type]


def _at(path: Path, rdf_format: ox.RdfFormat, number: int, text: str, message: str) -> InvalidData:
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


def _told(fault: Exception) -> str:
    if isinstance(fault, WebFault | StoreFault):
        return fault.message
    if isinstance(fault, OSError):
        return f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
    return str(fault)


def _short(text: str, most: int = 60) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _name(datatype: str) -> str:
    return f"xsd:{datatype.removeprefix(_XSD)}"


def _is_iri(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None


def _is_here(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")


# --- Values

_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DAY = r"-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_INTEGER = r"[+-]?\d+"
_FLOAT = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_RANGES: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}  # fmt: skip
_LEXICAL: Mapping[str, str] = {
    f"{_XSD}{name}": pattern
    for name, pattern in {
        **dict.fromkeys(_RANGES, _INTEGER),
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "double": _FLOAT,
        "float": _FLOAT,
        "boolean": "true|false|1|0",
        "date": _DAY + _ZONE,
        "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_DAY}T{_TIME}{_ZONE[:-1]}",
        "time": _TIME + _ZONE,
        "gYear": rf"-?(?:[1-9]\d{{3,}}|0\d{{3}}){_ZONE}",
        "gYearMonth": rf"-?(?:[1-9]\d{{3,}}|0\d{{3}})-(?:0[1-9]|1[0-2]){_ZONE}",
        "gMonth": f"--(?:0[1-9]|1[0-2]){_ZONE}",
        "gDay": rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
        "gMonthDay": rf"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_ZONE}",
        "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    }.items()
}
_CHECKED = frozenset(map(ox.NamedNode, _LEXICAL))
"""What may be written of a datatype; values of others are kept as they are."""
_NUMBERS = frozenset(f"{_XSD}{name}" for name in (*_RANGES, "decimal", "double", "float"))
_DIGITS = {"double": Context(prec=15), "float": Context(prec=6)}
"""What a writer and a reader of IEEE 754 numbers can be trusted to keep."""
_LARGEST = 10_000


@functools.lru_cache(maxsize=1 << 16)
def _normal(text: str, datatype: str) -> str | None:
    """Return a value in its normal form; None where it is none of the datatype.

    Examples
    --------
    >>> _normal("07", "http://www.w3.org/2001/XMLSchema#integer"), _normal("x", "http://www.w3.org/2001/XMLSchema#integer")
    ('7', None)
    """
    text = text.strip(" \t\r\n")  # section 4.3.6: white space around a value collapses
    if re.fullmatch(_LEXICAL[datatype], text) is None:
        return None
    name = datatype.removeprefix(_XSD)
    if name in _RANGES or datatype in _NUMBERS:
        return _normal_number(text, name)
    if name == "boolean":
        return "true" if text in ("true", "1") else "false"
    if name == "hexBinary":
        return text.upper()
    if name in ("date", "dateTime", "dateTimeStamp"):
        return _normal_moment(text)
    return _normal_zone(text)


def _normal_number(text: str, name: str) -> str | None:
    if text.lstrip("+-") in ("INF", "NaN"):
        return text.lstrip("+")
    value = Decimal(text)
    if abs(value.adjusted()) > _LARGEST:
        return text
    least, most = _RANGES.get(name, (None, None))
    if (least is not None and value < least) or (most is not None and value > most):
        return None
    if name in _DIGITS:
        value = _DIGITS[name].plus(value)
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}" if value else "0"
    return f"{_DIGITS['double'].plus(value).normalize(_DIGITS['double'])}"


def _normal_moment(text: str) -> str | None:
    from datetime import UTC, date, datetime

    try:
        if "T" not in text:
            date.fromisoformat(text[:10])
            return _normal_zone(text)
        if text[11:13] == "24":
            return _normal_zone(text)
        # Python keeps six digits of a second.
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
        return moment.isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        # A year beyond 9999 or before 1; of the others the day does not exist.
        return (
            _normal_zone(text) if text.startswith("-") or not re.match(r"\d{4}-", text) or text[:4] == "0000" else None
        )


def _normal_zone(text: str) -> str:
    text = re.sub(r"(\.\d*?)0+(?=Z|[+-]|$)", r"\1", text)
    return re.sub(r"\.(?=Z|[+-]|$)", "", text).replace("+00:00", "Z").replace("-00:00", "Z")

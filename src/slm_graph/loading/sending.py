"""A file into a graph of a store: by a PUT, or part by part; and the updates that a load needs."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from slm_graph.loading.beside import BeingChecked
from slm_graph.loading.checking import Checked, changed, check_unchanged, triples_of
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.statements import Progress
from slm_graph.loading.store import Store
from slm_graph.web import Client

_PIECE = 1 << 18


def put(client: Client, store: Store, file: Checked | BeingChecked, graph: str, progress: Progress | None) -> None:
    """Replace a graph by a file; one that is being checked ends the request when it is sound."""
    is_as_is = file.rdf_format == ox.RdfFormat.N_TRIPLES or (
        store.kind.as_is and file.rdf_format == ox.RdfFormat.TURTLE
    )
    headers = {"Content-Type": file.rdf_format.media_type if is_as_is else store.kind.media_type}
    # On this machine compressing takes longer than sending.
    is_zipped = store.kind.takes_gzip and not _is_on_this_machine(store.graph_store)
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    elif is_as_is:
        headers["Content-Length"] = str(file.size)

    def body() -> Iterator[bytes]:
        pieces = _file_pieces(file, progress) if is_as_is else _triple_pieces(file, progress)
        return _zipped(pieces) if is_zipped else iter(pieces)

    client.request("PUT", store.graph_address(graph), headers=headers, body=body, repeatable=True)


def _file_pieces(file: Checked | BeingChecked, progress: Progress | None) -> Iterator[bytes]:
    """Yield a file; the last piece only when it is sound, and still the one that was checked."""
    done, held = 0, b""
    with file.path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            if held:
                yield held
            held, done = piece, done + len(piece)
            file.look()
            if progress:
                progress("Sending", done, file.size)
    file.whole(progress)
    check_unchanged(file)
    if done != file.size:
        raise changed(file)
    yield held


def _triple_pieces(file: Checked | BeingChecked, progress: Progress | None) -> Iterator[bytes]:
    held = b""
    for piece in _pieces(triples_of(file, progress), _PIECE):
        if held:
            yield held
        held = piece
        file.look()
    file.whole(progress)
    check_unchanged(file)
    yield held


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


def send_parts(client: Client, store: Store, checked: Checked, beside: str, progress: Progress | None) -> None:
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
        triples = triples_of(checked, progress)

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
    check_unchanged(checked)


def _send_part(client: Client, store: Store, graph: str, part: bytes, *, repeatable: bool) -> None:
    if store.graph_store:
        _post(client, store, graph, store.kind.preamble + part, 0, repeatable=repeatable)
    else:
        update(client, store, f"INSERT DATA {{ GRAPH <{graph}> {{ {part.decode()} }} }}", repeatable=repeatable)


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


def clear(client: Client, store: Store, graph: str) -> None:
    """Delete what a graph has."""
    update(client, store, f"{store.kind.row_by_row}CLEAR SILENT GRAPH <{graph}>", repeatable=True)


def update(client: Client, store: Store, text: str, *, repeatable: bool = False) -> None:
    """Send an update; `repeatable` says whether twice does the same as once."""
    client.request(
        "POST",
        store.update,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({store.kind.update_parameter: text}).encode(),
        repeatable=repeatable,
    )


def _is_on_this_machine(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")

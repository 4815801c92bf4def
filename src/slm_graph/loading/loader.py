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
Graph Store HTTP Protocol, section 5.3 (PUT), https://www.w3.org/TR/sparql11-http-rdf-update/.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO, NamedTuple
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from slm_graph.loading.checked_file import (
    Checked,
    Progress,
    changed,
    check_unchanged,
    fault_at,
    quads,
    shortened,
    triples_of,
)
from slm_graph.loading.comparison import compare, count
from slm_graph.loading.stores import Store, StoreFault
from slm_graph.rdf import ONTOLOGY
from slm_graph.web import Client, WebFault, shown

_FIRST_QUESTIONS = {"encoders-by-systems": f"{ONTOLOGY}usesSpeechEncoder"}
"""Stored questions that are good to begin with, and what a graph must have for them."""
_COUNT = "-e 'SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'"
_PIECE = 1 << 18


class Loaded(NamedTuple):
    """What a load did: the triples that the graph had, and has, and those of an earlier load that it cleared away."""

    before: int
    after: int
    left_over: int


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
        raise StoreFault(f"--graph {shortened(graph)}: is longer than the {limit:,} bytes that {store} keeps of an IRI")
    for number, quad in enumerate(quads(checked.path, checked.rdf_format)):
        for term in (quad.subject, quad.predicate, quad.object):
            # Characters have one byte at least, and four at most.
            if type(term) is ox.NamedNode and len(term.value) * 4 > limit and len(term.value.encode()) > limit:
                message = f"an IRI of {len(term.value.encode()):,} bytes, of which {store} keeps {limit:,}; shorten it"
                raise fault_at(checked.path, checked.rdf_format, number, term.value, message)


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


def report(store: Store, checked: Checked, graph: str, loaded: Loaded, questions: Collection[str] = ()) -> list[str]:
    """Return lines that tell what was done, and a first question that works there as typed.

    `questions` are the names of those that are stored here.
    """
    lines = []
    if loaded.left_over:
        lines.append(f"Cleared {loaded.left_over:,} triples that an earlier load had left in <{staging_graph(graph)}>.")
    had = f", instead of {loaded.before:,}" if loaded.before else ""
    lines.append(
        f"{f'<{graph}>' if graph else 'The default graph'} has {loaded.after:,} triples{had}; all as in the file."
    )
    fitting = (name for name, needed in _FIRST_QUESTIONS.items() if name in questions and needed in checked.written)
    question = next(fitting, _COUNT)
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
    check_unchanged(checked)
    if done != checked.size:
        raise changed(checked)
    yield held


def _triple_pieces(checked: Checked, progress: Progress | None) -> Iterator[bytes]:
    held = b""
    for piece in _pieces(triples_of(checked, progress), _PIECE):
        if held:
            yield held
        held = piece
    check_unchanged(checked)
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
        check_unchanged(checked)
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


def _told(fault: Exception) -> str:
    if isinstance(fault, WebFault | StoreFault):
        return fault.message
    if isinstance(fault, OSError):
        return f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
    return str(fault)


def _is_iri(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None


def _is_here(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")

"""A file of RDF into a triplestore: no unsound one, compared after, and the old graph whole until the new one is.

Where a PUT is a transaction, the graph is put. Elsewhere it is loaded into a graph beside the old one, compared there,
and takes its place in one transaction of SPARQL Update; a fault at any point leaves the old graph or the new one.

In Virtuoso (7.2) a MOVE onto a graph is one transaction, but not a safe one: killed after it, Virtuoso replays its log
and loses triples that both graphs have, since the log deletes and inserts the same row. So there the old graph is
changed by the difference of the two, which deletes and inserts other rows; a MOVE is used where there is no old graph.
`tests/loading/test_loader.py` kills it in the middle of both.

References
----------
SPARQL 1.1 Update, sections 3.1.3 (DELETE/INSERT) and 3.2.5 (MOVE), https://www.w3.org/TR/sparql11-update/; SPARQL 1.1
Graph Store HTTP Protocol, section 5.3 (PUT), https://www.w3.org/TR/sparql11-http-rdf-update/.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from slm_graph.loading.beside import BeingChecked
from slm_graph.loading.checking import Checked, RdfFile, check_unchanged
from slm_graph.loading.comparing import compare, count
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.reporting import Loaded, fault_text, state_after_fault
from slm_graph.loading.sending import clear, put, send_parts, update
from slm_graph.loading.statements import Progress, fault_at, quads, shortened
from slm_graph.loading.store import Store, staging_graph
from slm_graph.web import Client, WebFault


def check_fits(checked: RdfFile, store: Store, graph: str) -> None:
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


def _check_lengths(checked: RdfFile, store: Store, graph: str, limit: int) -> None:
    if len(graph.encode()) > limit:
        raise StoreFault(f"--graph {shortened(graph)}: is longer than the {limit:,} bytes that {store} keeps of an IRI")
    for number, quad in enumerate(quads(checked.path, checked.rdf_format)):
        for term in (quad.subject, quad.predicate, quad.object):
            # Characters have one byte at least, and four at most.
            if type(term) is ox.NamedNode and len(term.value) * 4 > limit and len(term.value.encode()) > limit:
                message = f"an IRI of {len(term.value.encode()):,} bytes, of which {store} keeps {limit:,}; shorten it"
                raise fault_at(checked.path, checked.rdf_format, number, term.value, message)


def load(
    client: Client, store: Store, file: Checked | BeingChecked, graph: str, progress: Progress | None = None
) -> Loaded:
    """Replace a graph of a store by what a file holds, and compare.

    Parameters
    ----------
    client, store
        The store, and what speaks with it.
    file
        The file, checked; or being checked, where a request that breaks off changes nothing in the store.
    graph
        The IRI of the graph; "" for the default graph.
    progress
        Told how far it is.

    Raises
    ------
    StoreFault
        The graph could not be loaded, or is not what the file holds; the message tells what is in the store now.
    InvalidData
        The file is not sound; the store has what it had.
    WebFault
        The store could not be asked what it has, before anything was sent.
    """
    if not store.kind.breaks_off:
        file = file.alone(progress)
    check_fits(file, store, graph)
    before = count(client, store, graph)
    if store.kind.replaces:
        try:
            put(client, store, file, graph, progress)
            checked = file.whole()
        except (WebFault, StoreFault, OSError) as fault:
            checked = file.whole(progress)  # else what is wrong with the file is told
            if not _has_arrived(client, store, checked, graph):
                raise StoreFault(f"{fault_text(fault)}; {state_after_fault(client, store, graph, before)}") from None
        return Loaded(before, _compare_replaced(client, store, checked, graph, progress), 0)
    return _load_beside(client, store, file.whole(), graph, before, progress)


def _load_beside(
    client: Client, store: Store, checked: Checked, graph: str, before: int, progress: Progress | None
) -> Loaded:
    beside = staging_graph(graph)
    left_over = count(client, store, beside)
    try:
        if left_over:
            clear(client, store, beside)
        send_parts(client, store, checked, beside, progress)
        compare(client, store, checked, beside, progress)
        check_unchanged(checked)
    except (WebFault, StoreFault, OSError) as fault:
        _clear_if_possible(client, store, beside)
        raise StoreFault(f"{fault_text(fault)}; {state_after_fault(client, store, graph, before)}") from None
    if progress:
        progress("Swapping", 0, 0)
    try:
        _swap(client, store, beside, graph, before)
    except WebFault as fault:
        # Not repeated: a MOVE that has been done would, done again, move nothing onto the graph.
        if not _has_arrived(client, store, checked, graph):
            state = state_after_fault(client, store, graph, before)
            raise StoreFault(f"{fault_text(fault)}{_limit(store, fault)}; {state}") from None
    after = _compare_replaced(client, store, checked, graph, progress, is_sampled=False)
    _clear_if_possible(client, store, beside)
    return Loaded(before, after, left_over)


def _compare_replaced(
    client: Client, store: Store, checked: Checked, graph: str, progress: Progress | None, *, is_sampled: bool = True
) -> int:
    """Compare a graph that has been replaced; where the store cannot be asked, say that it has."""
    try:
        return compare(client, store, checked, graph, progress, is_sampled=is_sampled)
    except WebFault as fault:
        name = f"<{graph}>" if graph else "the default graph"
        raise StoreFault(f"{fault_text(fault)}; {name} was replaced, but is not compared; load it again") from None


def _limit(store: Store, fault: WebFault) -> str:
    """Return what to do where a limit of the store ended a transaction."""
    pattern, advice = store.kind.limit
    return f"; {advice}" if pattern and re.search(pattern, fault.message) else ""


def _swap(client: Client, store: Store, beside: str, graph: str, before: int) -> None:
    """Let the graph beside take the place of a graph, in one transaction."""
    if store.kind.swap == "difference" and before:
        update(
            client, store,
            f"{store.kind.in_one_transaction}DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} "
            f"INSERT {{ GRAPH <{graph}> {{ ?s2 ?p2 ?o2 }} }} WHERE {{ "
            f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{beside}> {{ ?s ?p ?o }} }} }} UNION "
            f"{{ GRAPH <{beside}> {{ ?s2 ?p2 ?o2 }} FILTER NOT EXISTS {{ GRAPH <{graph}> {{ ?s2 ?p2 ?o2 }} }} }} }}",
        )  # fmt: skip
    else:
        update(client, store, f"MOVE GRAPH <{beside}> TO {f'GRAPH <{graph}>' if graph else 'DEFAULT'}")


def _clear_if_possible(client: Client, store: Store, graph: str) -> None:
    """Clear a graph beside; where that fails, the next load does."""
    try:
        if count(client, store, graph):
            clear(client, store, graph)
    except (WebFault, StoreFault):
        return


def _has_arrived(client: Client, store: Store, checked: Checked, graph: str) -> bool:
    """Whether a graph is what the file holds, although the answer to the last request was lost."""
    try:
        compare(client, store, checked, graph)
    except (WebFault, StoreFault):
        return False
    return True


def _is_iri(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None

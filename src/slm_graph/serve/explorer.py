"""The explorer of a graph that has no site as a whole: it asks this server, and shows the graph where that is small."""

from __future__ import annotations

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, graph_file
from slm_graph.problems import Fault
from slm_graph.serve.nearby import some_rows, with_statements
from slm_graph.serve.served import Context
from slm_graph.site import asking_explorer

MOST = 50_000
"""Statements; a larger graph is not fetched to be shown."""
_ENDPOINT = "../sparql"


def file(context: Context, name: str) -> bytes | None:
    """Return a file of the explorer; they are made once for each number of statements that the graph has.

    Another server's are counted when the page itself is asked for; what that loads is the same for all graphs.
    """
    name = name.removeprefix("explore/")
    if not context.explorers or (name == "index.html" and not isinstance(context.source, LocalGraph)):
        total = _statements(context)
        if total not in context.explorers:
            context.explorers.clear()
            context.explorers[total] = _files(context, total)
    (files,) = context.explorers.values()
    return files.get(name)


def _statements(context: Context) -> int:
    """Return how many statements a graph has, or one more than is fetched."""
    query = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ ?s ?p ?o }} LIMIT {MOST + 1} }}"
    return next(int(count.value) for (count,) in some_rows(context.source, query))


def _files(context: Context, total: int) -> dict[str, bytes]:
    questions = [*context.questions.values()]
    store, notice = _fetched(context, total)
    if not notice:
        return asking_explorer(LocalGraph(store, context.source.prefixes), graph_file(), questions, _ENDPOINT)
    notice = f"{notice}, so that its tables and its picture are not shown; ask it in SPARQL, or search for things."
    return asking_explorer(with_statements(context.source), graph_file(), questions, _ENDPOINT, notice)


def _fetched(context: Context, total: int) -> tuple[ox.Store, str]:
    """Return the whole graph, or why it is not here."""
    store = ox.Store()
    if not total:
        return store, "This graph has no statements"
    if total > MOST:
        return store, f"This graph has over {MOST:,} statements"
    rows = some_rows(context.source, "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }")
    try:
        store.extend(ox.Quad(s, p, o) for s, p, o in rows)
    except Fault as fault:
        return store, fault.message
    if len(store) < total:  # some servers cut their answers, and do not say so
        return store, f"The other server gives {len(store):,} of its {total:,} statements at once"
    return store, ""

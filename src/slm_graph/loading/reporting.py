"""What a load is going to do, has done, or has left undone, in words."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from typing import NamedTuple

from slm_graph.loading.beside import BeingChecked
from slm_graph.loading.checking import Checked
from slm_graph.loading.comparing import count
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.store import Store, staging_graph
from slm_graph.rdf import ONTOLOGY
from slm_graph.web import Client, WebFault, shown

_FIRST_QUESTIONS = {"encoders-by-systems": f"{ONTOLOGY}usesSpeechEncoder"}
"""Stored questions that are good to begin with, and what a graph must have for them."""
_COUNT = "-e 'SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'"


class Loaded(NamedTuple):
    """What a load did: the triples that the graph had, and has, and those of an earlier load that it cleared away."""

    before: int
    after: int
    left_over: int


def plan(store: Store, file: Checked | BeingChecked, graph: str) -> list[str]:
    """Return lines that tell what a store is, where its addresses are, and what shall go there."""
    return [
        f"{store}",
        f"  queries      {shown(store.query)}",
        f"  updates      {shown(store.update)}",
        f"  graph store  {shown(store.graph_store) or '(none; by updates)'}",
        f"{file.path}: {file.told}, for {f'<{graph}>' if graph else 'the default graph'}",
    ]


def dry_run(client: Client, store: Store, graph: str) -> str:
    """Return a line that tells what a load would do; the store is only asked."""
    before = count(client, store, graph)
    old = f"replace the {before:,} triples that are there" if before else "load them; nothing is there now"
    if store.kind.replaces:
        return f"Would {old}: PUT {shown(store.graph_address(graph))}"
    return f"Would {old}: into <{staging_graph(graph)}> beside, compare, and let it take the place of the old graph"


def report(
    store: Store, checked: Checked, graph: str, loaded: Loaded, is_seen: bool, questions: Collection[str] = ()
) -> list[str]:
    """Return lines that tell what was done, and a first question that works there as typed.

    `is_seen` tells whether a query that names no graph sees it; `questions` are the names of those stored here.
    """
    lines = []
    if loaded.left_over:
        lines.append(f"Cleared {loaded.left_over:,} triples that an earlier load had left in <{staging_graph(graph)}>.")
    had = f", instead of {loaded.before:,}" if loaded.before else ""
    lines.append(
        f"{f'<{graph}>' if graph else 'The default graph'} has {loaded.after:,} triples{had}; all as in the file."
    )
    if is_seen:
        lines.append("A query that names no graph sees it.")
    else:
        lines.append(f"A query that names no graph does not see it: add FROM <{graph}>, or send default-graph-uri.")
    fitting = (name for name, needed in _FIRST_QUESTIONS.items() if name in questions and needed in checked.written)
    question = next(fitting, _COUNT)
    asked = graph or store.kind.default_graph
    where = f" --graph {shlex.quote(asked)}" if asked and not (is_seen and not graph) else ""
    return [*lines, "Ask it:", f"  slm-graph query {question} --endpoint {shlex.quote(shown(store.questions))}{where}"]


def state_after_fault(client: Client, store: Store, graph: str, before: int) -> str:
    """Return what a graph holds after a fault, and how to go on."""
    try:
        now = count(client, store, graph)
    except (WebFault, StoreFault):
        return "the store does not answer; it holds the old graph or the new one, give the command again when it runs"
    if now != before:
        return f"the graph has {now:,} triples now, and had {before:,}; give the command again"
    state = f"the old graph of {before:,} triples is unchanged" if before else "nothing was loaded"
    return f"{state}; give the command again"


def fault_text(fault: Exception) -> str:
    """Return the line of a fault, whatever its kind."""
    if isinstance(fault, WebFault | StoreFault):
        return fault.message
    if isinstance(fault, OSError):
        return f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
    return str(fault)

"""Which graph of a store a file goes to where nobody says it, and whether a plain query sees it there.

A query that names no graph is what people type first. In many stores it sees the default graph alone, so that is where
a graph goes that comes into an empty store.
"""

from __future__ import annotations

import pyoxigraph as ox

from slm_graph.loading.beside import BeingChecked
from slm_graph.loading.checking import Checked
from slm_graph.loading.comparing import count, rows_of
from slm_graph.loading.store import Store
from slm_graph.problems import WrongArgument
from slm_graph.rdf import VOID
from slm_graph.web import Client

_ONE = "LIMIT 1"


def target_graph(client: Client, store: Store, file: Checked | BeingChecked) -> str:
    """Return the IRI of the graph that a file goes to; "" for the default graph.

    That is the default graph where a plain query sees that alone, and the store is empty or has there what an earlier
    load of the same graph put, and nothing else; elsewhere the graph that the file says it is.

    Raises
    ------
    WrongArgument
        The file does not say which graph it is, or the default graph has it together with others.
    """
    is_plain = store.kind.default_graph == ""
    if is_plain and _is_empty(client, store):
        return ""
    graph = file.graph or file.whole().graph
    if is_plain and _is_earlier(client, store, graph):
        return ""
    if not graph:
        raise WrongArgument(f"{file.path}: does not say which graph it is; give --graph IRI, or --default-graph")
    return graph


def is_seen(client: Client, store: Store, checked: Checked) -> bool:
    """Tell whether a query that names no graph sees what was loaded."""
    named = (ox.NamedNode, ox.Literal)
    plain = (one for one in checked.sample if isinstance(one.subject, ox.NamedNode) and isinstance(one.object, named))
    triple = next(plain, None)
    pattern = f"{triple.subject} {triple.predicate} ?o" if triple else "?s ?p ?o"
    return bool(rows_of(client, store, f"SELECT * {{ {pattern} }} {_ONE}"))


def _is_empty(client: Client, store: Store) -> bool:
    patterns = ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }")
    return not any(rows_of(client, store, f"SELECT * {{ {pattern} }} {_ONE}") for pattern in patterns)


def _is_earlier(client: Client, store: Store, graph: str) -> bool:
    """Tell whether the default graph has an earlier state of a graph, and nothing else: it states its own size."""
    if not graph:
        return False
    stated = f"<{graph}> <{VOID}triples> ?n"
    numbers = [row["n"]["value"] for row in rows_of(client, store, f"SELECT ?n {{ {stated} }} {_ONE}")]
    # Where the default graph is the union of all, it may be another graph that has it.
    if not numbers or rows_of(client, store, f"SELECT * {{ GRAPH ?g {{ {stated} }} }} {_ONE}"):
        return False
    if numbers[0] != str(count(client, store, "")):
        raise WrongArgument(
            f"{store}: its default graph has an earlier state of <{graph}> and more; give --default-graph to replace"
            f" all of that, or --graph {graph} to load it beside"
        )
    return True

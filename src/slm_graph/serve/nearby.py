"""What a page of a thing tells, asked of a graph that is too large to hold, or of another endpoint.

The statements that the thing is in; all that is stated of the things that these lead to;
and what the things are called that those lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, Source, last_part, local_graph
from slm_graph.network import DERIVED_FROM, LABELS, USAGE_BY
from slm_graph.rdf import ONTOLOGY, RDF_TYPE, SKOS

MOST = 500
"""Statements in which a thing is subject, property or value, each."""
CELL_PROPERTY = "cellProperty"
_TOGETHER = 100
_NAMES = ", ".join([RDF_TYPE, *(f"<{name}>" for name in (*LABELS, f"{SKOS}definition"))])


def nearby(source: Source, iri: str) -> LocalGraph | None:
    """Return a graph of what stands around a thing; None where nothing is stated of it."""
    try:
        thing = ox.NamedNode(iri)
    except ValueError:  # no IRI, of which nothing can be stated
        return None
    store = ox.Store()
    store.extend(_around(source, thing))
    if not len(store):
        return None
    told = {thing}
    for nodes in ({*_nodes(store)} - told, _table_rows(source, store)):
        store.extend(_stated(source, nodes, "?p ?o"))
        told |= nodes
    store.extend(_stated(source, {*_nodes(store)} - told, f"?p ?o FILTER (?p IN ({_NAMES}))"))
    return LocalGraph(store, source.prefixes)


def _table_rows(source: Source, store: ox.Store) -> set[ox.NamedNode]:
    """Return what statements were derived from, and the columns of that: where the words stand that they rest on."""
    rows = {quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(DERIVED_FROM), None)}
    predicates = {quad.predicate.value for quad in store}
    namespace = next((name.removesuffix(USAGE_BY) for name in predicates if last_part(name) == USAGE_BY), "")
    query = f"SELECT DISTINCT ?column {{ ?column <{namespace}{CELL_PROPERTY}> ?property }}"
    columns = {column for (column,) in some_rows(source, query)} if namespace else set()
    return {node for node in rows | columns if isinstance(node, ox.NamedNode)}


def class_counts(source: Source) -> dict[str, int]:
    """Return the classes of a graph with the number of their things, the largest first."""
    query = "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) STR(?class) LIMIT 100"
    return {cls.value: int(n.value) for cls, n in some_rows(source, query) if isinstance(cls, ox.NamedNode)}


def some_graph() -> LocalGraph:
    """Return a graph for pages that are of no thing: such have a graph that says something."""
    return local_graph("<urn:page> a <urn:Page> .")


def with_statements(source: Source) -> LocalGraph:
    """Return a graph of what is near some thing of which a source states something, as the ontology has it."""
    rows = some_rows(source, f"SELECT ?thing {{ ?statement <{ONTOLOGY}{USAGE_BY}> ?thing }} LIMIT 1")
    thing = next((thing for (thing,) in rows), None)
    return (nearby(source, thing.value) if isinstance(thing, ox.NamedNode) else None) or some_graph()


def is_cut(graph: LocalGraph, iri: str) -> bool:
    """Tell whether more is stated of a thing, or with it as value, than a graph of `nearby` has."""
    thing = ox.NamedNode(iri)
    patterns = ((thing, None, None), (None, thing, None), (None, None, thing))
    return any(sum(1 for _ in graph.store.quads_for_pattern(*pattern)) >= MOST for pattern in patterns)


def _around(source: Source, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the statements that a thing is in, so many in each place."""
    yield from (ox.Quad(thing, p, o) for p, o in some_rows(source, f"SELECT ?p ?o {{ {thing} ?p ?o }} LIMIT {MOST}"))
    yield from (ox.Quad(s, thing, o) for s, o in some_rows(source, f"SELECT ?s ?o {{ ?s {thing} ?o }} LIMIT {MOST}"))
    query = f"SELECT ?s ?p {{ ?s ?p {thing} FILTER (ISIRI(?s)) }} LIMIT {MOST}"
    yield from (ox.Quad(s, p, thing) for s, p in some_rows(source, query))


def _stated(source: Source, nodes: Iterable[ox.NamedNode], pattern: str) -> Iterator[ox.Quad]:
    ordered = sorted(nodes, key=str)
    for first in range(0, len(ordered), _TOGETHER):
        listed = " ".join(map(str, ordered[first : first + _TOGETHER]))
        query = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {listed} }} ?s {pattern} }} LIMIT {20 * MOST}"
        yield from (ox.Quad(s, p, o) for s, p, o in some_rows(source, query))


def _nodes(store: ox.Store) -> Iterator[ox.NamedNode]:
    for quad in store:
        yield from (term for term in (quad.subject, quad.predicate, quad.object) if isinstance(term, ox.NamedNode))


def some_rows(source: Source, query: str) -> Iterator[Any]:
    """Yield the rows that a query gives."""
    results = source.query(query)
    assert isinstance(results, ox.QuerySolutions)  # noqa: S101
    for row in results:
        yield tuple(row)

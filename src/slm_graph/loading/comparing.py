"""A graph of a store against the file that it was loaded from: numbers of triples, and values."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import pyoxigraph as ox

from slm_graph.loading.checking import Checked, triples_of
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.statements import Progress, shortened
from slm_graph.loading.store import Store
from slm_graph.rdf import Key, value_key
from slm_graph.web import Client, shown

_PAIRS = 50
_SHOWN = 3
_MANY_PREDICATES = 5000
"""More would be cut by stores that limit the rows of an answer (Virtuoso: 10,000)."""


def count(client: Client, store: Store, graph: str) -> int:
    """Return the number of triples that a graph of a store has."""
    rows = rows_of(client, store, f"SELECT (COUNT(*) AS ?n) {_triples(store, graph)}")
    return int(float(rows[0]["n"]["value"])) if rows and "n" in rows[0] else 0


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
        rows = rows_of(client, store, f"SELECT ?p (COUNT(*) AS ?n) {_triples(store, graph)} GROUP BY ?p")
        in_store = {row["p"]["value"]: int(float(row["n"]["value"])) for row in rows if "p" in row}
        total = sum(in_store.values())
        if in_store != checked.written:
            _compare_counts(client, store, checked, graph, in_store)
    else:
        total = count(client, store, graph)
        if not checked.values <= total <= checked.triples:
            raise StoreFault(f"{store}: {where} has {total:,} triples and the file {checked.triples:,}")
    if is_sampled and (gone := _missing(client, store, checked.sample, graph)):
        raise StoreFault(f"{store}: {where} has other values than the file{_as_turtle(gone)}")
    return total


def _compare_counts(client: Client, store: Store, checked: Checked, graph: str, in_store: Mapping[str, int]) -> None:
    """Check the number of triples of each predicate, where they are not as many as the file has statements."""
    foreign = sorted(in_store.keys() - checked.written.keys())
    wrong = [
        (predicate, in_store.get(predicate, 0), most)
        for predicate, (most, least) in checked.predicates.items()
        if not least <= in_store.get(predicate, 0) <= most
    ]
    if not foreign and not wrong:
        return
    where = f"<{graph}>" if graph else "its default graph"
    message = f"{where} has {sum(in_store.values()):,} triples and the file {checked.triples:,}"
    if foreign:
        message += f"; not in the file: <{foreign[0]}>"
    if wrong:
        predicate, stored, expected = wrong[0]
        file_triples = (triple for triple in triples_of(checked) if triple.predicate.value == predicate)
        gone = [] if stored > expected else _missing(client, store, itertools.islice(file_triples, 2000), graph)
        message += f"; of <{predicate}> {stored:,} instead of {expected:,}{_as_turtle(gone)}"
    raise StoreFault(f"{store}: {message}")


def _as_turtle(triples: Sequence[ox.Triple]) -> str:
    if not triples:
        return ""
    return f"; missing: {' '.join(f'{shortened(str(triple), 300)} .' for triple in triples)}"


def _missing(client: Client, store: Store, triples: Iterable[ox.Triple], graph: str) -> list[ox.Triple]:
    """Return some of those triples that a graph does not have; triples with blank nodes are left out."""
    gone: list[ox.Triple] = []
    plain = (
        one for one in triples if type(one.subject) is ox.NamedNode and type(one.object) in (ox.NamedNode, ox.Literal)
    )
    while batch := list(itertools.islice(plain, _PAIRS)):
        pairs = " ".join(dict.fromkeys(f"({triple.subject} {triple.predicate})" for triple in batch))
        query = f"SELECT ?s ?p ?o {_triples(store, graph, f'VALUES (?s ?p) {{ {pairs} }} ')}"
        in_store = {
            (row["s"]["value"], row["p"]["value"], _row_key(row["o"]))
            for row in rows_of(client, store, query)
            if "o" in row
        }
        for triple in batch:
            assert isinstance(triple.subject, ox.NamedNode)  # noqa: S101
            if (triple.subject.value, triple.predicate.value, _term_key(triple.object)) not in in_store:
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


def _triples(store: Store, graph: str, values: str = "") -> str:
    """Return the pattern of all triples of a graph."""
    if graph:
        # Not FROM, which a server passes over where the default graph is the union of all (Oxigraph 0.5).
        return f"{{ {values}GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    default = store.kind.default_graph
    return f"{f'FROM <{default}> ' if default else ''}{{ {values}?s ?p ?o }}"


def rows_of(client: Client, store: Store, query: str) -> list[dict[str, dict[str, str]]]:
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

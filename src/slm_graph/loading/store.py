"""What a triplestore is: what is known of its make, and the addresses of one.

References
----------
SPARQL 1.1 Graph Store HTTP Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/; SPARQL 1.1 Protocol,
https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from slm_graph.web import Response


class Probe(NamedTuple):
    """A path whose answer tells a store, and whether an answer does."""

    path: str
    tells: Callable[[Response], bool]


class Datasets(NamedTuple):
    """How a server names the datasets that it has.

    Parameters
    ----------
    word
        What one is called.
    below
        What stands before the name of one in its address.
    listing
        The path of the list.
    names
        Returns the names that the list, read as JSON, has.
    """

    word: str
    below: str
    listing: str
    names: Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class StoreKind:
    """A make of triplestore.

    Parameters
    ----------
    name, title
        As `--store` names it, and as its makers do.
    query, update, graph_store
        Its addresses, below that of the dataset; None for a Graph Store that it has not: then the data come as SPARQL
        Update.
    endings
        What stands at the end of an address that people copy, and is not part of the dataset's; the longest first.
    source
        Where this is written.
    server
        What its header Server holds, in lower case; "" where that does not tell it.
    probes
        Paths that tell it.
    typical
        A part of a path by which it is known.
    home
        The path at which it is where an address gives none.
    datasets
        How its datasets are named; None where an address needs none.
    questions
        The address for readers, which asks nobody for a password; "" where that is `query`.
    has_pair
        Whether its two addresses, for queries and updates, stand beside each other below any path.
    replaces
        Whether a PUT replaces a graph in one transaction: readers, and a fault, see the old graph or the new one.
    breaks_off
        Whether a PUT that breaks off changes nothing, seen in tests: then a file may be checked while it is sent.
    graph_parameter
        The parameter that names a graph in the Graph Store address.
    media_type
        What N-Triples are sent as.
    as_is
        Whether a file of Turtle is sent as it is.
    part
        Bytes of a request where a graph is loaded beside the old one.
    takes_gzip
        Whether it takes a body that is compressed.
    default_graph
        The IRI by which a query asks for the default graph alone: "" where a query that names no graph does;
        None where this program cannot load into the default graph.
    update_parameter
        The field of a form that an update stands in.
    preamble
        What each part begins with.
    longest_iri
        The bytes of an IRI that it keeps, of a longer one it cuts the end; 0 where it keeps all.
    swap
        How the graph beside takes the place of the old one: "MOVE", or "difference" where a MOVE onto a graph is not
        safe (see `load`).
    in_one_transaction, row_by_row
        What an update begins with that is done in one transaction, or in one a row.
    limit
        What a message about its limits holds (a regular expression), and what to do then.
    """

    name: str
    title: str
    query: str
    update: str
    graph_store: str | None
    endings: Sequence[str]
    source: str
    server: str = ""
    probes: Sequence[Probe] = ()
    typical: str = ""
    home: str = ""
    datasets: Datasets | None = None
    questions: str = ""
    has_pair: bool = False
    replaces: bool = True
    breaks_off: bool = False
    graph_parameter: str = "graph"
    media_type: str = "application/n-triples"
    as_is: bool = False
    part: int = 8_000_000
    takes_gzip: bool = False
    default_graph: str | None = ""
    update_parameter: str = "update"
    preamble: bytes = b""
    longest_iri: int = 0
    swap: str = "MOVE"
    in_one_transaction: str = ""
    row_by_row: str = ""
    limit: tuple[str, str] = ("", "")


class Store(NamedTuple):
    """A triplestore at an address.

    Parameters
    ----------
    kind
        Its make.
    version
        As the server tells it; "" where it does not.
    query, update, graph_store
        Addresses; `graph_store` is "" where it has none.
    questions
        The address for readers: where it asks nobody for a password, if there is one.
    """

    kind: StoreKind
    version: str
    query: str
    update: str
    graph_store: str
    questions: str

    def __str__(self) -> str:
        return f"{self.kind.title} {self.version}".rstrip()

    def graph_address(self, graph: str) -> str:
        """Return the address of a graph in the Graph Store; "" stands for the default graph.

        Examples
        --------
        >>> from slm_graph.loading.kinds import KINDS
        >>> store_at(KINDS["oxigraph"], "http://127.0.0.1:7878/").graph_address("http://example.org/a#b")
        'http://127.0.0.1:7878/store?graph=http%3A%2F%2Fexample.org%2Fa%23b'
        """
        separator = "&" if urlsplit(self.graph_store).query else "?"
        parameter = f"{self.kind.graph_parameter}={quote(graph, safe='')}" if graph else "default"
        return f"{self.graph_store}{separator}{parameter}"


def store_at(kind: StoreKind, url: str, version: str = "") -> Store:
    """Return the store of a kind at an address of it: that of the server, or one of its endpoints.

    Examples
    --------
    >>> from slm_graph.loading.kinds import KINDS
    >>> store = store_at(KINDS["fuseki"], "http://127.0.0.1:3030/ds/sparql")
    >>> store.query, store.update, store.graph_store
    ('http://127.0.0.1:3030/ds/query', 'http://127.0.0.1:3030/ds/update', 'http://127.0.0.1:3030/ds/data')
    """
    path = urlsplit(url).path.rstrip("/")
    if kind.has_pair:
        query = f"{path.removesuffix('/update')}/query" if path.endswith("/update") else path
        update = f"{path.removesuffix('/query')}/update" if path.endswith("/query") else path
        return Store(kind, version, _with_path(url, query), _with_path(url, update), "", _with_path(url, query))
    ending = next((ending for ending in kind.endings if path.endswith(ending)), "")
    base = path.removesuffix(ending) or kind.home
    return Store(
        kind,
        version,
        _with_path(url, base + kind.query),
        _with_path(url, base + kind.update),
        "" if kind.graph_store is None else _with_path(url, base + kind.graph_store),
        _with_path(url, base + (kind.questions or kind.query)),
    )


def staging_graph(graph: str) -> str:
    """Return the IRI of the graph beside: the same for each load of a graph, so that nothing is left behind for good.

    Examples
    --------
    >>> staging_graph("http://example.org/graph")
    'urn:slm-graph:loading:63cc062fb4534109'
    """
    return f"urn:slm-graph:loading:{hashlib.sha256(graph.encode()).hexdigest()[:16]}"


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=path or "/", fragment=""))

"""What a triplestore is: how it is known, its addresses, and how it takes a graph.

Oxigraph and Virtuoso were tried for real; the rest is written from documentation.

References
----------
SPARQL 1.1 Graph Store HTTP Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/; SPARQL 1.1 Protocol,
https://www.w3.org/TR/sparql11-protocol/. Of each store: the `source` of its row below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from slm_graph.problems import Fault, NotFound, nearest
from slm_graph.web import Answer, Client, WebFault, shown


class StoreFault(Fault):
    """A store cannot take a graph; the message is one line, with a next step."""


@dataclass(frozen=True)
class Kind:
    """A make of triplestore.

    Parameters
    ----------
    name, title
        As `--store` names it, and as its makers do.
    query, update, graph_store
        Its addresses, below that of the dataset. Without a Graph Store address the data come as SPARQL Update.
    endings
        What stands at the end of an address that people copy, and is not part of the dataset's; the longest first.
    source
        Where this is written.
    replaces
        Whether a PUT replaces a graph in one transaction: readers, and a fault, see the old graph or the new one.
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
    names_dataset
        Whether an address must name one of several datasets.
    update_parameter
        The field of a form that an update stands in.
    preamble
        What each part begins with.
    longest_iri
        The bytes of an IRI that it keeps, of a longer one it cuts the end; 0 where it keeps all.
    swap
        How the graph beside takes the place of the old one: "MOVE", or "difference" where a MOVE onto a graph is not
        safe (see `load`).
    """

    name: str
    title: str
    query: str
    update: str
    graph_store: str
    endings: Sequence[str]
    source: str
    replaces: bool = True
    graph_parameter: str = "graph"
    media_type: str = "application/n-triples"
    as_is: bool = False
    part: int = 8_000_000
    takes_gzip: bool = False
    default_graph: str | None = ""
    names_dataset: bool = False
    update_parameter: str = "update"
    preamble: bytes = b""
    longest_iri: int = 0
    swap: str = "MOVE"


# Virtuoso takes what it is sent for what the first 65,536 bytes look like: a long string makes it plain text, and the
# words <html> in one make it a page. So each part begins with as much of Turtle that can be nothing else.
_TURTLE = b"@prefix a: <urn:a:> .\n#" + b" " * 65_536 + b"\n"
_RDF4J = ("/rdf-graphs/service", "/rdf-graphs", "/statements")
_NIL = "http://rdf4j.org/schema/rdf4j#nil"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "oxigraph", "Oxigraph", "/query", "/update", "/store", ("/query", "/update", "/store"),
            "https://github.com/oxigraph/oxigraph/tree/main/cli", as_is=True, takes_gzip=True,
        ),
        Kind(
            # PUT clears the graph, commits, and then loads; the type of what is sent is guessed from its beginning.
            "virtuoso", "Virtuoso", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth",
            ("/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql"),
            "https://vos.openlinksw.com/owiki/wiki/VOS/VirtGraphProtocolCURLExamples",
            replaces=False, graph_parameter="graph-uri", media_type="text/turtle", default_graph=None,
            update_parameter="query", preamble=_TURTLE, longest_iri=1879, swap="difference",
        ),
        Kind(
            "fuseki", "Apache Jena Fuseki", "/query", "/update", "/data",
            ("/sparql", "/query", "/update", "/data", "/get", "/upload"),
            "https://jena.apache.org/documentation/fuseki2/fuseki-old-config-endpoint.html",
            takes_gzip=True, names_dataset=True,
        ),
        Kind(
            "rdf4j", "RDF4J", "", "/statements", "/rdf-graphs/service", _RDF4J,
            "https://rdf4j.org/documentation/reference/rest-api/", default_graph=_NIL, names_dataset=True,
        ),
        Kind(
            "graphdb", "GraphDB", "", "/statements", "/rdf-graphs/service", _RDF4J,
            "https://graphdb.ontotext.com/documentation/10.2/rdf4j-rest-api.html",
            default_graph="http://www.openrdf.org/schema/sesame#nil", names_dataset=True,
        ),
        Kind(
            "qlever", "QLever", "", "", "/", (),
            "https://github.com/ad-freiburg/qlever/pull/2117",
            default_graph="http://qlever.cs.uni-freiburg.de/builtin-functions/default-graph",
        ),
        Kind(
            # A body of POST is added to the graph `context-uri`; there is no PUT of a graph. Updates are transactions.
            "blazegraph", "Blazegraph", "/sparql", "/sparql", "/sparql", ("/sparql",),
            "https://github.com/blazegraph/database/wiki/REST_API",
            replaces=False, graph_parameter="context-uri", media_type="application/x-turtle", default_graph=None,
        ),
        Kind(
            "stardog", "Stardog", "/query", "/update", "", ("/query", "/update"),
            "https://docs.stardog.com/developing/http-api", takes_gzip=True, names_dataset=True,
        ),
        Kind(
            "neptune", "Amazon Neptune", "/sparql", "/sparql", "/sparql/gsp/", ("/sparql/gsp", "/sparql"),
            "https://docs.aws.amazon.com/neptune/latest/userguide/sparql-graph-store-protocol.html",
            default_graph="http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph",
        ),
        Kind(
            # All that SPARQL 1.1 asks for: queries and updates.
            "sparql11", "a store that speaks SPARQL 1.1", "", "", "", (),
            "https://www.w3.org/TR/sparql11-protocol/", replaces=False, part=1_000_000,
        ),
    )
}  # fmt: skip
"""The stores that are known, by name."""


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

    kind: Kind
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
        >>> store_at(KINDS["oxigraph"], "http://127.0.0.1:7878/").graph_address("http://example.org/a#b")
        'http://127.0.0.1:7878/store?graph=http%3A%2F%2Fexample.org%2Fa%23b'
        """
        separator = "&" if urlsplit(self.graph_store).query else "?"
        named = f"{self.kind.graph_parameter}={quote(graph, safe='')}" if graph else "default"
        return f"{self.graph_store}{separator}{named}"


def store_at(kind: Kind, url: str, version: str = "") -> Store:
    """Return the store of a kind at an address of it: that of the server, or one of its endpoints.

    Examples
    --------
    >>> store = store_at(KINDS["fuseki"], "http://127.0.0.1:3030/ds/sparql")
    >>> store.query, store.update, store.graph_store
    ('http://127.0.0.1:3030/ds/query', 'http://127.0.0.1:3030/ds/update', 'http://127.0.0.1:3030/ds/data')
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    ending = next((ending for ending in kind.endings if path.endswith(ending)), "")
    base = path.removesuffix(ending)
    if kind.name == "blazegraph" and not base:
        base = "/bigdata"

    def at(below: str) -> str:
        return urlunsplit(parts._replace(path=f"{base}{below}" or "/", fragment=""))

    if kind.name == "sparql11":
        # As the endpoints of most stores are called, the two stand beside each other.
        update = f"{path.removesuffix('/query')}/update" if path.endswith("/query") else path
        query = f"{path.removesuffix('/update')}/query" if path.endswith("/update") else path
        query, update = (urlunsplit(parts._replace(path=one or "/", fragment="")) for one in (query, update))
        return Store(kind, version, query, update, "", query)
    # Stardog's Graph Store is the address of the database itself.
    graph_store = at(kind.graph_store) if kind.graph_store or kind.name == "stardog" else ""
    query = at(kind.query)
    questions = at("/sparql") if kind.name == "virtuoso" else query
    return Store(kind, version, query, at(kind.update), graph_store, questions)


def find_store(client: Client, url: str, name: str = "") -> Store:
    """Return what a server is, and its addresses.

    Parameters
    ----------
    client
        What speaks with it.
    url
        The address of the server, of a dataset in it, or of one of its endpoints.
    name
        The name of its kind; "" to ask the server.

    Raises
    ------
    LookupError
        No kind of that name.
    StoreFault
        The server does not tell what it is, or has several datasets.
    WebFault
        It cannot be reached.
    """
    if name:
        if name not in KINDS:
            raise NotFound(f"{name}: is not known as a store; give one of {', '.join(KINDS)}{nearest(name, KINDS)}")
        kind, version, there = KINDS[name], _told_version(client, KINDS[name], url), url
    else:
        kind, version, there = _recognised(client, url)
    if kind.names_dataset:
        there = _with_dataset(client, kind, there)
    return store_at(kind, there, version)


def _root(url: str, path: str = "") -> str:
    return urlunsplit(urlsplit(url)._replace(path=path or "/", query="", fragment=""))


def _told_version(client: Client, kind: Kind, url: str) -> str:
    server = client.request("HEAD", _root(url), check=False).headers.get("server", "")
    return _version(server) if kind.title.split()[-1].lower() in server.lower() else ""


def _version(server: str) -> str:
    """Return the version that a Server header tells.

    Examples
    --------
    >>> _version("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu")
    '07.20.3229'
    """
    first = server.split()[0] if server.split() else ""
    return first.partition("/")[2]


def _recognised(client: Client, url: str) -> tuple[Kind, str, str]:
    """Return the kind of a server, its version, and the address to go on from."""
    server = client.request("HEAD", _root(url), check=False).headers.get("server", "")
    for word, name in _SERVERS.items():
        if word in server.lower():
            return KINDS[name], _version(server), url
    path = urlsplit(url).path
    for name, (part, probes) in _PROBES.items():
        for below, tells in probes:
            # What stands before the part that is typical of this store may be the path of a proxy.
            start = path.partition(part)[0] if part and part in path else path.rstrip("/")
            for before in dict.fromkeys((start, "")):
                answer = client.request(
                    "GET", _root(url, before + below.partition("?")[0]) + _query(below), check=False
                )
                if answer.status == 200 and tells(answer):
                    return KINDS[name], "", url if part and part in path else _root(url, start or before)
    told = f" (it says Server: {server})" if server else ""
    names = ", ".join(KINDS)
    raise StoreFault(f"{shown(url)}: is no store that is known{told}; name it with --store: {names}")


def _query(below: str) -> str:
    return f"?{below.partition('?')[2]}" if "?" in below else ""


def _says(*words: str) -> Callable[[Answer], bool]:
    """Return whether an answer is short, no page, and holds one of the words."""

    def tells(answer: Answer) -> bool:
        text = answer.body[:4000].decode("utf-8", "replace")
        return "html" not in answer.media_type and any(word in text for word in words)

    return tells


def _is_number(answer: Answer) -> bool:
    return answer.body.strip().isdigit() and len(answer.body) < 20


def _is_moment(answer: Answer) -> bool:
    """Whether an answer is a moment, as 2026-11-22T19:05:00."""
    return answer.body[:2] == b"20" and b"T" in answer.body[:20] and len(answer.body) < 60


def _is_page_of_blazegraph(answer: Answer) -> bool:
    return b"blazegraph" in answer.body[:20_000].lower() or b"bigdata" in answer.body[:20_000].lower()


def _is_empty(answer: Answer) -> bool:
    return not answer.body.strip() and "html" not in answer.media_type


_SERVERS: Mapping[str, str] = {
    "oxigraph": "oxigraph", "virtuoso": "virtuoso", "fuseki": "fuseki", "graphdb": "graphdb", "qlever": "qlever",
    "blazegraph": "blazegraph", "stardog": "stardog",
}  # fmt: skip
"""What stands in the header Server, in lower case."""

_PROBES: Mapping[str, tuple[str, Sequence[tuple[str, Callable[[Answer], bool]]]]] = {
    "graphdb": ("/repositories", (("/rest/repositories", _says('"readable"', '"sesameType"', '"uri"')),)),
    "rdf4j": ("/repositories", (("/protocol", _is_number), ("/rdf4j-server/protocol", _is_number))),
    "blazegraph": ("/bigdata", (("/bigdata/status", _is_page_of_blazegraph),)),
    "neptune": ("/sparql", (("/status", _says('"dbEngineVersion"')),)),
    "qlever": ("", (("?cmd=stats", _says('"name-index"', '"num-triples')),)),
    "fuseki": ("", (("/$/ping", _is_moment),)),
    "stardog": ("", (("/admin/alive", _is_empty),)),
}
"""A part of the path that is typical; addresses that tell, and how they do."""


def _with_dataset(client: Client, kind: Kind, url: str) -> str:
    """Return an address that names a dataset: as given, or of the only one that the server has."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if kind.name in ("rdf4j", "graphdb"):
        before, found, rest = path.partition("/repositories/")
        if found and rest:
            return url
        before = path.removesuffix("/repositories")
        if kind.name == "rdf4j" and not before:
            before = "/rdf4j-server"
        listing, below = f"{before}/repositories", f"{before}/repositories/"
        word = "repository"
    elif path:
        return url
    else:
        listing, below, word = {
            "fuseki": ("/$/datasets", "/", "dataset"),
            "stardog": ("/admin/databases", "/", "database"),
        }[kind.name]
    example = _root(url, f"{below}NAME")
    try:
        accept = {"Accept": "application/sparql-results+json, application/json;q=0.9"}
        names = _names(client.request("GET", _root(url, listing), headers=accept).body)
    except (WebFault, ValueError, LookupError, TypeError, AttributeError) as error:
        why = f" ({error.message})" if isinstance(error, WebFault) else ""
        raise StoreFault(f"{shown(url)}: does not tell its {word}{why}; name it, as {shown(example)}") from None
    if len(names) != 1:
        told = f"has {len(names)} of the kind {word} ({', '.join(names)})" if names else f"has no {word}"
        raise StoreFault(f"{shown(url).rstrip('/')}: {told}; name one, as {shown(example)}")
    return _root(url, f"{below}{quote(names[0])}")


def _names(body: bytes) -> list[str]:
    """Return the names of datasets in the listing of RDF4J, Fuseki or Stardog.

    Examples
    --------
    >>> _names(b'{"datasets": [{"ds.name": "/ds"}]}'), _names(b'{"databases": ["db"]}')
    (['ds'], ['db'])
    """
    found = json.loads(body)
    if "results" in found:
        names = [row["id"]["value"] for row in found["results"]["bindings"]]
        return [name for name in names if name != "SYSTEM"]
    if "datasets" in found:
        return [str(dataset["ds.name"]).strip("/") for dataset in found["datasets"]]
    return [str(name) for name in found["databases"]]

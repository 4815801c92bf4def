"""Stores that cannot be had here, played: addresses, fields and headers are those that their documents give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pyoxigraph as ox
import pytest

from slm_graph.loading import sending
from slm_graph.loading.checking import check_file
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.kinds import KINDS
from slm_graph.loading.loader import load
from slm_graph.loading.recognising import find_store
from slm_graph.loading.store import StoreKind, staging_graph, store_at
from slm_graph.web.client import Client
from webs import Asked, Said, played

GRAPH = "http://example.org/g#1"
OTHER = "http://example.org/other"
NIL = {
    "rdf4j": "http://rdf4j.org/schema/rdf4j#nil",
    "graphdb": "http://www.openrdf.org/schema/sesame#nil",
    "qlever": "http://qlever.cs.uni-freiburg.de/builtin-functions/default-graph",
    "neptune": "http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph",
}
TRIPLES = """
    <http://example.org/a> <http://example.org/p> "07"^^<http://www.w3.org/2001/XMLSchema#integer>, "x"@en, _:b ;
        <http://example.org/q> "caf\u00e9 \\"quoted\\"" .
    _:b <http://example.org/p> <http://example.org/a> .
"""


@dataclass
class Pretender:
    """A store as its documents describe it; what it holds is real.

    Parameters
    ----------
    query, update, graph_store
        The paths at which it listens; anywhere else is 404.
    parameter
        The field that names a graph in the Graph Store; "" where there is none.
    methods
        What the Graph Store takes.
    nil
        What a FROM calls the default graph; there, a query without FROM sees all graphs.
    also
        Answers at other paths.
    server
        The header Server.
    """

    query: str
    update: str
    graph_store: str
    parameter: str = "graph"
    methods: str = "PUT POST"
    nil: str = ""
    also: Mapping[str, bytes] = field(default_factory=dict)
    server: str = "nginx"
    data: ox.Store = field(default_factory=ox.Store)

    def __call__(self, asked: Asked) -> Said:
        status, media_type, body = self.answer(asked)
        return status, {"Server": self.server, "Content-Type": media_type}, body

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        url = urlsplit(asked.path)
        path, named = unquote(url.path), parse_qs(url.query, keep_blank_values=True)
        media_type = asked.headers.get("content-type", "")
        if asked.path in self.also and asked.method == "GET":
            return 200, "application/json", self.also[asked.path]
        if (
            path == self.graph_store
            and asked.method in self.methods.split()
            and (self.parameter in named or "default" in named)
        ):
            return self.take(asked, named)
        form = parse_qs(asked.body.decode()) if media_type == "application/x-www-form-urlencoded" else {}
        if path == self.query and asked.method == "POST" and "query" in form:
            return 200, "application/sparql-results+json", self.asked(form["query"][0])
        if path == self.update and asked.method == "POST" and "update" in form:
            self.data.update(form["update"][0])
            return 204, "", b""
        return 404, "text/plain", b""

    def take(self, asked: Asked, named: Mapping[str, list[str]]) -> tuple[int, str, bytes]:
        graph = ox.NamedNode(named[self.parameter][0]) if self.parameter in named else ox.DefaultGraph()
        turtle = ("text/turtle", "application/x-turtle", "application/n-triples")
        if asked.headers["content-type"] not in turtle:
            return 415, "text/plain", b""
        if asked.method == "PUT":
            self.data.clear_graph(graph)
        self.data.load(asked.body, format=ox.RdfFormat.TURTLE, to_graph=graph)
        return 204, "", b""

    def asked(self, query: str) -> bytes:
        nil = f"FROM <{self.nil}> "
        if self.nil and nil in query:
            found = self.data.query(query.replace(nil, ""))
        else:
            found = self.data.query(query, use_default_graph_as_union=bool(self.nil) and "FROM" not in query)
        assert isinstance(found, ox.QuerySolutions)
        text = found.serialize(format=ox.QueryResultsFormat.JSON)
        assert text is not None
        return text


REPOSITORIES = json.dumps(
    {"head": {"vars": ["id"]}, "results": {"bindings": [{"id": {"type": "literal", "value": "R 1"}}]}}
)
REPOSITORY = "/repositories/R 1"
PRETENDERS: Mapping[str, Callable[[], Pretender]] = {
    "fuseki": lambda: Pretender(
        "/ds/query", "/ds/update", "/ds/data",
        also={"/$/ping": b"2026-11-22T19:05:00.000+00:00\n", "/$/datasets": b'{"datasets": [{"ds.name": "/ds"}]}'},
    ),
    "rdf4j": lambda: Pretender(
        f"/rdf4j-server{REPOSITORY}", f"/rdf4j-server{REPOSITORY}/statements",
        f"/rdf4j-server{REPOSITORY}/rdf-graphs/service", nil=NIL["rdf4j"],
        also={"/rdf4j-server/protocol": b"12", "/rdf4j-server/repositories": REPOSITORIES.encode()},
    ),
    "graphdb": lambda: Pretender(
        REPOSITORY, f"{REPOSITORY}/statements", f"{REPOSITORY}/rdf-graphs/service", nil=NIL["graphdb"],
        also={"/rest/repositories": b'[{"id": "R 1", "readable": true}]', "/repositories": REPOSITORIES.encode()},
    ),
    "qlever": lambda: Pretender(
        "/", "/", "/", nil=NIL["qlever"], also={"/?cmd=stats": b'{"name-index": "olympics", "num-triples-normal": 1}'}
    ),
    "blazegraph": lambda: Pretender(
        "/bigdata/sparql", "/bigdata/sparql", "/bigdata/sparql", "context-uri", "POST",
        also={"/bigdata/status": b"<title>Blazegraph Workbench</title>"},
    ),
    "stardog": lambda: Pretender(
        "/db/query", "/db/update", "/db", also={"/admin/alive": b"", "/admin/databases": b'{"databases": ["db"]}'}
    ),
    "neptune": lambda: Pretender(
        "/sparql", "/sparql", "/sparql/gsp/", nil=NIL["neptune"],
        also={"/status": b'{"status": "healthy", "dbEngineVersion": "1.3.2.1"}'},
    ),
    "sparql11": lambda: Pretender("/query", "/update", "", ""),
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(TRIPLES, encoding="utf-8")
    return path


PLAYED = sorted({*KINDS} - {"oxigraph", "virtuoso"})
"""Every store that is not run."""


def pretender_of(kind: StoreKind) -> Pretender:
    """Return a store as its documents describe it; one that needs no more than addresses, as its row does."""
    if kind.name in PRETENDERS:
        return PRETENDERS[kind.name]()
    needs = [name for name in ("datasets", "default_graph", "probes") if getattr(kind, name)]
    assert needs == [], f"{kind.name}: play it in PRETENDERS, since a row does not say what its {needs} answer"
    methods = "PUT POST" if kind.replaces else "POST"
    return Pretender(
        kind.home + kind.query, kind.home + kind.update, kind.home + (kind.graph_store or ""), kind.graph_parameter,
        methods, server=kind.server or "nginx",
    )  # fmt: skip


def tells_itself(kind: StoreKind) -> bool:
    """Whether a store is recognised without its name; few may stay that are not."""
    return bool(kind.server or kind.probes)


def test_who_is_played_is_a_store() -> None:
    assert {*PRETENDERS} <= {*PLAYED}


@pytest.mark.parametrize(
    ("name", "graph"),
    [(name, graph) for name in PLAYED for graph in (GRAPH, "") if graph or KINDS[name].default_graph is not None],
)
def test_a_graph_is_replaced_and_nothing_else(name: str, graph: str, path: Path) -> None:
    kind = KINDS[name]
    pretender = pretender_of(kind)
    old = '<http://example.org/a> <http://example.org/p> "old" .'
    for where in (ox.NamedNode(GRAPH), ox.NamedNode(OTHER), ox.DefaultGraph()):
        pretender.data.load(old.encode(), format=ox.RdfFormat.TURTLE, to_graph=where)
    with played(pretender) as server, Client(server.address) as client:
        address = f"{server.address}/query" if kind.has_pair else server.address
        store = find_store(client, address, "" if tells_itself(kind) else name)
        assert store.kind.name == name
        loaded = load(client, store, check_file(path), graph)
    assert (loaded.before, loaded.after) == (1, 5)
    target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    for where in (ox.NamedNode(GRAPH), ox.NamedNode(OTHER), ox.DefaultGraph()):
        assert len(list(pretender.data.quads_for_pattern(None, None, None, where))) == (5 if where == target else 1)
    joined = "SELECT * { GRAPH ?g { ?a <http://example.org/p> ?b . ?b <http://example.org/p> ?a } }"
    assert len(list(pretender.data.query(joined if graph else joined.replace("GRAPH ?g", "")))) == 2  # type: ignore[arg-type]
    staged = pretender.data.quads_for_pattern(None, None, None, ox.NamedNode(staging_graph(graph)))
    assert not list(staged)
    if kind.replaces or kind.graph_store is None:
        assert not pretender.data.contains_named_graph(ox.NamedNode(staging_graph(graph)))


@pytest.mark.parametrize("name", [name for name in PLAYED if not KINDS[name].has_pair])
def test_a_store_is_known_by_its_endpoints_too(name: str) -> None:
    kind = KINDS[name]
    with played(pretender_of(kind)) as server, Client(server.address) as client:
        expected = find_store(client, server.address, "" if tells_itself(kind) else name)
        for address in {expected.query, expected.update, expected.graph_store.rstrip("/")} - {""}:
            if tells_itself(kind):
                assert find_store(client, address) == expected, address
            assert find_store(client, address, name) == expected, address


@pytest.mark.parametrize("server", ["Stardog/10.1", "GraphDB/10.6.3 RDF4J/4.3.9", "Apache Jena Fuseki (5.1.0)"])
def test_a_header_is_enough(server: str) -> None:
    pretender = Pretender("/ds/query", "/ds/update", "/ds/data", server=server)
    with played(pretender) as played_server, Client(played_server.address) as client:
        store = find_store(client, f"{played_server.address}/repositories/ds")
    assert store.kind.title.lower().split()[-1] in server.lower()


def test_a_name_is_asked_for_where_there_are_several() -> None:
    pretender = PRETENDERS["fuseki"]()
    pretender.also = {**pretender.also, "/$/datasets": b'{"datasets": [{"ds.name": "/a"}, {"ds.name": "/b"}]}'}
    with played(pretender) as server, Client(server.address) as client, pytest.raises(StoreFault) as error:
        find_store(client, server.address)
    message = f"{server.address}: has 2 of the kind dataset (a, b); name one, as {server.address}/NAME"
    assert error.value.message == message


def test_an_unknown_server_is_not_guessed() -> None:
    def everywhere(_: Asked) -> Said:
        return 200, {"Server": "nginx", "Content-Type": "text/html"}, b"<html>Welcome</html>"

    with played(everywhere) as server, Client(server.address) as client:
        with pytest.raises(
            StoreFault, match=r"is no store that is known \(it says Server: nginx\); name it with --store"
        ):
            find_store(client, server.address)
        with pytest.raises(LookupError, match=r"fusseki: is not known as a store; .*; did you mean fuseki"):
            find_store(client, server.address, "fusseki")
    assert {asked.method for asked in server.asked} <= {"HEAD", "GET"}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_says_where_it_is_written(name: str) -> None:
    kind = KINDS[name]
    assert kind.source.startswith("https://")
    store = store_at(kind, "https://example.org/x/")
    assert store.query.startswith("https://example.org/x")
    assert bool(store.graph_store) == (kind.graph_store is not None)


def test_a_body_is_compressed_for_who_takes_it_and_is_not_here(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr(sending, "_is_on_this_machine", lambda _: False)
    pretender = PRETENDERS["fuseki"]()
    bodies = []

    def unzip(asked: Asked) -> Said:
        if asked.headers.get("content-encoding") == "gzip":
            bodies.append(asked.body)
            asked = asked._replace(body=gzip.decompress(asked.body))
        return pretender(asked)

    with played(unzip) as server, Client(server.address) as client:
        assert load(client, find_store(client, server.address), check_file(path), GRAPH).after == 5
    assert len(bodies) == 1

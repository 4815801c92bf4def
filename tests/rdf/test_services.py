"""No query speaks with a server, however SERVICE is written."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from slm_graph.graphs import Endpoint, QueryFault, local_graph
from slm_graph.rdf import services

CLAUSES = [
    "{ SERVICE <URL> { ?s ?p ?o } }",
    "{ service silent <URL> { ?s ?p ?o } }",
    "{ ?s ?p ?o.SERVICE<URL>{ ?s ?p ?o } }",
    "{ ?s ?p 1.SERVICE<URL>{ ?s ?p ?o } }",
    "{ ?s ?p ex:.SERVICE<URL>{ ?s ?p ?o } }",
    "{ ?s ?p ex:o.SERVICE ex:x { ?s ?p ?o } }",
    "{ ?s ?p true SERVICE<URL>{ ?s ?p ?o } }",
    "{ ?s ?p trueSERVICE<URL>{ ?s ?p ?o } }",
    "{ ?s ?p trueSERVICEex:x{ ?s ?p ?o } }",
    "{ SERVICE#comment\n<URL> { ?s ?p ?o } }",
    "{ SERVICEex:x { ?s ?p ?o } }",
    "{ SERVICESILENT<URL> { ?s ?p ?o } }",
    "{ \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "{ \\U00000053ERVICE <URL> { ?s ?p ?o } }",
    '{ ?s ?p "\\u0022 SERVICE <URL> { ?s ?p ?o } # " }',
    "{ ?s ?p ?o FILTER(?s<1)SERVICE ex:x { ?s ?p ?o } }",
    "{ VALUES ?x { <URL> } SERVICE ?x { ?s ?p ?o } }",
    "{ { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "{ FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
]
GRAPH = "<http://e/a> <http://e/p> true, 1, <http://e/> ."


@pytest.fixture
def address() -> Iterator[tuple[str, list[object]]]:
    """Return the address of a server, and who came."""
    visitors: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, visitor = server.accept()
                    visitors.append(visitor)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", visitors


@pytest.mark.parametrize("clause", CLAUSES)
def test_no_server_hears_of_a_query(address: tuple[str, list[object]], clause: str) -> None:
    url, visitors = address
    text = f"PREFIX ex: <{url}#> ASK {clause.replace('URL', url)}"
    with contextlib.suppress(QueryFault):
        bool(local_graph(GRAPH).query(text))
    assert visitors == []


@pytest.mark.parametrize("clause", CLAUSES[:4])
def test_a_clause_is_refused_with_its_place_and_the_option(address: tuple[str, list[object]], clause: str) -> None:
    url, visitors = address
    text = f"ASK {clause.replace('URL', url)}"
    for source in (local_graph(GRAPH), Endpoint(url)):
        with pytest.raises(QueryFault, match="--allow-service") as error:
            source.query(text)
        assert error.value.column > 4
    with contextlib.suppress(QueryFault):
        bool(local_graph(GRAPH)._replace(allow_service=True).query(text))
    assert visitors


@pytest.mark.parametrize("word", ["FROM", "FROM NAMED"])
def test_from_reads_no_network(address: tuple[str, list[object]], word: str) -> None:
    url, visitors = address
    assert not local_graph(GRAPH).query(f"ASK {word} <{url}> {{ ?s ?p ?o }}")
    assert visitors == []


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX void: <http://e/> ASK { ?service void:service 'SERVICE <x> {}' } # SERVICE <x> {}",
        "PREFIX service: <http://e/> SELECT ?a { ?a service:a <http://e/SERVICE> }",
        'ASK { ?s ?p """ SERVICE <x> { } """@en }',
    ],
)
def test_the_word_alone_is_no_clause(text: str) -> None:
    assert services.service(text) is None

"""SPARQLWrapper, which many ask endpoints with, sends every stored question as the file stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper

from servers import Server
from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.rdf import sparql
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
GRAPH = "http://example.org/asked-by-sparqlwrapper"
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


@pytest.fixture(scope="module")
def server(oxigraph_server: Server) -> Server:
    oxigraph_server.put(GRAPH, TTL)
    return oxigraph_server


def answer(text: str, server: Server, answer_format: str) -> Any:
    wrapper = SPARQLWrapper(server.query)
    wrapper.addDefaultGraph(GRAPH)
    wrapper.setReturnFormat(answer_format)
    wrapper.setQuery(text)
    # It takes the first such word for the form of the query, even within another word (ADD in "address"), and takes
    # every other line of a comment for a part of the query. Of SELECT and ASK it makes the same request.
    forms = {"SELECT", "ASK"} if sparql.form(text) in ("SELECT", "ASK") else {sparql.form(text)}
    assert wrapper.queryType in forms, f"SPARQLWrapper reads {wrapper.queryType} in the header; say it in other words"
    return wrapper.query().convert()


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 60


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_question_is_answered_as_it_comes(path: Path, server: Server, graph: LocalGraph) -> None:
    text = path.read_text(encoding="utf-8")
    expected = graph.query(text)
    if isinstance(expected, ox.QuerySolutions):
        rows = answer(text, server, JSON)["results"]["bindings"]
        assert len(rows) == len(list(expected))
    elif isinstance(expected, ox.QueryBoolean):
        assert answer(text, server, JSON)["boolean"] is bool(expected)
    else:
        turtle = answer(text, server, TURTLE)
        assert set(ox.parse(turtle, format=ox.RdfFormat.TURTLE)) == {ox.Quad(*triple) for triple in expected}

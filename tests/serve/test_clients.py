"""What people ask endpoints with: SPARQLWrapper, rdflib, curl, this program itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import forks
from serving import Serving, serving
from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.questions import read_questions
from slm_graph.rdf import sparql
from tools import ROOT, program

TTL = ROOT / "output" / "slm-graph.ttl"
EDITOR = sorted((ROOT / "tests" / "editor").glob("*.rq"))
SLM = "https://w3id.org/slm-graph/ontology#"


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(TTL) as running:
        yield running


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


def test_sparqlwrapper_gets_what_the_file_gives_for_every_question(server: Serving, graph: LocalGraph) -> None:
    for question in read_questions(ROOT / "queries", is_parsed=False):
        text = sparql.bind(question.text, question.default_terms).text
        if any(parameter.required and parameter.default is None for parameter in question.parameters):
            continue
        wrapper = SPARQLWrapper(server.sparql)
        wrapper.setQuery(text)
        expected = graph.query(text)
        is_graph = not isinstance(expected, (ox.QuerySolutions, ox.QueryBoolean))
        wrapper.setReturnFormat(TURTLE if is_graph else JSON)
        answer: Any = wrapper.query().convert()
        if isinstance(expected, ox.QuerySolutions):
            assert len(answer["results"]["bindings"]) == len(list(expected)), question.name
        elif isinstance(expected, ox.QueryBoolean):
            assert answer["boolean"] is bool(expected)
        else:
            assert {*ox.parse(answer, format=ox.RdfFormat.TURTLE)} == {ox.Quad(*triple) for triple in expected}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("given", [JSON, XML, CSV])
def test_sparqlwrapper_reads_every_format_by_every_method(server: Serving, method: str, given: str) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(given)
    wrapper.setQuery(f"SELECT ?s {{ ?s a <{SLM}System> }}")
    answer: Any = wrapper.query().convert()
    text = answer.toxml() if given == XML else str(answer)
    assert text.count("https://w3id.org/slm-graph/system/") == 29


def test_sparqlwrapper_reads_rdf_xml_and_faults(server: Serving) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setReturnFormat(RDFXML)
    wrapper.setQuery(f"CONSTRUCT {{ ?s a ?o }} {{ ?s a ?o FILTER (?o = <{SLM}System>) }}")
    answer: Any = wrapper.query().convert()
    assert len(answer) == 29
    wrapper.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(QueryBadFormed, match="unexpected }"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_graph(server: Serving, method: str) -> None:
    store = SPARQLStore(server.sparql, method=method)
    rows = store.query(f"SELECT ?s {{ ?s a <{SLM}System> }}")
    assert len([*rows]) == 29
    assert len([*store.triples((None, URIRef(f"{SLM}usesLLM"), None))]) > 20


def test_curl_as_its_users_type_it(server: Serving, tmp_path: Path) -> None:
    curl = [program("curl", "curl"), "--fail", "--silent", "--show-error", "--noproxy", "*"]
    query = f"query=SELECT (COUNT(*) AS ?n) {{ ?s a <{SLM}System> }}"

    def output(*arguments: str) -> bytes:
        return subprocess.run([*curl, *arguments], capture_output=True, check=True).stdout

    posted = output(server.sparql, "--data-urlencode", query, "-H", "Accept: text/csv")
    assert posted.split() == [b"n", b"29"]
    assert output("-G", server.sparql, "--data-urlencode", query, "-d", "format=csv") == posted
    assert b"SALMONN" in output("-L", "-H", "Accept: text/turtle", f"{server.address}system/salmonn")
    (tmp_path / "q.rq").write_text("ASK { }", encoding="utf-8")
    headers = ["-H", "Content-Type: application/sparql-query", "--data-binary", f"@{tmp_path / 'q.rq'}"]
    assert output(server.sparql, *headers) == b'{"head":{},"boolean":true}'


def test_this_program_asks_it_as_any_endpoint(server: Serving) -> None:
    by_file = forks.run("query", "systems-by-encoder", "-p", "encoder=Wishper", "--data", TTL)
    by_server = forks.run("query", "systems-by-encoder", "-p", "encoder=Wishper", "--endpoint", server.sparql)
    assert (by_server.returncode, by_server.stdout) == (0, by_file.stdout)
    shortened = forks.run("query", "-e", "ASK { <system/salmonn> a slm:System }", "--endpoint", server.sparql)
    assert shortened.stdout == "true\n"


@pytest.mark.parametrize("path", EDITOR, ids=lambda path: path.stem)
def test_an_editor_finds_what_it_looks_for(path: Path, tmp_path: Path) -> None:
    """Where the graph, void.ttl and queries.ttl are served together."""
    together = tmp_path / "all.nt"
    with together.open("wb") as output:
        for name in ("slm-graph.ttl", "void.ttl", "queries.ttl"):
            quads = ox.parse(path=TTL.with_name(name), format=ox.RdfFormat.TURTLE)
            output.write(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")
    with serving(together) as server:
        answer = server.ask(path.read_text(encoding="utf-8"))
    assert len(answer.json()["results"]["bindings"]) > 20

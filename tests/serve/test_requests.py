"""The SPARQL Protocol, as the W3C tests it and beyond."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from serving import Serving, serving
from slm_graph.graphs import Endpoint
from slm_graph.loading import find_store
from slm_graph.problems import Fault
from slm_graph.serve.formats import GRAPHS
from slm_graph.web import Client
from tools import ROOT, loaded_yaml

CASES = ROOT / "tests" / "cases" / "protocol"
REQUESTS: list[dict[str, Any]] = loaded_yaml(CASES / "requests.yaml")
KINDS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "rows": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "graph": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}
DATA1 = "http://kasei.us/2009/09/sparql/data/data1.rdf"


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(CASES / "data.trig") as running:
        yield running


def media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def test_there_are_requests() -> None:
    assert len(REQUESTS) == 27


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request["name"])
def test_a_request_of_the_w3c_is_answered_as_it_says(server: Serving, request_: dict[str, Any]) -> None:
    body = request_.get("body")
    headers = {"Content-Type": request_["type"]} if "type" in request_ else {}
    answer = httpx.request(
        request_["method"], f"{server.address}sparql/", params=request_.get("fields"), headers=headers,
        content=body.encode(request_.get("encoding", "UTF-8")) if body else None, trust_env=False,
    )  # fmt: skip
    assert answer.status_code // 100 == request_["status"], answer.text
    if "is" in request_:
        assert media_type(answer) in KINDS[request_["is"]]
    if "answer" in request_:
        assert answer.json()["boolean"] is request_["answer"]
    if request_["status"] == 4:
        assert answer.text.count("\n") == 1, "one line that helps"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "application/sparql-results+xml"),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
    ],
)
def test_rows_come_in_what_the_client_wants_most(server: Serving, accept: str, expected: str) -> None:
    answer = server.ask("SELECT (1 AS ?a) { }", headers={"Accept": accept})
    assert answer.status_code == 200
    assert media_type(answer) == expected
    if "json" in expected:
        assert json.loads(answer.text)["results"]["bindings"][0]["a"]["value"] == "1"
    elif "csv" in expected:
        assert answer.text == "a\r\n1\r\n"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", [row.media_types[0] for row in GRAPHS])
def test_a_graph_comes_in_every_format(server: Serving, accept: str) -> None:
    answer = server.ask(f"DESCRIBE <{DATA1}>", headers={"Accept": accept})
    assert media_type(answer) == accept
    rdf_format = ox.RdfFormat.from_media_type(accept)
    assert rdf_format is not None
    (quad,) = ox.parse(answer.content, format=rdf_format)
    assert quad.object == ox.NamedNode("http://xmlns.com/foaf/0.1/Document")


@pytest.mark.parametrize("query", ["SELECT * { ?a ?b ?c }", "ASK { }", "DESCRIBE <urn:a>"])
def test_what_cannot_be_given_is_said_with_what_can(server: Serving, query: str) -> None:
    answer = server.ask(query, headers={"Accept": "image/png, */*;q=0"})
    assert answer.status_code == 406
    assert "this answer comes as " in answer.text


def test_a_format_can_be_named_in_the_address(server: Serving) -> None:
    answer = server.get("sparql", params={"query": "SELECT (1 AS ?a) { }", "format": "csv"})
    assert answer.text == "a\r\n1\r\n"
    assert server.get("sparql", params={"query": "ASK { }", "format": "nt"}).status_code == 406


def test_a_query_sees_all_graphs_unless_it_or_its_request_names_some(server: Serving) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"

    def counted(clause: str = "", **fields: str) -> str:
        query = count.replace("{}", clause).replace("{{", "{").replace("}}", "}")
        answer = server.get("sparql", params={"query": query, "format": "csv", **fields})
        return answer.text.splitlines()[1]

    assert counted() == "3"
    assert counted(f"FROM <{DATA1}>") == "1"
    assert counted(**{"default-graph-uri": DATA1}) == "1"
    assert counted(**{"named-graph-uri": DATA1}) == "0"


def test_the_head_of_an_answer_is_that_of_the_answer(server: Serving) -> None:
    address = f"{server.sparql}?query=ASK%7B%7D"
    whole, head = httpx.get(address, trust_env=False), httpx.head(address, trust_env=False)
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


def test_pages_of_other_sites_may_ask(server: Serving) -> None:
    headers = {
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = httpx.options(server.sparql, headers=headers, trust_env=False)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"].lower()
    for answer in (server.ask("ASK { }"), server.ask("ASK {"), server.get("nothing")):
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o", "1:5: { is never closed"),
        ("ASK {\n ?s foo:bar ?o }", "2:12: foo: is not declared; add PREFIX foo: <…>"),
        ("ASK { SERVICE <http://127.0.0.1:1/> { } }", "1:7: SERVICE is not answered"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "is no query; begin with SELECT"),
        ("", "is no"),
    ],
)
def test_a_fault_is_a_line_that_helps(server: Serving, query: str, words: str) -> None:
    answer = server.ask(query)
    assert answer.status_code == 400
    assert words in answer.text
    assert answer.text.count("\n") == 1
    assert media_type(answer) == "text/plain"


def test_nothing_is_changed(server: Serving) -> None:
    update, headers = "CLEAR ALL", {"Content-Type": "application/sparql-update"}
    by_form = httpx.post(server.sparql, data={"update": update}, trust_env=False)
    for answer in (by_form, httpx.post(server.sparql, content=update, headers=headers, trust_env=False)):
        assert (answer.status_code, answer.text) == (403, "this endpoint is read-only: it takes no updates\n")
    large = httpx.post(server.sparql, content=" " * 2_000_000, headers=headers, trust_env=False)
    assert (large.status_code, large.text) == (403, "this endpoint is read-only: it takes no updates\n")
    assert server.ask("ASK { ?s ?p ?o }").json()["boolean"] is True
    with Client(server.address) as client, pytest.raises(Fault, match="is slm-graph serve, which only reads"):
        find_store(client, server.address)


def test_the_address_of_the_server_is_one_of_queries_too(server: Serving) -> None:
    assert Endpoint(server.address).query("ASK { ?s ?p ?o }")


def test_what_is_too_long_is_refused(server: Serving) -> None:
    query = f"ASK {{ }} # {'x' * 40_000}"
    assert server.get("sparql", params={"query": query}).status_code == 414
    assert server.ask(query).json()["boolean"] is True
    assert server.ask(f"ASK {{ }} # {'x' * 1_000_000}").status_code == 413


def test_bytes_that_are_no_text_are_refused(server: Serving) -> None:
    assert server.get("sparql?query=%FF").status_code == 400
    headers = {"Content-Type": "application/sparql-query"}
    assert httpx.post(server.sparql, content=b"ASK { \xff }", headers=headers, trust_env=False).status_code == 400


def test_the_endpoint_describes_itself(server: Serving) -> None:
    described = server.get("sparql", headers={"Accept": "application/n-triples"})
    assert described.status_code == 200
    store = ox.Store()
    store.load(described.content, format=ox.RdfFormat.N_TRIPLES)
    query = f"""PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        ASK {{ ?service a sd:Service ; sd:endpoint <{server.sparql}> ; sd:feature sd:UnionDefaultGraph ;
          sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ;
          sd:defaultDataset/sd:namedGraph/sd:name <{DATA1}> }}"""
    assert store.query(query)


def test_a_browser_is_led_from_the_endpoint_to_where_a_person_asks_it(server: Serving) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for path in ("sparql", "sparql/"):
        led = server.get(path, headers=browser, follow_redirects=True)
        assert (led.status_code, str(led.url)) == (200, f"{server.address}explore/index.html#questions")


def test_the_log_has_a_line_a_request_and_no_query(server: Serving) -> None:
    server.get("sparql", params={"query": "ASK { # my-secret\n }"})
    server.wait_for(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 200 GET /sparql \d+ ms, 26 bytes$")
    assert "my-secret" not in "\n".join(server.said)

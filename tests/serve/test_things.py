"""Things, pages, questions, search and graphs of a server, as its clients ask for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from serving import Serving, serving
from slm_graph.graphs import open_graph
from slm_graph.questions import read_questions
from slm_graph.site import LiveSite
from tools import ROOT, committed_triples, missing

BASE = "https://w3id.org/slm-graph/"
TTL = ROOT / "output" / "slm-graph.ttl"
QUESTIONS = read_questions(ROOT / "queries", is_parsed=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(TTL) as running:
        yield running


def get(server: Serving, path: str, accept: str = "", **options: Any) -> httpx.Response:
    return server.get(path, headers={"Accept": accept} if accept else {}, **options)


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
        ("*/*", ""),
        ("text/turtle", "index.ttl"),
        ("application/ld+json, text/turtle;q=0.5", "index.jsonld"),
        ("application/n-triples", "index.nt"),
        ("application/rdf+xml", "index.rdf"),
    ],
)
def test_the_iri_of_a_thing_leads_to_what_the_client_wants(server: Serving, accept: str, ending: str) -> None:
    answer = get(server, "system/salmonn", accept)
    assert (answer.status_code, answer.headers["location"]) == (303, f"../system/salmonn/{ending}")
    followed = get(server, "system/salmonn", accept, follow_redirects=True)
    assert followed.status_code == 200
    assert followed.url.path == f"/system/salmonn/{ending}"
    if ending:
        rdf_format = ox.RdfFormat.from_media_type(followed.headers["content-type"].partition(";")[0])
        assert rdf_format is not None
        store = ox.Store()
        store.load(followed.content, format=rdf_format)
        assert store.query(f"ASK {{ <{BASE}system/salmonn> a <{BASE}ontology#System> }}")
    else:
        assert "<h1>SALMONN</h1>" in followed.text


def test_every_iri_of_the_graph_opens(server: Serving) -> None:
    """One of each kind."""
    query = "SELECT (SAMPLE(?s) AS ?one) { ?s a ?class FILTER (ISIRI(?s)) } GROUP BY ?class"
    rows = server.ask(query).json()["results"]["bindings"]
    assert len(rows) > 20
    for iri in (row["one"]["value"] for row in rows):
        for accept in ("text/html", "text/turtle"):
            answer = get(server, "about", accept, params={"iri": iri}, follow_redirects=True)
            assert answer.status_code == 200, iri


def test_pages_are_those_of_the_site(server: Serving) -> None:
    """Of which tests/site/test_live.py tells that they are those of the folder."""
    site = LiveSite(open_graph(TTL, steady=True), TTL, QUESTIONS)
    for name in ("index.html", "system/salmonn/index.html", "search/index.js", "system/salmonn/index.ttl"):
        assert server.get(name).content == site.file(name), name
    assert server.get("").content == site.file("index.html")


def test_what_is_not_there_is_said_as_the_client_reads(server: Serving) -> None:
    line, page = get(server, "system/salmon"), get(server, "system/salmon", "text/html")
    assert (line.status_code, page.status_code) == (404, 404)
    assert line.text.startswith("/system/salmon: there is no such thing; search for it")
    assert 'href="/search/index.html"' in page.text


def test_a_page_tells_where_its_data_are(server: Serving) -> None:
    link = server.get("system/salmonn/").headers["link"]
    assert '<index.ttl>; rel="alternate"; type="text/turtle"' in link


# --- questions


def test_a_question_is_answered_as_json_csv_and_html(server: Serving) -> None:
    answer = server.get("questions/systems-by-encoder", params={"encoder": "Wishper"})
    document = answer.json()
    assert document["taken_for"]["encoder"] == {"iri": f"{BASE}encoder/whisper", "label": "Whisper"}
    assert "SALMONN" in [row["system"] for row in document["rows"]]
    table = get(server, "questions/systems-by-encoder", "text/csv", params={"encoder": "Wishper"})
    assert table.text.splitlines()[0] == "system,systemIri,encoder,year"
    assert len(table.text.splitlines()) == len(document["rows"]) + 1
    given = {"params": {"encoder": "beats"}}
    page = get(server, "questions/systems-by-encoder", "text/html", follow_redirects=True, **given)
    assert '<input id="value-encoder" name="encoder" value="beats">' in page.text
    assert ">SALMONN</a>" in page.text
    assert server.get("query/systems-by-encoder/", **given).text == page.text
    assert '<a href="answer.csv?encoder=beats">' in page.text
    beside = server.get("query/systems-by-encoder/answer.csv", **given)
    assert [line.split(",")[0] for line in beside.text.splitlines()] == ["system", "SALMONN"]
    assert server.get("query/systems-by-encoder/answer.csv").text == table.text, "the default is Whisper"


def test_conditions_come_as_several_values(server: Serving) -> None:
    answer = server.get("questions/systems-where", params={"llm": "llama", "task": ["asr or st", ""]})
    assert answer.json()["rows"]


def test_a_graph_is_answered_as_rdf(server: Serving) -> None:
    answer = get(server, "questions/system-neighbourhood", "application/n-triples", params={"system": "SALMONN"})
    assert len([*ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)]) > 10


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("questions/systems-by-encodr", 404, "did you mean systems-by-encoder?"),
        ("questions/systems-by-encoder?encoder=nosuch", 400, "encoder: nosuch: no such SpeechEncoder"),
        ("questions/systems-by-encoder?encodr=beats", 400, "did you mean encoder?"),
        ("questions/systems-by-encoder?encoder=beats&format=pdf", 406, "comes as"),
        ("search", 400, "give it as /search?q="),
        ("about?iri=urn:x", 404, "the graph says nothing of it"),
        ("store?graph=urn:x", 404, "no such graph"),
        ("store?graph=urn:x&default", 400, "one graph at a time"),
    ],
)
def test_what_cannot_be_given_is_said_in_a_line(server: Serving, path: str, status: int, words: str) -> None:
    answer = server.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.text.count("\n") == 1


def test_all_questions_are_answered(server: Serving) -> None:
    listed = server.get("questions").json()
    assert {row["name"] for row in listed} == {question.name for question in QUESTIONS}
    for row in listed:
        if not any(parameter["required"] for parameter in row["parameters"]):
            answer = server.get(f"questions/{row['name']}")
            assert answer.status_code == 200, answer.text


def test_a_name_is_found_by_a_part_of_it(server: Serving) -> None:
    things = server.get("search", params={"q": "wishp"}).json()["things"]
    assert {"iri": f"{BASE}encoder/whisper", "name": "Wishper"} in things
    assert server.get("search", params={"q": '"\\ ) } nothing'}).json()["things"] == []
    page = get(server, "search", "text/html", params={"q": "whisper v2"})
    assert page.headers["location"] == "search/index.html?q=whisper%20v2"


# --- graphs


def test_the_graph_is_given_as_a_whole(server: Serving) -> None:
    answer = get(server, "store?default", "application/n-triples")
    assert len(answer.content.splitlines()) == committed_triples()
    assert {*ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)} == {
        *ox.parse(TTL.read_bytes(), format=ox.RdfFormat.TURTLE)
    }
    assert httpx.put(f"{server.address}store?default", content=b"", trust_env=False).status_code == 405


def test_named_graphs_are_given_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text("<urn:g> { <urn:a> <urn:p> 1 } <urn:h> { <urn:b> <urn:p> 2 }", encoding="utf-8")
    with serving(tmp_path / "a.trig") as server:

        def subjects(path: str, accept: str, rdf_format: ox.RdfFormat) -> list[str]:
            quads = ox.parse(get(server, path, accept).content, format=rdf_format)
            return sorted(f"{quad.subject.value} {quad.graph_name}" for quad in quads)

        nt, nq = ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS
        assert subjects("store?graph=urn:g", "application/n-triples", nt) == ["urn:a DEFAULT"]
        assert subjects("store?default", "application/n-triples", nt) == ["urn:a DEFAULT", "urn:b DEFAULT"]
        assert subjects("store", "application/n-quads", nq) == ["urn:a <urn:g>", "urn:b <urn:h>"]


def test_any_rdf_is_served(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        '<http://a.org/ann> a <http://a.org/Person> ; <http://www.w3.org/2000/01/rdf-schema#label> "Ann" .',
        encoding="utf-8",
    )
    with serving(tmp_path / "a.ttl") as server:
        page = get(server, "about?iri=http://a.org/ann", "text/html", follow_redirects=True)
        assert "<h1>Ann</h1>" in page.text
        assert server.get("").status_code == 200


# --- OpenAPI


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_the_description_for_programs_is_valid(server: Serving, is_whole: bool) -> None:
    """Of the questions with the same kinds of parameters one, or all."""
    try:
        from openapi_spec_validator import OpenAPIV31SpecValidator
    except ImportError:
        missing("openapi-spec-validator is missing; run `pip install openapi-spec-validator`")
    document = server.get("openapi.json").json()
    alike: dict[str, str] = {}
    for path, told in sorted(document["paths"].items()):
        kinds = sorted(str(item["schema"]) for item in told["get"].get("parameters", []))
        alike.setdefault(json.dumps(kinds) if path.startswith("/questions/") else path, path)
    if not is_whole:
        document["paths"] = {path: document["paths"][path] for path in alike.values()}
    assert [*OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_description_for_programs_tells_every_question(server: Serving) -> None:
    document = server.get("openapi.json").json()
    for question in QUESTIONS:
        told = document["paths"][f"/questions/{question.name}"]["get"]
        assert told["summary"] == question.summary
        names = [parameter["name"] for parameter in told["parameters"]]
        assert names == [*(parameter.name for parameter in question.parameters), "format"]
    names = [row["operationId"] for path in document["paths"].values() for row in path.values()]
    assert len(names) == len({*names})


def test_what_the_description_says_of_a_question_holds(server: Serving) -> None:
    document = server.get("openapi.json").json()
    told = document["paths"]["/questions/systems-by-encoder"]["get"]
    for media_type in told["responses"]["200"]["content"]:
        answer = get(server, "questions/systems-by-encoder", media_type, params={"encoder": "beats"})
        assert answer.headers["content-type"].partition(";")[0] == media_type
    for name in told["parameters"][-1]["schema"]["enum"]:
        answer = server.get("questions/systems-by-encoder", params={"encoder": "beats", "format": name})
        assert answer.status_code == 200
    assert re.search(r"http://127.0.0.1:\d+$", document["servers"][0]["url"])
    assert json.dumps(document)

"""Pages, questions and search of a graph on disk, and of another server's."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from browsing import until
from servers import Server, oxigraph, virtuoso
from serving import Serving, serving
from slm_graph.graphs import LocalGraph, local_graph, open_graph
from slm_graph.serve import explorer, nearby
from slm_graph.serve.served import Context, Opened
from slm_graph.workers import Served
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
GRAPH = "https://w3id.org/slm-graph/graph"


def _on_disk(folder: Path) -> AbstractContextManager[Serving]:
    return serving(TTL, "--store", folder / "store")


class _Before(AbstractContextManager[Serving]):
    """A server of ours before another one."""

    def __init__(self, start: Callable[[Path], AbstractContextManager[Server]], *options: str | Path) -> None:
        *self._options, folder = options
        self._other = start(Path(folder) / "data")

    def __enter__(self) -> Serving:
        server = self._other.__enter__()
        server.put(GRAPH, TTL)
        self._ours = serving("--endpoint", server.query.replace("/sparql-auth", "/sparql"), *self._options)
        return self._ours.__enter__()

    def __exit__(self, *error: object) -> None:
        self._ours.__exit__(None, None, None)
        self._other.__exit__(None, None, None)


KINDS: dict[str, Callable[[Path], AbstractContextManager[Serving]]] = {
    "on disk": _on_disk,
    "Oxigraph": partial(_Before, oxigraph, "--graph", GRAPH),
    "Virtuoso": partial(_Before, virtuoso),
}


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with KINDS[request.param](tmp_path_factory.mktemp("large")) as running:
        yield running


_KINDS = ["on disk", pytest.param("Oxigraph", marks=pytest.mark.exhaustive), "Virtuoso"]
in_two = pytest.mark.parametrize("server", _KINDS, indirect=True, scope="module")
"""What a third one would repeat."""


def test_a_thing_has_its_page_and_its_data(server: Serving) -> None:
    page = server.get("system/salmonn", headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 200
    assert "<h1>SALMONN</h1>" in page.text
    assert "<mark>Wishper encoder (speech)</mark>" in page.text
    data = server.get("system/salmonn", headers={"Accept": "application/n-triples"}, follow_redirects=True)
    stated = [line for line in TTL.with_suffix(".nt").read_bytes().splitlines() if b"<" in line]
    own = {line for line in stated if line.startswith(b"<https://w3id.org/slm-graph/system/salmonn> ")}
    assert {*data.content.splitlines()} == own


@in_two
def test_all_links_of_a_page_lead_somewhere(server: Serving) -> None:
    page = server.get("encoder/whisper/").text
    links = {link for link in re.findall(r'href="(\.\./[^"]+)"', page) if "download" not in link}
    assert len(links) > 10
    for link in sorted(links)[::6]:
        answer = server.get(f"encoder/whisper/{link}", follow_redirects=True)
        assert answer.status_code == 200, link


def test_questions_are_answered(server: Serving) -> None:
    answer = server.get("questions/systems-by-encoder", params={"encoder": "Wishper"}).json()
    assert "SALMONN" in [row["system"] for row in answer["rows"]]
    page = server.get("query/systems-by-encoder/", params={"encoder": "Wishper"})
    assert ">SALMONN</a>" in page.text or ">salmonn</a>" in page.text
    assert "systems-by-encoder" in server.get("query/").text


def test_names_are_found(server: Serving) -> None:
    things = server.get("search", params={"q": "wishper"}).json()["things"]
    assert [row["iri"] for row in things] == ["https://w3id.org/slm-graph/encoder/whisper"]
    assert "encoder/whisper" in server.get("search/index.html", params={"q": "wishper"}).text


def test_the_first_page_counts_the_classes(server: Serving) -> None:
    page = server.get("").text
    assert re.search(r'href="ontology/System/index.html">System</a></dt><dd><b>29</b> A speech language model', page)
    assert re.search(r'href="ontology/SpeechEncoder/index.html">Speech encoder</a></dt><dd><b>25</b>', page)
    assert page.index("Statements, rows and terms") < page.index("Dataset usage")
    assert 'href="explore/index.html"' in page


def test_the_page_of_a_term_counts_the_graph_as_a_whole(server: Serving) -> None:
    assert "<code>slm:System</code>, 29 in the graph" in server.get("ontology/System/").text


def test_a_term_is_counted_beyond_what_its_page_holds() -> None:
    graph, term = open_graph(TTL), "https://w3id.org/slm-graph/ontology#quote"
    part = nearby.nearby(graph, term)
    assert part is not None
    page = Context(graph, {}, None).site_of(part).file("ontology/quote/index.html") or b""
    quotes = sum(1 for _ in graph.store.quads_for_pattern(None, ox.NamedNode(term), None))
    assert quotes > nearby.MOST
    assert f"<code>slm:quote</code>, {quotes:,} in the graph" in page.decode()


@in_two
def test_the_explorer_asks_this_server(server: Serving, browser: Any) -> None:
    context = browser.new_context()
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{server.address}explore/index.html#table")
    until(page, "document.documentElement.dataset.ready")
    if page.query_selector(".notice"):  # Virtuoso gives no more than 10,000 rows
        assert "raise ResultSetMaxRows in its virtuoso.ini, so that its tables" in page.inner_text(".notice")
    else:
        assert len(page.query_selector_all("#view-table tbody tr")) == 29
        page.goto(f"{server.address}explore/index.html#questions/systems-by-encoder")
        until(page, "document.querySelector('#view-questions .result table')")
        assert "SALMONN" in page.inner_text("#view-questions .result table")
    cls = "<https://w3id.org/slm-graph/ontology#System>"
    for query, shown in (
        (f"CONSTRUCT {{ ?s a ?o }} {{ ?s a ?o FILTER (?o = {cls}) }}", ".innerText.includes('29 triples')"),
        ("SELECT * { ?s ?p }", ".querySelector('.fault')"),
    ):
        page.goto(f"{server.address}explore/index.html#questions?{urlencode({'sparql': query}, quote_via=quote)}")
        until(page, f"document.querySelector('#view-questions'){shown}")
    context.close()
    assert [fault for fault in faults if "400" not in fault] == []


@pytest.mark.parametrize(
    ("most", "cut", "words"),
    [(100, 50_000, "over 100 statements"), (50_000, 10_000, "10,000 of its 12,7"), (50_000, 50_000, "")],
)
def test_an_explorer_says_why_it_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, most: int, cut: int, words: str
) -> None:
    rows = nearby.some_rows
    monkeypatch.setattr(explorer, "some_rows", lambda source, query: itertools.islice(rows(source, query), cut))
    monkeypatch.setattr(explorer, "MOST", most)
    graph = open_graph(TTL)
    page = explorer.file(Context(graph, {}, None), "explore/index.html") or b""
    assert words in page.decode()
    assert ('class="notice"' in page.decode()) is bool(words)


def test_an_explorer_counts_another_servers_graph_once_for_each_look_at_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Asked:
        def __init__(self, graph: LocalGraph) -> None:
            self.prefixes, self.base, self.query = graph.prefixes, graph.base, graph.query

    graph = local_graph("<urn:a> a <urn:A> .")
    for source, counts in ((Asked(graph), 2), (graph, 1)):
        asked: list[str] = []
        rows = nearby.some_rows
        monkeypatch.setattr(
            explorer,
            "some_rows",
            lambda source, query, rows=rows, asked=asked: asked.append(query) or rows(source, query),
        )
        context = Context(source, {}, None)
        for name in ("index.html", "library.js", "picture.png", "index.html", "nothing"):
            assert (explorer.file(context, f"explore/{name}") is None) is (name == "nothing")
        assert sum("COUNT" in query for query in asked) == counts


def test_queries_are_answered_and_bounded(server: Serving) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/slm-graph/ontology#System> }"
    assert server.ask(query, headers={"Accept": "text/csv"}).text.split() == ["n", "29"]
    assert server.ask("ASK { SERVICE <http://127.0.0.1:1/> { } }").status_code == 400
    for path in ("nothing/here", "%F4%90%80%80", "a/%23%23", "%7B", "about?iri=urn:nothing", "about?iri=salmonn"):
        assert server.get(path).status_code == 404, path


def test_an_endpoint_that_is_not_there_is_said_in_a_line() -> None:
    import forks

    ended = forks.run("serve", "--port", "0", "--endpoint", "http://127.0.0.1:9/query")
    assert (ended.returncode, ended.stderr) == (
        1, "slm-graph: http://127.0.0.1:9/query: cannot be reached (Connection refused)\n"
    )  # fmt: skip


def test_a_graph_in_other_words_has_a_search_and_pages_too(tmp_path: Path) -> None:
    foaf = "http://xmlns.com/foaf/0.1/"
    (tmp_path / "a.nt").write_text(
        f'<http://a.example/me> <{foaf}name> "Ann <b>" .\n'
        f"<http://a.example/me> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{foaf}Person> .\n",
        encoding="utf-8",
    )
    with serving(tmp_path / "a.nt", "--store", tmp_path / "store") as server:
        assert server.get("search?q=ann").json()["things"] == [{"iri": "http://a.example/me", "name": "Ann <b>"}]
        assert re.search(r">Person</a></dt><dd><b>1</b>", server.get("").text)
        assert "<h1>Ann &lt;b&gt;</h1>" in server.get("about?iri=http://a.example/me", follow_redirects=True).text
        assert server.get("sitemap.xml").status_code == 404
        assert server.get("questions").json() == []
        assert "There are no stored questions for this graph." in server.get("query/").text
        assert server.get("questions/systems-by-encoder").status_code == 404


def test_another_server_tells_where_its_things_are_and_which_questions_it_can_answer(tmp_path: Path) -> None:
    void, term = "http://rdfs.org/ns/void#", "https://w3id.org/slm-graph/ontology#"
    text = f'<urn:graph> <{void}uriSpace> "http://a.example/" . <http://a.example/system/b> <urn:p> <urn:o> .\n'
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    with serving(tmp_path / "a.ttl") as other:
        context = Opened(Served(endpoint=other.sparql)).context()
        assert context.questions == {}
        assert context.source.base == "http://a.example/"
        (tmp_path / "a.ttl").write_text(f"{text} <http://a.example/system/b> a <{term}System> .", encoding="utf-8")
        other.wait_for("has changed, and is taken over")
        assert "systems-by-encoder" in Opened(Served(endpoint=other.sparql)).context().questions


def test_an_empty_graph_says_that_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.nt").touch()
    with serving(tmp_path / "a.nt") as server:
        assert [server.get(path).status_code for path in ("", "sparql", "query/", "download/")] == [200] * 4
        assert "This graph has no statements, so that its tables" in server.get("explore/").text
        assert server.get("system/salmonn").status_code == 404

"""Graphs from files, and things by what people call them."""

from __future__ import annotations

import errno
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.graphs import local
from slm_graph.graphs.local import (
    Dataset,
    LocalGraph,
    file_prefixes,
    graph_file,
    local_graph,
    open_graph,
)
from slm_graph.graphs.lookup import Things
from slm_graph.graphs.naming import short_iri
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.problems import InvalidData
from slm_graph.rdf import FORMATS
from tools import ROOT

SLM = "https://w3id.org/slm-graph/ontology#"
BASE = "https://w3id.org/slm-graph/"
TTL = ROOT / "output" / "slm-graph.ttl"


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig"])
def test_every_format_of_the_graph_answers_alike(graph: LocalGraph, ending: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    other = open_graph(TTL.with_suffix(f".{ending}"))
    assert [row[0] for row in other.query(count)] == [row[0] for row in graph.query(count)]  # type: ignore[union-attr]


def test_a_named_graph_can_be_asked_alone() -> None:
    row = f"{BASE}row/speech-llms-progress/8"
    answer = open_graph(TTL.with_suffix(".trig"), row).query("SELECT DISTINCT ?s { ?usage slm:usageBy ?s }")
    assert [item[0].value for item in answer] == [f"{BASE}system/salmonn"]  # type: ignore[union-attr]


def test_a_named_graph_that_is_not_there_is_told() -> None:
    with pytest.raises(InvalidData, match=r"has no graph <.*/row/speech-llms-progress/99>; did you mean"):
        open_graph(TTL.with_suffix(".trig"), f"{BASE}row/speech-llms-progress/99")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.ttl", "<http://a> <http://b> ex:c .", "a.ttl:1:23: The prefix ex: has not been declared"),
        ("a.nt", "<http://a> <http://b> <http://c> .\n<http://a> oops", "a.nt:2:12: "),
        ("a.jsonld", "{", "a.jsonld:1:2: "),
        ("a.md", "# A", "a.md:1:1: .md: not known as a format of RDF"),
        ("a", "", "a:1:1: no ending: not known"),
    ],
)
def test_a_broken_file_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData) as error:
        open_graph(name)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_os_error_with_its_name() -> None:
    with pytest.raises(FileNotFoundError) as error:
        open_graph("no-such.ttl")
    assert error.value.filename == "no-such.ttl"


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_is_read_up_to_a_limit(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"large.{ending}"
    graph = local_graph("".join(f"<http://e/s{n}> <http://e/p> <http://e/o> .\n" for n in range(5000)))
    rdf_format = ox.RdfFormat.from_extension(ending)
    assert rdf_format is not None
    ox.serialize((quad.triple for quad in graph.store), path, rdf_format)
    monkeypatch.setattr(local, "MAX_RDF_BYTES", path.stat().st_size)
    assert len(open_graph(path).store) == 5000
    monkeypatch.setattr(local, "MAX_RDF_BYTES", path.stat().st_size - 1)
    with pytest.raises(OSError, match=r"over .* as much as is read; load it into a triplestore") as caught:
        open_graph(path)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(path))


def test_a_term_that_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / "long.ttl"
    path.write_text(f"<http://e/s> <http://e/p> '{'x' * 17_000_000}' .", encoding="utf-8")
    with pytest.raises(InvalidData, match="over 16 MB"):
        open_graph(path)


def test_the_graph_of_the_working_directory_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert graph_file() == ROOT / "output" / "slm-graph.ttl"
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "slm-graph.ttl").write_text("", encoding="utf-8")
    assert graph_file() == Path("output", "slm-graph.ttl")


@pytest.mark.parametrize(
    ("query", "message", "place"),
    [
        ("SELECT ?x {\n  ?x a foo:bar }", "foo: is not declared; add PREFIX foo: <…>", (2, 15)),
        ("SELECT ?x { ?x a slm:System", "{ is never closed", (1, 11)),
        ("SELECT ?x { ?x a 'slm:System }", "the text that ' begins does not end on its line", (1, 18)),
        ("SELECT ?x { ?x a slm:System }}", "} closes nothing", (1, 30)),
        ("SELECT ?x { ?x oops slm:System }", "oops is no word of SPARQL", (1, 16)),
        ("SELECT ?x { ?x a slm:System } GROUP ?x", "is no SPARQL, here or before; expected BY", (1, 39)),
        ("SELECT ?x { ?x a , }", "is no SPARQL, here or before; expected OPTIONAL", (1, 21)),
        ("SELECT ?y { ?x ?p ?o } GROUP BY ?x", "The SELECT contains a variable that is unbound", (1, 35)),
        ("SELECT", 'is no SPARQL, here or before; expected one of "$", "(", "*", "?", PREFIX', (1, 7)),
        (
            "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
            "is no query; begin with SELECT, ASK, CONSTRUCT or DESCRIBE",
            (1, 10),
        ),
    ],
)
def test_a_syntax_error_is_one_line_with_its_place(
    graph: LocalGraph, query: str, message: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QueryFault) as error:
        graph.query(query)
    assert (error.value.message, (error.value.line, error.value.column)) == (message, place)


def test_prefixes_of_the_file_need_no_declaration(graph: LocalGraph) -> None:
    assert bool(graph.query("ASK { system:salmonn slm:usesLLM llm:vicuna }"))


def test_a_file_without_prefixes_has_none() -> None:
    assert file_prefixes(TTL.with_suffix(".nt")) == {}


def test_short_iris() -> None:
    prefixes = {"slm": SLM}
    assert short_iri(f"{BASE}usage/salmonn/whisper", prefixes) == "usage/salmonn/whisper"
    assert short_iri(f"{SLM}usesLLM", prefixes) == "slm:usesLLM"
    assert short_iri("http://example.org/a", prefixes) == "http://example.org/a"


@pytest.mark.parametrize(
    ("given", "by"),
    [
        ("whisper", "id"),
        ("encoder/whisper", "id"),
        ("encoder:whisper", "id"),
        (f"{BASE}encoder/whisper", "IRI"),
        (f"<{BASE}encoder/whisper>", "IRI"),
        ("WHISPER", "id"),
        ("whisper Encoder", "alias"),
        ("Wishper", "misspelling"),
        ("wishper-encoder", "misspelling"),
    ],
)
def test_a_thing_is_found_by_what_people_call_it(graph: LocalGraph, given: str, by: str) -> None:
    found = Things(graph, [f"{SLM}SpeechEncoder"]).find(given)
    assert (found.iri, found.label, found.given, found.by) == (f"{BASE}encoder/whisper", "Whisper", given, by)


def test_every_label_and_notation_of_a_task_finds_a_task(graph: LocalGraph) -> None:
    things = Things(graph, [f"{SLM}Task"])
    rows = graph.query("SELECT ?task ?label { ?task a slm:Task ; skos:prefLabel ?label }")
    for task, label in rows:  # type: ignore[union-attr]
        assert things.find(label.value).iri == task.value


def test_the_id_comes_before_labels_and_labels_before_aliases() -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    graph = local_graph(
        f"@prefix skos: <{skos}> . @prefix x: <http://example.org/x/> . x:a a x:C ; skos:prefLabel 'b' ."
        " x:b a x:C ; skos:prefLabel 'A' ."
        " x:c a x:C ; skos:altLabel 'd', 'Two' . x:d a x:C ; skos:hiddenLabel 'e' ."
        " x:e2 a x:C ; skos:notation 'e' ; skos:altLabel 'two' ."
        " x:f a x:C ; skos:altLabel 'Two!' ."
    )
    things = Things(graph, ["http://example.org/x/C"])
    assert [things.find(text).iri[-2:].strip("/") for text in ("a", "b", "A", "d", "e")] == ["a", "b", "a", "d", "e2"]
    assert things.find("Two").iri.endswith("/c")  # as written, before other cases of letters
    with pytest.raises(
        LookupError, match=r"^TWO: may be http://example.org/x/c, http://example.org/x/e2; give one of these ids$"
    ):
        things.find("TWO")
    with pytest.raises(LookupError, match=r"^zzz: no such C$"):
        things.find("zzz")


def test_an_id_means_the_thing_itself_before_what_hangs_on_it(graph: LocalGraph) -> None:
    assert Things(graph).find("Beats").iri.endswith("/slm-graph/encoder/beats")


def test_an_unknown_thing_says_what_may_be_meant(graph: LocalGraph) -> None:
    with pytest.raises(LookupError, match=r"^wisper: no such SpeechEncoder; did you mean Whisper\?$"):
        Things(graph, [f"{SLM}SpeechEncoder"]).find("wisper")
    with pytest.raises(LookupError, match=r"^x: the graph has no Nothing$"):
        Things(graph, [f"{SLM}Nothing"]).find("x")


def test_a_base_other_than_ours_is_read_from_the_graph() -> None:
    graph = local_graph("<http://example.org/g> <http://rdfs.org/ns/void#uriSpace> 'http://example.org/' .")
    assert graph.base == "http://example.org/"
    assert isinstance(graph.store, ox.Store)


def test_a_query_that_names_graphs_sees_these_alone() -> None:
    store = ox.Store()
    store.load(
        b"<urn:g> { <urn:a> <urn:p> 1 } <urn:h> { <urn:b> <urn:p> 2 } <urn:c> <urn:p> 3 .", format=ox.RdfFormat.TRIG
    )
    graph = LocalGraph(store, {})

    def objects(clause: str, **graphs: list[str]) -> list[str]:
        rows = graph.query(f"SELECT ?o {clause} {{ ?s ?p ?o }} ORDER BY ?o", Dataset(**graphs))
        return [row[0].value for row in rows]  # type: ignore[union-attr]

    assert objects("") == ["1", "2", "3"]
    assert objects("FROM <urn:g>") == ["1"]
    assert objects("FROM <urn:g>", default=["urn:h"]) == ["2"]
    assert objects("", named=["urn:h"]) == []
    with pytest.raises(QueryFault, match=r"g: is no absolute IRI of a graph"):
        objects("", default=["g"])

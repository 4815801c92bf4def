"""Real triplestores, started here, answer every question and every check as the file does."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import forks
from servers import Server, free_port
from servers import answers as is_answering
from slm_graph.graphs.endpoint import Endpoint
from slm_graph.graphs.local import LocalGraph, local_graph, open_graph
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.questions.asking import run_query
from slm_graph.questions.checks import read_checks
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.stored import find_question
from survey_data import SurveyData
from tools import ROOT, committed_triples, program

TTL = ROOT / "output" / "slm-graph.ttl"
NAMED = "http://example.org/survey"
QUESTIONS = sorted((ROOT / "queries").glob("*.rq"))
CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))
VIOLATIONS = sorted((ROOT / "tests" / "violations").glob("*/graph.ttl"))
TEXTS = ("Question", "é", "(", "multilingual librispeech")

each_question = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    running: Server = request.getfixturevalue(f"{request.param}_server")
    running.put(NAMED, TTL)
    return running


@pytest.fixture
def endpoint(server: Server) -> Endpoint:
    return Endpoint(server.query, NAMED)


def answers(source: LocalGraph | Endpoint, question: StoredQuery, **values: str) -> list[str]:
    """Return columns and rows in their order; triples have none."""
    answer = run_query(source, question, **values)
    rows = list(map(repr, answer))
    return [repr(answer.columns), *(sorted(rows) if answer.triples else rows)]


def some_values(parameter: Parameter, graph: LocalGraph) -> list[str]:
    """Return values that a parameter can have: all that are enumerated, or two things of its classes."""
    if parameter.enumeration:
        return [*parameter.enumeration]
    if parameter.classes:
        classes = " ".join(f"<{name}>" for name in parameter.classes)
        things = run_query(graph, f"SELECT DISTINCT ?s {{ VALUES ?class {{ {classes} }} ?s a ?class }} ORDER BY ?s")
        return [row["s"] for row in things][:: max(1, len(things) // 2)][:2]
    return [*TEXTS] if parameter.type == "literal" else ["0", "1", "2", "100"]


def test_there_are_questions_checks_and_violations() -> None:
    assert QUESTIONS
    assert CHECKS
    assert VIOLATIONS


LIMITS = {
    "test_a_store_answers_a_question_as_the_file_does": ("compare-systems", "nearest-systems"),
    "test_other_parameters_have_the_same_answers": ("compare-systems", "incomplete-systems", "nearest-systems"),
}
"""What Virtuoso 7.2.5 answers wrongly or not at all; docs/triplestores.md names them."""


@pytest.fixture
def within_limits(request: pytest.FixtureRequest, server: Server, path: Path) -> None:
    """Expect a failure of what the store cannot do; that it can after all is a failure too."""
    if server.name == "virtuoso" and path.stem in LIMITS[request.node.originalname]:
        request.applymarker(
            pytest.mark.xfail(reason="a limit of Virtuoso 7.2.5, see docs/triplestores.md", strict=True)
        )


@pytest.mark.usefixtures("within_limits")
@each_question
def test_a_store_answers_a_question_as_the_file_does(endpoint: Endpoint, graph: LocalGraph, path: Path) -> None:
    question = find_question(str(path))
    assert answers(endpoint, question) == answers(graph, question)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("within_limits")
@pytest.mark.parametrize(
    "path", [path for path in QUESTIONS if find_question(str(path)).parameters], ids=lambda path: path.stem
)
def test_other_parameters_have_the_same_answers(endpoint: Endpoint, graph: LocalGraph, path: Path) -> None:
    question = find_question(str(path))
    for parameter in question.parameters:
        for value in some_values(parameter, graph):
            chosen = {parameter.name: value}
            assert answers(endpoint, question, **chosen) == answers(graph, question, **chosen), chosen


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_no_fault(endpoint: Endpoint, path: Path) -> None:
    assert not run_query(endpoint, find_question(str(path)))


@pytest.mark.parametrize("path", VIOLATIONS, ids=lambda path: path.parent.name)
def test_every_check_finds_what_it_finds_in_the_file(server: Server, path: Path) -> None:
    name = f"http://example.org/violations/{path.parent.name}"
    server.put(name, path)
    there, here = Endpoint(server.query, name), open_graph(path)
    found = {check.name: answers(here, check)[1:] for check in read_checks(ROOT / "queries" / "checks")}
    assert found[path.parent.name]
    for check in read_checks(ROOT / "queries" / "checks"):
        assert sorted(answers(there, check)[1:]) == sorted(found[check.name]), check.name


def test_things_are_looked_up_in_the_store(endpoint: Endpoint) -> None:
    answer = run_query(endpoint, "systems-by-encoder", encoder="Wishper")
    assert answer.taken_for["encoder"].label == "Whisper"


def test_the_named_graph_is_asked(server: Server) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a slm:System }"
    assert [*run_query(Endpoint(server.query, NAMED), count)] == [*run_query(TTL, count)]
    assert [row["n"] for row in run_query(Endpoint(server.query, "http://example.org/nothing"), count)] == [0]


def test_ask_and_construct(endpoint: Endpoint) -> None:
    assert run_query(endpoint, "ASK { ?s a slm:System }").boolean is True
    assert run_query(endpoint, "ASK { ?s a slm:Nothing }").boolean is False
    triples = run_query(endpoint, "CONSTRUCT WHERE { system:salmonn slm:usesLLM ?llm }").triples
    assert [triple.object for triple in triples] == ["<https://w3id.org/slm-graph/llm/vicuna>"]


# What Virtuoso writes otherwise (2.5, 1000.0, 1 for true) is the same value.
VALUES = r"""
    "", " ", "plain", "\"quotes\"", "back\\slash", "\\u0041", "at the end\\", "line\nfeed", "carriage\rreturn",
    "tab\there", "ümläut ‘quotes’ 模型", "😀", "\u202Eabc", "<b>&amp;</b>", "%41", "a"@en, "a"@en-GB,
    "2.50"^^<urn:type>, 2.50, 1e3, 7, -7, 175000000000, "2026-11-22"^^xsd:date, "2026-11"^^xsd:gYearMonth, <http://example.org/ü>,
    <http://example.org/a%20b?a=b&c=d#e>, <mailto:a@b.c>
"""


@pytest.mark.parametrize("text", ["SELECT ?o { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_values_come_back_as_they_were(server: Server, tmp_path: Path, text: str) -> None:
    path = tmp_path / "values.ttl"
    turtle = (
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        f"<http://example.org/a> <http://example.org/p> {VALUES} .\n"
        "<http://example.org/a> <http://example.org/q> true, false .\n"
    )
    path.write_text(turtle, encoding="utf-8")
    server.put("http://example.org/values", path)
    here = run_query(local_graph(turtle), text)
    there = run_query(Endpoint(server.query, "http://example.org/values"), text)
    column = here.columns[-1]
    assert len(here) == 30
    assert {(type(row[column]), row[column]) for row in there} == {(type(row[column]), row[column]) for row in here}


def test_the_store_tells_what_is_wrong_with_a_query(server: Server) -> None:
    said = {
        "oxigraph": "/query: 400 Bad Request: error at 1:",
        "virtuoso": "/sparql: 400 Bad Request: Virtuoso 37000",
    }
    with pytest.raises(QueryFault) as error:
        Endpoint(server.query).query("SELECT ?s { ?s ?p")
    assert error.value.message.startswith(f"{server.address}{said[server.name]}")
    assert "\n" not in error.value.message


# --- Virtuoso's limits and its credentials


def test_an_answer_that_virtuoso_cuts_off_is_no_answer(virtuoso_server: Server) -> None:
    virtuoso_server.put(NAMED, TTL)
    endpoint = Endpoint(virtuoso_server.query, NAMED)
    every = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with pytest.raises(QueryFault, match=r"/sparql: gives no more than 10,000 rows; ask for parts with LIMIT"):
        endpoint.query(every)
    assert len(run_query(endpoint, f"{every} LIMIT 10000")) == 10_000


def test_credentials_are_sent_where_the_store_asks_for_them(
    virtuoso_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    virtuoso_server.put(NAMED, TTL)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("", encoding="utf-8")
    endpoint = Endpoint(virtuoso_server.update, NAMED)  # takes questions too, of those whom it knows
    with pytest.raises(QueryFault, match=r"/sparql-auth: 401 .*; set SLM_GRAPH_USER and SLM_GRAPH_PASSWORD"):
        endpoint.query("ASK { }")
    for name, value in virtuoso_server.environment.items():
        monkeypatch.setenv(name, value)
    assert run_query(endpoint, "ASK { ?s a slm:System }").boolean is True
    monkeypatch.setenv("SLM_GRAPH_PASSWORD", "open sesame")
    with pytest.raises(QueryFault) as error:
        endpoint.query("ASK { }")
    assert "open sesame" not in error.value.message


# --- The command


@pytest.mark.parametrize(
    "args",
    [
        ["systems-by-encoder", "-p", "encoder=Wishper"],
        ["unaddressed-tasks", "--format", "csv"],
        ["encoder-llm-matrix", "--format", "markdown"],
        ["encoder-llm-network", "--format", "turtle"],
        ["system-neighbourhood", "--format", "ntriples"],
        ["-e", "SELECT ?llm ?open { ?llm slm:openWeights ?open } ORDER BY STR(?llm)", "--format", "csv"],
        ["-e", "ASK { ?s a slm:System }"],
    ],
    ids=lambda args: args[0] if args[0] != "-e" else args[1][:10].strip(),
)
def test_the_command_prints_the_same(server: Server, args: list[str]) -> None:
    def printed(*more: str) -> str:
        result = forks.run("query", *args, *more, cwd=ROOT)
        result.check_returncode()
        return result.stdout

    assert printed("--endpoint", server.query, "--graph", NAMED) == printed("--data", str(TTL))


# --- docs/triplestores.md: the commands of what was tried for real are run as they stand, on other ports

PAGE = (ROOT / "docs" / "triplestores.md").read_text(encoding="utf-8")


def commands(title: str, ports: dict[str, int]) -> list[str]:
    """Return the blocks of shell commands of a section, with other ports."""
    section = re.split(r"^## ", PAGE.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    for port, other in ports.items():
        assert any(port in block for block in blocks)
        blocks = [block.replace(port, str(other)) for block in blocks]
    return blocks


@contextlib.contextmanager
def started(title: str, command: str, endpoint: str, folder: Path) -> Iterator[None]:
    """Start a server as the page says, wait until it answers, and end it at the end."""
    with subprocess.Popen(
        ["bash", "-e", "-c", command], cwd=folder, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            for _ in range(600):
                assert server.poll() is None, f"{title} does not start as the page says"
                if is_answering(endpoint):
                    break
                time.sleep(0.1)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def block_run(block: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", block], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("title", "needed", "ports", "path"),
    [
        ("Oxigraph", ("oxigraph", "or run `pip install oxigraph`"), ("7878",), "/query"),
        ("Virtuoso", ("virtuoso-t", "virtuoso-opensource-7-bin"), ("8890", "1111"), "/sparql"),
    ],
    ids=["oxigraph", "virtuoso"],
)
def test_the_page_has_commands_that_work(
    title: str,
    needed: tuple[str, str],
    ports: tuple[str, ...],
    path: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    program(*needed)
    program("curl", "curl")
    others = {port: free_port() for port in ports}
    start, *rest = commands(title, others)
    assert len(rest) == 2
    with started(title, start, f"http://127.0.0.1:{others[ports[0]]}{path}", tmp_path):
        loaded, counted = map(block_run, rest)
    assert loaded.returncode == 0, loaded.stderr
    assert f"{committed_triples():,} triples" in loaded.stdout
    assert loaded.stdout.endswith(f"\n{len(run_query(TTL, 'systems-by-encoder', encoder='whisper'))} rows\n")
    assert counted.stdout.split()[-1] == str(len(SurveyData(ROOT / "data").systems))


def test_an_editor_finds_what_it_looks_for_after_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    program("oxigraph", "or run `pip install oxigraph`")
    program("curl", "curl")
    port = free_port()
    start, load = commands("Query editors", {"7878": port})
    with started("Oxigraph", start, f"http://127.0.0.1:{port}/query", tmp_path):
        loaded = [block_run(load), block_run(load.partition("\n")[2])]
        assert [run.stderr for run in loaded if run.returncode] == []
        found = {}
        for path in sorted((ROOT / "tests" / "editor").glob("*.rq")):
            answer = httpx.post(
                f"http://127.0.0.1:{port}/query",
                data={"query": path.read_text(encoding="utf-8")},
                headers={"Accept": "application/sparql-results+json", "Origin": "https://example.org"},
                trust_env=False,
            )
            assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://example.org")
            found[path.stem] = answer.json()["results"]["bindings"]
    assert {"classes", "examples", "prefixes"} == found.keys()
    assert len(found["examples"]) == len(QUESTIONS)
    assert "slm" in {row["prefix"]["value"] for row in found["prefixes"]}
    slm = "https://w3id.org/slm-graph/ontology#"
    row = {"class": f"{slm}System", "property": f"{slm}usesLLM", "to": f"{slm}LLM"}
    assert row in [{name: term["value"] for name, term in row.items()} for row in found["classes"]]


def test_the_page_has_every_store() -> None:
    from slm_graph.loading.kinds import KINDS

    for kind in KINDS.values():
        assert kind.name == "sparql11" or f"\n## {kind.title}\n" in PAGE, kind.title
        assert (
            kind.name in ("oxigraph", "virtuoso", "sparql11")
            or "From its documentation" in PAGE.partition(f"\n## {kind.title}\n")[2].partition("\n## ")[0]
        )

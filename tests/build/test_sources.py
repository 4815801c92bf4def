"""Two surveys that state things of one system: one graph in which both stand, each with its source."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
from click.testing import CliRunner

from projects import cases, laid_out
from slm_graph.build import build_graph, triples, write_graph
from slm_graph.commands.main import cli
from slm_graph.documents import read_yaml
from slm_graph.entries import read_survey
from slm_graph.graphs import open_graph
from slm_graph.project import find_project
from slm_graph.questions import graph_faults, read_checks, run_query
from tools import ROOT

CASE = next(case for case in cases("surveys") if case.name == "disagreement")
BASE = "https://w3id.org/slm-graph/"
SLM = f"{BASE}ontology#"
ONE = f"{BASE}system/one"
ROWS = {f"{BASE}row/small/1": f"{BASE}llm/vicuna", f"{BASE}row/second/one": f"{BASE}llm/llama"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = laid_out(tmp_path_factory.mktemp("surveys"), CASE)
    (folder / "expected.ttl").unlink()
    write_graph(folder / "data", folder / "output")
    return folder


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


class Statement(NamedTuple):
    subject: str
    predicate: str
    object: str
    graph: str


def statements(path: Path) -> list[Statement]:
    """Return the statements of a file, with the texts of their terms."""
    quads = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.from_extension(path.suffix[1:]))
    return [
        Statement(
            str(q.subject).strip("<>"),
            str(q.predicate).strip("<>"),
            str(q.object).strip("<>"),
            str(q.graph_name).strip("<>"),
        )
        for q in quads
    ]


def test_both_surveys_state_what_they_state(folder: Path) -> None:
    text = (folder / "output" / "slm-graph.ttl").read_text(encoding="utf-8")
    systems = text[text.index("# --- Systems\n") : text.index("# --- Counts\n")]
    assert systems == (CASE / "expected.ttl").read_text(encoding="utf-8")


def test_each_statement_has_the_row_that_makes_it(folder: Path) -> None:
    graph = statements(folder / "output" / "slm-graph.ttl")
    assert {s.object for s in graph if (s.subject, s.predicate) == (ONE, f"{SLM}usesLLM")} == set(ROWS.values())
    of = {(s.subject, s.predicate): s.object for s in graph}
    usages = [s.subject for s in graph if (s.predicate, s.object) == (f"{SLM}usageBy", ONE)]
    stated = {
        of[usage, "http://www.w3.org/ns/prov#wasDerivedFrom"]: of[usage, f"{SLM}usageOf"]
        for usage in usages
        if of.get((usage, f"{SLM}usageOf")) in ROWS.values()
    }
    assert stated == ROWS


def test_no_triple_is_written_twice_and_the_counts_are_of_distinct_ones(folder: Path) -> None:
    lines = (folder / "output" / "slm-graph.nt").read_text(encoding="utf-8").splitlines()
    assert [line for line, number in Counter(lines).items() if number > 1] == []
    total = next(line for line in lines if "void#triples" in line and line.startswith(f"<{BASE}graph> "))
    assert total.split('"')[1] == str(len(lines))
    subjects = next(line for line in lines if "void#distinctSubjects" in line)
    assert subjects.split('"')[1] == str(len({line.split()[0] for line in lines}))


def test_every_format_and_the_library_give_the_same_graph(folder: Path) -> None:
    def distinct(path: Path) -> set[tuple[str, ...]]:
        return {statement[:3] for statement in statements(path)}

    turtle = distinct(folder / "output" / "slm-graph.ttl")
    for ending in ("nt", "trig"):
        assert distinct(folder / "output" / f"slm-graph.{ending}") == turtle
    data = folder / "data"
    assert len(build_graph(data)) == len(turtle)
    streamed = list(triples(data))
    assert len(streamed) == len(set(streamed))


def test_a_row_s_short_edges_are_in_the_row_s_graph(folder: Path) -> None:
    graph = [s for s in statements(folder / "output" / "slm-graph.trig") if s.subject == ONE]
    edges: dict[str, set[str]] = {}
    for statement in graph:
        if statement.predicate == f"{SLM}usesLLM":
            edges.setdefault(statement.graph, set()).add(statement.object)
    assert edges == {row: {llm} for row, llm in ROWS.items()}
    assert {s.graph for s in graph if s.predicate == f"{SLM}usesSpeechEncoder"} == set(ROWS)


def test_the_checks_of_the_graph_find_no_fault(folder: Path) -> None:
    graph = open_graph(folder / "output" / "slm-graph.ttl")
    assert [str(fault) for fault in graph_faults(graph, read_checks(ROOT / "queries" / "checks"))] == []


def test_the_stored_question_shows_the_disagreement(here: Path) -> None:
    answer = CliRunner().invoke(
        cli, ["query", "disagreeing-sources", "--data", "output/slm-graph.ttl", "--format", "csv"]
    )
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[1:] == [
        f"One,{BASE}system/one,LLM,LLaMA,A second survey,One (ours),Backbone,LLaMA",
        f"One,{BASE}system/one,LLM,Vicuna,A small survey,One,,Vicuna",
        f"One,{BASE}system/one,LLM,Vicuna,A small survey,One,,tuned with LoRA",
    ]


def test_a_quote_is_found_in_its_cell_by_its_column(folder: Path) -> None:
    query = """
      PREFIX slm: <https://w3id.org/slm-graph/ontology#>
      PREFIX prov: <http://www.w3.org/ns/prov#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      SELECT ?quote ?cell WHERE {
        ?usage slm:quote ?quote ; slm:column ?header ; prov:wasDerivedFrom ?row .
        ?row slm:inTable ?table ; ?property ?cell .
        ?table slm:hasColumn ?column .
        ?column rdfs:label ?header ; slm:cellProperty ?property .
      }"""
    graph = open_graph(folder / "output" / "slm-graph.ttl")
    found = {(row["quote"], row["cell"]) for row in run_query(graph, query)}
    assert found == {
        ("Whisper", "Whisper"), ("LLaMA", "LLaMA"), ("12k hours", "12k hours"), ("Vicuna", "Vicuna")
    }  # fmt: skip


def test_the_second_survey_comes_back_as_its_tables(here: Path) -> None:
    printed = CliRunner().invoke(cli, ["table", "--survey", "second"])
    assert printed.exit_code == 0, printed.output
    assert printed.output == (
        "## Models\n\n| Model | Audio encoder | Backbone | Hours | Stars |\n| --- | --- | --- | --- | --- |\n"
        "| **One** (ours) | Whisper | LLaMA | 12k hours | 100 |\n| Two | Whisper | Vicuna | - | - |\n\n"
        "## Models that talk\n\n| Name | Talker |\n| --- | --- |\n| One | - |\n"
    )
    (here / "second.md").write_text(printed.output.replace("12k hours", "13k hours"), encoding="utf-8")
    checked = CliRunner().invoke(cli, ["check", "--survey", "second.md", "--survey-id", "second"])
    assert (
        "data/rows/second/one.yaml:10:12: is not cell Hours of row 1; copy it as it stands in line 5" in checked.output
    )
    assert CliRunner().invoke(cli, ["table", "--survey", "secnd"]).output == (
        "slm-graph: secnd: no such survey; did you mean second?\n"
    )


def test_further_rows_come_in_the_order_of_their_names(folder: Path) -> None:
    survey = read_survey(find_project(folder / "data"))
    assert [row.document.path.rpartition("/")[2] for row in survey.further["one"]] == ["one.yaml", "one-talks.yaml"]


def test_entries_in_json_lines_have_their_further_rows(folder: Path, tmp_path: Path) -> None:
    data = laid_out(tmp_path, CASE) / "data"
    trees = []
    for path in sorted((data / "systems").glob("*.yaml")):
        document, _ = read_yaml(path)
        assert document is not None
        trees.append(document.tree)
        path.unlink()
    (data / "systems" / "all.jsonl").write_text("".join(f"{json.dumps(tree)}\n" for tree in trees), encoding="utf-8")
    write_graph(data, tmp_path / "output")
    for ending in ("ttl", "nt", "jsonld", "trig"):
        name = f"slm-graph.{ending}"
        assert (tmp_path / "output" / name).read_bytes() == (folder / "output" / name).read_bytes()

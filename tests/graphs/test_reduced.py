"""A large file of which only what is asked for is read."""

from __future__ import annotations

import gc
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.graphs import LocalGraph, QueryFault, Source, open_for, open_graph, opening, reduced
from slm_graph.problems import InvalidData
from slm_graph.questions import run_query
from tools import ROOT

OUTPUT = ROOT / "output"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE", 0)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of statements that each reading of a file kept."""
    kept: list[int] = []

    def counted(store: ox.Store, quads: object) -> None:
        store.extend(quads)  # type: ignore[arg-type]
        kept.append(len(store))

    monkeypatch.setattr(reduced, "add_quads", counted)
    return kept


def statements(source: Source) -> int:
    return int(next(iter(source.query(COUNT)))[0].value)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["ttl", "nt"])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("encoders-by-systems", {}),
        ("systems-by-encoder", {"encoder": "Wishper"}),
        ("systems-where", {}),
        ("systems-where", {"llm": "llama", "task": ["asr or st", "not aac"]}),
        ("systems-where", {"year": "2023 or 2024", "size": "not 7B"}),
    ],
)
def test_a_question_reads_its_part_once(ending: str, name: str, values: dict[str, object], readings: list[int]) -> None:
    file = OUTPUT / f"slm-graph.{ending}"
    whole = open_graph(file)
    answer = run_query(file, name, **values)
    assert list(answer) == list(run_query(whole, name, **values))
    assert len(readings) == 1
    assert 0 < readings[0] < len(whole.store) / 2


def test_what_was_not_expected_is_read_when_it_is_asked(readings: list[int]) -> None:
    source = open_for(OUTPUT / "slm-graph.nt", ["ASK { ?s slm:usesLLM ?o }"])
    first = len(list(source.query("SELECT * { ?s slm:usesLLM ?o }")))  # type: ignore[arg-type]
    assert first
    assert len(list(source.query("SELECT * { ?s slm:usesSpeechEncoder ?o }"))) > first / 2  # type: ignore[arg-type]
    assert len(list(source.query("SELECT * { ?s slm:usesLLM ?o }"))) == first  # type: ignore[arg-type]
    assert len(readings) == 2
    assert statements(source) == len(open_graph(OUTPUT / "slm-graph.nt").store)
    assert len(readings) == 2


def test_what_sees_all_is_read_whole_at_once(readings: list[int]) -> None:
    assert statements(open_for(OUTPUT / "slm-graph.nt", [COUNT])) > 10_000
    assert readings == []


def test_base_and_prefixes_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        "@prefix ex: <http://example.org/> .\n@prefix void: <http://rdfs.org/ns/void#> .\n"
        'ex:a void:uriSpace "http://example.org/base/" . ex:a ex:p ex:b .'
    )
    source = open_for(file, ["ASK { ?s ex:p ?o }"])
    assert (source.base, source.prefixes["ex"]) == ("http://example.org/base/", "http://example.org/")


def test_a_graph_with_named_graphs_is_read_whole() -> None:
    assert isinstance(open_for(OUTPUT / "slm-graph.trig", ["ASK { ?s slm:usesLLM ?o }"]), LocalGraph)


def test_a_small_graph_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert isinstance(open_for(OUTPUT / "slm-graph.nt", ["ASK { ?s slm:usesLLM ?o }"]), LocalGraph)


def test_a_fault_of_the_file_is_told_in_what_is_not_kept_too(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:q> oops .\n")
    with pytest.raises(InvalidData, match=r"a\.nt:2:"):
        open_for(file, ["ASK { ?s <urn:p> ?o }"])


def test_a_query_that_is_no_sparql_is_told_before_the_file_is_read_again(readings: list[int]) -> None:
    source = open_for(OUTPUT / "slm-graph.nt", ["ASK { ?s slm:usesLLM ?o }"])
    with pytest.raises(QueryFault):
        source.query("ASK { ?s slm:usesLLM }")
    assert len(readings) == 1
    # What a fault left shall not end in another thread than it began in.
    gc.collect()


def test_service_is_refused() -> None:
    source = open_for(OUTPUT / "slm-graph.nt", ["ASK { ?s slm:usesLLM ?o }"])
    with pytest.raises(QueryFault, match="--allow-service"):
        source.query("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")

"""The example of a second survey: both in one graph, their disagreement with the rows that state it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slm_graph.build import write_graph
from slm_graph.entries import check, read_survey
from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.project import find_project
from slm_graph.questions import run_query
from survey_data import SurveyData
from tools import ROOT

EXAMPLE = ROOT / "examples" / "recent-speech-llms" / "data"
SLM = "PREFIX slm: <https://w3id.org/slm-graph/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>"
BASE = "https://w3id.org/slm-graph/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(EXAMPLE, folder / "data", dirs_exist_ok=True)
    write_graph(folder / "data", folder / "output", formats=("ttl",))
    return folder


@pytest.fixture(scope="module")
def graph(folder: Path) -> LocalGraph:
    graph = open_graph(folder / "output" / "slm-graph.ttl")
    assert isinstance(graph, LocalGraph)
    return graph


def names(graph: LocalGraph, query: str) -> set[str]:
    return {str(value).removeprefix(BASE) for row in run_query(graph, f"{SLM} {query}") for value in row.values()}


def test_no_file_of_the_example_takes_the_place_of_one_of_the_survey() -> None:
    ours = {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*.yaml")}
    assert ours.isdisjoint(path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*.yaml"))


def test_both_surveys_check_together(folder: Path) -> None:
    assert check(find_project(folder / "data"))[0] == []
    survey = read_survey(find_project(folder / "data"))
    assert list(survey.further) == ["video-llama"]


def test_every_row_names_its_source() -> None:
    for path in [*EXAMPLE.glob("systems/*.yaml"), *EXAMPLE.glob("rows/*/*.yaml")]:
        assert "    Source: " in path.read_text(encoding="utf-8"), path


def test_the_new_systems_are_of_the_second_survey_alone(graph: LocalGraph) -> None:
    query = "SELECT ?system WHERE {{ ?row slm:describes ?system ; slm:inSurvey <{0}survey/{1}> }}"
    recent = names(graph, query.format(BASE, "recent-speech-llms"))
    first = names(graph, query.format(BASE, "speech-llms-progress"))
    assert recent & first == {"system/video-llama"}
    assert recent - first == {f"system/{path.stem}" for path in EXAMPLE.glob("systems/*.yaml")}
    assert first == {f"system/{system['id']}" for system in SurveyData(ROOT / "data").systems}


def test_where_they_disagree_both_stand_each_with_its_row(graph: LocalGraph) -> None:
    question = (ROOT / "queries" / "disagreeing-sources.rq").read_text(encoding="utf-8")
    rows = [{key: str(value) for key, value in row.items()} for row in run_query(graph, question)]
    first, second = "Speech LLMs Progress", "Speech language models of 2024 to 2026, from their papers and repositories"
    frozen = "The LLM and modality extractor are kept frozen"
    assert [tuple(row[name] for name in ("system", "about", "value", "survey", "column", "quote")) for row in rows] == [
        ("Video-LLaMA", "LLM", "LLaMA", first, "LLM", "LLaMA or Vicuna"),
        ("Video-LLaMA", "LLM", "LLaMA", first, "Method", frozen),
        ("Video-LLaMA", "LLM", "Vicuna", first, "LLM", "LLaMA or Vicuna"),
        ("Video-LLaMA", "LLM", "Vicuna", first, "Method", frozen),
        ("Video-LLaMA", "LLM", "Vicuna-13B", second, "LLM", "Vicuna-13B"),
    ]


def test_questions_answer_from_both(graph: LocalGraph) -> None:
    frozen = names(
        graph, "SELECT DISTINCT ?s { ?u slm:usageBy ?s ; a slm:LLMUsage ; slm:tuning <" + BASE + "tuning/frozen> }"
    )
    assert {"system/ultravox", "system/desta2", "system/video-llama"} <= frozen

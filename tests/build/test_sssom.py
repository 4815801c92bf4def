"""The SSSOM file, read by a reader of its own: its lines are the matches of the graph, each with who confirmed it."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from slm_graph.build import sssom, words_sssom
from slm_graph.entries.words import SurveyWord, words_text
from slm_graph.problems import InvalidData, WrongArgument
from slm_graph.project import find_project
from slm_graph.starter import survey_from_table
from tools import ROOT

FILE = ROOT / "output" / "slm-graph.sssom.tsv"
GRAPH = ROOT / "output" / "slm-graph.nt"
SKOS = "http://www.w3.org/2004/02/skos/core#"
MATCHES = {f"{SKOS}exactMatch", f"{SKOS}closeMatch", f"{SKOS}broadMatch", "http://schema.org/sameAs"}
# Required of a mapping set and of a mapping (https://mapping-commons.github.io/sssom/spec-model/).
OF_THE_SET = {"mapping_set_id", "license"}
OF_A_MAPPING = {"subject_id", "predicate_id", "object_id", "mapping_justification"}


def read(text: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the header and the lines, their CURIEs expanded."""
    lines = text.splitlines()
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), dialect="excel-tab"))
    for row in rows:
        for name in OF_A_MAPPING:
            prefix, _, local = row[name].partition(":")
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", prefix), row[name]
            row[name] = header["curie_map"][prefix] + local
    return header, rows


@pytest.fixture(scope="module")
def mapping_set() -> tuple[dict[str, Any], list[dict[str, str]]]:
    return read(FILE.read_text(encoding="utf-8"))


def test_the_committed_file_is_what_the_data_give() -> None:
    fresh = sssom(find_project(ROOT / "data"))
    assert FILE.read_text(encoding="utf-8") == fresh, "output/slm-graph.sssom.tsv is stale; run `make docs`"


def test_the_header_says_what_the_standard_asks_for(mapping_set: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    header, rows = mapping_set
    assert header.keys() >= OF_THE_SET
    used = {row[name] for row in rows for name in OF_A_MAPPING}
    idle = {prefix for prefix, start in header["curie_map"].items() if not any(iri.startswith(start) for iri in used)}
    assert idle <= {"slm"}  # of the classes


def test_its_lines_are_the_matches_of_the_graph(mapping_set: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    own = "https://w3id.org/slm-graph/"
    expected = [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(path=GRAPH)
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode)
        if quad.predicate.value in MATCHES and not quad.object.value.startswith(own)
    ]
    lines = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in mapping_set[1]]
    assert len(expected) > 400
    assert sorted(lines) == sorted(expected)


def test_each_line_of_a_link_says_who_confirmed_it(mapping_set: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    said = {(row["subject_id"], row["object_id"]): row["comment"] for row in mapping_set[1]}
    thing = "https://w3id.org/slm-graph"
    assert said[f"{thing}/llm/qwen-7b", "https://huggingface.co/Qwen/Qwen-7B"] == "README of QwenLM/Qwen"
    task = said[f"{thing}/task/aac", "https://huggingface.co/tasks/audio-text-to-text"]
    assert task == "huggingface/huggingface.js, packages/tasks/src/pipelines.ts"
    assert all(said.values())
    doi = said[f"{thing}/paper/2308.16692", "https://doi.org/10.48550/arXiv.2308.16692"]
    assert doi.startswith("follows from the identifier by rule")
    assert {row["mapping_justification"] for row in mapping_set[1]} == {
        "https://w3id.org/semapv/vocab/ManualMappingCuration"
    }


def test_the_words_of_a_survey_are_literals_with_the_things_that_they_name(tmp_path: Path) -> None:
    # `sssom validate` of sssom 0.4.21 finds nothing in such a file: seen by hand, since it brings 90 packages (368 MB).
    shutil.copytree(ROOT / "data", tmp_path / "data")
    words = [
        SurveyWord("LibriLight", proposal="libri-light", confidence="1.00", class_name="Dataset", why="its name"),
        SurveyWord(
            "LS", decision="librispeech", proposal="new", confidence="0.70", class_name="Dataset", columns="Data"
        ),
        SurveyWord("AudioSt", proposal="audioset", confidence="0.86", class_name="Dataset", why="a slip of the pen"),
        SurveyWord("many", decision="nothing", class_name="Dataset"),
    ]
    (tmp_path / "data" / "surveys" / "speech-llms-progress.words.tsv").write_text(words_text(words), encoding="utf-8")
    text = words_sssom(find_project(tmp_path / "data"))
    header = yaml.safe_load("\n".join(line[1:] for line in text.splitlines() if line.startswith("#")))
    rows = list(csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), dialect="excel-tab"))
    assert header.keys() >= OF_THE_SET
    assert header["curie_map"]["sssom"] == "https://w3id.org/sssom/"
    # The rules of the schema of SSSOM 1.1 for literals and for terms that were not found.
    for row in rows:
        assert row["subject_type"] == "rdfs literal"
        assert row["subject_label"]
        assert row["object_id"]
        assert row["object_id"] != "sssom:NoTermFound" or row["object_source"]
        assert not row["confidence"] or 0 <= float(row["confidence"]) <= 1
        for name in ("predicate_id", "object_id", "object_source", "mapping_justification"):
            assert row[name].partition(":")[0] in header["curie_map"]
    assert [(row["subject_label"], row["object_id"], row["mapping_justification"]) for row in rows] == [
        ("LibriLight", "dataset:libri-light", "semapv:LexicalMatching"),
        ("LS", "dataset:librispeech", "semapv:ManualMappingCuration"),
        ("AudioSt", "sssom:NoTermFound", "semapv:LexicalMatching"),
        ("many", "sssom:NoTermFound", "semapv:ManualMappingCuration"),
    ]
    with pytest.raises(WrongArgument, match="other: no words of this survey"):
        words_sssom(find_project(tmp_path / "data"), "other")


def test_a_survey_without_a_licence_says_so(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Birds\n\nModel | LLM\n-|-\nKea | Moa, Vicuna\n", encoding="utf-8")
    survey_from_table(tmp_path / "birds", tmp_path / "README.md", lambda *_: b"")
    settings = tmp_path / "birds" / "data" / "survey.yaml"
    settings.write_text(re.sub(r"(?m)^  license:.*\n", "", settings.read_text(encoding="utf-8")), encoding="utf-8")
    text = words_sssom(find_project(tmp_path / "birds" / "data"))
    header = yaml.safe_load("\n".join(line[1:] for line in text.splitlines() if line.startswith("#")))
    assert header["license"] == "https://w3id.org/sssom/license/unspecified"
    assert all(header.values())


def test_of_faulty_data_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(InvalidData):
        sssom(find_project(tmp_path / "data"))

"""Vocabulary and entries as checked trees. What each fault reads like is in `cases/check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import BASE, laid_out
from slm_graph.documents.document import Document
from slm_graph.entries.checker import Checker
from slm_graph.entries.items import Item, Reference
from slm_graph.entries.reading import read_entries, read_settings
from slm_graph.entries.vocabulary import Vocabulary, read_vocabulary
from slm_graph.problems import Problem
from slm_graph.project import bundled
from slm_graph.schema import Schema, read_schema


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(bundled("ontology") / "schema.yaml")


@pytest.fixture(scope="module")
def vocabulary(schema: Schema) -> Vocabulary:
    settings, problems = read_settings(schema, BASE / "data")
    found, more = read_vocabulary(schema, BASE / "data", settings)
    assert [*problems, *more] == []
    return found


@pytest.fixture
def checker(schema: Schema, vocabulary: Vocabulary) -> Checker:
    return Checker(schema, vocabulary, BASE / "data")


def messages(checker: Checker, class_name: str, tree: object) -> list[str]:
    document = Document("f.yaml", "", places={})
    return [problem.message for problem in checker.check(class_name, document, tree).problems]


# --- vocabulary


def test_an_item_is_known_under_its_class_and_those_above(vocabulary: Vocabulary) -> None:
    assert vocabulary.class_of("SpeechEncoder", "whisper") == "SpeechEncoder"
    assert vocabulary.class_of("Model", "whisper") == "SpeechEncoder"
    assert vocabulary.class_of("LLM", "whisper") is None
    assert {"whisper", "beats", "llama", "vicuna", "gpt-4"} == set(vocabulary.ids("Model"))
    assert vocabulary.class_of("Survey", "small") == "Survey"


def test_an_item_has_a_label_and_forms(vocabulary: Vocabulary) -> None:
    assert vocabulary.labels("Model")["whisper"] == "Whisper"
    assert vocabulary.forms("SpeechEncoder", "whisper") == ("whisper", "wishper")
    assert vocabulary.forms("Task", "asr") == ("automatic speech recognition", "asr")
    assert vocabulary.labels("Paper")["2302.13971"] == "LLaMA: Open and Efficient Foundation Language Models"
    assert "none" not in vocabulary.labels("Task")
    assert vocabulary.forms("Task", "none") == ()


def test_a_file_that_is_not_there_is_an_empty_vocabulary(schema: Schema, tmp_path: Path) -> None:
    vocabulary, problems = read_vocabulary(schema, tmp_path, None)
    assert (vocabulary.items, problems) == ([], [])
    assert vocabulary.is_whole("SpeechEncoder")
    assert not vocabulary.is_whole("Survey")


def test_ids_of_a_file_that_cannot_be_read_do_not_dangle(schema: Schema, tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "data" / "vocabulary" / "encoders.yaml").write_text("encoders", encoding="utf-8")
    vocabulary, problems = read_vocabulary(schema, tmp_path / "data", None)
    assert len(problems) == 1
    assert not vocabulary.is_whole("SpeechEncoder")
    assert not vocabulary.is_whole("Model")
    assert vocabulary.is_whole("LLM")


def test_a_scheme_that_has_concepts_is_asked_for(schema: Schema, tmp_path: Path) -> None:
    laid_out(tmp_path)
    schemes = tmp_path / "data" / "vocabulary" / "schemes.yaml"
    schemes.write_text("[]\n", encoding="utf-8")
    _, problems = read_vocabulary(schema, tmp_path / "data", None)
    assert "no item task, the scheme of every Task; add it" in [problem.message for problem in problems]
    schemes.unlink()
    schemes.write_text("{}\n", encoding="utf-8")
    _, problems = read_vocabulary(schema, tmp_path / "data", None)
    assert [problem.message for problem in problems] == ["is no list; write the items as `- id: …`"]


def test_an_id_may_be_the_same_in_two_classes(vocabulary: Vocabulary) -> None:
    # The family, the model: only a field that could name both would ask.
    assert vocabulary.class_of("LLM", "llama") == "LLM"
    assert vocabulary.class_of("ModelFamily", "llama") == "ModelFamily"
    assert vocabulary.ambiguous["LLM"] == {}


def test_an_id_of_two_models_is_ambiguous_where_a_model_is_named(schema: Schema) -> None:
    document = Document("f.yaml", "", places={})
    items = [Item(name, "whisper", document, (), {"id": "whisper"}) for name in ("SpeechEncoder", "Model")]
    vocabulary = Vocabulary(schema, items)
    assert vocabulary.ambiguous["Model"] == {"whisper": ("SpeechEncoder", "Model")}
    assert vocabulary.ambiguous["SpeechEncoder"] == {}


# --- what passes


@pytest.mark.parametrize(
    "tree",
    [
        {"llm": "vicuna", "quote": "Vicuna"},
        {"llm": "vicuna", "quote": ["Vicuna", {"text": "LoRA", "column": "Method"}], "tasks": "asr", "role": ["input"]},
        {"key": "k", "llm": "vicuna", "amount": "0.5", "language_count": "0", "quote": {"text": "x"}},
    ],
)
def test_what_is_sound_passes(checker: Checker, tree: object) -> None:
    assert messages(checker, "LLMUsage", tree) == []


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (
            "arxiv",
            ["2310.13289", "0704.0001", "cs/0112017", "math.GT/0309136"],
            ["2313.13289", "2310.132890", "arXiv:2310.13289"],
        ),
        (
            "doi",
            ["10.1109/ICASSP.2015.7178964", "10.1145/1143844.1143891"],
            ["10.1109", "doi:10.1109/x", "10.1109/a b"],
        ),
        ("acl_anthology", ["N19-1202", "2020.acl-main.1"], ["N19", "acl-main.1"]),
        ("issued", ["2023-10", "1999-01"], ["2023", "2023-00", "2023-1", "2123-01", "2023-10-01"]),
        ("year", ["1900", "2099"], ["23", "2100", "2023-10"]),
        (
            "homepage",
            ["http://a", "https://a.org:80/b?c=d#e", "https://a.org/例"],
            ["a.org", "https://", "https://a.org/a b", "https://a.org/{x}"],
        ),
        ("authors_truncated", ["true", "false"], ["True", "yes", "1"]),
    ],
)
def test_values_of_a_datatype(checker: Checker, field: str, good: list[str], bad: list[str]) -> None:
    for value in good:
        assert messages(checker, "Paper", {"id": "p", "title": "P", field: value}) == [], value
    for value in [*bad, good[0] + "\n", " " + good[0], good[0] + " "]:
        (message,) = messages(checker, "Paper", {"id": "p", "title": "P", field: value})
        assert message.startswith(f'"{value}": {field} takes ')


@pytest.mark.parametrize(
    ("value", "passes"),
    [("0", True), ("1000", True), ("007", False), ("1e3", False), ("-1", False), ("1.0", False), ("٣", False)],
)
def test_values_of_integer(checker: Checker, value: str, passes: bool) -> None:
    item = {"id": "m", "label": "M", "parameters": value}
    assert (messages(checker, "Model", item) == []) is passes


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("0", True),
        ("0.5", True),
        ("4400", True),
        ("1.50", False),
        (".5", False),
        ("1,5", False),
        ("5.", False),
        ("inf", False),
    ],
)
def test_values_of_decimal(checker: Checker, value: str, passes: bool) -> None:
    item = {"id": "d", "label": "D", "total_hours": value}
    assert (messages(checker, "Dataset", item) == []) is passes


# --- dangling ids


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("wisper", "; did you mean whisper?"),
        ("WISHPER", "; did you mean whisper?"),
        ("BEATs", "; did you mean beats?"),
        ("hubert", "; add it, or mend the id"),
    ],
)
def test_a_dangling_id_is_told_with_what_may_be_meant(checker: Checker, name: str, hint: str) -> None:
    (message,) = messages(checker, "EncoderUsage", {"encoder": name, "quote": "x"})
    assert message.startswith(f"{name}: no such speech encoder{hint} (")
    assert message.endswith("data/vocabulary/encoders.yaml)")


def test_what_entries_define_is_left_open(checker: Checker) -> None:
    tree = {
        "id": "s",
        "name": "S",
        "paper": "p",
        "derived_from": ["t"],
        "source": {"survey": "small", "row": "1", "cells": {}},
    }
    findings = checker.check("System", Document("f.yaml", tree, places={}), tree)
    assert findings.problems == []
    assert [reference[:2] for reference in findings.open_references] == [("Paper", "p"), ("System", "t")]
    defined = checker.check(
        "System", Document("f.yaml", "", places={}), {**tree, "paper": {"id": "p", "title": "P"}}
    ).defined
    assert [(item.class_name, item.id, item.path) for item in defined] == [("Paper", "p", ("paper",))]


def test_ids_of_entries_are_offered_too(checker: Checker) -> None:
    reference = Reference("System", "salmon", Document("f.yaml", "", places={}), ())
    assert checker.dangling(reference).message == "salmon: no such system; add it, or mend the id"
    assert checker.dangling(reference, ["salmonn"]).message == "salmon: no such system; did you mean salmonn?"


# --- files


def test_entries_come_in_the_order_of_their_names(schema: Schema, tmp_path: Path) -> None:
    laid_out(tmp_path)
    folder = tmp_path / "data" / "systems"
    for name in ("zero", "ten", "two"):
        (folder / f"{name}.yaml").write_text(f"id: {name}\n", encoding="utf-8")
    (folder / "lines.jsonl").write_text('{"id": "a"}\n{"id": "b"}\n', encoding="utf-8")
    (folder / "notes.txt").write_text("no entry", encoding="utf-8")
    documents = [document for document in read_entries(schema, tmp_path / "data") if isinstance(document, Document)]
    ids = [document.tree["id"] for document in documents if isinstance(document.tree, dict)]
    assert ids == ["one", "ten", "two", "zero", "a", "b"]


def test_a_folder_without_entries_is_a_problem(schema: Schema, tmp_path: Path) -> None:
    (problem,) = read_entries(schema, tmp_path)
    assert isinstance(problem, Problem)
    assert problem.message == "no entries (*.yaml, *.jsonl); add one, or give the folder with --data"

"""Statements of cells, and how those of several cells come together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slm_graph.entries.survey import read_survey
from slm_graph.importing.usages import CellReading, Leftover, essence, in_column, listed, quotes_of, usage_fields
from slm_graph.project import Project

QUOTES = st.text("ab ", min_size=1, max_size=3)


def test_the_fields_come_from_the_schema(project: Project) -> None:
    fields = usage_fields(read_survey(project).schema)
    assert {name: field.component.range for name, field in fields.items()} == {
        "encoders": "SpeechEncoder", "llms": "LLM", "datasets": "Dataset", "tasks": "Task", "methods": "Method",
        "directions": "Direction",
    }  # fmt: skip
    assert fields["datasets"].component.field == "dataset"
    assert [slot.range for slot in fields["datasets"].labels] == ["Task", "Modality", "Tuning", "TrainingStage"]
    assert {"amount", "quote", "key"} <= fields["datasets"].slots


def test_one_statement_of_two_places_has_both_quotes_and_notes() -> None:
    reading = CellReading()
    reading.add("llms", {"llm": "llama", "quote": "LLaMA"})
    reading.add("llms", {"llm": "llama", "quote": ["Llama", "LLaMA"], "note": "A slip."})
    reading.add("llms", {"llm": "llama", "tuning": "lora", "quote": "LLaMA (LoRA)"})
    assert reading.usages["llms"] == [
        {"llm": "llama", "quote": ["LLaMA", "Llama"], "note": "A slip."},
        {"llm": "llama", "tuning": "lora", "quote": "LLaMA (LoRA)"},
    ]


def test_what_several_cells_state_comes_together() -> None:
    one, other = CellReading(), CellReading(left=[Leftover("x", "C")], guesses=["y"])
    one.add("tasks", {"task": "asr", "quote": "ASR"})
    other.add("tasks", {"task": "asr", "quote": "speech recognition"})
    one.extend(other)
    assert one.usages == {"tasks": [{"task": "asr", "quote": ["ASR", "speech recognition"]}]}
    assert (one.left, one.guesses) == ([Leftover("x", "C")], ["y"])


@given(st.lists(QUOTES, min_size=1, max_size=5))
def test_quotes_are_each_there_once(quotes: list[str]) -> None:
    assert listed(quotes_of(quotes)) == list(dict.fromkeys(quotes))
    named = in_column(quotes_of(quotes), "C")
    assert [q["text"] for q in listed(named)] == list(dict.fromkeys(quotes))
    assert in_column(named, "D") == named


def test_what_a_usage_says_is_what_it_has_beside_its_words() -> None:
    assert essence({"llm": "x", "quote": "X", "note": "n", "alternative_to": ["y"]}) == {"llm": "x"}

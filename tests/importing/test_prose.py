"""Sentences and prompts: what they name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.entries.survey import read_survey
from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.linker import Linker
from slm_graph.importing.prose import prompt_kind
from slm_graph.importing.usages import CellReading
from slm_graph.project import find_project
from slm_graph.text.cells import parse_cell
from slm_graph.text.names import key_of


@lru_cache(maxsize=1)
def reader() -> SurveyReader:
    survey = read_survey(find_project())
    return SurveyReader(survey.schema, Linker(survey.schema, survey.vocabulary))


def things(reading: CellReading) -> set[str]:
    return {
        f"{name}: {usage[reader().fields[name].component.field]}"
        for name, usages in reading.usages.items()
        for usage in usages
    }


def quotes(reading: CellReading) -> list[str]:
    found: list[Any] = [usage["quote"] for usages in reading.usages.values() for usage in usages]
    flat = [quote for quotes in found for quote in (quotes if isinstance(quotes, list) else [quotes])]
    return [quote["text"] if isinstance(quote, dict) else quote for quote in flat]


@pytest.mark.parametrize(
    ("cell", "named", "left"),
    [
        ("Trained with LoRA. The encoder stays as it is.", {"methods: lora"}, ["The encoder stays as it is"]),
        ("A Q-Former, not an FQ-Former, joins both encoders", {"methods: q-former"}, []),
        ("A window-level Q-Former joins them", {"methods: window-level-q-former"}, []),
        ("Two stages; first on LibriSpeech", {"datasets: librispeech"}, ["Two stages"]),
        ("It beats the last one, and opts for music", set(), ["It beats the last one", "and opts for music"]),
        ("They use GPT-4 and Whisper", set(), ["They use GPT-4 and Whisper"]),
        ("使用 LoRA。其余不变。", {"methods: lora"}, []),
        ("-", set(), []),
        ("", set(), []),
    ],
)  # fmt: skip
def test_what_sentences_state(cell: str, named: set[str], left: list[str]) -> None:
    reading = reader().read_prose(cell, ["methods"], "Method")
    assert things(reading) == named
    assert [words.text for words in reading.left] == left


@given(st.text(max_size=80) | st.text("LoRA and Q-Former. music; it, 。\n", max_size=80))
def test_every_phrase_is_quoted_or_left_over_and_phrases_are_the_cell(cell: str) -> None:
    reading = reader().read_prose(cell, ["methods"], "Method")
    text = parse_cell(cell).plain
    for phrase in reading.phrases:
        assert phrase in text
        assert phrase in [*quotes(reading), *(words.text for words in reading.left)]
    if reading.phrases:
        assert key_of("".join(reading.phrases)) == key_of(text)


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("Recognize the speech. (ASR)", {"tasks: asr"}),
        ("ASR: {audio}", {"tasks: asr"}),
        ("ASR, transcribe this; ST, translate this", {"tasks: asr"}),
        ("Classify the sound events of the audio.", {"tasks: sec"}),
        ("Do speech translation of this.", {"tasks: st"}),
        ("What does the last speaker say?", set()),
        ("<speech> continue", set()),
    ],
)
def test_what_a_prompt_asks_for(cell: str, named: set[str]) -> None:
    assert things(reader().read_prompt(cell, ["prompt", "directions"], "prompt")) == named


@given(st.text(max_size=80) | st.text("ASR: (ST) what? speech translation {x}\n", max_size=60))
def test_any_text_is_a_prompt_and_a_quote_is_in_it(cell: str) -> None:
    for quote in quotes(reader().read_prompt(cell, ["prompt"], "prompt")):
        assert quote in parse_cell(cell).plain
    assert prompt_kind(cell) in {"template", "literal", "description"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("USER: {question}", "template"), ("Transcribe <audio>", "template"), ("[INST] x", "template"),
        ("Describe the music in detail.", "literal"), ('"What is said?"', "literal"), ("Is it a dog?", "literal"),
        ("natural language prompts", "description"), ("a series of task tags", "description"), ("", "description"),
    ],
)  # fmt: skip
def test_kinds_of_prompts(text: str, kind: str) -> None:
    assert prompt_kind(text) == kind
    assert re.match("template|literal|description", kind)

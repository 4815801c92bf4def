"""Do the words say it? What each fault reads like is in `cases/check`; here is what says a thing, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from projects import BASE
from slm_graph.documents.document import Document
from slm_graph.entries.survey import Survey, read_survey
from slm_graph.project import find_project

CELLS = {
    "Speech model": "Wishper encoder (speech)&BEATs，HuBERTs",
    "LLM": "Vicuna",
    "Dataset": "LibriSpeech (ASR), WavCaps for pretraining, 10k hours, ASRU",
    "prompt": "S2T",
    "Method": ["tuned with LoRA-style adapters"],
}


@pytest.fixture(scope="module")
def small() -> Survey:
    return read_survey(find_project(BASE / "data"))


def told(survey: Survey, **fields: Any) -> list[str]:
    entry = {"source": {"row": "1", "cells": CELLS}, **fields}
    return [problem.message for problem in survey.evidence.problems(Document("f.yaml", entry, places={}), entry)]


def dataset(survey: Survey, **usage: Any) -> list[str]:
    return told(survey, datasets=[{"key": "k", **usage}])


@pytest.mark.parametrize(
    ("encoder", "quote", "says"),
    [
        ("whisper", "Wishper", True),
        ("whisper", "Wishper encoder", True),
        ("whisper", "encoder (speech)", False),
        ("beats", "BEATs", True),
        ("beats", "&BEATs，", True),
        ("beats", "BEAT", False),
        ("beats", "BERTs", False),
    ],
)
def test_a_name_is_said_by_a_whole_word_of_a_quote(small: Survey, encoder: str, quote: str, says: bool) -> None:
    assert (told(small, encoders=[{"encoder": encoder, "quote": quote}]) == []) is says


@pytest.mark.parametrize(
    ("quote", "says"), [("(ASR)", True), ("ASRU", False), (["LibriSpeech", "(ASR)"], True), ("LibriSpeech", False)]
)
def test_an_abbreviation_is_said_by_a_whole_word_of_any_quote(small: Survey, quote: Any, says: bool) -> None:
    assert (dataset(small, tasks="asr", quote=quote) == []) is says


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataset", "wavcaps"),
        ("tasks", ["asr"]),
        ("stage", "pretraining"),
        ("tuning", "lora"),
        ("purpose", "alignment"),
        ("generated_by", "gpt-4"),
        ("amount", "1000"),
        ("amount_text", "1k hours"),
        ("language_count", "3"),
    ],
)
def test_what_is_not_said_is_told_and_a_note_silences_it(small: Survey, field: str, value: Any) -> None:
    usage = {field: value, "quote": "10k hours"}
    (message,) = dataset(small, **usage)
    assert message.endswith("a note: why")
    assert dataset(small, **usage, note="The row means it.") == []


@pytest.mark.parametrize("field", ["modality", "role", "unit", "amount_qualifier", "languages"])
def test_what_need_not_be_said(small: Survey, field: str) -> None:
    assert dataset(small, **{field: "text", "quote": "10k hours"}) == []


def test_a_quote_is_looked_for_in_the_column_of_its_field_or_its_own(small: Survey) -> None:
    lora = {"column": "Method", "text": "LoRA"}
    assert told(small, llms=[{"llm": "vicuna", "tuning": "lora", "quote": ["Vicuna", lora]}]) == []
    (message,) = told(small, llms=[{"llm": "vicuna", "tuning": "lora", "quote": ["Vicuna", "LoRA"]}])
    assert message == '"LoRA" does not occur in cell LLM of row 1; copy the words as they stand there'


def test_a_quote_does_not_run_over_two_phrases(small: Survey) -> None:
    cells = {**CELLS, "Method": ["processed by a Q-", "former"]}
    entry = {"source": {"row": "1", "cells": cells}, "methods": [{"method": "q-former", "quote": "Q-former"}]}
    (problem,) = small.evidence.problems(Document("f.yaml", entry, places={}), entry)
    assert '"Q-former" does not occur in the phrases of cell Method' in problem.message


def test_a_prompt_is_compared_with_the_text_of_its_cell(small: Survey) -> None:
    def differs(cell: str, text: str) -> bool:
        entry = {"source": {"row": "1", "cells": {"prompt": cell}}, "prompt": {"text": text}}
        return any(small.evidence.problems(Document("f.yaml", entry, places={}), entry))

    assert not differs("a </br> b", "a\nb")
    assert not differs(r"\<audio\> \n", r"<audio> \n")
    assert differs("a </br> b", "a b")


@pytest.mark.parametrize(
    ("amount", "quote", "says"),
    [
        ("4400", "4400 hours", True),
        ("15000000", "15M hours of speech", True),
        ("10000000", "10 M hours", True),
        ("2000000", "two million songs", True),
        ("30000", "3万小时", True),
        ("20000", "20 000 h", True),
        ("3400", "3 400 hours", True),
        ("200", "100-200 hours", True),
        ("2000000", "WebVid-2M", False),
        ("10", "10kHz", False),
        ("5", "1,5 hours", False),
    ],
)
def test_an_amount_is_said_by_a_number_of_a_quote(small: Survey, amount: str, quote: str, says: bool) -> None:
    cells = {**CELLS, "Dataset": quote}
    entry = {"source": {"row": "1", "cells": cells}, "datasets": [{"key": "k", "amount": amount, "quote": quote}]}
    assert (list(small.evidence.problems(Document("f.yaml", entry, places={}), entry)) == []) is says

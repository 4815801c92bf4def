"""Words that are no question's name: the nearest questions, measured on the held phrasings."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.questions.binding import bind_question
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.stored import read_questions
from slm_graph.questions.suggesting import Suggestion, suggest
from tools import ROOT, loaded_yaml

HELD = ROOT / "tests" / "held"
PHRASINGS = [item["phrasing"] for item in loaded_yaml(HELD / "phrasings.yaml")]
MEANT = loaded_yaml(HELD / "meant.yaml")


@cache
def graph() -> LocalGraph:
    return open_graph(ROOT / "output" / "slm-graph.ttl")


@cache
def questions() -> dict[str, StoredQuery]:
    return {question.name: question for question in read_questions(ROOT / "queries")}


def place(phrasing: str) -> int:
    """Return the place at which a question that is meant is suggested, from 1; 99 for none."""
    suggestions = suggest(phrasing, list(questions().values()), graph())
    return next((number for number, item in enumerate(suggestions, 1) if is_meant(phrasing, item)), 99)


def is_meant(phrasing: str, suggestion: Suggestion) -> bool:
    for meant in MEANT[phrasing]:
        wanted = {name: [value] for name, value in meant.items() if name != "question"}
        if meant["question"] == suggestion.question.name:
            # Both name the same where the queries that they give are the same.
            asked = [bind_question(suggestion.question, values, graph()).text for values in (wanted, suggestion.values)]
            if asked[0] == asked[1]:
                return True
    return False


def test_the_question_that_is_meant_comes_first_for_half_and_among_five_for_nine_tenths() -> None:
    assert len(PHRASINGS) == 40
    assert list(MEANT) == PHRASINGS
    places = {phrasing: place(phrasing) for phrasing in PHRASINGS}
    assert sum(number == 1 for number in places.values()) >= 20, places
    assert sum(number <= 5 for number in places.values()) >= 36, places


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("who uses wishper", "systems-by-encoder -p encoder=whisper"),
        ("models with a Q-Former and LoRA", "systems-where -p method=q-former -p method=lora"),
        ("opt or t5 models", "systems-where -p 'llm=opt or t5'"),
        ("systems with whisper that do not do ASR", "systems-where -p encoder=whisper -p 'task=not asr'"),
        ("evidence that salmonn uses librispeech",
         "edge-evidence -p system=salmonn -p component=dataset/librispeech"),
        ("13b models", "systems-by-llm-size -p size=13B"),
        ("licence of the datasets of pengi", "dataset-terms -p system=pengi"),
        ("which systems were published in 2023", "timeline -p year=2023"),
        ("papers from 2024 about speech translation", "systems-where -p task=st -p year=2024"),
    ],
)  # fmt: skip
def test_what_is_named_is_filled_in_and_can_be_asked(words: str, command: str) -> None:
    first = suggest(words, list(questions().values()), graph())[0]
    assert first.command == f"slm-graph query {command}"
    bind_question(first.question, first.values, graph()).answer(graph())


@pytest.mark.parametrize("words", ["zzz", "?!", "the of and", "xyzzy plugh"])
def test_nothing_is_near_to_words_that_say_nothing(words: str) -> None:
    assert suggest(words, list(questions().values()), graph()) == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_words_give_questions_that_can_be_asked(words: str) -> None:
    for suggestion in suggest(words, list(questions().values()), graph()):
        bind_question(suggestion.question, suggestion.values, graph())

"""The held questions, put to the graph as tests/held/asked.yaml says, and answered as the survey's reader did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from held_questions import ASKED, HELD, Row, answers, graph, held_answer
from slm_graph.questions.asking import run_query


def test_every_held_question_is_asked() -> None:
    assert len(HELD) == 40
    assert list(ASKED) == list(HELD)


@pytest.mark.parametrize("name", HELD)
def test_the_graph_answers_what_the_survey_says(name: str) -> None:
    assert answers(name, ask) == held_answer(name), HELD[name]["question"]


def ask(question: str, parameters: Mapping[str, Any]) -> Iterable[Row]:
    return run_query(graph(), question, **parameters)

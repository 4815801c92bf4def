"""Codes and words in another sense than the listed one."""

from __future__ import annotations

from functools import lru_cache

import pytest

from slm_graph.entries.survey import read_survey
from slm_graph.importing.linker import Linker
from slm_graph.importing.senses import other_sense, said_instead, stems
from slm_graph.project import find_project


@lru_cache(maxsize=1)
def linker() -> Linker:
    survey = read_survey(find_project())
    return Linker(survey.schema, survey.vocabulary)


def test_stems_are_words_without_endings() -> None:
    assert stems("Captions, captioning; the AudioCaps of it") == {"captio", "audio", "cap"}


@pytest.mark.parametrize(
    ("quoted", "context", "meant"),
    [
        ("(SER)", "IEMOCAP . emotional speech of actors", "er"),
        ("SER", "speech with emotions", "er"),
        ("SER", "slots and intents of spoken commands", None),
        ("SER", "each emotion and entity in speech", None),
        ("entity recognition", "emotional speech", None),
        ("", "emotional speech", None),
    ],
)
def test_a_code_is_read_by_what_it_labels(quoted: str, context: str, meant: str | None) -> None:
    found = other_sense(linker(), "Task", "ser", quoted, context)
    assert (found[1] if found else None) == meant


def test_a_code_with_one_sense_keeps_it() -> None:
    assert other_sense(linker(), "Task", "asr", "(ASR)", "emotional speech, music, scenes") is None


@pytest.mark.parametrize(
    ("sentence", "code", "meant"),
    [
        ("What is the emotion recognition result?", "AAC", "er"),
        ("Describe the audio.", "AAC", None),
        ("Please do automatic audio captioning.", "AAC", None),
    ],
)
def test_what_a_sentence_asks_for_counts_before_the_code_after_it(sentence: str, code: str, meant: str | None) -> None:
    (mention,) = linker().mentions(code, ["Task"])
    found = said_instead(linker(), sentence, "Task", mention)
    assert (found.id if found else None) == meant

"""What the words of a source name: single ones with their traps, and the laws of linking."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.entries.survey import Survey, read_survey
from slm_graph.entries.vocabulary import Vocabulary, item_names
from slm_graph.importing.linker import Linker
from slm_graph.project import find_project
from slm_graph.text.names import key_of, says, sized_key, split_pieces

CLASSES = ("SpeechEncoder", "LLM", "Dataset", "Task", "Method", "Tuning", "Modality", "TrainingStage")
WORDS = st.sampled_from(
    "WavLM WavLLM AST last MT mT0-MT Vicuna 7B (7B) 13B Libri Light ASR , & / ( ) - 语音 v2 ❄".split()
)


@lru_cache(maxsize=1)
def survey() -> Survey:
    return read_survey(find_project())


@lru_cache(maxsize=1)
def linker() -> Linker:
    return Linker(survey().schema, survey().vocabulary)


@pytest.mark.parametrize(("text", "class_name", "ids"), lines_of("linking/mentions"))
def test_mentions(text: str, class_name: str, ids: str) -> None:
    assert [mention.id for mention in linker().mentions(text, [class_name])] == ids.split()


@pytest.mark.parametrize(("text", "class_name", "item_id"), lines_of("linking/slips"))
def test_slips(text: str, class_name: str, item_id: str) -> None:
    slip = Linker(survey().schema, survey().vocabulary, accept=0.8).slip(text, class_name)
    assert (slip.id if slip else "") == item_id
    assert slip is None or 0.8 <= slip.confidence < 1
    accepted = linker().slip(text, class_name)
    assert accepted == (slip if slip and slip.confidence >= 0.9 else None)


@pytest.mark.parametrize(("text", "class_name", "base", "confidence"), lines_of("linking/variants"))
def test_variants(text: str, class_name: str, base: str, confidence: str) -> None:
    variant = linker().variant(text, class_name)
    assert (variant.base if variant else "") == base
    assert variant is None or variant.confidence == float(confidence)


def test_a_name_that_is_merely_alike_is_never_sure() -> None:
    for text, class_name in (("BioT5+", "LLM"), ("Llama 2+", "LLM"), ("WavLLM", "SpeechEncoder"), ("Qwen3", "LLM")):
        assert linker().mentions(text, [class_name]) == []
        assert linker().slip(text, class_name) is None
        assert all(near.score < 0.9 for near in linker().candidates(text, class_name))


def test_people_decide_what_a_word_names() -> None:
    decisions = {("Dataset", "LS"): "librispeech", ("Dataset", "AudioSet"): "", ("Dataset", "AudioSt"): ""}
    decided = Linker(survey().schema, survey().vocabulary, decisions)
    assert [mention.id for mention in decided.mentions("LS, AudioSet, Clotho", ["Dataset"])] == [
        "librispeech",
        "clotho",
    ]
    assert decided.slip("AudioSt", "Dataset") is None
    assert [mention.id for mention in decided.mentions("AudioSet", ["SpeechEncoder", "Dataset"])] == []


@pytest.mark.parametrize(("text", "class_name", "names"), lines_of("linking/series"))
def test_series(text: str, class_name: str, names: str) -> None:
    found = [name for series in linker().series_in(text, class_name) for *_, name in series.members]
    assert "; ".join(found) == names


def test_every_name_of_the_vocabulary_names_its_item_or_one_of_the_same_name() -> None:
    for item in survey().vocabulary.items:
        cls = survey().schema.classes[item.class_name]
        if item.id and item.class_name in CLASSES:
            for name in item_names(cls, item.tree):
                found = linker().mentions(name, [item.class_name], whole=True)
                assert [(m.id, m.text.strip("()")) for m in found if m.id == item.id], (item.id, name, found)


@given(st.text(max_size=40) | st.lists(WORDS, max_size=8).map(" ".join))
def test_mentions_are_in_the_text_in_their_order_and_apart(text: str) -> None:
    for class_name in CLASSES:
        end = 0
        for mention in linker().mentions(text, [class_name]):
            assert mention.start >= end
            assert text[mention.start : mention.end] == mention.text
            end = mention.end


@given(st.text(max_size=30) | st.lists(WORDS, max_size=4).map(" ".join))
def test_candidates_are_three_at_most_and_the_nearest_first(text: str) -> None:
    for class_name in CLASSES:
        scores = [candidate.score for candidate in linker().candidates(text, class_name)]
        assert len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_the_nearest_candidate_is_the_likely_one() -> None:
    for text, class_name, first in (
        ("GigaSpeech-M", "Dataset", "gigaspeech"),
        ("Whisper-large-v3", "SpeechEncoder", "whisper"),
        ("HuBERT-L", "SpeechEncoder", "hubert"),
        ("GPT-4o", "LLM", "gpt-4"),
        ("AudioCaps-QA", "Dataset", "audiocaps"),
    ):
        assert linker().candidates(text, class_name)[0].id == first


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_vocabulary_does_not_matter(random: object) -> None:
    items = list(survey().vocabulary.items)
    random.shuffle(items)  # type: ignore[attr-defined]
    other = Linker(survey().schema, Vocabulary(survey().schema, items))
    for case in [*lines_of("linking/mentions"), *lines_of("linking/slips")]:
        text, class_name, _ = case.values
        assert other.mentions(text, [class_name]) == linker().mentions(text, [class_name])
        assert other.slip(text, class_name) == linker().slip(text, class_name)
        assert other.candidates(text, class_name) == linker().candidates(text, class_name)


@pytest.mark.parametrize(
    ("text", "class_name", "base"),
    [
        ("Vicuna-13B", "LLM", "vicuna"),
        ("Conformer (0.6B)", "SpeechEncoder", "conformer"),
        ("Whisper-large-v3", "SpeechEncoder", "whisper"),
        ("Vicuna", "LLM", None),
        ("FooNet-7B", "LLM", None),
        ("LibriSpeech-2B", "Dataset", None),
    ],
)
def test_what_a_size_is_of(text: str, class_name: str, base: str | None) -> None:
    item = linker().base_of(text, class_name)
    assert (item.id if item else None) == base


@given(st.text(max_size=30))
def test_keys_ignore_case_spaces_and_punctuation(text: str) -> None:
    assert key_of(f" {text}-.") == key_of(text)
    assert "".join(piece.folded for piece in split_pieces(text)) == key_of(text)
    assert sized_key(f" {text} ") == sized_key(text)


@pytest.mark.parametrize(
    ("text", "name", "is_said"),
    [
        ("LibriLight (Audio SSL)", "Libri-Light", True),
        ("the last one", "AST", False),
        ("WavLLM", "WavLM", False),
        ("5,000小时语音", "5,000小时", True),
        ("15,000 hours of it", "15,000 hours", True),
        ("115,000 hours", "15,000 hours", False),
        ("Foo (60k h)", "60k h", True),
        ("", "Foo", False),
    ],
)
def test_what_a_text_says(text: str, name: str, is_said: bool) -> None:
    assert says(text, name) == is_said

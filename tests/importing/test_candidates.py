"""Names of authority files in the lists of a table: read as the things that they are, after those of the vocabulary."""

from __future__ import annotations

import pytest

from slm_graph.entries import Survey, read_survey
from slm_graph.importing.candidates import candidates
from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.linker import Linker
from slm_graph.project import Project


@pytest.fixture(scope="module")
def survey(project: Project) -> Survey:
    return read_survey(project)


@pytest.fixture(scope="module")
def reader(survey: Survey) -> SurveyReader:
    known = candidates(survey.schema, survey.vocabulary, survey.checker.authority)
    return SurveyReader(survey.schema, Linker(survey.schema, survey.vocabulary), known)


@pytest.mark.parametrize(
    ("field", "component", "cell", "ids"),
    [
        ("encoders", "encoder", "Whisper-small & WavLM", ["whisper-small", "wavlm"]),
        ("encoders", "encoder", "whisper (small)", ["whisper-small"]),
        ("llms", "llm", "LLaMA 65B, Vicuna", ["llama-65b", "vicuna"]),
        ("llms", "llm", "Gemma (2B)", ["gemma-2b"]),
        ("datasets", "dataset", "GigaSpeech 2, LibriSpeech", ["gigaspeech-2", "librispeech"]),
    ],
)
def test_a_list_is_read_by_what_the_field_knows(
    reader: SurveyReader, field: str, component: str, cell: str, ids: list[str]
) -> None:
    reading = reader.read_list(cell, [field], "Column")
    assert [usage[component] for usage in reading.usages[field]] == ids
    assert [left.text for left in reading.left] == []


def test_the_vocabulary_comes_first_and_names_that_are_words_are_left_out(survey: Survey) -> None:
    known = candidates(survey.schema, survey.vocabulary, survey.checker.authority)
    words = [item for item in survey.checker.authority.items() if item.tree.get("ambiguous") == "true"]
    assert words
    for item in words:
        found = known.mentions(str(item.tree["label"]), [item.class_name], whole=True)
        assert item.id not in {mention.id for mention in found}
    vocabulary = Linker(survey.schema, survey.vocabulary)
    for item in survey.vocabulary.items:
        if label := item.tree.get("label"):
            found, before = (one.mentions(label, [item.class_name], whole=True) for one in (known, vocabulary))
            assert [mention.id for mention in found] == [mention.id for mention in before], item.id


def test_sentences_are_read_by_the_vocabulary_alone(reader: SurveyReader) -> None:
    assert [m.id for m in reader.linker.mentions("tuned from Gemma-2B", ["LLM"])] == []

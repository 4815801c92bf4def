"""The words of a survey as SSSOM: each word a literal, mapped to the thing that it names, or to sssom:NoTermFound.

References
----------
Simple Standard for Sharing Ontological Mappings, "Literal mappings" and "Representing unmapped entities",
https://mapping-commons.github.io/sssom/spec-model/.
"""

from __future__ import annotations

from collections.abc import Iterator

from slm_graph.build.mapper import Mapper
from slm_graph.build.sssom import curies_for, survey_mappings
from slm_graph.entries import (
    NEW,
    NOTHING,
    Survey,
    SurveyWord,
    decision_problems,
    item_path,
    read_survey,
    read_words,
    words_file,
)
from slm_graph.problems import InvalidData, WrongArgument, nearest
from slm_graph.project import Project
from slm_graph.rdf import SSSOM

_FIELDS = (
    "subject_label", "subject_type", "predicate_id", "object_id", "object_label", "object_source",
    "mapping_justification", "confidence", "comment",
)  # fmt: skip


def words_sssom(project: Project, survey_id: str = "") -> str:
    """Return the words of a survey, by default that of the settings, as SSSOM.

    Raises
    ------
    InvalidData
        The file of the words has problems.
    WrongArgument
        The survey has no words.
    """
    survey = read_survey(project)
    survey_id = survey_id or (survey.main.id if survey.main else "")
    path = words_file(project.data, survey.schema.survey_class.folder, survey_id)
    words, problems = read_words(path)
    if problems := [*problems, *decision_problems(survey, path, words)]:
        raise InvalidData(problems)
    if not words:
        close = nearest(survey_id, survey.vocabulary.ids(survey.schema.survey_class.name))
        raise WrongArgument(
            f"{survey_id}: no words of this survey{close}; slm-graph import TABLE --survey ID writes them"
        )
    mapper = Mapper(survey.schema, survey.vocabulary, survey.sources)
    curies = curies_for(mapper)
    rows = [[curies.of(cell) for cell in _cells(word, survey, mapper)] for word in words]
    address = f"{mapper.base}words/{survey_id}"
    return survey_mappings(survey, address, f"words of {survey_id}", curies, _FIELDS, rows)


def _cells(word: SurveyWord, survey: Survey, mapper: Mapper) -> Iterator[str]:
    item_id = word.decision or ("" if word.proposal == NEW or not word.is_taken else word.proposal)
    owner = survey.vocabulary.class_of(word.class_name, item_id)
    items = (item for item in survey.vocabulary.items if (item.class_name, item.id) == (owner, item_id))
    item = next(items, None) or survey.checker.authority.find(word.class_name, item_id)
    yield from (word.word, "rdfs literal", "http://www.w3.org/2004/02/skos/core#exactMatch")
    if item is None or item_id in (NEW, NOTHING):
        yield from (f"{SSSOM}NoTermFound", "")
    else:
        labels = survey.vocabulary.labels(word.class_name)
        yield from (
            f"{mapper.base}{item_path(survey.schema, item)}",
            labels.get(item_id, str(item.tree.get("label", ""))),
        )
    yield f"{mapper.base}graph"
    kind = "ManualMappingCuration" if word.decision else "LexicalMatching"
    confidence = "1.0" if word.decision else word.confidence if item else ""
    yield from (f"https://w3id.org/semapv/vocab/{kind}", confidence, f"{word.class_name}: {word.columns}")

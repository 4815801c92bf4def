"""The paths that data make are the subjects of their graph."""

from __future__ import annotations

from slm_graph.build import triples
from slm_graph.documents import Document
from slm_graph.entries.paths import entry_paths, item_path
from slm_graph.entries.survey import check_entry, entry_documents, read_survey
from slm_graph.project import Project


def test_paths_are_the_subjects_of_the_graph(project: Project) -> None:
    survey = read_survey(project)
    documents = [document for document in entry_documents(survey) if isinstance(document, Document)]
    paths: list[str] = []
    for document in documents:
        check_entry(survey, document)  # lets items of the authority files join
        assert isinstance(document.tree, dict)
        paths += [made.path for made in entry_paths(survey.schema, document.tree)]
    paths += [item_path(survey.schema, item) for item in (*survey.vocabulary.items, *survey.vocabulary.adopted)]
    assert len(paths) > 900
    assert len(set(paths)) == len(paths)
    subjects = {triple.subject for triple in triples(project.data)}
    assert {f"<{survey.schema.base}{path}>" for path in paths} == subjects


def test_an_entry_without_what_its_iris_are_made_of_makes_none(project: Project) -> None:
    schema = read_survey(project).schema
    assert list(entry_paths(schema, {"name": "X", "llms": [{"quote": "y"}, "z"], "source": {"row": "1"}})) == []

"""The paths that data make are the subjects of their graph."""

from __future__ import annotations

from pathlib import Path

from projects import cases, laid_out
from slm_graph.build import triples
from slm_graph.documents import Document
from slm_graph.entries.paths import entry_paths, item_paths, row_paths
from slm_graph.entries.survey import check_entry, entry_documents, entry_tree, read_survey
from slm_graph.project import Project, find_project


def test_paths_are_the_subjects_of_the_graph(project: Project) -> None:
    assert_paths_are_subjects(project, 900)


def test_surveys_and_further_rows_have_their_paths(tmp_path: Path) -> None:
    case = next(case for case in cases("surveys") if case.name == "disagreement")
    assert_paths_are_subjects(find_project(laid_out(tmp_path, case) / "data"), 50)


def assert_paths_are_subjects(project: Project, least: int) -> None:
    survey = read_survey(project)
    documents = [document for document in entry_documents(survey) if isinstance(document, Document)]
    paths: list[str] = []
    for document in documents:
        check_entry(survey, document)  # lets items of the authority files join
        assert isinstance(document.tree, dict)
        paths += [made.path for made in entry_paths(survey.schema, document.tree)]
    for row in (row for rows in survey.further.values() for row in rows):
        paths += [made.path for made in row_paths(survey.schema, entry_tree(row.document))]
    for item in (*survey.vocabulary.items, *survey.vocabulary.adopted):
        paths += [made.path for made in item_paths(survey.schema, item)]
    assert len(paths) > least
    assert len(set(paths)) == len(paths)
    subjects = {triple.subject for triple in triples(project.data)}
    assert {f"<{survey.schema.base}{path}>" for path in paths} == subjects


def test_an_entry_without_what_its_iris_are_made_of_makes_none(project: Project) -> None:
    schema = read_survey(project).schema
    assert list(entry_paths(schema, {"name": "X", "llms": [{"quote": "y"}, "z"], "source": {"row": "1"}})) == []

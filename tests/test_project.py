"""Where a project's files are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import laid_out
from slm_graph.project import Project, bundled, find_project
from tools import ROOT

BUNDLED_SCHEMA = ROOT / "ontology" / "schema.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_an_empty_folder_it_is_the_bundled_survey(folder: Path) -> None:
    assert find_project() == Project(BUNDLED_SCHEMA, ROOT / "data")
    assert bundled("data") == ROOT / "data"


def test_data_of_the_working_directory_comes_first(folder: Path) -> None:
    laid_out(folder)
    assert find_project() == Project(BUNDLED_SCHEMA, Path("data"))


def test_the_schema_beside_the_data_comes_first(folder: Path) -> None:
    laid_out(folder / "mine")
    assert find_project(Path("mine/data")).schema == BUNDLED_SCHEMA
    (folder / "mine" / "ontology").mkdir()
    own = folder / "mine" / "ontology" / "schema.yaml"
    own.touch()
    project = find_project(Path("mine/data"))
    assert project == Project(own, Path("mine/data"))
    assert project.shapes == folder / "mine" / "ontology" / "shapes.ttl"
    assert project.context == folder / "mine" / "ontology" / "context.jsonld"


def test_a_file_of_entries_takes_the_vocabulary_beside_it_or_the_bundled_one(folder: Path) -> None:
    laid_out(folder)
    for path in (Path("data/entries.jsonl"), Path("entries.jsonl")):
        path.touch()
    beside, alone = find_project(Path("data/entries.jsonl")), find_project(Path("entries.jsonl"))
    assert beside == Project(BUNDLED_SCHEMA, Path("data"), Path("data/entries.jsonl"))
    assert alone == Project(BUNDLED_SCHEMA, ROOT / "data", Path("entries.jsonl"))


def test_what_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"^none: no such folder or file; give a folder with survey\.yaml and systems/$"
    ):
        find_project(Path("none"))

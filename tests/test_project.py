"""Where a project's files are found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import house
from projects import laid_out
from slm_graph.problems import Fault, NoSuchFile
from slm_graph.project import Project, bundled, find_project
from tools import ROOT

BUNDLED_SCHEMA = ROOT / "ontology" / "schema.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_an_empty_folder_it_is_the_bundled_survey(folder: Path) -> None:
    project = find_project()
    assert project == Project(BUNDLED_SCHEMA, ROOT / "data", ROOT / "queries", Path("output"))
    assert project.graph == ROOT / "output" / "slm-graph.ttl"
    assert bundled("data") == ROOT / "data"


def test_data_of_the_working_directory_comes_first(folder: Path) -> None:
    laid_out(folder)
    assert find_project() == Project(BUNDLED_SCHEMA, Path("data"), ROOT / "queries", Path("output"))


def test_the_schema_beside_the_data_comes_first(folder: Path) -> None:
    laid_out(folder / "mine")
    assert find_project(Path("mine/data")).schema == BUNDLED_SCHEMA
    (folder / "mine" / "ontology").mkdir()
    own = folder / "mine" / "ontology" / "schema.yaml"
    own.touch()
    project = find_project("mine/data")
    assert project == Project(own, Path("mine/data"), ROOT / "queries", Path("output"))
    assert project.shapes == folder / "mine" / "ontology" / "shapes.ttl"
    assert project.context == folder / "mine" / "ontology" / "context.jsonld"


def test_the_questions_beside_the_data_come_first_and_then_those_of_the_working_directory(folder: Path) -> None:
    laid_out(folder / "mine")
    assert find_project("mine/data").queries == ROOT / "queries"
    (folder / "queries").mkdir()
    assert find_project("mine/data").queries == Path("queries")
    (folder / "mine" / "queries").mkdir()
    assert find_project("mine/data").queries == folder / "mine" / "queries"
    assert find_project().queries == Path("queries")
    assert find_project().checks == Path("queries/checks")


def test_a_graph_belongs_to_the_nearest_folder_with_a_survey(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = laid_out(folder / "mine")
    for name in ("queries", "output/old"):
        (mine / name).mkdir(parents=True)
    (folder / "queries").mkdir()
    for graph in ("mine/output/slm-graph.ttl", "mine/output/old/a.ttl", "mine/a.ttl"):
        project = find_project(graph=graph)
        assert (project.data, project.queries) == (mine / "data", mine / "queries")
        assert project.output == Path("output")
    assert find_project(graph="a.ttl") == find_project()
    assert find_project(graph="/none/a.ttl") == find_project()
    monkeypatch.chdir(mine / "output")
    assert find_project(graph="slm-graph.ttl").queries == mine / "queries"
    monkeypatch.chdir(mine)
    assert find_project(graph="output/slm-graph.ttl") == find_project()
    assert find_project().queries == Path("queries")


def test_a_file_of_entries_takes_the_vocabulary_beside_it_or_the_bundled_one(folder: Path) -> None:
    laid_out(folder)
    for path in (Path("data/entries.jsonl"), Path("entries.jsonl")):
        path.touch()
    beside, alone = find_project(Path("data/entries.jsonl")), find_project(Path("entries.jsonl"))
    rest = (ROOT / "queries", Path("output"))
    assert beside == Project(BUNDLED_SCHEMA, Path("data"), *rest, Path("data/entries.jsonl"))
    assert alone == Project(BUNDLED_SCHEMA, ROOT / "data", *rest, Path("entries.jsonl"))


def test_what_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(
        NoSuchFile, match=r"^none: no such folder or file; give a folder with survey\.yaml and systems/$"
    ) as raised:
        find_project(Path("none"))
    assert isinstance(raised.value, FileNotFoundError)


def test_the_built_graph_comes_first(folder: Path) -> None:
    (folder / "output").mkdir()
    (folder / "output" / "slm-graph.ttl").touch()
    assert find_project().graph == Path("output/slm-graph.ttl")


def test_the_data_of_the_program_are_not_written_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Fault, match="no data/ here to write to"):
        find_project().require_own_data()
    laid_out(folder)
    find_project().require_own_data()
    # As in a wheel, where the data lie beside the modules.
    monkeypatch.setattr("slm_graph.project.__file__", str(folder / "project.py"))
    with pytest.raises(Fault, match=r"^data: belongs to the program"):
        find_project().require_own_data()


# --- nothing else asks where it is


def relative_places(tree: ast.Module) -> Iterator[str]:
    """Yield what asks for the working directory, or names a path that is relative to it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("cwd", "getcwd", "chdir"):
            yield f"{node.lineno}: .{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Path", "PurePath"):
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if len(values) == len(node.args) and not any(str(value).startswith("/") for value in values):
                yield f"{node.lineno}: Path({', '.join(map(repr, values))})"


def test_a_relative_place_is_seen() -> None:
    tree = ast.parse('Path.cwd()\nPath()\nPath("output", "a.ttl")\nPath("/a")\nPath(__file__)\nPath(name)')
    assert sorted(relative_places(tree)) == ["1: .cwd", "2: Path()", "3: Path('output', 'a.ttl')"]


def test_only_the_project_asks_for_the_working_directory() -> None:
    asking = {module: places for module, tree in house.trees().items() if (places := list(relative_places(tree)))}
    assert asking.pop("slm_graph.project")
    assert [place.split()[1] for place in asking.pop("slm_graph.files.names")] == [".cwd"]  # shown, for messages
    assert asking.pop("slm_graph.files.reading")  # STDIN, which is no file of the working directory
    assert asking == {}

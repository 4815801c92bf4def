"""Renaming where several surveys state things: further rows follow, and a survey takes its files along."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import cases, laid_out
from slm_graph.build import write_graph
from slm_graph.entries import check, find_release, gone_problems
from slm_graph.problems import Fault
from slm_graph.project import find_project
from slm_graph.renaming import Renaming, rename


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of a project with two surveys that is the working directory, with its graph."""
    case = next(case for case in cases("surveys") if case.name == "disagreement")
    monkeypatch.chdir(laid_out(tmp_path, case))
    write_graph(tmp_path / "data", tmp_path / "output", formats=["ttl"], validate=False)
    return tmp_path / "data"


def texts(data: Path) -> dict[str, str]:
    return {path.relative_to(data).as_posix(): path.read_text(encoding="utf-8") for path in sorted(data.rglob("*.*"))}


def renamed(data: Path, old: str, new: str) -> Renaming:
    """Rename, and return how, once the data are sound and no IRI is gone."""
    renaming = rename(data, old, new)
    renaming.write()
    assert check(data)[0] == []
    project = find_project(data)
    release = find_release(project, data.parent / "output" / "slm-graph.ttl")
    assert release is not None
    assert gone_problems(project, release) == []
    return renaming


def test_further_rows_follow_an_item(data: Path) -> None:
    before = texts(data)
    renaming = renamed(data, "llm/llama", "llama-1")
    after = texts(data)
    row = "rows/second/one.yaml"
    assert after[row] == before[row].replace("llm: llama", "llm: llama-1")
    stubs = [(stub.path, stub.label, stub.replaced_by) for stub in renaming.stubs]
    new = "usage/second/one/llama-1"
    assert ("usage/second/one/llama", "One in A second survey: LLaMA", (new,)) in stubs


def test_further_rows_follow_their_system(data: Path) -> None:
    before = texts(data)
    renaming = renamed(data, "system/one", "first")
    after = texts(data)
    for name in ("rows/second/one.yaml", "rows/second/one-talks.yaml"):
        assert after[name] == before[name].replace("system: one", "system: first")
    # What a row states is called after the row, which stays.
    assert all(not stub.path.startswith(("usage/second/", "row/")) for stub in renaming.stubs)


def test_a_usage_of_a_further_row(data: Path) -> None:
    renaming = renamed(data, "usage/second/one/hours", "amount")
    assert [(stub.path, stub.label) for stub in renaming.stubs] == [
        ("usage/second/one/hours", "One in A second survey: hours")
    ]
    assert "key: amount" in texts(data)["rows/second/one.yaml"]


def test_a_survey_takes_its_files_along(data: Path) -> None:
    before = texts(data)
    renaming = renamed(data, "survey/second", "other")
    after = texts(data)
    assert after["surveys/other.yaml"] == before["surveys/second.yaml"].replace("id: second", "id: other")
    for name in ("one.yaml", "one-talks.yaml"):
        wanted = before[f"rows/second/{name}"].replace("survey: second", "survey: other")
        assert after[f"rows/other/{name}"] == wanted
    assert after["systems/two.yaml"] == before["systems/two.yaml"].replace("survey: second", "survey: other")
    assert not [path for path in data.rglob("*") if "second" in path.name]
    labels = {stub.path: (stub.label, *stub.replaced_by) for stub in renaming.stubs}
    assert next(iter(labels)) == "survey/second"
    assert (
        labels.items()
        >= {
            "survey/second": ("A second survey", "survey/other"),
            "table/second/listening": ("Table listening of A second survey", "table/other/listening"),
            "heading/second/talking": ("Models that talk", "heading/other/talking"),
            "scheme/headings-second": ("Headings of A second survey", "scheme/headings-other"),
            "column/second/backbone": ("Backbone", "column/other/backbone"),
            "row/second/two": ("Row two of A second survey", "row/other/two"),
            "row/second/one": ("Row one of A second survey", "row/other/one"),
            "usage/second/one/llama": ("One in A second survey: LLaMA", "usage/other/one/llama"),
        }.items()
    )
    assert all(new == old.replace("second", "other") for old, (_, new) in labels.items())


def test_the_first_survey(data: Path) -> None:
    renaming = renamed(data, "survey/small", "tiny")
    assert ("row/small/1", ("row/tiny/1",)) in [(stub.path, stub.replaced_by) for stub in renaming.stubs]


@pytest.mark.parametrize(
    "path",
    [
        "table/second/listening",
        "heading/second/models",
        "column/second/model",
        "row/second/one",
        "scheme/headings-second",
    ],
)
def test_what_follows_from_a_survey_is_not_renamed_alone(data: Path, path: str) -> None:
    before = texts(data)
    with pytest.raises(Fault, match=f"^{path}: is not renamed alone; rename what it belongs to, or change it by hand"):
        rename(data, path, "x")
    assert texts(data) == before


def test_a_file_in_the_way_is_told(data: Path) -> None:
    (data / "surveys" / "other.yaml").write_text("{id: third, title: A third survey}\n", encoding="utf-8")
    with pytest.raises(Fault, match=r"data/surveys/other\.yaml: is there already; move it away, or give another id"):
        rename(data, "survey/second", "other")

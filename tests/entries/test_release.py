"""What a release had and the data make no more is told, unless a stub says what takes its place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import cases, laid_out
from slm_graph.build import write_graph
from slm_graph.commands.main import cli
from slm_graph.documents import to_yaml
from slm_graph.entries import check, find_release, gone_problems
from slm_graph.project import find_project

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git (Debian package git)")
GRAPH = "output/slm-graph.ttl"


def git(folder: Path, *words: str) -> None:
    who = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "tag.gpgsign=false",
    ]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="slm-graph")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with its graph that is the working directory, within a folder that no repository is above."""
    place = laid_out(tmp_path / "project")
    monkeypatch.chdir(place)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write_graph(find_project(place / "data"), place / "output", formats=["ttl", "nt"], validate=False)
    return place


@pytest.fixture
def released(folder: Path) -> Path:
    """Return the project as a git repository with two releases, and a commit after them."""
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "First")
    git(folder, "tag", "v0.1.0")
    git(folder, "commit", "-qm", "Second", "--allow-empty")
    git(folder, "tag", "-am", "Second", "v0.2.0")
    (folder / "output" / "slm-graph.ttl").write_text("", encoding="utf-8")
    git(folder, "commit", "-qam", "Unreleased")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@needs_git
def test_what_the_last_tag_had_is_compared(released: Path) -> None:
    assert run("check").output == "15 files, no problems; no IRI of v0.2.0 is gone.\n"
    change(released, "systems/one.yaml", "key: hours", "key: amount")
    change(released, "vocabulary/encoders.yaml", "- id: beats\n  label: BEATs\n", "")
    result = run("check")
    assert result.exit_code == 1
    advice = "bring it back, or add a stub here (id, label, deprecated: true, replaced_by)"
    assert result.output.splitlines() == [
        f'data/vocabulary/retired.yaml:1:1: encoder/beats: is in v0.2.0 and gone ("BEATs"); {advice}',
        f'data/vocabulary/retired.yaml:1:1: usage/one/hours: is in v0.2.0 and gone ("One: hours"); {advice}',
        "2 problems in 1 of 15 files.",
    ]
    (released / "data" / "vocabulary" / "retired.yaml").write_text(
        "- {id: encoder/beats, label: BEATs, deprecated: true}\n"
        "- {id: usage/one/hours, label: 'One: hours', deprecated: true, replaced_by: usage/one/amount}\n",
        encoding="utf-8",
    )
    assert run("check").output == "16 files, no problems; no IRI of v0.2.0 is gone.\n"


@needs_git
def test_a_renaming_leaves_nothing_gone(released: Path) -> None:
    for old, new in (("encoder/whisper", "w"), ("system/one", "uno"), ("usage/uno/hours", "amount"), ("w", "whisper")):
        assert run("rename", old, new).exit_code == 0
        assert run("check").output.endswith(" files, no problems; no IRI of v0.2.0 is gone.\n")


@needs_git
def test_another_working_directory_finds_the_release_of_the_data(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no IRI of v0.2.0 is gone" in run("check", "--data", "project/data").output
    shutil.copytree(released / "data", tmp_path / "elsewhere" / "data")
    assert "IRI" not in run("check", "--data", "elsewhere/data").output


@needs_git
def test_a_project_may_lie_below_the_top_of_its_repository(folder: Path) -> None:
    git(folder.parent, "init", "-q")
    git(folder.parent, "add", "project")
    git(folder.parent, "commit", "-qm", "First")
    git(folder.parent, "tag", "v1")
    assert run("check").output == "15 files, no problems; no IRI of v1 is gone.\n"


@needs_git
def test_nothing_is_compared_without_a_release(folder: Path) -> None:
    alone = "15 files, no problems.\n"
    assert run("check").output == alone
    git(folder, "init", "-q")
    assert run("check").output == alone
    git(folder, "add", "data")
    git(folder, "commit", "-qm", "First")
    assert run("check").output == alone
    git(folder, "tag", "v0.1.0")  # a tag without a graph
    assert run("check").output == alone


def test_git_is_not_called_where_there_is_no_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*words: object, **options: object) -> None:
        raise AssertionError(words)

    above = [place for place in folder.parents if (place / ".git").exists()]
    assert above == [], "the temporary folder lies in a repository"
    monkeypatch.setattr(subprocess, "run", called)
    assert find_release(find_project(folder / "data")) is None


def test_without_git_nothing_is_compared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".git").mkdir()
    monkeypatch.setenv("PATH", os.devnull)
    assert find_release(find_project(folder / "data")) is None


@pytest.mark.parametrize("ending", ["ttl", "nt"])
def test_a_file_is_compared(folder: Path, ending: str) -> None:
    shutil.copy(folder / "output" / f"slm-graph.{ending}", folder / f"old.{ending}")
    change(folder, "vocabulary/encoders.yaml", "- id: beats\n  label: BEATs\n", "")
    result = run("check", "--release", f"old.{ending}")
    assert result.exit_code == 1
    assert re.fullmatch(rf'.*encoder/beats: is in old.{ending} and gone \("BEATs"\); .*\n1 problem .*\n', result.output)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "slm-graph: old.ttl: No such file or directory; choose another file with --release"),
        (b"<a> nothing", "is not Turtle"),
    ],
)
def test_a_file_that_is_no_graph_is_told_in_one_line(folder: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (folder / "old.ttl").write_bytes(content)
    result = run("check", "--release", "old.ttl")
    assert result.exit_code == 1
    assert message in result.output.splitlines()[0]
    assert "Traceback" not in result.output


def test_what_a_graph_says_of_itself_may_go(folder: Path) -> None:
    text = (folder / GRAPH).read_text(encoding="utf-8")
    text += (
        "<https://w3id.org/slm-graph/graph/class/old> a <http://rdfs.org/ns/void#Dataset> .\n"
        "<https://w3id.org/slm-graph/generator/old> a <http://www.w3.org/ns/prov#SoftwareAgent> .\n"
        "<https://example.org/encoder/x> a <https://w3id.org/slm-graph/ontology#SpeechEncoder> .\n"
    )
    (folder / "old.ttl").write_text(text, encoding="utf-8")
    assert run("check", "--release", "old.ttl").output == "15 files, no problems; no IRI of old.ttl is gone.\n"


def test_an_item_of_the_authority_files_counts_where_it_is_in_use(folder: Path) -> None:
    (folder / "data" / "authority").mkdir()
    authority = folder / "data" / "authority" / "encoders.yaml"
    authority.write_text("- {id: hubert, label: HuBERT}\n", encoding="utf-8")
    change(folder, "systems/one.yaml", "encoders:\n", "encoders:\n  - {encoder: hubert, quote: Wishper, note: So.}\n")
    project = find_project(folder / "data")
    write_graph(project, folder / "old", formats=["ttl"], validate=False)
    release = find_release(project, folder / "old" / "slm-graph.ttl")
    assert release is not None
    assert gone_problems(project, release) == []
    change(folder, "systems/one.yaml", "  - {encoder: hubert, quote: Wishper, note: So.}\n", "")
    told = [problem.message.partition(":")[0] for problem in gone_problems(project, release)]
    assert told == ["encoder/hubert", "usage/one/hubert"]


def test_what_surveys_and_further_rows_make_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in cases("surveys") if case.name == "disagreement")
    place = laid_out(tmp_path / "project", case)
    monkeypatch.chdir(place)
    project = find_project(place / "data")
    write_graph(project, place / "output", formats=["ttl"], validate=False)
    release = find_release(project, place / GRAPH)
    assert release is not None
    assert gone_problems(project, release) == []
    change(place, "rows/second/one.yaml", "key: hours", "key: amount")
    change(place, "surveys/second.yaml", "key: stars", "key: likes")
    gone = [problem.message.partition(":")[0] for problem in gone_problems(project, release)]
    assert gone == ["column/second/stars", "usage/second/one/hours"]
    stubs = [
        {"id": "column/second/stars", "label": "Stars", "deprecated": "true", "replaced_by": "column/second/likes"},
        {"id": "usage/second/one/hours", "label": "x", "deprecated": "true", "replaced_by": "usage/second/one/amount"},
    ]
    (place / "data" / "vocabulary" / "retired.yaml").write_text(to_yaml(stubs), encoding="utf-8")
    assert check(project)[0] == []
    assert gone_problems(project, release) == []

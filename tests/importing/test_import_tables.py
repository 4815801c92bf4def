"""Tables of many habits, each with the drafts and the report that it gives, pinned beside it.

A case holds `table.md`, `report.txt` (what the command tells), `problems.txt` (what it tells of faults, if any), and
`systems/`: the drafts.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from projects import parameters
from slm_graph.commands.main import cli
from slm_graph.entries.whole import check
from slm_graph.importing.against_table import table_problems
from slm_graph.project import find_project
from tools import ROOT

SETTINGS = """\
survey:
  id: my-survey
  title: My survey
graph:
  title: My survey
  description: Tables that others wrote.
  version: 0.1.0
  modified: 2026-11-22
  license: https://creativecommons.org/licenses/by/4.0/
  authors: [The slm-graph developers]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A survey of one's own with the vocabulary of this one and without entries."""
    monkeypatch.chdir(tmp_path)
    vocabulary = tmp_path / "data" / "vocabulary"
    shutil.copytree(ROOT / "data" / "vocabulary", vocabulary, ignore=shutil.ignore_patterns("retired.yaml"))
    for path in vocabulary.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[speech-llms-progress]", "[my-survey]"), encoding="utf-8")
    (tmp_path / "data" / "survey.yaml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def run(case: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    shutil.copy(case / "table.md", "table.md")
    cli(["import", "table.md", *options], standalone_mode=False)
    told = capsys.readouterr()
    return told.out, told.err


def pinned(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def drafts(folder: Path) -> dict[str, str]:
    """Return the drafts of a folder by file, without the mark that tells whether a person has changed one."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
    return {
        name: "".join(text.splitlines(keepends=True)[text.startswith("# draft ") :]) for name, text in texts.items()
    }


@parameters("import")
def test_a_table_gives_the_drafts_and_the_report_beside_it(
    case: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = run(case, capsys)
    assert drafts(folder / "data" / "systems") == drafts(case / "systems")
    assert out == pinned(case / "report.txt")
    assert err == pinned(case / "problems.txt")


@parameters("import")
def test_drafts_pass_the_check_and_agree_with_their_table(
    case: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(case, capsys)
    problems, _ = check(find_project())
    assert problems == []
    # A row without a system has no entry.
    told = [problem.message for problem in table_problems(find_project(), Path("table.md"))]
    assert all(message.endswith("has no entry; add one") for message in told)
    assert len(told) == sum(map(int, re.findall(r"(\d+) of papers that name no system", pinned(case / "report.txt"))))


@parameters("import")
def test_an_import_again_changes_nothing(case: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(case, capsys)
    before = drafts(folder / "data" / "systems")
    settings = (folder / "data" / "survey.yaml").read_bytes()
    for options in ((), ("--update",)):
        out, _ = run(case, capsys, *options)
        number = len(before) + len([*folder.glob("data/rows/*/*.yaml")])
        assert f"{number} systems: 0 new, 0 changed, {number} as they are" in out
        assert drafts(folder / "data" / "systems") == before
        assert (folder / "data" / "survey.yaml").read_bytes() == settings


@parameters("import")
def test_new_items_leave_nothing_that_passes_for_a_name(
    case: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(case, capsys, "--draft-new")
    problems, _ = check(find_project())
    assert problems == []
    assert "draft items for the names" not in run(case, capsys)[0]


def test_every_case_has_what_is_pinned() -> None:
    for case in (ROOT / "tests" / "cases" / "import").iterdir():
        assert {"table.md", "report.txt", "systems"} <= {path.name for path in case.iterdir()}, case.name

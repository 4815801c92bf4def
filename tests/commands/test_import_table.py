"""`slm-graph import`: what it refuses, what it tells, and how well it reads the survey that data/ is made of."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slm_graph.commands.main import cli
from slm_graph.files import write_file
from slm_graph.text.names import key_of
from survey_data import SurveyData
from tools import ROOT

TABLE = "| Model | Paper | Speech encoder |\n|---|---|---|\n| Foo | Foo: it | Whisper |\n"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["import", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.rmtree(tmp_path / "data" / "systems")
    (tmp_path / "data" / "vocabulary" / "retired.yaml").unlink()  # its stubs lead to usages of the entries
    (tmp_path / "table.md").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "table.md:1:1: is empty; give a Markdown file with a table"),
        (
            b"Words alone.\n",
            "table.md:1:1: has no table and no list of links to papers; give a Markdown file with a table",
        ),
        (b"\xff\xfe\x00", "table.md:1:1: is not UTF-8; give a Markdown file in UTF-8"),
        (b"| Model | LLM |\n|---|---|\n| a\x01 | b |\n", "table.md:3:4: character U+0001 is no text; delete it"),
        (b"| Model | LLM |\n|---|---|\n" + b"| a | b |\n" * 600_000, "more than the 5,000,000 that are read"),
        (b"| Thing | Foo |\n|---|---|\n| A | b |\n", "table.md: no row gives a system; nothing written"),
        (b"| Model | LLM |\n|---|---|\n| | Vicuna |\n", "table.md:3:1: row 1 names no system and no paper"),
    ],
)
def test_a_file_that_gives_nothing_is_told_in_a_line(folder: Path, content: bytes, told: str) -> None:
    (folder / "table.md").write_bytes(content)
    result = run("table.md")
    assert result.exit_code == 1
    assert told in result.output
    assert not (folder / "data" / "systems").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Modl=name", "no column Modl; did you mean Model?"),
        ("Model=nam", "no field nam; did you mean name?"),
        ("Model", "no HEADER=FIELD"),
    ],
)
def test_a_column_that_is_named_wrongly(folder: Path, given: str, told: str) -> None:
    result = run("table.md", "--columns", given)
    assert result.exit_code == 2
    assert told in result.output


def test_where_there_is_no_data_nothing_is_written_to_the_bundled_survey(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    result = run("table.md")
    assert result.exit_code == 1
    assert "slm-graph init DIR" in result.output
    assert run("table.md", "--dry-run", "--survey", "mine").exit_code == 0


def test_the_survey_of_the_program_itself_is_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a wheel, where the data lie beside the modules.
    monkeypatch.setattr("slm_graph.project.__file__", str(folder / "slm_graph" / "project.py"))
    shutil.copytree(folder / "data", folder / "slm_graph" / "bundle" / "data")
    result = run("table.md", "--data", "slm_graph/bundle/data")
    assert result.exit_code == 1
    assert "belongs to the program" in result.output


def test_the_report_names_columns_entries_and_words(folder: Path) -> None:
    table = TABLE.replace("Speech encoder |", "Speech encoder | Size |").replace("|---|\n", "|---|---|\n")
    (folder / "table.md").write_text(table.replace("| Whisper |", "| Whispr-X & BEATs | 7B |"), encoding="utf-8")
    result = run("table.md", "--dry-run")
    assert "    1  Whispr-X  a new name; near whisper (0.85)" in result.output
    assert "--columns 'HEADER=FIELD'" in result.output
    assert "  new      data/systems/foo.yaml" in result.output
    assert all(len(line) <= 100 for line in result.output.splitlines())


def test_a_link_stays_a_link_and_rights_stay_when_a_file_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("a\n", encoding="utf-8")
    real.chmod(0o640)
    try:
        link.symlink_to(real)
    except OSError:
        link = real  # a system without links
    write_file(link, b"b\n")
    assert real.read_bytes() == b"b\n"
    assert os.name == "nt" or stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({"real.yaml", link.name})


def test_importing_the_surveys_own_table_changes_nothing(folder: Path) -> None:
    shutil.copytree(ROOT / "data" / "systems", folder / "data" / "systems")
    assert CliRunner().invoke(cli, ["table", "-o", "table.md"]).exit_code == 0
    before = {path: path.read_bytes() for path in (folder / "data").rglob("*.yaml")}
    count = len(SurveyData(ROOT / "data").systems)
    result = run("table.md", "--update", "--draft-new")
    assert f"{count} systems: 0 new, 0 changed, {count} as they are\n" in result.output
    assert {path: path.read_bytes() for path in (folder / "data").rglob("*.yaml")} == before


def test_the_drafts_of_the_survey_meet_their_aims(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The rows that the aims were set for: what a row more does to a share is no fault of who adds it.
    rows = {entry["source"]["row"]: entry["id"] for entry in SurveyData(ROOT / "data").systems}
    (folder / "data" / "systems").mkdir()
    for number in range(1, 30):
        shutil.copy(ROOT / "data" / "systems" / f"{rows[str(number)]}.yaml", folder / "data" / "systems")
    assert CliRunner().invoke(cli, ["table", "-o", "table.md"]).exit_code == 0
    monkeypatch.setattr(sys, "argv", ["import.py", "table.md", "--data", "data"])
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "benchmarks" / "import.py"), run_name="__main__")
    table = capsys.readouterr().out
    assert len(re.findall(r" met$", table, re.MULTILINE)) == 8, table
    assert (ended.value.code, "NOT MET" in table) == (0, False)


def test_drafted_items_pass_the_check_and_say_what_is_known_of_them(folder: Path) -> None:
    listed = "\n| | Task |\n|---|---|\n| QQT | Quite a queer task |\n"
    row = TABLE.replace("Speech encoder", "LLM").replace("Whisper", "Vicuna-12B, LLaMA-3.9-8B, Gemma-2B, 新模型-7B")
    (folder / "table.md").write_text(row + listed, encoding="utf-8")
    before = {path: path.read_bytes() for path in (folder / "data" / "vocabulary").iterdir()}
    assert run("table.md", "--draft-new").exit_code == 0
    added = {path.stem: path.read_bytes()[len(text) :].decode() for path, text in before.items()}
    assert all(path.read_bytes().startswith(text) for path, text in before.items())
    assert re.search(r"id: vicuna-12b\n(  .*\n)*  variant_of: vicuna\n", added["llms"])
    release = added["llms"].partition("label: LLaMA-3.9-8B\n")[2].partition("- id:")[0]
    assert "variant_of: llama-3-9\n" in release
    assert "family" not in release
    assert "label: 新模型-7B" in added["llms"]
    # An authority file has it, so that its id does.
    assert "gemma" not in added["llms"]
    (entry,) = (folder / "data" / "systems").glob("*.yaml")
    assert "llm: gemma-2b" in entry.read_text(encoding="utf-8")
    assert "abbreviation: QQT" in added["tasks"]
    assert "listed_in: [speech-llms-progress]" in added["tasks"]
    assert key_of("Quite a queer task") in key_of(added["tasks"])
    # The vocabulary refers to papers of the entries that were taken away above; nothing else is wrong.
    told = CliRunner().invoke(cli, ["check"]).output
    assert [line for line in told.splitlines() if "no such paper" not in line and "problem" not in line] == []


def test_a_program_is_told_what_was_read_and_written(folder: Path) -> None:
    dry = json.loads(run("table.md", "--dry-run", "--format", "json", "--survey", "new").stdout)
    assert dry["file"] == "table.md"
    assert dry["survey"] == {"id": "new", "title": dry["survey"]["title"], "new": True}
    (table,) = dry["tables"]
    assert (table["line"], table["rows"]) == (1, 1)
    assert [(column["header"], column["fields"]) for column in table["columns"]] == [
        ("Model", ["name"]), ("Paper", ["paper.title"]), ("Speech encoder", ["encoders"]),
    ]  # fmt: skip
    assert [(entry["kind"], entry["path"], entry["line"]) for entry in dry["entries"]] == [
        ("new", "data/systems/foo.yaml", 3)
    ]
    assert [(name["name"], name["proposal"]) for name in dry["names"]] == [("Whisper", "whisper")]
    assert dry["problems"] == []
    assert dry["written"] == []
    written = json.loads(run("table.md", "--format", "json", "--survey", "new").stdout)["written"]
    assert "data/systems/foo.yaml" in written
    assert all((folder / path).is_file() for path in written)

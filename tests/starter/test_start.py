"""A new survey: it can be imported and built at once, wherever it is begun."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.entries.survey import read_survey
from slm_graph.project import find_project
from slm_graph.questions.stored import read_questions
from slm_graph.starter.start import start_survey, survey_id
from tools import ROOT

BUNDLED = ROOT / "data" / "vocabulary"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("options", [[], ["--all-items"]], ids=["examples", "all-items"])
def test_a_new_survey_is_imported_and_built_at_once(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cd 'Sound Survey' && slm-graph import table.md && slm-graph build" in run("init", "Sound Survey", *options)
    monkeypatch.chdir("Sound Survey")
    assert "Wrote 3 entries" in run("import", "table.md")
    assert "no problems" in run("check", "--survey", "table.md")
    run("build")
    graph = Path("output/slm-graph.ttl").read_text(encoding="utf-8")
    assert "<https://example.org/sound-survey/survey/sound-survey> a slm:Survey" in graph.replace(
        "survey:sound-survey", "<https://example.org/sound-survey/survey/sound-survey>"
    )
    assert "w3id.org/slm-graph/system/" not in graph
    assert "no faults" in run("check", "--graph", "output/slm-graph.ttl")
    listed = run("query")
    assert all(question.name in listed for question in read_questions(Path("queries")))
    assert "SALMONN" in run("query", "who-uses", "-p", "thing=Wishper")
    assert "Whisper" in run("query", "system-statements", "-p", "system=salmonn")
    table, tasks = (
        part.replace("| |", "|  |") for part in Path("table.md").read_text().partition("\n\n")[2].split("\n\n")
    )
    assert run("table") == table + "\n" + ("" if options else "\n" + tasks)


OTHER = """# Audio models

| Model | Speech encoder | LLM |
| --- | --- | --- |
| SALMONN | Whisper | LLaMA |
| Qwen-Audio | Whisper | Qwen-7B |
"""


def test_a_new_survey_tells_where_a_second_one_disagrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_survey(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    run("import", "table.md")
    run("build", "--no-view", "--no-shacl")
    assert run("query", "disagreeing-sources").startswith("0 rows")
    Path("other.md").write_text(OTHER, encoding="utf-8")
    readme = Path("README.md").read_text(encoding="utf-8")
    ((imported, built),) = re.findall(r"^    slm-graph (import other.*)\n    (.*?) +#", readme, re.MULTILINE)
    run(*imported.split())
    assert built == "slm-graph build && slm-graph query disagreeing-sources"
    run("build", "--no-view", "--no-shacl")
    answer = run("query", "disagreeing-sources", "-f", "csv")
    assert {line.split(",")[0] for line in answer.splitlines()[1:]} == {"SALMONN"}
    assert "LLaMA" in answer
    assert "Vicuna" in answer


def test_the_vocabulary_of_a_new_survey_is_sound(tmp_path: Path) -> None:
    start_survey(tmp_path)
    survey = read_survey(find_project(tmp_path / "data"))
    assert survey.problems == []
    # What the examples say of a thing is what the bundled vocabulary says.
    for path in sorted((tmp_path / "data" / "vocabulary").glob("*.yaml")):
        known = {item["id"]: item for item in yaml.safe_load((BUNDLED / path.name).read_text(encoding="utf-8"))}
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            if item["id"] in known:
                other = known[item["id"]]
                assert (item.get("label"), item.get("title")) == (other.get("label"), other.get("title")), path.name


def test_every_item_comes_along_where_that_is_asked_for(tmp_path: Path) -> None:
    start_survey(tmp_path, all_items=True)
    # A new survey has published nothing that could be out of use.
    retired = BUNDLED / "retired.yaml"
    assert retired.is_file()
    assert not (tmp_path / "data" / "vocabulary" / retired.name).exists()
    for path in sorted({*BUNDLED.glob("*.yaml")} - {retired}):
        text = (tmp_path / "data" / "vocabulary" / path.name).read_text(encoding="utf-8")
        assert re.findall("^- id: .*", text, re.MULTILINE) == re.findall(
            "^- id: .*", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert "speech-llms-progress" not in text


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for folder, what in ((tmp_path, "is not empty"), (tmp_path / "mine.txt", "is a file")):
        result = CliRunner().invoke(cli, ["init", str(folder)])
        assert result.exit_code == 1
        assert result.output == f"slm-graph: {folder}: {what}; give a folder that is empty or not there\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_below_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "file" / "new")])
    assert result.exit_code == 1
    assert result.output.endswith("; choose another folder\n")
    assert result.output.count("\n") == 1


def test_the_current_folder_can_be_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    run("init", ".")
    assert "  id: here\n" in Path("data/survey.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "wanted"), [("", "my-survey"), ("--", "my-survey"), ("Élan_2", "elan-2"), ("語", "my-survey")]
)
def test_a_survey_is_called_after_its_folder(name: str, wanted: str) -> None:
    assert survey_id(name) == wanted

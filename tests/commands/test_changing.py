"""`slm-graph retire`, `delete` and `split` as they are typed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases_in_lines import lines_of
from renaming_project import small_data, texts
from slm_graph.build import write_graph
from slm_graph.commands.main import cli
from slm_graph.entries import check


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    small_data(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="slm-graph")


@pytest.mark.parametrize(("words", "message"), lines_of("keeping/refused"))
def test_what_cannot_be_is_told_and_nothing_is_written(folder: Path, words: str, message: str) -> None:
    before = texts(folder / "data")
    result = run(*words.split())
    assert result.exit_code in (1, 2)
    before_schema, _, behind_schema = message.partition("{schema}")
    assert any(line.startswith(before_schema) and behind_schema in line for line in result.output.splitlines()), (
        result.output
    )
    assert texts(folder / "data") == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "retire vicuna --replaced-by llm/llama",
            """\
data/vocabulary/llms.yaml: changed
data/systems/one.yaml: changed
data/vocabulary/retired.yaml: changed
2 IRIs retired:
  llm/vicuna → llm/llama
  usage/one/vicuna → usage/one/llama
""",
        ),
        (
            "delete wavcaps --unpublished",
            """\
data/vocabulary/datasets.yaml: changed
no IRIs retired, since none was published
""",
        ),
        (
            "split vicuna vicuna-7b vicuna-13b --to vicuna-7b=one --label vicuna-7b=Vicuna",
            """\
data/vocabulary/llms.yaml: changed
data/systems/one.yaml: changed
data/vocabulary/retired.yaml: changed
2 IRIs retired:
  llm/vicuna → llm/vicuna-7b, llm/vicuna-13b
  usage/one/vicuna → usage/one/vicuna-7b
""",
        ),
    ],
)  # fmt: skip
def test_a_dry_run_tells_what_is_done(folder: Path, words: str, told: str) -> None:
    before = texts(folder / "data")
    assert run(*words.split(), "--dry-run").output == told + "Nothing written (--dry-run).\n"
    assert texts(folder / "data") == before
    assert run(*words.split()).output == told + "Next: slm-graph check, then slm-graph build and slm-graph docs\n"
    assert texts(folder / "data") != before
    assert check(folder / "data")[0] == []


def test_the_release_is_that_of_the_last_tag(folder: Path) -> None:
    write_graph(folder / "data", folder / "output", formats=["ttl"], validate=False)
    for words in ("init -q", "add -A", "-c user.name=a -c user.email=a@b commit -qm a", "tag v1"):
        subprocess.run(["git", *words.split()], check=True)
    datasets = folder / "data" / "vocabulary" / "datasets.yaml"
    text = datasets.read_text(encoding="utf-8")
    datasets.write_text(text + "- id: later\n  label: Later\n", encoding="utf-8")
    refused = run("delete", "wavcaps", "--unpublished")
    step = "retire it, so that a stub stays: slm-graph retire dataset/wavcaps"
    assert refused.output == f"slm-graph: dataset/wavcaps: was published, in v1; {step}\n"
    assert run("delete", "later").exit_code == 0
    assert datasets.read_text(encoding="utf-8") == text
    assert run("retire", "wavcaps").exit_code == 0
    assert run("check").output.endswith("no problems; no IRI of v1 is gone.\n")


@pytest.mark.parametrize("words", ["retire encoder/whisper", "delete encoder/whisper", "split whisper a b"])
def test_the_bundled_survey_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words.split())
    assert result.exit_code == 1
    assert result.output.startswith("slm-graph: no data/ here to write to")


@pytest.mark.parametrize("name", ["rename", "retire", "delete", "split"])
def test_the_examples_of_the_help_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "slm-graph.ttl").touch()
    told = run(name, "--help").output.partition("Examples:")[2]
    examples = re.findall(rf"^ +slm-graph ({name} .*)$", told, re.MULTILINE)
    assert examples
    for example in examples:
        result = run(*example.split(), *([] if "--dry-run" in example else ["--dry-run"]))
        assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Nothing written (--dry-run)."), result.output

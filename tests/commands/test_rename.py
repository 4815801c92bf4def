"""`slm-graph rename` as it is typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import laid_out
from slm_graph.commands.main import cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(laid_out(tmp_path))
    (tmp_path / "queries").mkdir()
    question = "#+ summary: A.\nPREFIX encoder: <https://w3id.org/slm-graph/encoder/>\nASK { encoder:whisper ?p ?o }\n"
    (tmp_path / "queries" / "a.rq").write_text(question, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["rename", *words], prog_name="slm-graph")


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TOLD = """\
data/vocabulary/encoders.yaml: changed
data/systems/one.yaml: changed
data/vocabulary/retired.yaml: changed
2 IRIs retired:
  encoder/whisper → encoder/whisper-asr
  usage/one/whisper → usage/one/whisper-asr
queries/a.rq:3: names encoder/whisper; write encoder/whisper-asr
"""


def test_a_dry_run_tells_and_writes_nothing(folder: Path) -> None:
    before = files(folder)
    result = run("whisper", "whisper-asr", "--dry-run")
    assert result.output == TOLD + "Nothing written (--dry-run).\n"
    assert files(folder) == before


@pytest.mark.parametrize("old", ["whisper", "encoder/whisper", "encoder:whisper"])
def test_what_was_done_is_told_with_the_next_step(folder: Path, old: str) -> None:
    result = run(old, "encoder/whisper-asr")
    assert result.output == TOLD + "Next: slm-graph check, then slm-graph build and slm-graph docs\n"
    assert (folder / "data" / "vocabulary" / "retired.yaml").is_file()
    assert [path.name for path in folder.rglob(".*")] == []


def test_a_system_is_found_by_its_iri_and_its_file_follows(folder: Path) -> None:
    result = run("<https://w3id.org/slm-graph/system/one>", "uno")
    assert result.exit_code == 0
    assert result.output.splitlines()[:2] == [
        "data/systems/one.yaml: is now called by its new id",
        "data/systems/uno.yaml: changed",
    ]
    assert [path.name for path in (folder / "data" / "systems").iterdir()] == ["uno.yaml"]


def test_problems_of_the_data_come_first(folder: Path) -> None:
    shutil.copy(folder / "data" / "systems" / "one.yaml", folder / "data" / "systems" / "two.yaml")
    result = run("whisper", "w")
    assert result.exit_code == 1
    assert result.output.endswith(" problems in 1 file; nothing written.\n")


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("whispr", "x"), 2, "slm-graph: whispr: nothing has this id; did you mean whisper?\n"),
        (
            ("whisper", "beats"),
            1,
            "slm-graph: encoder/beats: is there already; give another id, or join the two: slm-graph retire",
        ),
        (("whisper", "w", "--data", "no"), 1, "slm-graph: no: no such folder or file"),
    ],
)
def test_what_cannot_be_is_one_line(folder: Path, words: tuple[str, ...], status: int, message: str) -> None:
    result = run(*words)
    assert result.exit_code == status
    assert result.output.startswith(message)
    assert len(result.output.splitlines()) == 1


def test_the_bundled_survey_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("encoder/whisper", "w")
    assert result.exit_code == 1
    assert result.output.startswith("slm-graph: no data/ here to write to")

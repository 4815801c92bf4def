"""A pipe, a device or a huge file in the place of any file that is read is told at once, and not read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import forks
from projects import laid_out

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices")


@pytest.fixture(params=["pipe", "device"])
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "special"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    return path


def run(folder: Path, *words: str | Path, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return forks.run(*words, cwd=folder, given=given, **environment)


DATA = ["data/systems/two.yaml", "data/systems/two.jsonl", "data/survey.yaml", "data/vocabulary/llms.yaml"]


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("command", ["check", "build"])
def test_in_a_project(special: Path, tmp_path: Path, name: str, command: str) -> None:
    folder = laid_out(tmp_path / "project")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    special.rename(path)
    result = run(folder, command)
    assert ":1:1: cannot be read: is a " in result.stderr
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["import", "FILE", "--dry-run"],
        ["check", "--survey", "FILE"],
        ["query", "FILE"],
        ["check", "--graph", "FILE"],
        ["query", "-e", "ASK {}", "--data", "FILE"],
        ["stats", "--data", "FILE"],
        ["view", "--data", "FILE", "-o", "x.html"],
        ["diff", "FILE", "FILE"],
        ["load", "http://127.0.0.1:9", "--data", "FILE"],
        ["build", "--data", "FILE"],
        ["table", "--data", "FILE"],
    ],
    ids=lambda words: "-".join(word.strip("-") for word in words[:2]),
)
def test_as_an_argument(special: Path, tmp_path: Path, words: list[str]) -> None:
    path = special.rename(tmp_path / ("graph.ttl" if words[0] != "build" else "entries.jsonl"))
    result = run(laid_out(tmp_path / "project"), *[path if word == "FILE" else word for word in words])
    assert result.returncode in (1, 2)
    assert 1 <= result.stderr.count("\n") <= 2
    assert "Traceback" not in result.stderr


def test_as_a_netrc(special: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "query", "-e", "ASK {}", "--endpoint", "http://127.0.0.1:9", NETRC=str(special))
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)


def test_standard_input_is_read_where_a_file_may_be_given(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    row = "| Two | Wishper | Vicuna | LibriSpeech | S2T | LoRA |\n"
    table = "| Name | Speech model | LLM | Dataset | prompt | Method |\n" + "| --- " * 6 + "|\n" + row
    assert "two" in run(folder, "import", "-", "--survey", "second-survey", "--dry-run", given=table).stdout
    assert run(folder, "query", "-", given="ASK {}").stdout == "true\n"


def test_standard_input_is_capped(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    for words in (["import", "-", "--dry-run"], ["query", "-"]):
        with Path("/dev/zero").open("rb") as zero:
            result = subprocess.run(
                [sys.executable, "-m", "slm_graph", *words], cwd=folder, stdin=zero, capture_output=True,
                encoding="utf-8", timeout=30, check=False,
            )  # fmt: skip
        assert "over " in result.stderr
        assert result.stderr.count("\n") <= 2
        assert result.returncode in (1, 2)

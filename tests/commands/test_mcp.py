"""`slm-graph mcp` and `slm-graph review` where they cannot begin: a line each, and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import ROOT


def started(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "slm_graph", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["none.ttl"], 1, "slm-graph: none.ttl: No such file or directory; choose another file\n"),
        (["-"], 2, "slm-graph: -: standard input is the assistant's; give a file\n"),
        (["notes.md"], 1, "notes.md:1:1: .md: not known as a format of RDF; name the file .ttl, .nt, .jsonld"),
        (["--timeout", "0"], 2, "Invalid value for '--timeout'"),
    ],
)
def test_what_is_no_graph_is_told_at_once(tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    (tmp_path / "notes.md").write_text("no graph", encoding="utf-8")
    ended = started(tmp_path, "mcp", *arguments)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert message in ended.stderr


def test_it_ends_when_nobody_speaks() -> None:
    ended = started(ROOT, "mcp")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_data_of_the_program_are_not_for_review(tmp_path: Path) -> None:
    ended = started(tmp_path, "review", "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("slm-graph: no data/ here to write to")

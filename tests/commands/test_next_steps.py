"""What `build` and `make` end with: a page, and three commands that work as they are typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import forks
import slm_graph.commands.next_steps as next_steps_module
from projects import laid_out
from slm_graph.commands.next_steps import next_steps, program
from tools import ROOT


def test_what_a_build_tells_to_type_works(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    (folder / "queries").mkdir()
    for name in ("encoders-by-systems", "systems-by-encoder"):
        shutil.copy(ROOT / "queries" / f"{name}.rq", folder / "queries")
    for options, page in (([], "output/slm-graph.html"), (["--output", "my graph"], "my graph/slm-graph.html")):
        build = forks.run("build", "--no-shacl", *options, cwd=folder)
        *_, built, opened, first, second, third = build.stdout.splitlines()
        assert re.fullmatch(r"Built from data in \d+\.\d s\.", built)
        assert opened == f"Open {page} in a browser, and try:"
        assert (folder / page).is_file()
        for line in (first, second, third):
            result = subprocess.run(shlex.split(line), cwd=folder, capture_output=True, encoding="utf-8", check=False)
            assert (result.returncode, result.stderr) == (0, ""), line
            assert result.stdout


def test_the_program_is_named_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    script = tmp_path / ".venv" / "bin" / "slm-graph"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "argv", [".venv/bin/slm-graph", "build"])
    assert program() == ".venv/bin/slm-graph"
    monkeypatch.setenv("PATH", f"/nowhere{os.pathsep}{script.parent}")
    assert program() == "slm-graph"
    monkeypatch.setattr(sys, "argv", [str(script), "build"])
    assert program() == "slm-graph"


def test_a_project_without_questions_has_three_commands_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "broken.rq").write_text("?", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lines = list(next_steps(Path("a.html"), Path("output/slm-graph.ttl")))
    assert len(lines) == 4
    assert " view" in lines[2]


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make: apt-get install make")
def test_make_builds_by_the_command_of_its_environment() -> None:
    # Not what `make test` hands to a make within it: that one would tell the folders that it enters and leaves.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "build"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        env={**environment, "MAKEFLAGS": "--no-print-directory"},
    ).stdout  # fmt: skip
    assert told.splitlines()[-1] == ".venv/bin/slm-graph build"
    assert ". .venv/bin/activate" in (ROOT / "README.md").read_text(encoding="utf-8").partition("## What you get")[0]


@pytest.mark.parametrize(
    ("prefix", "origin", "wanted"),
    [
        (
            "uv/archive-v0/x1",
            '{"url": "file:///tmp/my%20wheel.whl", "archive_info": {}}',
            "uvx --from '/tmp/my wheel.whl' ",
        ),
        ("uv/environments-v2/x1", None, "uvx "),
        ("pipx/x1", '{"url": "https://e.org/a", "vcs_info": {"vcs": "git"}}', "pipx run --spec git+https://e.org/a "),
        ("pipx/venvs/slm-graph", None, ""),
    ],
)
def test_what_was_fetched_to_run_once_is_called_so_again(
    prefix: str, origin: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return origin

    monkeypatch.setattr(next_steps_module, "distribution", lambda name: Installed())
    monkeypatch.setattr(sys, "prefix", f"/home/a/.cache/{prefix}")
    monkeypatch.setattr(sys, "argv", ["slm-graph"])
    assert program() == f"{wanted}slm-graph"

"""The steps of workflow files, and a shell that runs what they run, with other programs in the place of some."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools import loaded_yaml


def steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of a workflow file, of all its jobs in order, or of an action."""
    tree = loaded_yaml(path)
    jobs = tree["jobs"].values() if "jobs" in tree else [tree["runs"]]
    return [step for job in jobs for step in job["steps"]]


def runs(path: Path) -> dict[str, str]:
    """Return what the steps of a workflow run, by their names; a step without a name goes by what it runs."""
    return {step.get("name", step["run"]): step["run"] for step in steps(path) if "run" in step}


class Runner:
    """Runs shell steps in a folder as GitHub does, with programs beside ours that note what they are called with.

    Parameters
    ----------
    folder
        The checked-out repository.
    programs
        Where the programs that only note their words are put.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.called = programs / "called.txt"
        self.summary = programs / "summary.md"
        self.output = programs / "output.txt"
        programs.mkdir()
        for name in ("gh", "pip"):
            program = programs / name
            program.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >> {self.called}\n', encoding="utf-8")
            program.chmod(0o755)
        ours = programs / "slm-graph"
        ours.write_text(f'#!/bin/sh\nexec {sys.executable} -m slm_graph "$@"\n', encoding="utf-8")
        ours.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_REPOSITORY": "keeper/survey",
        }

    def run(self, script: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a script; it ends at the first line that fails, as `shell: bash` has it."""
        bash = shutil.which("bash")
        assert bash is not None
        return subprocess.run(
            [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.environment, **(environment or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def git(self, *words: str) -> None:
        """Run git in the folder, as somebody."""
        who = ["-c", "user.name=Keeper", "-c", "user.email=keeper@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True, capture_output=True)

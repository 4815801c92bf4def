"""Fixtures: a project into which a table was imported, and the real command that shows it for review."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewing_project import TABLE, Reviewed
from slm_graph.importing import import_table
from tools import ROOT


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the survey and an imported table; not to be changed."""
    folder = tmp_path_factory.mktemp("imported")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    (folder / "table.md").write_text(TABLE, encoding="utf-8")
    import_table(folder / "data", folder / "table.md", survey="my-list").write()
    return folder


@pytest.fixture
def project(imported: Path, tmp_path: Path) -> Path:
    shutil.copytree(imported, tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def reviewed(project: Path) -> Iterator[Callable[[], Reviewed]]:
    """Start `slm-graph review` on the project, once whatever the test writes there is written."""
    started: list[subprocess.Popen[str]] = []

    def start() -> Reviewed:
        command = [sys.executable, "-P", "-m", "slm_graph", "review", "--port", "0"]
        process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        address = re.search(r"http://\S+", "".join(lines))
        assert address, lines
        return Reviewed(project, address[0])

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert [process.returncode for process in started] == [0] * len(started)

"""Fixtures: a project into which a table was imported, and the real command that shows it for review."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def under_review(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewed]:
    """Run `slm-graph review` on a copy of that project; it reads the files anew for each page."""
    folder = tmp_path_factory.mktemp("reviewed") / "project"
    shutil.copytree(imported, folder)
    command = [sys.executable, "-P", "-m", "slm_graph", "review", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        address = re.search(r"http://\S+", "".join(lines))
        assert address, lines
        yield Reviewed(folder, address[0])
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.fixture
def review(under_review: Reviewed, imported: Path) -> Reviewed:
    """Return the review of the project, its files as they were before any test."""
    before = {path.relative_to(imported): path.read_bytes() for path in imported.rglob("*") if path.is_file()}
    for path in under_review.folder.rglob("*"):
        if path.is_file() and path.relative_to(under_review.folder) not in before:
            path.unlink()
    for name, content in before.items():
        path = under_review.folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
    return under_review

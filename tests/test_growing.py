"""Who adds a system, a dataset, a task, a method and a question as data/README.md says ends green."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import selection
from projects import grown
from tools import ROOT

LEFT_OUT = shutil.ignore_patterns(".venv", ".*_cache", "__pycache__", "build", "dist", "node_modules", "*.html")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project, with more in it than the survey has."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in ("data", "docs", "examples", "ontology", "output", "queries", "benchmarks"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    return grown(folder)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    modules = f"{folder / 'src'}{os.pathsep}{folder / 'tests'}"
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": modules, "SLM_GRAPH_WATCH": "1", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.long
def test_what_is_added_as_the_page_says_leaves_the_tests_green(copy: Path) -> None:
    checked = run(copy, "slm_graph", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    built = run(copy, "slm_graph", "build", "--no-view")
    assert built.returncode == 0, built.stderr
    told = run(copy, "slm_graph", "docs").stdout
    assert "docs/answers/systems-per-year.tsv\n  + 2025, 1\n" in told
    assert "docs/answers/systems-with-code.tsv\n  nothing → " in told
    tested = run(
        copy, "pytest", "-q", "-m", "survey and not long and not exhaustive", "-n", "2", "-p", "no:cacheprovider"
    )
    assert tested.returncode == 0, tested.stdout


def test_the_tests_that_read_the_survey_are_known_by_their_text(tmp_path: Path) -> None:
    module = tmp_path / "test_some.py"
    module.write_text(
        "TTL = ROOT / 'output'\nOTHER = 1\ndef graph(): return open(TTL)\ndef test_one(): graph()\n"
        "def test_two(): find_project(OTHER)\ndef test_three(): find_project()\n",
        encoding="utf-8",
    )
    assert selection.reading_names(module) == {"TTL", "graph", "test_one", "test_three"}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("statement", "is_seen"),
    [
        ("open({root!r} + '/data/survey.yaml').close()", True),
        ("open({root!r} + '/README.md').close()", False),
        ("subprocess.run([sys.executable, '-m', 'slm_graph', '--version'], check=True)", True),
        ("subprocess.run([sys.executable, '-m', 'slm_graph', '--version'], check=True, cwd='/')", False),
    ],
)
def test_who_reads_the_survey_unseen_is_told(tmp_path: Path, statement: str, is_seen: bool) -> None:
    module = tmp_path / "test_unseen.py"
    body = statement.format(root=str(ROOT))
    module.write_text(f"import subprocess, sys\ndef test_it():\n    {body}\n", encoding="utf-8")
    result = run(ROOT, "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", str(module))
    assert result.returncode == 0, result.stdout
    assert ("test_it reads the survey, and tests/selection.py does not see it\n" in result.stdout) == is_seen

"""Every command that evaluates SPARQL stops by itself, says how to give it more, and leaves nobody behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from slm_graph.commands.main import cli
from tools import ROOT

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f ?g"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose checks and questions have no end."""
    for name in ("ontology", "output", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "queries" / "checks").mkdir(parents=True)
    header = "#+ summary: Endless.\n"
    (tmp_path / "queries" / "checks" / "endless.rq").write_text(header + ENDLESS, encoding="utf-8")
    (tmp_path / "endless.rq").write_text(header + ENDLESS.replace("(COUNT(*) AS ?n)", "?a"), encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, str]:
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "slm_graph", *words], cwd=folder, text=True, encoding="utf-8", start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        errors = process.communicate(timeout=60)[1]
    assert time.monotonic() - start < 30
    with pytest.raises(ProcessLookupError):  # the session that it led has nobody left
        os.killpg(process.pid, 0)
    return process.returncode, errors


@pytest.mark.skipif(os.name == "nt", reason="processes of Windows have no sessions")
@pytest.mark.parametrize(
    "words",
    [
        ["query", "-e", ENDLESS],
        ["view", "--query", "endless.rq", "-o", "view.html"],
        ["check", "--graph", "output/slm-graph.ttl"],
    ],
    ids=lambda words: words[0],
)
def test_what_has_no_end_is_stopped(project: Path, words: list[str]) -> None:
    message = "slm-graph: stopped after 1 s without an answer; give more with --timeout, or ask for less\n"
    assert run(project, *words, "--timeout", "1") == (1, message)
    assert not [*project.glob("*.html"), *project.glob(".*part*")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the memory in this way")
def test_what_takes_all_memory_is_stopped(project: Path) -> None:
    status, errors = run(project, "query", "-e", HUNGRY, "--memory", "400")
    assert errors == "slm-graph: stopped at 400 MB of memory; give more with --memory, or ask for less\n"
    assert status == 1


@pytest.mark.parametrize("name", ["query", "view", "stats", "check"])
def test_a_command_that_asks_has_limits_by_default(name: str) -> None:
    text = " ".join(CliRunner().invoke(cli, [name, "--help"]).output.split())
    assert "--timeout SECONDS" in text
    assert "[default: 60.0;" in text
    assert "--memory MB" in text

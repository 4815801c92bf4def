"""Every command that evaluates SPARQL stops by itself, says how to give it more, and leaves nobody behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from slm_graph.commands import stopping
from slm_graph.commands.main import cli
from tools import ROOT, alive_in

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
KILLED = "stopped by the system, which has perhaps no memory left; ask for less, or set a limit with --memory"
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


def large(folder: Path) -> str:
    """Return the name of a graph that a process of its own reads."""
    text = (folder / "output" / "slm-graph.ttl").read_text(encoding="utf-8")
    (folder / "large.ttl").write_text(text + f"#{'x' * 998}\n" * (stopping.LARGE // 1000), encoding="utf-8")
    return "large.ttl"


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


@pytest.mark.skipif(os.name == "nt", reason="no fork")
@pytest.mark.parametrize("command", ["query", "stats", "view"])
def test_so_is_what_asks_a_large_graph(project: Path, command: str) -> None:
    words = ["query", "-e", ENDLESS] if command == "query" else [command]
    status, errors = run(project, *words, "--data", large(project), "--timeout", "1" if command == "query" else "0.01")
    assert errors.startswith("slm-graph: stopped after ")
    assert errors.endswith(" s without an answer; give more with --timeout, or ask for less\n")
    assert errors.count("\n") == 1
    assert status == 1


@pytest.mark.skipif(os.name == "nt", reason="no fork")
def test_a_large_graph_answers_as_a_small_one_does(project: Path) -> None:
    text = "SELECT ?s { ?s a slm:Survey }"
    small, of_large = (
        subprocess.run(
            [sys.executable, "-m", "slm_graph", "query", "-e", text, "--data", name],
            cwd=project, capture_output=True, check=True,
        )
        for name in ("output/slm-graph.ttl", large(project))
    )  # fmt: skip
    assert small.stdout == of_large.stdout != b""
    assert run(project, "query", "-e", "nothing", "--data", "large.ttl")[0] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("number", "message"),
    [
        (signal.SIGKILL, KILLED),
        (
            signal.SIGABRT,
            "stopped at 8,000 MB of memory; give more with --memory, or ask for less; a store on disk takes less: "
            "`slm-graph serve large.ttl --store DIR`, and then `query --endpoint`",
        ),
        (signal.SIGALRM, "stopped after 60 s without an answer; give more with --timeout, or ask for less"),
    ],
)  # fmt: skip
def test_what_the_system_ends_is_told(project: Path, number: signal.Signals, message: str) -> None:
    with asking(project) as (process, worker):
        os.kill(worker, number)
        assert process.communicate(timeout=20)[1] == f"slm-graph: {message}\n"
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_who_ends_a_command_leaves_no_process(project: Path, number: signal.Signals) -> None:
    with asking(project) as (process, _):
        process.send_signal(number)
        process.communicate(timeout=20)
        end = time.monotonic() + 5  # a process that is being ended closes its files first
        while (left := alive_in(process.pid)) and time.monotonic() < end:
            time.sleep(0.02)
        assert left == []


@contextlib.contextmanager
def asking(project: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Ask a large graph what has no end; give the process, and the one that it left the work to."""
    words = [sys.executable, "-m", "slm_graph", "query", "-e", ENDLESS, "--data", large(project)]
    with subprocess.Popen(words, cwd=project, text=True, start_new_session=True, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 20
        while len(group := alive_in(process.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        yield process, max(group, key=lambda pid: pid != process.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the memory in this way")
def test_what_takes_all_memory_is_stopped(project: Path) -> None:
    status, errors = run(project, "query", "-e", HUNGRY, "--memory", "400")
    assert errors == "slm-graph: stopped at 400 MB of memory; give more with --memory, or ask for less\n"
    assert status == 1


def test_the_reading_of_the_graph_is_not_counted() -> None:
    with stopping.limited(0.2, 8_000) as clock:
        time.sleep(0.5)
        clock.start()
        assert not clock.is_over
        clock.stop()


def test_who_takes_an_answer_slowly_loses_nothing_of_it() -> None:
    program = f"""
import io, sys, time
sys.path.insert(0, {str(ROOT / "src")!r})
from slm_graph.commands import stopping

class Pager(io.BytesIO):
    def write(self, data):
        time.sleep(0.4)
        return len(data)

with stopping.limited(0.5, 8_000) as clock:
    clock.start()
    for _ in range(4):
        clock.output(Pager()).write(b"row")
    print("whole", flush=True)
    time.sleep(2)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout == "whole\n"
    assert ended.stderr.startswith("slm-graph: stopped after 0.5 s")


@pytest.mark.parametrize("name", ["query", "view", "stats", "check"])
def test_a_command_that_asks_has_limits_by_default(name: str) -> None:
    text = " ".join(CliRunner().invoke(cli, [name, "--help"]).output.split())
    assert "--timeout SECONDS" in text
    assert "[default: 60.0;" in text
    assert "--memory MB" in text

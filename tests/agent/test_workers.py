"""The processes that answer: how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from slm_graph.agent.workers import CallLimits, Workers
from slm_graph.problems import Fault
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STR(?a) > STR(?i)) }"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in path.read_text().split()]


def ends(process: int, seconds: float = 10) -> bool:
    """Whether a process is gone, or waits only to be reaped, within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            return True
        if status.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.exhaustive
def test_a_runaway_call_delays_no_other() -> None:
    workers = Workers(GRAPH, limits=CallLimits(seconds=8))
    faults: list[str] = []

    def run_away() -> None:
        try:
            workers.call("sparql", {"query": RUNAWAY})
        except Fault as fault:
            faults.append(fault.message)

    workers.call("find", {"text": "Whisper"})
    thread = threading.Thread(target=run_away)
    thread.start()
    time.sleep(0.5)
    begun = time.monotonic()
    for _ in range(3):
        assert workers.call("find", {"text": "Whisper"})["total"]
    assert time.monotonic() - begun < 7
    assert thread.is_alive()
    thread.join()
    assert faults == ["stopped after 8 s without an answer; ask for less: fewer joins, a LIMIT, narrower things"]
    workers.close()


def test_who_waits_too_long_is_told_to_come_again() -> None:
    workers = Workers(GRAPH, limits=CallLimits(seconds=3), most=1)
    workers.call("find", {"text": "Whisper"})
    faults: list[str] = []

    def call() -> None:
        try:
            workers.call("sparql", {"query": RUNAWAY})
        except Fault as fault:
            faults.append(fault.message)

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert "busy with other calls; call again" in faults
    assert any(fault.startswith("stopped after 3 s") for fault in faults)
    workers.close()


@LINUX
def test_no_worker_outlives_who_started_it() -> None:
    script = (
        "import sys, pathlib\n"
        "from slm_graph.agent.workers import Workers\n"
        "if __name__ == '__main__':\n"
        f"    workers = Workers(pathlib.Path({str(GRAPH)!r}))\n"
        "    workers.call('find', {'text': 'Whisper'})\n"
        "    print('ready', flush=True)\n"
        f"    workers.call('sparql', {{'query': {RUNAWAY!r}}})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        started = children(process.pid)
        assert started
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert all(ends(number) for number in started)


@LINUX
def test_closing_ends_all_of_them() -> None:
    before = {*children(os.getpid())}
    workers = Workers(GRAPH)
    workers.call("find", {"text": "Whisper"})
    started = {*children(os.getpid())} - before
    workers.close()
    # multiprocessing keeps one process of its own, that tracks resources.
    assert sum(not ends(number, 1) for number in started) <= 1


def test_a_worker_that_was_killed_is_replaced() -> None:
    workers = Workers(GRAPH)
    workers.call("find", {"text": "Whisper"})
    workers._idle[0].process.kill()
    workers._idle[0].process.join()
    assert workers.call("find", {"text": "Whisper"})["total"]
    workers.close()


def test_a_missing_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Workers(tmp_path / "none.ttl").call("find", {"text": "a"})
    (tmp_path / "faulty.ttl").write_text("<urn:a> <urn:b>", encoding="utf-8")
    with pytest.raises(Fault, match=r"faulty\.ttl:1:"):
        Workers(tmp_path / "faulty.ttl").call("find", {"text": "a"})


def test_faulty_questions_leave_the_other_tools(tmp_path: Path) -> None:
    (tmp_path / "faulty.rq").write_text("#+ summry: x\nSELECT * { ?a ?b ?c }", encoding="utf-8")
    workers = Workers(GRAPH, tmp_path)
    assert workers.call("find", {"text": "Whisper"})["total"]
    with pytest.raises(Fault, match=r"faulty\.rq:1:4: summry: not a key of a header; did you mean summary"):
        workers.call("ask", {"question": "faulty"})
    workers.close()

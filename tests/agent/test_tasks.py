"""The processes that answer an assistant, and what they say where they cannot."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistants import started
from serving import children
from slm_graph.agent.answering import Answering
from slm_graph.problems import Fault
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_outlives_the_command_whose_end_it_is_not_told() -> None:
    command = [sys.executable, "-P", "-m", "slm_graph", "mcp", str(GRAPH)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        for message in (
            {"id": 1, "method": "initialize", "params": HELLO},
            {"id": 2, "method": "tools/list"},
        ):
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == message["id"]
        (nursery,) = children(process.pid)
        pids = [nursery, *children(nursery)]
        assert len(pids) > 1
        process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 20
    while any(_is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.is_file() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_graph_that_cannot_be_read_is_told_by_each_call(tmp_path: Path) -> None:
    (tmp_path / "faulty.ttl").write_text("<urn:a> <urn:b>", encoding="utf-8")
    with started(str(tmp_path / "faulty.ttl")) as helper:
        for _ in range(2):
            assert "faulty.ttl:1:" in helper.refusal("find", text="a")
        (tmp_path / "faulty.ttl").unlink()
        assert "faulty.ttl: No such file" in helper.refusal("find", text="a")


def test_faulty_questions_leave_the_other_tools(tmp_path: Path) -> None:
    (tmp_path / "faulty.rq").write_text("#+ summry: x\nSELECT * { ?a ?b ?c }", encoding="utf-8")
    answering = Answering(GRAPH, tmp_path)
    assert answering.answer("find", {"text": "Whisper"})["total"]
    with pytest.raises(Fault, match=r"faulty\.rq:1:4: summry: not a key of a header; did you mean summary"):
        answering.answer("ask", {"question": "faulty"})

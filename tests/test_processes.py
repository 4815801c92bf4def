"""A process that is killed leaves none of those that it started."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, SupportsIndex

import pytest

from slm_graph.processes import in_order, seldom_collected
from tools import alive_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

FORKED = """
import os, time
from slm_graph.processes import die_with

parent = os.getpid()
if os.fork() == 0:
    die_with(parent)
print(flush=True)
time.sleep(60)
"""
# One worker of a build has a task that does not end, the other one waits for a task.
BUILDING = """
import time
from slm_graph.processes import in_order

def slow(task):
    print(flush=True)
    time.sleep(60)

list(in_order(slow, ["one task"], 2))
"""


# The first task waits for the last one.
WAITING = """
import time
from pathlib import Path
from slm_graph.processes import in_order

def work(number):
    if number == 29:
        Path("last").touch()
    if number == 0:
        for _ in range(200):
            if Path("last").exists():
                return True
            time.sleep(0.1)
    return False

print(next(in_order(work, range(30), 2, ahead=30)))
"""

# Of three processes one is ended while it works on the second task.
ENDED = """
import os, signal
from slm_graph.problems import Fault
from slm_graph.processes import in_order

def work(number):
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)

try:
    list(in_order(work, range(9), 3))
except Fault as fault:
    print(fault)
"""


def test_a_process_that_is_ended_is_told(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", ENDED], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "a process that worked on a part was ended" in run.stdout
    assert run.stderr == ""


def test_a_long_task_keeps_no_other_from_being_worked_on(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", WAITING], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"


@pytest.mark.parametrize("program", [FORKED, BUILDING], ids=["forked", "building"])
def test_forked_processes_do_not_outlive_a_killed_one(program: str, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.write_text("{}\n" * 10, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", program, str(lines)], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        group = alive_in(process.pid)
        assert len(group) >= 2
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
    end = time.monotonic() + 10
    while (left := alive_in(process.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


class _Text:
    """A result with a text that need not be copied through a pipe."""

    def __init__(self, text: bytes | memoryview, number: int) -> None:
        self.text, self.number = text, number

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return _Text, (pickle.PickleBuffer(self.text), self.number)


def _text(number: int) -> _Text:
    return _Text(bytes([number]) * (5_000_000 if number % 7 == 3 else 1000 * number), number)


@pytest.mark.parametrize(("ahead", "fewest"), [(0, 26), (1, 26), (20, 6)])
def test_texts_of_other_processes_stand_until_the_next_is_asked_for(ahead: int, fewest: int) -> None:
    earlier: list[_Text] = []
    shared = 0
    for number, result in enumerate(in_order(_text, range(30), 3, ahead)):
        assert result.number == number
        assert bytes(result.text) == bytes(_text(number).text)
        for text in earlier:
            with pytest.raises(ValueError, match="released"):
                bytes(text.text)
        earlier.clear()
        if isinstance(result.text, memoryview):
            shared += 1
            earlier.append(result)
    assert fewest <= shared <= 26, "what has no room goes through a pipe"


def test_a_generator_that_is_left_takes_nothing_along() -> None:
    usual = gc.get_threshold()
    with seldom_collected():
        left = in_order(str.upper, ["a", "b"], 1)
        assert next(left) == "A"
        assert gc.get_threshold() > usual
    left.close()  # type: ignore[attr-defined]
    assert gc.get_threshold() == usual

"""What the benchmarks make of the figures that they measure: ratios, and the goals that are missed."""

from __future__ import annotations

import fcntl
import importlib
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tools import ROOT


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what imports a benchmark, for a test alone: other modules may have the same names."""
    folder = ROOT / "benchmarks"
    monkeypatch.syspath_prepend(str(folder))
    for path in folder.glob("*.py"):
        monkeypatch.delitem(sys.modules, path.stem, raising=False)
    return importlib.import_module


@pytest.fixture
def reading(benchmarks: Any) -> Any:
    return benchmarks("reading")


def seconds(reading: Any, cpu: float, wall: float = 1, peak: int = 0) -> Any:
    return reading.Taken(wall, cpu, peak)


@pytest.mark.parametrize(("times", "is_missed"), [(15.8, False), (16.0, True)])
def test_ten_times_the_size_may_take_what_doublings_may(reading: Any, times: float, is_missed: bool) -> None:
    results = {("stats", 50): seconds(reading, 0.5), ("stats", 500): seconds(reading, 0.5 * times)}
    expected = [f"stats of 500 entries takes {times:.1f} times as long as of a tenth, not 15.9"]
    assert [*reading.missed_goals(results)] == (expected if is_missed else [])


def test_seconds_and_memory_count_at_the_largest_size(reading: Any) -> None:
    slow = seconds(reading, 100, wall=61, peak=1_200_000_000)
    assert [*reading.missed_goals({("stats", 10_000): slow})] == []
    assert [*reading.missed_goals({("stats", 100_000): slow})] == [
        "stats of 100,000 entries takes 61 s, not 60",
        "stats of 100,000 entries takes 1,200 MB, not 1,000",
    ]


def test_memory_of_a_site_is_worked_out_for_the_largest_size(reading: Any) -> None:
    small, large = (seconds(reading, 1, peak=peak) for peak in (100_000_000, 190_000_000))
    assert reading.memory_of_largest({("site", 1_000): small, ("site", 10_000): large}, "site", 10_000) == 1_090_000_000
    assert [*reading.missed_goals({("site", 1_000): small, ("site", 10_000): large})] == [
        "site of 100,000 entries takes 1,090 MB, not 1,000 (worked out)"
    ]
    assert reading.memory_of_largest({("site", 10_000): large}, "site", 10_000) == 190_000_000


def test_what_was_stopped_is_missed_and_has_no_figures(reading: Any) -> None:
    results = {("diff", 10): seconds(reading, 2, 3, 4_000_000), ("diff", 100): "stopped after 300 s"}
    assert [*reading.missed_goals(results)] == ["diff of 100 entries: stopped after 300 s"]
    assert reading.markdown(results).splitlines()[2:] == [
        "| diff | 10 | 3.0 | 2.0 |  | 4 |",
        "| diff | 100 | stopped after 300 s | | | |",
    ]


def test_a_command_is_measured_with_what_it_has_started(benchmarks: Any) -> None:
    processes = benchmarks("processes")
    child = "import time; held = bytearray(50_000_000); time.sleep(1)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    taken = processes.run([sys.executable, "-c", code], every=0.02)
    assert taken.wall > 1
    assert 50_000_000 < taken.peak < 150_000_000


def test_a_command_that_takes_too_long_is_stopped_with_what_it_has_started(benchmarks: Any, tmp_path: Path) -> None:
    processes = benchmarks("processes")
    lock = tmp_path / "lock"
    child = f"import fcntl, time; file = open({str(lock)!r}, 'w'); fcntl.flock(file, fcntl.LOCK_EX); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with pytest.raises(processes.Failed, match="stopped after 2 s"):
        processes.run([sys.executable, "-c", code], limit=2)
    with lock.open() as file:
        for _ in range(100):
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(0.1)
    pytest.fail("what the command has started runs on")


def test_a_command_may_have_the_exit_statuses_that_are_named(benchmarks: Any) -> None:
    processes = benchmarks("processes")
    command = [sys.executable, "-c", "import sys; print('no'); sys.exit(3)"]
    with pytest.raises(processes.Failed, match="status 3:\nno"):
        processes.run(command)
    assert processes.run(command, statuses=[3]).cpu > 0


def test_benchmarks_go_on_after_one_that_misses_goals(benchmarks: Any, capfd: pytest.CaptureFixture[str]) -> None:
    runner = benchmarks("all")
    assert runner.run([sys.executable, "-c", "print('a\\nMissed: b.\\nc'); raise SystemExit(1)"]) == ["b."]
    assert runner.run([sys.executable, "-c", "raise SystemExit(2)"]) == ["ended with exit status 2"]
    assert runner.run([sys.executable, "-c", "print('All goals reached.')"]) == []
    assert capfd.readouterr().out == "a\nMissed: b.\nc\nAll goals reached.\n"


def test_every_goal_that_is_missed_is_told(benchmarks: Any, capsys: pytest.CaptureFixture[str]) -> None:
    goals = benchmarks("goals")
    assert goals.told(["a", "b"]) == 1
    assert goals.told([]) == 0
    assert capsys.readouterr().out == "Missed: a.\nMissed: b.\nAll goals reached.\n"

"""Commands as whole processes, as users run them: their time, and the memory of all their processes together.

Memory is sampled: the sum, over the process and all its descendants, of the proportional set size (`Pss` in
`/proc/PID/smaps_rollup`), which counts a page that n processes share as 1/n in each (proc(5)). It needs Linux.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SAMPLE_SECONDS = 0.1


class Taken(NamedTuple):
    """What a command took: seconds, seconds of the processor, and the most bytes of all its processes together."""

    wall: float
    cpu: float
    peak: int


class Failed(Exception):
    """A command ended with an exit status that it should not have, or took longer than it may."""


def run(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    every: float = SAMPLE_SECONDS,
    limit: float = float("inf"),
    statuses: Collection[int] = (0,),
) -> Taken:
    """Run a command in a process of its own.

    Parameters
    ----------
    command
        The program and its arguments.
    folder
        Where it runs.
    environment
        Variables besides those that are set.
    every
        Seconds from one look at its memory to the next.
    limit
        Seconds after which it is stopped, and its processes with it.
    statuses
        The exit statuses that it may have.

    Raises
    ------
    Failed
        It ends with another exit status, or is stopped.
    """
    # With the bytecode of an earlier run, as in a package that is installed.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables |= environment or {}
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder, env=variables,
            start_new_session=True,
        )  # fmt: skip
        ended = threading.Event()
        peaks = [0]
        sampler = threading.Thread(target=_sample, args=(process.pid, every, start + limit, ended, peaks))
        sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        except BaseException:
            _kill(process.pid)
            raise
        finally:
            ended.set()
            sampler.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in statuses:
            if wall >= limit:
                raise Failed(f"stopped after {limit:g} s")
            said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
            words = said.read().decode("utf-8", "replace").strip()
            raise Failed(f"{' '.join(command)} ended with status {process.returncode}:\n{words}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, max(peaks))


def _sample(pid: int, every: float, end: float, ended: threading.Event, peaks: list[int]) -> None:
    """Note the memory of a process tree until it has ended; end it where its time is over."""
    while not ended.wait(every):
        peaks.append(sum(map(_proportional_set, _tree(pid))))
        if time.perf_counter() > end:
            _kill(pid)
            return


def _kill(pid: int) -> None:
    """End a process and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _proportional_set(pid: int) -> int:
    with suppress(OSError), Path(f"/proc/{pid}/smaps_rollup").open(encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0

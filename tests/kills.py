"""Kill `slm-graph build` at random times, and ask what is there: `python tests/kills.py 1000`.

Two states of a small project are built in turn. Each build runs in a process of its own, forked from this one so that
Python is warm, and is killed by SIGKILL; half of the kills fall anywhere, half just after the commit, while files are
replaced. Then `slm-graph query` runs, and there must be all files of one state, no hidden file, and the answer of that
state.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

import faults
from projects import laid_out
from slm_graph.commands.main import cli

_WINDOW = 0.01
"""Seconds after the commit in which a kill meets files that are being replaced, or just were."""
_BUILD = ("build", "--no-shacl")
_ASK = ("query", "-f", "csv", "-e", "SELECT ?amount { ?usage slm:amount ?amount }")
BUILD, ASK = faults.command(*_BUILD), faults.command(*_ASK)
AMOUNTS = ("10000", "20000")


class State(NamedTuple):
    """The files of output/, hidden ones as well, and what the question answers."""

    files: dict[str, bytes]
    answer: str


class Kill(NamedTuple):
    """What a kill met, and what is wrong after the next command."""

    met: str
    wrong: str


def kills(folder: Path, count: int, seed: int) -> Iterator[Kill]:
    """Yield what each of many kills did."""
    laid_out(folder)
    _warm_up(folder)
    states: list[State] = []
    for number in (1, 0):
        _change_entry(folder, number)
        began = time.monotonic()
        assert faults.run(BUILD, folder).status == 0
        seconds = time.monotonic() - began
        states.insert(0, _state(folder))
    assert states[0].files.keys() == states[1].files.keys()
    assert states[0].answer != states[1].answer
    visible, times = 0, random.Random(seed)  # noqa: S311
    for number in range(count):
        _change_entry(folder, 1 - visible)
        after = times.random() * (seconds if number % 2 else _WINDOW)
        met = _build_for(folder, after, after_journal=number % 2 == 0)
        state = _state(folder)
        if state in states:
            visible = states.index(state)
            yield Kill(met, "")
        else:
            names = [name for name, content in state.files.items() if content != states[visible].files.get(name)]
            yield Kill(met, f"after {after:.3f} s: {state.answer!r}; not the old ones: {' '.join(names)}")
            assert faults.run(BUILD, folder).status == 0
            visible = 1 - visible


def _change_entry(folder: Path, number: int) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    text = entry.read_text(encoding="utf-8").replace(AMOUNTS[1 - number], AMOUNTS[number])
    entry.write_text(text.replace(f"{2 - number}0k hours", f"{number + 1}0k hours"), encoding="utf-8")


def _state(folder: Path) -> State:
    """Ask, and only then look at the files."""
    asked = faults.run(ASK, folder)
    return State(faults.files_in(folder / "output"), asked.output if asked.status == 0 else asked.message)


def _warm_up(folder: Path) -> None:
    """Let this process have all that builds and queries import."""
    os.chdir(folder)
    for words in (_BUILD, _ASK):
        assert CliRunner().invoke(cli, words).exit_code == 0


def _build_for(folder: Path, seconds: float, *, after_journal: bool) -> str:
    """Build, killed some time after its begin or after its commit; return what the kill met."""
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            BUILD(folder)
        except SystemExit as end:
            os._exit(0 if end.code in (None, 0) else 1)
        finally:
            os._exit(1)
    journal = folder / "output" / ".slm-graph.journal"
    status = None
    while after_journal and not journal.exists() and status is None:
        status = _ended(pid)
    if status is None:
        time.sleep(seconds)
        status = _ended(pid)
    if status is None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert not status, "a build failed of itself"
    hidden = {path.name for path in (folder / "output").glob(".*")}
    if status == 0:
        return "an ended build"
    return "files being replaced" if journal.name in hidden else "files being written" if hidden else "no files"


def _ended(pid: int) -> int | None:
    """Return the status of a child that has ended."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return status if ended else None


def main() -> None:
    """Kill, and say how often it went wrong."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("count", type=int, nargs="?", default=300)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    met: Counter[str] = Counter()
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        for kill in kills(Path(name), given.count, given.seed):
            met[kill.met] += 1
            wrong += [kill.wrong] if kill.wrong else []
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    places = ", ".join(f"{number} met {place}" for place, number in met.most_common())
    sys.stdout.write(f"{given.count} kills, {len(wrong)} wrong; {places}\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

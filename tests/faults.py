"""What a writer leaves when it is killed at any file operation, or when any of them fails once.

An action runs in a process of its own, forked from this one, so that Python and its libraries are warm. There each
operation on files that could change something is counted: open for writing, write, flush to the disk, replace, remove,
make a folder, change mode bits. A write is what reaches the system, after Python's buffers; the one that is hit does
half of its work. Operations in C code that asks the system directly, and in grandchildren, are not seen.

    for trial in trials(tmp_path, set_up, action, follow_up):
        ...

`python tests/faults.py slm-graph build` counts the operations of a command in the working directory.
"""

from __future__ import annotations

import _io
import builtins
import errno
import io
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from forks import forked, memory, text_of

Action = Callable[[Path], object]
"""What is tried, in a folder; it may raise, exit, or print."""

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
_CHANGING = (
    "fsync fdatasync replace rename link symlink unlink remove rmdir mkdir chmod fchmod truncate ftruncate sendfile"
)
_OPEN_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Fault(NamedTuple):
    """What happens at an operation, counted from 0: an error of the system, or a kill where there is none."""

    operation: int
    error: int = 0

    def __str__(self) -> str:
        return f"{errno.errorcode[self.error] if self.error else 'kill'} at operation {self.operation}"


class Outcome(NamedTuple):
    """How a process ended: its exit status, negative for a signal; what it printed; its operations."""

    status: int
    output: str
    message: str
    operations: Sequence[str]


class Trial(NamedTuple):
    """A fault, what the process did, and the files at once and after the next command."""

    fault: Fault
    outcome: Outcome
    at_once: dict[str, bytes]
    next_outcome: Outcome
    later: dict[str, bytes]

    def __str__(self) -> str:
        operations = self.outcome.operations
        place = operations[self.fault.operation] if self.fault.operation < len(operations) else "the end"
        return f"{self.fault}: {place}\n{self.outcome.message}{self.next_outcome.message}"


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of each file below a folder, hidden ones as well."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def trials(
    folder: Path,
    set_up: Action,
    action: Action,
    next_command: Action,
    *,
    every: int = 1,
    errors: Sequence[int] = ERRORS,
) -> Iterator[Trial]:
    """Yield a trial for each operation of an action, or for each so many, and for a kill as well as for each error.

    Every trial has a fresh folder of its own, that `set_up` fills; `next_command` runs after it, without a fault.
    """
    counted = folder / "counted"
    _fresh(counted, set_up)
    count = len(run(action, counted).operations)
    assert count, "the action does nothing to files"
    for number, operation in enumerate(range(0, count, every)):
        for error in (0, *errors) if every == 1 else (0, errors[number % len(errors)]):
            fault, place = Fault(operation, error), folder / f"{operation}-{error}"
            _fresh(place, set_up)
            outcome = run(action, place, fault)
            at_once = files_in(place)
            next_outcome = run(next_command, place)
            yield Trial(fault, outcome, at_once, next_outcome, files_in(place))
            shutil.rmtree(place)


def faults_of(trial: Trial, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Return what is wrong with a trial of a command that turns old files into new ones; hidden files are strays."""
    wrong = []
    for name, content in old.items():
        if trial.at_once.get(name) not in (content, new.get(name)):
            wrong.append(f"{name} is neither the old nor the new one at once")
    if trial.later not in (old, new):
        names = sorted(name for name in {*trial.later, *old, *new} if trial.later.get(name) != new.get(name))
        wrong.append(f"afterwards it is neither the old set nor the new one; not new: {' '.join(names)}")
    if trial.next_outcome.status != 0:
        wrong.append(f"the next command ends with {trial.next_outcome.status}")
    if trial.fault.error == 0 and trial.outcome.status != -signal.SIGKILL:
        wrong.append(f"was not killed but ended with {trial.outcome.status}")
    if trial.fault.error and _is_mended(trial, new):
        pass
    elif trial.fault.error and trial.outcome.status not in (1, 2):
        wrong.append(f"ends with {trial.outcome.status}")
    elif trial.fault.error and len(trial.outcome.message.splitlines()) != 1:
        wrong.append("the message is not one line")
    return [f"{trial}\n  {line}" for line in wrong]


def _is_mended(trial: Trial, new: dict[str, bytes]) -> bool:
    """Whether all was done: Python removes a file of a scratch folder at the second attempt."""
    operation = trial.outcome.operations[trial.fault.operation]
    return operation.startswith(("unlink", "rmdir")) and trial.outcome.status == 0 and trial.at_once == new


def command(*words: str) -> Action:
    """Return the action of a command line: `command("build", "--output", "output")`."""

    def action(folder: Path) -> None:
        from slm_graph.commands.main import main

        os.chdir(folder)
        sys.argv = ["slm-graph", *words]
        main()

    return action


def told(action: Action) -> Action:
    """Return an action of the library whose OSError is told as a command tells it: one line, and exit status 1."""

    def telling(folder: Path) -> object:
        try:
            return action(folder)
        except OSError as error:
            sys.exit(f"{error.filename}: {error.strerror}")

    return telling


def run(action: Action, folder: Path, fault: Fault | None = None) -> Outcome:
    """Run an action in a process of its own."""
    operations = memory("operations")

    def watched() -> None:
        _Watch(fault, operations).start()
        action(folder)

    ended = forked(watched)
    return Outcome(*ended, text_of(operations).splitlines())


class _Watch:
    """Counts the operations of this process, and lets the fault happen at its own."""

    def __init__(self, fault: Fault | None, record: int) -> None:
        self._fault = fault
        self._record = record
        self._count = 0
        self._pid = os.getpid()
        self._write = os.write

    def start(self) -> None:
        """Put counting functions in the place of the system's."""
        for name in _CHANGING.split():
            if hasattr(os, name):
                setattr(os, name, self._counted(name, getattr(os, name)))
        os.open = self._counted_open(os.open)
        os.write = self.write
        opened = self._stream_open(io.open)
        for module in (builtins, io, _io):
            module.open = opened  # type: ignore[attr-defined]

    def happens(self, name: str, *about: object) -> bool:
        """Count an operation; return whether the fault is due."""
        if os.getpid() != self._pid:
            return False
        words = " ".join(Path(item).name for item in about if isinstance(item, str | os.PathLike))
        self._write(self._record, f"{name} {words}\n".encode())
        self._count += 1
        return self._fault is not None and self._count == self._fault.operation + 1

    def strike(self, *about: object) -> None:
        """End the process, or raise the error."""
        assert self._fault
        if not self._fault.error:
            os.kill(self._pid, signal.SIGKILL)
        path = next((os.fspath(item) for item in about if isinstance(item, str | os.PathLike)), None)
        raise OSError(self._fault.error, os.strerror(self._fault.error), path)

    def write(self, descriptor: int, data: Any) -> int:
        """Write to a descriptor; half of it where the fault is due."""
        if descriptor > 2 and self.happens("write"):
            self._write(descriptor, memoryview(data).cast("B")[: len(data) // 2])
            self.strike()
        return self._write(descriptor, data)

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **named: Any) -> Any:
            if name == "mkdir" and Path(arguments[0]).is_dir():
                return function(*arguments, **named)  # it is there, so nothing could change
            if self.happens(name, *arguments):
                self.strike(*arguments)
            if name == "fsync":
                return None  # a kill takes nothing from the system's cache, and the disk is slow
            return function(*arguments, **named)

        return counting

    def _counted_open(self, function: Callable[..., int]) -> Callable[..., int]:
        def counting(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
            if flags & _OPEN_FLAGS and self.happens("open", path):
                self.strike(path)
            return function(path, flags, *arguments, **named)

        return counting

    def _stream_open(self, function: Callable[..., IO[Any]]) -> Callable[..., IO[Any]]:
        watch = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:
                if watch.happens("write", self.name):
                    super().write(memoryview(data).cast("B")[: memoryview(data).nbytes // 2])
                    watch.strike()
                return super().write(data)

        def opening(
            file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
            newline: Any = None, closefd: bool = True, opener: Any = None,
        ) -> Any:  # fmt: skip
            if not {*mode} & {*"wax+"}:
                return function(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if not isinstance(file, int) and self.happens("open", file):
                self.strike(file)
            raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

        return opening


# --- folders


def _fresh(folder: Path, set_up: Action) -> None:
    folder.mkdir()
    set_up(folder)


if __name__ == "__main__":
    counted = run(command(*sys.argv[2:]), Path.cwd())
    sys.stdout.write(json.dumps(counted._asdict(), indent=1) + "\n")

"""Processes of their own that begin with all that this one has imported: where a start of Python proves nothing."""

from __future__ import annotations

import importlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools import ROOT

Completed = subprocess.CompletedProcess[str]

_SECONDS = 300
"""Until a process that hangs is ended; one that has little of the processor takes long as well."""
_MAIN = ROOT / "src" / "slm_graph" / "__main__.py"


class Ended(NamedTuple):
    """How a process ended: its exit status, negative for a signal; what it printed."""

    status: int
    output: str
    message: str


def forked(action: Callable[[], object], given: str = "") -> Ended:
    """Let a function be the whole of a process; it may raise, exit, print, and read what is given."""
    records = [memory(name) for name in ("input", "output", "message")]
    os.write(records[0], given.encode())
    os.lseek(records[0], 0, os.SEEK_SET)
    with warnings.catch_warnings():
        # Python 3.12 warns where there are threads, as pytest-xdist has; the child uses none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _live(action, records)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    _, output, message = (text_of(record) for record in records)
    return Ended(status, output, message)


def run(*words: str | Path, cwd: Path | None = None, given: str = "", **environment: str) -> Completed:
    """Run `slm-graph` as `python -m slm_graph` does, and return what `subprocess.run` would."""
    arguments = [str(word) for word in words]
    if not hasattr(os, "fork"):
        return subprocess.run(
            [sys.executable, "-m", "slm_graph", *arguments], cwd=cwd, input=given, capture_output=True, check=False,
            encoding="utf-8", env={**os.environ, **environment},
        )  # fmt: skip
    _warm()
    # So `selection.Watch` hears of it as of any other.
    sys.audit("subprocess.Popen", sys.executable, ["slm_graph", *arguments], cwd, None)

    def action() -> None:
        from slm_graph.commands.main import main

        os.environ.update(environment)
        os.chdir(cwd or Path())
        sys.argv = [str(_MAIN), *arguments]
        main()

    ended = forked(action, given)
    output, message = (re.sub(r"\r\n?", "\n", text) for text in ended[1:])
    return subprocess.CompletedProcess(arguments, ended.status, output, message)


@cache
def _warm() -> None:
    """Import here what each child would import for itself."""
    for path in sorted((ROOT / "src" / "slm_graph").rglob("*.py")):
        if "script" not in path.parts and path.stem != "__main__":
            name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
            importlib.import_module(name.removesuffix(".__init__"))


def memory(name: str) -> int:
    """Return the descriptor of a file without a name."""
    # Rather than a pipe: a killed process leaves it readable, and no text can fill it.
    with tempfile.TemporaryFile(prefix=name) as stream:
        return os.dup(stream.fileno())


def text_of(record: int) -> str:
    """Return what such a file holds, and close it."""
    with os.fdopen(record, "rb") as stream:
        stream.seek(0)
        return stream.read().decode(errors="replace")


# --- in the child


def _live(action: Callable[[], object], records: list[int]) -> None:
    """Run the action as the whole of a process."""
    status = 1
    try:
        signal.alarm(_SECONDS)
        for number, record in enumerate(records):
            os.dup2(record, number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.unraisablehook = sys.__unraisablehook__
        status = _status_of(action)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _status_of(action: Callable[[], object]) -> int:
    try:
        action()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

"""`slm-graph serve` as its users start it, on a free port."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

_WITHIN = 60.0


class Serving:
    """A server that runs: its address, its process, and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self._wait_for(r"is served at (http://\S+);")

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said += []
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))

    def _wait_for(self, pattern: str) -> str:
        return self.wait_for(pattern)[1]

    def wait_for(self, pattern: str, seconds: float = _WITHIN) -> re.Match[str]:
        """Return where a line of its log matches, as soon as one does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended = self.process.poll() is not None
            for line in [*self.said]:
                if match := re.search(pattern, line):
                    return match
            assert not ended, self.said
            time.sleep(0.02)
        raise AssertionError(f"no line has {pattern}: {self.said[-20:]}")

    @property
    def sparql(self) -> str:
        """The address of its endpoint."""
        return f"{self.address}sparql"

    def get(self, path: str, **options: object) -> httpx.Response:
        """Return what it answers to a GET."""
        return httpx.get(f"{self.address}{path}", trust_env=False, timeout=60, **options)  # type: ignore[arg-type]

    def ask(self, query: str, **options: object) -> httpx.Response:
        """Return what it answers to a query."""
        return httpx.post(
            self.sparql,
            data={"query": query},
            trust_env=False,
            timeout=60,
            **options,  # type: ignore[arg-type]
        )

    def workers(self) -> list[int]:
        """Return the numbers of its worker processes."""
        (nursery,) = children(self.process.pid)
        return children(nursery)


def children(pid: int) -> list[int]:
    """Return the numbers of the processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


@contextlib.contextmanager
def serving(*arguments: str | Path, cwd: Path | None = None, python: str = sys.executable) -> Iterator[Serving]:
    """Start a server, and end it as Ctrl-C does."""
    process = subprocess.Popen(
        [python, "-P", "-m", "slm_graph", "serve", "--port", "0", *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        cwd=cwd, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield Serving(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

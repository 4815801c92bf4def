"""Processes that answer, so that a runaway query ends with its worker, and what asks goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.agent.sizes import cut
from slm_graph.problems import Fault, InvalidData, one_line
from slm_graph.processes import MEGABYTE, limit_memory, memory_used

_INTERVAL = 0.1
_NO_MEMORY = 3
_STARTING = 600.0
"""Seconds that the reading of a graph may take."""


class CallLimits(NamedTuple):
    """What one call may take: seconds, and megabytes with the graph."""

    seconds: float = 30.0
    megabytes: int = 4_000


USUAL = CallLimits()


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection
    stamp: tuple[int, int]

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class Workers:
    """A few processes that hold the same graph; one that is stopped, or whose file changed, is replaced.

    Parameters
    ----------
    path
        A file of RDF.
    queries
        The folder of the stored questions.
    limits
        What one call may take.
    most
        How many processes at most; further calls wait.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> workers = Workers(graph_file())
    >>> workers.call("find", {"text": "Wishper"})["matches"][0]["id"]
    'encoder/whisper'
    >>> workers.close()
    """

    def __init__(self, path: Path, queries: Path | None = None, limits: CallLimits = USUAL, most: int = 2) -> None:
        self._path, self._queries, self._limits = path.resolve(), queries, limits
        self._room = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._is_closed = False

    def call(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """Return what a worker answers.

        Raises
        ------
        Fault
            It has no answer, or took more than it may; the message says what to do.
        """
        with self._room:
            worker = self._taken()
            try:
                answer = self._asked(worker, name, arguments)
            except BaseException:
                worker.end()
                raise
            self._put_back(worker)
        if isinstance(answer, _Refusal):
            raise Fault(answer.message)
        return answer

    def close(self) -> None:
        """End the workers that are idle; one that is at work ends with its call."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _put_back(self, worker: _Worker) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(worker)
                return
        worker.end()

    def _taken(self) -> _Worker:
        """Return a worker that holds the file as it is now."""
        stamp = _stamp(self._path)
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is not None and worker.stamp == stamp and worker.process.is_alive():
            return worker
        if worker is not None:
            worker.end()
        return self._started(stamp)

    def _started(self, stamp: tuple[int, int]) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_work,
            args=(theirs, self._path, self._queries, self._limits.megabytes, os.getpid()),
            daemon=True,
            name="slm-graph worker",
        )
        process.start()
        theirs.close()
        worker = _Worker(process, ours, stamp)
        first = self._received(worker, _STARTING, f"{self._path}: could not be read in {_STARTING:g} s")
        if isinstance(first, _Refusal):
            worker.end()
            raise Fault(first.message)
        return worker

    def _asked(self, worker: _Worker, name: str, arguments: Mapping[str, Any]) -> Any:
        seconds = self._limits.seconds
        try:
            worker.connection.send((name, dict(arguments)))
        except OSError:
            raise Fault("the worker ended; call again") from None
        message = f"stopped after {seconds:g} s without an answer; ask for less: fewer joins, a LIMIT, narrower things"
        return self._received(worker, seconds, message)

    def _received(self, worker: _Worker, seconds: float, message: str) -> Any:
        try:
            if worker.connection.poll(seconds):
                return worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(1)
            raise Fault(self._told_of_end(worker.process.exitcode)) from None
        raise Fault(message)

    def _told_of_end(self, status: int | None) -> str:
        if status in (_NO_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
            return f"stopped at {self._limits.megabytes:,} MB of memory; ask for less"
        return f"the worker ended (status {status}); ask for less, or call again"


class _Refusal(NamedTuple):
    """Why a worker gives no answer."""

    message: str


def _stamp(path: Path) -> tuple[int, int]:
    """Return what tells one state of a file from another."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


# --- in the worker


def _work(connection: Connection, path: Path, queries: Path | None, megabytes: int, parent: int) -> None:
    """Answer one call after the other, until the one who asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    threading.Thread(target=_watch, args=(megabytes, parent), daemon=True).start()
    limit_memory(megabytes)
    try:
        from slm_graph.agent.answering import Answering

        answering = Answering(path, queries)
    except Exception as error:
        connection.send(_Refusal(_message(error)))
        return
    connection.send(None)
    while True:
        try:
            name, arguments = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = answering.answer(name, arguments)
        except Exception as error:
            answer = _Refusal(cut(_message(error)))
        connection.send(answer)


def _message(error: Exception) -> str:
    """Return what went wrong in a line, whatever it is: a worker must not end without a word."""
    if isinstance(error, InvalidData):
        return " | ".join(map(str, error.problems[:10]))
    if isinstance(error, Fault):
        return one_line(error.message)
    if isinstance(error, RecursionError):
        return "too deeply nested; ask for less"
    return one_line(f"{type(error).__name__}: {error}")


def _watch(megabytes: int, parent: int) -> None:
    """End this process where it takes too much memory, or the one who asks is gone."""
    while os.getppid() == parent or os.name == "nt":
        if memory_used() > megabytes * MEGABYTE:
            os._exit(_NO_MEMORY)
        time.sleep(_INTERVAL)
    os._exit(1)

"""How an engine that computes is stopped: by Ctrl-C, or when its time or its memory is used up."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from slm_graph.commands import keeping
from slm_graph.processes import MEGABYTE, limit_memory, memory_used

LARGE = 50_000_000
"""Bytes of a file of RDF from which on a process of its own reads and asks it."""
_INTERVAL = 0.05
_has_alarm = hasattr(signal, "setitimer")


def stop_by_interrupt() -> None:
    """Let Ctrl-C end this process at once: an engine that computes does not hear Python's handler."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Clock:
    """The time that queries may take; it stands still until it is started, and while a reader takes the answer."""

    def __init__(self, seconds: float) -> None:
        self._left, self._end = seconds, math.inf

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() > self._end

    def start(self) -> None:
        """Let the time pass: the graph is read, what comes now is the engine's work."""
        self._end = time.monotonic() + self._left
        if _has_alarm:
            # Where the engine keeps Python's lock the watcher sees nothing: then the system ends the process.
            signal.setitimer(signal.ITIMER_REAL, self._left + 1)

    def stop(self) -> None:
        """Let the time stand still."""
        if self._end < math.inf:
            self._left, self._end = max(self._end - time.monotonic(), 0.001), math.inf
        if _has_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def output(self, stream: IO[bytes]) -> IO[bytes]:
        """Return a stream whose reader may take any time: a pager, say."""
        return cast("IO[bytes]", _Untimed(stream, self))


class _Untimed:
    def __init__(self, stream: IO[bytes], clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def write(self, data: bytes) -> int:
        self._clock.stop()
        try:
            return self._stream.write(data)
        finally:
            self._clock.start()

    def flush(self) -> None:
        self._clock.stop()
        try:
            self._stream.flush()
        finally:
            self._clock.start()


@contextmanager
def limited(seconds: float, megabytes: int, graph: Path | None = None, *, is_asked: bool = False) -> Iterator[Clock]:
    """End this process where what is done within takes more memory, or from the start of the clock on longer.

    pyoxigraph 0.5 cannot be told to stop, but lets other threads run while it computes: one of them watches, tells, and
    ends the process. A large graph is left to a process of its own, which this one awaits: so there is a line even
    where the system ends it, since no memory is left, or too much is asked for at once.

    Parameters
    ----------
    seconds, megabytes
        The limits.
    graph
        The file that will be read.
    is_asked
        Whether what is done within can be asked of a store on disk instead.
    """
    is_large = graph is not None and graph.is_file() and graph.stat().st_size >= LARGE
    messages = _messages(seconds, megabytes, f"; {_ON_DISK.format(graph)}" if is_large and is_asked else "")
    if is_large:
        keeping.go_on_in_a_child(messages)
    clock = Clock(seconds)
    is_done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(clock, messages, megabytes, is_done))
    watcher.daemon = True
    watcher.start()
    if _has_alarm:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    restore = limit_memory(megabytes)
    try:
        yield clock
    finally:
        clock.stop()
        is_done.set()
        watcher.join()
        if restore:
            restore()


_ON_DISK = "a store on disk takes less: `slm-graph serve {} --store DIR`, and then `query --endpoint`"


def _messages(seconds: float, megabytes: int, advice: str) -> keeping.Messages:
    return keeping.Messages(
        f"stopped after {seconds:g} s without an answer; give more with --timeout, or ask for less",
        f"stopped at {megabytes:,} MB of memory; give more with --memory, or ask for less{advice}",
    )


def _watch(clock: Clock, messages: keeping.Messages, megabytes: int, is_done: threading.Event) -> None:
    while not is_done.wait(_INTERVAL):
        if memory_used() > megabytes * MEGABYTE:
            keeping.end(messages.no_memory)
        if clock.is_over:
            keeping.end(messages.no_time)

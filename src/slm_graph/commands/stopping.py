"""How an engine that computes is stopped: by Ctrl-C, or when its time or its memory is used up."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DEFAULT_SECONDS = 60.0
DEFAULT_MEGABYTES = 8_000
_MEGABYTE = 1_000_000
_INTERVAL = 0.05


def stop_by_interrupt() -> None:
    """Let Ctrl-C end this process at once: an engine that computes does not hear Python's handler."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def limited(seconds: float = DEFAULT_SECONDS, megabytes: int = DEFAULT_MEGABYTES) -> Iterator[None]:
    """End this process where what is done within takes longer or more memory, whatever it is doing.

    pyoxigraph 0.5 cannot be told to stop, but lets other threads run while it computes: one of them watches, tells, and
    ends the process, so that no second process has to be started, fed and killed. Where it should hold Python's lock
    after all, the operating system ends the process a little later.

    What a limit of the operating system refuses is told by nobody: Rust ends a process that gets no memory. So the
    memory is watched, and the limit of the system, above it, is for what takes all at once.
    """
    is_done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seconds, megabytes, is_done), daemon=True)
    watcher.start()
    has_alarm = hasattr(signal, "setitimer")
    if has_alarm:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    restore = _limit_memory(megabytes)
    try:
        yield
    finally:
        is_done.set()
        watcher.join()
        if has_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if restore:
            restore()


def _watch(seconds: float, megabytes: int, is_done: threading.Event) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if is_done.wait(min(left, _INTERVAL)):
            return
        if _memory() > megabytes * _MEGABYTE:
            _stop(f"stopped at {megabytes:,} MB of memory; give more with --memory, or ask for less")
    if not is_done.is_set():
        _stop(f"stopped after {seconds:g} s without an answer; give more with --timeout, or ask for less")


def _stop(message: str) -> None:
    # Not sys.exit: that would wait for the thread that computes.
    os.write(2, f"slm-graph: {message}\n".encode())
    os._exit(1)


def _memory() -> int:
    """Return the most bytes of memory that this process had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _limit_memory(megabytes: int) -> Callable[[], None] | None:
    """Let the system refuse twice as much; return what takes the limit back."""
    if sys.platform != "linux":  # elsewhere the limit counts other memory, or nothing
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = 2 * megabytes * _MEGABYTE + 1_000 * _MEGABYTE
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([wanted, *known]), hard))
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

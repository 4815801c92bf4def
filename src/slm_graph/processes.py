"""Processes that do not outlive the one that started them, however that ends; and how much memory one takes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_INTERVAL = 0.2
MEGABYTE = 1_000_000


def die_with(parent: int) -> None:
    """Let this process, which was forked, end when the process that forked it does, be it by SIGKILL.

    A forked worker waits for its next task on a pipe of which its siblings hold the other end too: it would wait for
    ever. Linux kills it (prctl(2), PR_SET_PDEATHSIG); elsewhere a thread looks who the parent is.

    Parameters
    ----------
    parent
        The number of the process that forked this one, as it was known before the fork.

    Examples
    --------
    >>> import multiprocessing
    >>> process = multiprocessing.get_context("fork").Process(target=die_with, args=(os.getpid(),))
    >>> process.start()
    >>> process.join()
    >>> process.exitcode
    0
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before it was watched
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_INTERVAL)
    os._exit(1)


def memory_used() -> int:
    """Return the most bytes of memory that this process had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def limit_memory(megabytes: int) -> Callable[[], None] | None:
    """Let the system refuse twice as much at once; return what takes the limit back.

    It is above the limit that is watched: what it refuses ends the process without a word of ours, as Rust does it.
    """
    if sys.platform != "linux":  # elsewhere the limit counts other memory, or nothing
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = 2 * megabytes * MEGABYTE + 1_000 * MEGABYTE
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([wanted, *known]), hard))
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

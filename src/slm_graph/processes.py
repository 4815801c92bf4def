"""Processes that do not outlive the one that started them, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_INTERVAL = 0.2


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

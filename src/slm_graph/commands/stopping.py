"""How an engine that computes is stopped: by Ctrl-C, or when its time is up."""

from __future__ import annotations

import os
import signal
import threading


def stop_by_interrupt() -> None:
    """Let Ctrl-C end this process at once: an engine that computes does not hear Python's handler."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stop_after(seconds: float) -> None:
    """End this process after some seconds, whatever it is doing.

    pyoxigraph 0.5 cannot be told to stop, but lets other threads run while it computes: one of them waits, tells, and
    ends the process, so that no second process has to be started, fed and killed. Where it should hold Python's lock
    after all, the operating system ends the process a little later.
    """

    def stop() -> None:
        # Not sys.exit: that would wait for the thread that computes.
        message = f"stopped after {seconds:g} s without an answer; give more with --timeout, or ask for less"
        os.write(2, f"slm-graph: {message}\n".encode())
        os._exit(1)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)

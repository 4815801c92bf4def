"""A process that does the work of a command, and this one that keeps it: it tells how that ended, and leaves none."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import NamedTuple, NoReturn

from slm_graph.processes import die_with


class Messages(NamedTuple):
    """What is told of a process that ended at a limit."""

    no_time: str
    no_memory: str


def end(message: str, status: int = 1) -> NoReturn:
    """End this process at once, with a line."""
    # Not sys.exit: that would wait for the thread that computes.
    os.write(2, f"slm-graph: {message}\n".encode())
    os._exit(status)


def go_on_in_a_child(messages: Messages) -> None:
    """Return in a process that was forked for it; this one waits for that, tells how it ended, and ends like it.

    Without fork, as in Windows, this process itself goes on.
    """
    if not hasattr(os, "fork"):
        return
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        die_with(parent)
        return
    _leave_none(child)
    _, status = os.waitpid(child, 0)
    _end_like(os.waitstatus_to_exitcode(status), messages)


def _leave_none(child: int) -> None:
    """Let no signal that ends this process leave the other one."""

    def leave(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        end("interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}", 128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def _end_like(status: int, messages: Messages) -> NoReturn:
    """End with the exit status of the other process; where a signal ended it, say what that means."""
    if status >= 0:
        os._exit(status)
    if status == -signal.SIGALRM:
        end(messages.no_time)
    if status == -signal.SIGABRT:
        end(messages.no_memory)
    if status == -signal.SIGKILL:
        end("stopped by the system, which has perhaps no memory left; ask for less, or set a limit with --memory")
    end(f"ended by {signal.Signals(-status).name}; ask for less")

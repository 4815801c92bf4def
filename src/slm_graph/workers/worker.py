"""A worker: a process that does one task after the other, until its server is gone or ends it.

It may die in the midst of a task, by a limit of its memory say; the server sees that, since the answer has no end.
"""

from __future__ import annotations

import os
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slm_graph.problems import Fault
from slm_graph.processes import MEGABYTE
from slm_graph.workers.answering import Answering, Output, Refused, line
from slm_graph.workers.limits import Limits
from slm_graph.workers.messages import END, Head, Task, frame_of, read_frame, task_of


def work(connection: socket.socket, tasks: Mapping[str, Answering], context: Any, limits: Limits) -> None:
    """Do tasks until the other side is gone."""
    _limit_memory(limits.megabytes)
    while True:
        try:
            _, content = read_frame(connection)
        except (EOFError, OSError):
            return
        task = task_of(content)
        _do(tasks[task.name], task, connection, context, limits)


def _do(answer: Answering, task: Task, connection: socket.socket, context: Any, limits: Limits) -> None:
    output = Output(connection, limits.answer)
    try:
        head = answer(context, task.arguments, output)
        connection.sendall(output.rest() + frame_of(END, head))
    except Refused as refused:
        head, content = line(refused.status, refused.message, refused.headers)
        _send_line(connection, head, content)
    except Fault as fault:
        _send_line(connection, *line(400, fault.message))
    except MemoryError:
        # As where the engine has no more: the server tells it, and has another worker.
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        return
    except Exception as error:
        told = "".join(traceback.format_exception(error)).strip().replace("\n", " | ")
        head, content = line(500, "the server has a fault; its log tells more")
        _send_line(connection, head._replace(told=told), content)


OUT_OF_MEMORY = 77
"""The exit status of a worker that Python has no memory for; where the engine has none, it is ended by SIGABRT."""


def _send_line(connection: socket.socket, head: Head, content: bytes) -> None:
    """Send an answer of one line, which stands in the head: what was sent before is no part of it."""
    head = head._replace(headers={**head.headers, "": content.decode()})
    connection.sendall(frame_of(END, head))


def _limit_memory(megabytes: int) -> None:
    """Let the system refuse more memory than so much beside what this process has; elsewhere than in Linux none is."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = pages * resource.getpagesize() + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

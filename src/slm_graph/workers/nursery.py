"""The process that reads a graph and forks workers, which have it at once and share its memory.

`python -m slm_graph.workers.nursery FD` is started by the server, with a socket by which it is told what to read, and
then to fork workers, a socket for each, and to end some. It has no threads, so that a fork is safe; and since the
workers are its children, none of the numbers that it is told to end can be that of another process.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NoReturn

from slm_graph.processes import die_with
from slm_graph.workers.answering import Answering
from slm_graph.workers.limits import Limits
from slm_graph.workers.served import Served
from slm_graph.workers.worker import work

_MOST = 1 << 16


def main(descriptor: int) -> NoReturn:
    """Serve the process at the other end of a socket until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the server, which ends in order
    control = socket.socket(fileno=descriptor)
    first = json.loads(control.recv(_MOST))
    die_with(first["parent"])
    served = Served(*first["served"])
    try:
        module = import_module(served.tasks)
        context_of = module.opened(served)
    except Exception as error:
        _send(control, {"fault": _words(error)})
        os._exit(1)
    gc.collect()
    gc.freeze()
    _send(control, {"ready": os.getpid()})
    _Nursery(control, module.TASKS, context_of, Limits(**first["limits"])).run()
    os._exit(0)


def _words(error: Exception) -> str:
    from slm_graph.problems import Fault

    if isinstance(error, Fault):
        return error.message
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {error}"


class _Nursery:
    def __init__(
        self, control: socket.socket, tasks: Mapping[str, Answering], context_of: Callable[[], Any], limits: Limits
    ) -> None:
        self._control, self._tasks, self._context_of, self._limits = control, tasks, context_of, limits
        self._children: set[int] = set()
        self._wake, self._waker = os.pipe()
        for end in (self._wake, self._waker):
            os.set_blocking(end, False)

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        while True:
            readable, _, _ = select.select([self._control.fileno(), self._wake], [], [])
            if self._wake in readable:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, _MOST)
            self._reap()
            if self._control.fileno() in readable and not self._obey():
                return

    def _obey(self) -> bool:
        """Do what the server says; tell whether it is still there."""
        data, descriptors, _, _ = socket.recv_fds(self._control, _MOST, 16)
        for order in data.decode().splitlines():
            verb, _, number = order.partition(" ")
            if verb == "fork":
                self._fork(descriptors.pop(0))
            elif verb == "end" and int(number) in self._children:
                os.kill(int(number), signal.SIGKILL)
        return bool(data)

    def _fork(self, descriptor: int) -> None:
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._live(descriptor, nursery)
        os.close(descriptor)
        self._children.add(pid)
        _send(self._control, {"forked": pid})

    def _live(self, descriptor: int, nursery: int) -> NoReturn:
        """Be a worker."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            die_with(nursery)
            self._control.close()
            for end in (self._wake, self._waker):
                os.close(end)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Rust writes whole traces there
            work(socket.socket(fileno=descriptor), self._tasks, self._context_of(), self._limits)
        finally:
            os._exit(0)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            _send(self._control, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    try:
        control.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        os._exit(0)  # the server is gone


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""A graph as it is at one time, with the workers that answer from it: seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import Any

from slm_graph.problems import Fault
from slm_graph.workers.limits import Limits
from slm_graph.workers.served import Served

_READING = 1 << 16


class ServerWorker:
    """A worker, as the server speaks with it."""

    def __init__(
        self, generation: GraphGeneration, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.generation, self.pid, self.reader, self.writer = generation, pid, reader, writer
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def end(self) -> None:
        """End its process at once."""
        self.generation.end(self)


class GraphGeneration:
    """The process that has read a graph, and the workers that it forked; `start` gives one."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        folder: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self._process, self._control, self._folder = process, control, folder
        self._forking = asyncio.Lock()
        self._forked: asyncio.Future[int] | None = None
        self._workers: dict[int, ServerWorker] = {}
        self._early: dict[int, int] = {}
        self._listening: asyncio.Task[None] | None = None
        self.is_closed = False

    @classmethod
    async def start(cls, served: Served, limits: Limits) -> GraphGeneration:
        """Start a process that reads what is served, and return when it has.

        Raises
        ------
        Fault
            It cannot be read; the message says why.
        """
        folder = None
        if served.is_large and not served.store:
            folder = tempfile.TemporaryDirectory(prefix="slm-graph-", ignore_cleanup_errors=True)
            served = served._replace(store=folder.name)
        control, other = socket.socketpair()
        control.setblocking(False)
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "slm_graph.workers.nursery", str(other.fileno())],
            pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        other.close()
        generation = cls(process, control, folder)
        loop = asyncio.get_running_loop()
        first = {"parent": os.getpid(), "served": served, "limits": asdict(limits)}
        try:
            await loop.sock_sendall(control, json.dumps(first).encode())
            answer = await generation._next()
        except BaseException:
            generation.close()
            raise
        if "ready" not in answer:
            generation.close()
            raise Fault(answer.get("fault") or f"{served}: its process ended while it read")
        generation._listening = asyncio.create_task(generation._listen())
        return generation

    async def fork(self) -> ServerWorker:
        """Return a new worker.

        Raises
        ------
        OSError
            The process that forks is gone.
        """
        async with self._forking:
            if self.is_closed:
                raise ConnectionResetError
            ours, theirs = socket.socketpair()
            ours.setblocking(False)
            with theirs:
                self._forked = asyncio.get_running_loop().create_future()
                socket.send_fds(self._control, [b"fork\n"], [theirs.fileno()])
            try:
                pid = await self._forked
            except OSError:
                ours.close()
                raise
            reader, writer = await asyncio.open_connection(sock=ours)
            worker = ServerWorker(self, pid, reader, writer)
            self._workers[pid] = worker
            if pid in self._early:
                self._forget(pid, self._early.pop(pid))
            return worker

    def end(self, worker: ServerWorker) -> None:
        """End the process of a worker at once."""
        worker.writer.close()
        if not (self.is_closed or worker.ended.done()):
            with contextlib.suppress(OSError):
                self._control.send(f"end {worker.pid}\n".encode())

    def close(self) -> None:
        """End all its processes."""
        if self.is_closed:
            return
        self.is_closed = True
        if self._listening:
            self._listening.cancel()
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._folder:
            self._folder.cleanup()
        self._gone()

    def _gone(self) -> None:
        for pid in [*self._workers]:
            self._forget(pid, -9)
        if self._forked and not self._forked.done():
            self._forked.set_exception(ConnectionResetError())

    def _forget(self, pid: int, status: int) -> None:
        worker = self._workers.pop(pid)
        worker.ended.set_result(status)
        worker.writer.close()

    async def _listen(self) -> None:
        """Hear what the process tells, until it ends."""
        rest = b""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while data := await loop.sock_recv(self._control, _READING):
                *lines, rest = (rest + data).split(b"\n")
                for told in map(json.loads, lines):
                    self._hear(told)
        self._gone()
        self.close()

    def _hear(self, told: dict[str, Any]) -> None:
        if "forked" in told and self._forked:
            self._forked.set_result(told["forked"])
        elif told.get("ended") in self._workers:
            self._forget(told["ended"], told["status"])
        elif "ended" in told:
            self._early[told["ended"]] = told["status"]

    async def _next(self) -> dict[str, Any]:
        """Return the first message; an empty one where the process ended without a word."""
        with contextlib.suppress(OSError):
            message = b""
            loop = asyncio.get_running_loop()
            while data := await loop.sock_recv(self._control, _READING):
                message += data
                if message.endswith(b"\n"):
                    told: dict[str, Any] = json.loads(message)
                    return told
        return {}

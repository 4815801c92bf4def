"""What a worker gives back: a status, headers, and bytes that are counted; and what it refuses."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any, TypeAlias, cast

from slm_graph.problems import one_line
from slm_graph.workers.messages import BEGIN, DATA, Head, frame, frame_of

_PART = 1 << 16


class Refused(Exception):
    """A request that is not answered: its status, and a line that says why and what to do."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


class Output:
    """The bytes of an answer on their way, in parts; of more than a limit nothing is given."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        self._connection, self._limit = connection, limit
        self._parts: list[bytes] = []
        self._waiting = self.count = 0

    def begin(self, head: Head) -> None:
        """Have what is written sent on while it is made, however long it gets; nothing is kept of it."""
        self._limit = sys.maxsize
        self._connection.sendall(frame_of(BEGIN, head))

    def write(self, data: bytes) -> int:
        """Add bytes."""
        self.count += len(data)
        if self.count > self._limit:
            raise Refused(
                500, f"the answer has over {self._limit:,} bytes; ask for a part of it, with LIMIT and OFFSET"
            )
        self._parts.append(bytes(data))
        self._waiting += len(data)
        if self._waiting >= _PART:
            self._connection.sendall(self.rest())
        return len(data)

    def flush(self) -> None:
        """Do nothing: what waits goes with the head."""

    def rest(self) -> bytes:
        """Return a frame of what waits to be sent."""
        content = b"".join(self._parts)
        self._parts.clear()
        self._waiting = 0
        return frame(DATA, content) if content else b""

    @property
    def stream(self) -> IO[bytes]:
        """This output, for what writes to streams."""
        return cast("IO[bytes]", self)


Answering: TypeAlias = "Callable[[Any, Mapping[str, Any], Output], Head]"
"""Does a task, with what a worker answers from."""


def line(status: int, message: str, headers: Mapping[str, str] | None = None) -> tuple[Head, bytes]:
    """Return an answer of one line."""
    content = f"{one_line(message)}\n".encode("utf-8", "replace")
    return Head(status, {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}), content

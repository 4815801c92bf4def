"""What the processes of a server say to one another: frames on a socket, each a letter, a length and bytes.

Only processes that we started are spoken with. A task is a name with arguments, in JSON. Its answer comes as frames of
bytes, and at the end a frame that says what they are: so an answer that is not whole is known as such. Of an answer
that is sent on while it is made, that frame comes first too.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

_HEAD = struct.Struct("!cI")
TASK, BEGIN, DATA, END = b"t", b"b", b"d", b"e"


class Task(NamedTuple):
    """What a worker is to do."""

    name: str
    arguments: Mapping[str, Any]


class Head(NamedTuple):
    """What an answer is: its status and headers as of HTTP, and `told`, a line for the log where something broke."""

    status: int
    headers: Mapping[str, str]
    told: str = ""


def frame(kind: bytes, content: bytes) -> bytes:
    """Return a frame."""
    return _HEAD.pack(kind, len(content)) + content


def frame_of(kind: bytes, message: Task | Head) -> bytes:
    """Return the frame of a task or a head."""
    return frame(kind, json.dumps(message).encode())


def task_of(content: bytes) -> Task:
    """Return the task of a frame.

    Examples
    --------
    >>> task_of(frame_of(TASK, Task("query", {"text": "ASK { }"}))[5:])
    Task(name='query', arguments={'text': 'ASK { }'})
    """
    return Task(*json.loads(content))


def head_of(content: bytes) -> Head:
    """Return the head of a frame."""
    return Head(*json.loads(content))


def read_frame(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return kind and content of the next frame; raises EOFError where the other side is gone."""
    kind, length = _HEAD.unpack(_read(connection, _HEAD.size))
    return kind, _read(connection, length)


def _read(connection: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = connection.recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


async def next_frame(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return kind and content of the next frame; raises EOFError where the other side is gone."""
    kind, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    return kind, await reader.readexactly(length)

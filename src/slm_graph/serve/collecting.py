"""A worker's answer, collected whole before anything of it is sent on."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, NamedTuple

from slm_graph.serve.messages import END, Head, head_of, next_frame

_IN_MEMORY = 1_000_000
_PART = 1 << 18


class WorkerAnswer(NamedTuple):
    """An answer: its head, and its bytes; those of a large one stand in a file without a name."""

    head: Head
    content: bytes
    file: IO[bytes] | None = None
    length: int = 0

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the bytes of a large answer."""
        assert self.file is not None  # noqa: S101
        with self.file:
            while part := self.file.read(_PART):
                yield part


class Collected:
    """Collects the frames of an answer. A worker is soon free again, however slowly its client reads."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._length = 0

    async def read(self, reader: asyncio.StreamReader) -> WorkerAnswer:
        """Return the answer; raises EOFError where its worker ends before it."""
        try:
            while True:
                kind, content = await next_frame(reader)
                if kind == END:
                    return self._whole(head_of(content))
                self._add(content)
        except BaseException:
            self._drop()
            raise

    def _add(self, content: bytes) -> None:
        self._length += len(content)
        if self._file is None and self._length > _IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            self._file.write(b"".join(self._parts))
            self._parts.clear()
        if self._file is None:
            self._parts.append(content)
        else:
            self._file.write(content)

    def _whole(self, head: Head) -> WorkerAnswer:
        headers = {**head.headers}
        if "" in headers:  # a line instead of what came before
            line = headers.pop("").encode()
            self._drop()
            return WorkerAnswer(head._replace(headers=headers), line, None, len(line))
        if self._file:
            self._file.seek(0)
        return WorkerAnswer(head, b"".join(self._parts), self._file, self._length)

    def _drop(self) -> None:
        self._parts.clear()
        if self._file:
            self._file.close()
            self._file = None

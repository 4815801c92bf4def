"""A worker's answer, collected whole before anything of it is sent on; or its beginning, where the worker says so."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO, NamedTuple

from slm_graph.workers.messages import BEGIN, END, Head, head_of, next_frame

_IN_MEMORY = 1_000_000
_PART = 1 << 18


class WorkerAnswer(NamedTuple):
    """An answer: its head, and its bytes; those of a large one stand in a file without a name, or come as `more`.

    Who has it closes it.
    """

    head: Head
    content: bytes
    length: int | None = 0
    """None where it is not known yet."""
    file: IO[bytes] | None = None
    more: AsyncIterator[bytes] | None = None
    close: Callable[[], None] = lambda: None

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the bytes of a large answer."""
        if self.content:
            yield self.content
        while self.file and (part := self.file.read(_PART)):
            yield part
        if self.more:
            async for part in self.more:
                yield part


class Collected:
    """Collects the frames of an answer. A worker is soon free again, however slowly its client reads."""

    def __init__(self) -> None:
        self._begun: Head | None = None
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._length = 0

    async def read(self, reader: asyncio.StreamReader) -> WorkerAnswer:
        """Return the answer, or the beginning of one that is sent on; raises EOFError where its worker ends before."""
        try:
            while True:
                kind, content = await next_frame(reader)
                if kind == END:
                    return self._whole(head_of(content))
                if kind == BEGIN:
                    self._begun = head_of(content)
                else:
                    self._add(content)
                if self._begun and self._length > _IN_MEMORY:
                    return WorkerAnswer(self._begun, b"".join(self._parts), None)
        except BaseException:
            self._drop()
            raise

    def _add(self, content: bytes) -> None:
        self._length += len(content)
        if self._file is None and self._length > _IN_MEMORY and not self._begun:
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
            return WorkerAnswer(head._replace(headers=headers), line, len(line))
        if self._file:
            self._file.seek(0)
            return WorkerAnswer(head, b"", self._length, self._file, close=self._file.close)
        return WorkerAnswer(head, b"".join(self._parts), self._length)

    def _drop(self) -> None:
        self._parts.clear()
        if self._file:
            self._file.close()
            self._file = None

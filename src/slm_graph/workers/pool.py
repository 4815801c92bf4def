"""Workers that answer for a server: so many at a time, none for longer than it may, and one lost is replaced.

Whatever happens to a worker, a request gets a whole answer or a line that says why not: reading changes nothing, so
that what a lost worker was asked is asked of another one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable

from slm_graph.problems import Fault
from slm_graph.workers.answering import Refused
from slm_graph.workers.collecting import Collected, WorkerAnswer
from slm_graph.workers.generation import GraphGeneration, ServerWorker
from slm_graph.workers.limits import Limits
from slm_graph.workers.messages import END, TASK, Head, Task, frame_of, head_of, next_frame
from slm_graph.workers.served import Served
from slm_graph.workers.worker import OUT_OF_MEMORY

_ATTEMPTS = 10
"""Workers that a task may lose which others end: whoever is ended by what it does itself is not asked again."""
_STARTS = 3
_LONG = 1.0
"""Seconds after which a task makes room for shorter ones."""
_BY_ITSELF = (-signal.SIGABRT, -signal.SIGSEGV, OUT_OF_MEMORY)
"""How a worker ends that asks for too much memory, or whose stack is full."""
_LOOK = 1.0
"""Seconds between looks at the file."""


class Cut(Exception):
    """An answer that was begun does not come to its end; the message is for the log."""


class Pool:
    """Answers tasks from what is served, as it is now.

    One that was started answers from the earlier state while it reads a new one. Else it reads before it answers.

    Parameters
    ----------
    served, limits
        What is served, and what a request may cost.
    tell
        Takes lines for the log.
    """

    def __init__(self, served: Served, limits: Limits, tell: Callable[[str], None]) -> None:
        self._served, self._limits, self._tell = served, limits, tell
        self._free = asyncio.Semaphore(limits.workers)
        self._waiting = self._downloads = 0
        self._idle: list[ServerWorker] = []
        self._busy: set[ServerWorker] = set()
        self._current: GraphGeneration | None = None
        self._state: tuple[int, ...] = ()
        self._starting = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read what is served; raises Fault where that cannot be."""
        await self._renew()
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """End all workers."""
        if self._watching:
            self._watching.cancel()
        if self._current:
            self._current.close()
        for worker in self._busy:
            worker.generation.close()

    async def ask(self, task: Task) -> WorkerAnswer:
        """Return what a worker answers.

        Raises
        ------
        Refused
            None is free in time, or it takes too long or too much memory.
        Fault
            What is served cannot be read.
        """
        if not self._watching:
            await self.take_over()
        async with self._place():
            for _ in range(_ATTEMPTS):
                worker = await self._worker()
                try:
                    return await self._answer(worker, task)
                except (EOFError, ConnectionError):
                    await self._mourn(worker)
                except TimeoutError:
                    raise Refused(
                        500, f"stopped after {self._limits.seconds:g} s without an answer; ask for less"
                    ) from None
        raise Refused(500, f"{_ATTEMPTS} workers ended over this; ask for less")

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Wait for a place among those who are answered."""
        if self._waiting >= self._limits.waiting:
            raise self._busy_now()
        self._waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._limits.patience)
        except TimeoutError:
            raise self._busy_now() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()

    def _busy_now(self) -> Refused:
        return Refused(503, "busy with other requests; come again", {"Retry-After": "5"})

    async def _worker(self) -> ServerWorker:
        """Return a worker that has nothing to do."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.ended.done():
                break
        else:
            worker = await self._forked()
        self._busy.add(worker)
        return worker

    async def _forked(self) -> ServerWorker:
        for _ in range(_STARTS):
            generation = self._current
            if generation and not generation.is_closed:
                with contextlib.suppress(OSError):
                    return await generation.fork()
            await self._renew(generation)
        raise Refused(503, "no worker can be started; come again", {"Retry-After": "5"})

    async def _answer(self, worker: ServerWorker, task: Task) -> WorkerAnswer:
        """Return what a worker answers; where that does not come to its end, the worker does."""
        is_whole = is_going_on = False
        loop = asyncio.get_running_loop()
        later = loop.call_later(_LONG, _make_room, worker)
        try:
            async with asyncio.timeout(self._limits.seconds):
                worker.writer.write(frame_of(TASK, task))
                answered = await Collected().read(worker.reader)
            if answered.length is None:
                answered, is_going_on = self._going_on(worker, answered), True
            is_whole = later.when() > loop.time()  # whoever made room cannot take it back
        finally:
            later.cancel()
            if not is_going_on:
                self._leave(worker, is_ended=not is_whole)
        if answered.head.told:
            self._tell(answered.head.told)
        return answered

    def _going_on(self, worker: ServerWorker, begun: WorkerAnswer) -> WorkerAnswer:
        """Return an answer with what its worker has still to say; it takes none of the places of short answers."""
        if self._downloads >= self._limits.downloads:
            raise self._busy_now()
        self._downloads += 1
        _make_room(worker)

        def close() -> None:
            self._downloads -= 1
            self._leave(worker, is_ended=True)

        return begun._replace(more=self._more(worker, begun.head), close=close)

    async def _more(self, worker: ServerWorker, head: Head) -> AsyncIterator[bytes]:
        """Yield the bytes of an answer as they come; raises Cut where they end before it does."""
        kind = b""
        while kind != END:
            try:
                async with asyncio.timeout(self._limits.seconds):
                    kind, content = await next_frame(worker.reader)
            except (TimeoutError, EOFError, ConnectionError):
                raise Cut("a worker ended, or gave nothing more; its answer is cut") from None
            if kind == END and (last := head_of(content)) != head:
                raise Cut(f"an answer is cut: {last.told or last.headers.get('', '')}")
            if kind != END:
                yield content

    def _leave(self, worker: ServerWorker, *, is_ended: bool) -> None:
        """Let a worker wait for its next task, unless it is ended, or of an earlier state of the graph."""
        self._busy.discard(worker)
        if is_ended:
            worker.end()
        if worker.generation is self._current:
            if not worker.writer.is_closing():
                self._idle.append(worker)
        elif not any(other.generation is worker.generation for other in self._busy):
            worker.generation.close()

    async def _mourn(self, worker: ServerWorker) -> None:
        """Tell that a worker was lost; raises Refused where another one would be lost too."""
        status = -signal.SIGKILL
        with contextlib.suppress(TimeoutError):
            status = await asyncio.wait_for(asyncio.shield(worker.ended), 5)
        if status in _BY_ITSELF:
            raise Refused(
                500, f"needs more than {self._limits.megabytes:,} MB of memory, or is nested too deeply; ask for less"
            ) from None
        self._tell(f"a worker ended ({status}); its task goes to another one")

    async def _renew(self, broken: GraphGeneration | None = None) -> None:
        """Read what is served, and answer from that from now on, unless that was done in the meantime."""
        async with self._starting:
            if broken is not self._current:
                return
            state = self._served.state
            generation = await GraphGeneration.start(self._served, self._limits)
            earlier, self._current, self._state = self._current, generation, state
        if earlier:
            for worker in self._idle:
                worker.end()
            self._idle.clear()
            if not any(worker.generation is earlier for worker in self._busy):
                earlier.close()

    async def take_over(self) -> None:
        """Read what is served where it has changed since; raises Fault where that cannot be."""
        if self._current is None or self._served.state != self._state:
            await self._renew(self._current)

    async def _watch(self) -> None:
        """Take over each new state of the file."""
        while True:
            await asyncio.sleep(_LOOK)
            state = self._served.state
            if state in ((), self._state):
                continue
            try:
                await self._renew(self._current)
                self._tell(f"{self._served}: has changed, and is taken over")
            except Fault as fault:
                self._state = state
                self._tell(f"{fault.message}; the earlier state is served on")


def _make_room(worker: ServerWorker) -> None:
    """Let others go first."""
    if not worker.ended.done():
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, 10)

"""Processes that do not outlive the one that started them, however that ends; work shared out to them; their memory."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import accumulate, pairwise
from mmap import mmap
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from slm_graph.problems import Fault

if TYPE_CHECKING:
    from concurrent.futures import Future

_PR_SET_PDEATHSIG = 1
_INTERVAL = 0.2
MEGABYTE = 1_000_000
_SELDOM = (200_000, 20, 20)
"""After so many objects more, and so many such times, the collector of garbage looks at the young and at all."""

_blocks = 0
"""How many blocks there are in which garbage is seldom collected."""
_usual = gc.get_threshold()
"""What held before the first of them."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_work: Callable[[Any], Any] | None = None
"""What a forked process does with each task; set before it is started."""
_room: mmap | None = None
"""Memory that forked processes share, in which large buffers of their results stand; set before they are started."""
_SLOT = 1 << 22
"""Bytes of it for the result of a task; what has larger buffers goes through a pipe."""


def cores(wanted: int = 0) -> int:
    """Return how many processes work on what can be shared out: as many as are wanted, or as there are cores.

    Examples
    --------
    >>> cores(3) in (1, 3), cores() >= 1
    (True, True)
    """
    import multiprocessing

    return (wanted or os.cpu_count() or 1) if "fork" in multiprocessing.get_all_start_methods() else 1


def in_order(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], processes: int, ahead: int = 0
) -> Iterator[_Result]:
    """Yield what becomes of each task, in their order; the tasks are worked on by this process or by forked ones.

    Parameters
    ----------
    work
        What is done with a task. Forked processes know it as it is when they start; tasks and results are pickled.
        What a result gives as a PickleBuffer (PEP 574) goes through no pipe where there is room: then it comes as a
        memoryview, which is released when the next result is asked for.
    processes
        How many; with 1 all is done in this one.
    ahead
        How many results may wait for one that takes longer; by default two of each process.

    Raises
    ------
    Fault
        One of the processes was ended from outside, as where the system has no more memory.

    Examples
    --------
    >>> list(in_order(str.upper, ["a", "b", "c"], 2))
    ['A', 'B', 'C']
    """
    if processes == 1:
        with seldom_collected():
            yield from map(work, tasks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    global _work, _room
    slots = 2 * processes + 1
    ahead = ahead or 2 * processes
    room = mmap(-1, slots * _SLOT)
    _work, _room = work, room
    fork = multiprocessing.get_context("fork")
    # Not multiprocessing.Pool: one of its threads spins for as long as a large result comes in.
    with _frozen(), ProcessPoolExecutor(processes, fork, _start, (os.getpid(),)) as pool:
        waiting: deque[Future[_Packed]] = deque()
        try:
            for number, task in enumerate(tasks):
                slot = number % slots if len(waiting) < slots else None
                waiting.append(pool.submit(_do, slot, task))
                if len(waiting) > ahead:
                    yield from _unpacked(waiting.popleft().result(), room)
            while waiting:
                yield from _unpacked(waiting.popleft().result(), room)
        except BrokenProcessPool:
            raise Fault("a process that worked on a part was ended, perhaps for want of memory; run it again") from None
        finally:
            pool.shutdown(cancel_futures=True)
            _work = _room = None  # it may hold much


@contextmanager
def _frozen() -> Iterator[None]:
    """Let what is shared stay shared: the collector of a forked process would copy the pages that it looks at."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _start(parent: int) -> None:
    """Make this process ready to work for the one that forked it."""
    die_with(parent)
    gc.set_threshold(*_SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector of garbage come seldom: what is made stays, or goes away with its task and has no circles.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     gc.get_threshold() > before
    True
    >>> gc.get_threshold() == before
    True
    """
    # Not each its own: a generator may be left after the block that it was begun in, and would bring that one's back.
    global _blocks, _usual
    if not _blocks:
        _usual = gc.get_threshold()
        gc.set_threshold(*_SELDOM)
    _blocks += 1
    try:
        yield
    finally:
        _blocks -= 1
        if not _blocks:
            gc.set_threshold(*_usual)


class _Packed(NamedTuple):
    """A result, pickled, and where in the room its buffers stand."""

    pickled: bytes
    start: int
    sizes: Sequence[int]


def _do(slot: int | None, task: Any) -> _Packed:
    assert _work is not None  # noqa: S101  (set before the process was started)
    assert _room is not None  # noqa: S101
    result = _work(task)
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(result, 5, buffer_callback=buffers.append)
    views = [buffer.raw() for buffer in buffers]
    if slot is None or sum(map(len, views)) > _SLOT:
        return _Packed(pickle.dumps(result, 5), 0, ())
    start = end = slot * _SLOT
    for view in views:
        _room[end : end + len(view)] = view
        end += len(view)
    return _Packed(pickled, start, [len(view) for view in views])


def _unpacked(packed: _Packed, room: mmap) -> Iterator[Any]:
    """Yield the one result; its buffers are released when the next one is asked for."""
    ends = [*accumulate(packed.sizes, initial=packed.start)]
    # Read-only, else pickle would make views of these, which are not released with them.
    with memoryview(room).toreadonly() as whole, ExitStack() as views:
        yield pickle.loads(  # noqa: S301  (of a process that this one forked)
            packed.pickled, buffers=[views.enter_context(whole[start:end]) for start, end in pairwise(ends)]
        )


def die_with(parent: int) -> None:
    """Let this process, which was forked, end when the process that forked it does, be it by SIGKILL.

    A forked worker waits for its next task on a pipe of which its siblings hold the other end too: it would wait for
    ever. Linux kills it (prctl(2), PR_SET_PDEATHSIG); elsewhere a thread looks who the parent is.

    Parameters
    ----------
    parent
        The number of the process that forked this one, as it was known before the fork.

    Examples
    --------
    >>> import multiprocessing
    >>> process = multiprocessing.get_context("fork").Process(target=die_with, args=(os.getpid(),))
    >>> process.start()
    >>> process.join()
    >>> process.exitcode
    0
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before it was watched
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_INTERVAL)
    os._exit(1)


def memory_used() -> int:
    """Return the most bytes of memory that this process had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def limit_memory(megabytes: int) -> Callable[[], None] | None:
    """Let the system refuse twice as much at once; return what takes the limit back.

    It is above the limit that is watched: what it refuses ends the process without a word of ours, as Rust does it.
    """
    if sys.platform != "linux":  # elsewhere the limit counts other memory, or nothing
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = 2 * megabytes * MEGABYTE + 1_000 * MEGABYTE
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([wanted, *known]), hard))
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

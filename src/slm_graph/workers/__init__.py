"""Worker processes: so many answer at a time, none for longer or with more memory than it may, one lost is replaced.

A `pool` gives tasks to workers: each state of what is `served` is a `generation`, whose `nursery` reads it and forks
workers that share its memory. Both sides speak in `messages`; `collecting` is how the pool hears them, `answering` how
a worker speaks. Which tasks there are says the module that `Served` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slm_graph.workers.answering import Answering, Output, Refused, line
from slm_graph.workers.limits import Limits
from slm_graph.workers.messages import Head, Task
from slm_graph.workers.served import Served

if TYPE_CHECKING:
    from slm_graph.workers.collecting import WorkerAnswer
    from slm_graph.workers.pool import Cut, Pool

_HOMES = {"Cut": "pool", "Pool": "pool", "WorkerAnswer": "collecting"}
"""Imported when it is asked for: a worker has no loop of events."""

__all__ = [
    "Answering",
    "Cut",
    "Head",
    "Limits",
    "Output",
    "Pool",
    "Refused",
    "Served",
    "Task",
    "WorkerAnswer",
    "line",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

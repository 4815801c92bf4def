"""What a request may cost."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from slm_graph.processes import MEGABYTE


def _workers() -> int:
    return max(4, 2 * (os.cpu_count() or 1))


@dataclass(frozen=True)
class Limits:
    """What requests may cost.

    Parameters
    ----------
    seconds
        What a query may take; a worker that takes longer is ended.
    megabytes
        What a worker may have beside the graph; one that asks for more ends.
    workers
        How many queries are answered at a time.
    waiting
        How many more may wait for a worker, and `patience` for how many seconds; others are told to come again.
    address, body
        The bytes of an address, and of a query that is sent.
    answer
        The bytes of an answer that is collected before it is sent.
    downloads
        How many larger ones are sent at a time, each while it is made: they need no memory and may take their time,
        as long as they go on.
    """

    seconds: float = 30.0
    megabytes: int = 2_000
    workers: int = field(default_factory=_workers)
    waiting: int = 200
    patience: float = 30.0
    address: int = 32_000
    body: int = 1_000_000
    answer: int = 200 * MEGABYTE
    downloads: int = 8

"""What is served: a file of RDF, a store on disk, or another endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

LARGE = 50_000_000
"""Bytes of a file of RDF from which on it is put on disk instead of into memory."""


class Served(NamedTuple):
    """What is served.

    Parameters
    ----------
    file
        A file of RDF; "" for none.
    store
        The folder of a store on disk; "" for none. It is used as it is, or else the file is put there.
    endpoint
        The address of another endpoint, instead of both; `graph` is the one that it is asked for, "" for what it takes
        by itself, and `seconds` how long it may take.
    queries
        The folder of the stored questions; "" for those of the project.
    tasks
        The module that says what workers do (`TASKS`), and opens what they answer from (`opened`).
    """

    file: str = ""
    store: str = ""
    endpoint: str = ""
    graph: str = ""
    seconds: float = 30.0
    queries: str = ""
    tasks: str = "slm_graph.serve.tasks"

    @property
    def state(self) -> tuple[int, ...]:
        """What tells one state of the file from another; empty where there is no file, or none now."""
        try:
            stat = Path(self.file).stat() if self.file else None
        except OSError:
            stat = None
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino) if stat else ()

    @property
    def is_large(self) -> bool:
        """Whether the file is put on disk before it is asked."""
        return bool(self.file) and Path(self.file).is_file() and Path(self.file).stat().st_size >= LARGE

    def __str__(self) -> str:
        return self.file or self.store or self.endpoint

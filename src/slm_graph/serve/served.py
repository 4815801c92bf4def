"""What is served: a file of RDF, or a store on disk; and that opened, as a worker has it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, known_prefixes, open_graph
from slm_graph.problems import NoSuchFile

LARGE = 50_000_000
"""Bytes of a file of RDF from which on it is put on disk instead of into memory."""


class Served(NamedTuple):
    """What is served.

    Parameters
    ----------
    file
        A file of RDF; "" for none.
    store
        The folder of a store on disk, which is used as it is; "" for none.
    """

    file: str = ""
    store: str = ""

    @property
    def state(self) -> tuple[int, ...]:
        """What tells one state of the file from another; empty where there is no file, or none now."""
        try:
            stat = Path(self.file).stat() if self.file else None
        except OSError:
            stat = None
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino) if stat else ()


class Opened:
    """A graph as it is before the workers are forked: in memory, which they share, or a folder that each opens."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._graph: LocalGraph | None = None
        self._prefixes: Mapping[str, str] = {}
        path = Path(served.file)
        if served.store:
            if not (Path(served.store) / "CURRENT").is_file():
                raise NoSuchFile(f"{served.store}: no store; make one with `oxigraph load --location DIR --file FILE`")
            self._prefixes = known_prefixes()
            self.graph()  # what is no store is told now
        else:
            self._graph = open_graph(path, steady=True)

    def graph(self) -> LocalGraph:
        """Return the graph, opened by this process where it is on disk."""
        if self._graph is not None:
            return self._graph
        return LocalGraph(ox.Store.read_only(self.served.store), self._prefixes)

"""What is served: a file of RDF, or a store on disk; and that opened, as a worker has it."""

from __future__ import annotations

import shutil
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
        The folder of a store on disk; "" for none. It is used as it is, or else the file is put there.
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

    @property
    def is_large(self) -> bool:
        """Whether the file is put on disk before it is asked."""
        return bool(self.file) and Path(self.file).is_file() and Path(self.file).stat().st_size >= LARGE

    def __str__(self) -> str:
        return self.file or self.store


class Opened:
    """A graph as it is before the workers are forked: in memory, which they share, or a folder that each opens.

    Raises
    ------
    Fault, OSError
        It cannot be read.
    """

    def __init__(self, served: Served) -> None:
        self._graph: LocalGraph | None = None
        self._store = served.store
        self._prefixes: Mapping[str, str] = {}
        if served.file and served.store:
            self._prefixes = make_store(Path(served.file), Path(served.store))
        elif served.file:
            self._graph = open_graph(served.file, steady=True)
        else:
            if not (Path(served.store) / "CURRENT").is_file():
                raise NoSuchFile(f"{served.store}: is no store; make one from a file: serve FILE --store DIR")
            self._prefixes = known_prefixes()
            self.graph()  # a store that cannot be opened is told now

    def graph(self) -> LocalGraph:
        """Return the graph, opened by this process where it is on disk."""
        return self._graph or LocalGraph(ox.Store.read_only(self._store), self._prefixes)


def make_store(file: Path, folder: Path) -> Mapping[str, str]:
    """Put a file of RDF into a store on disk, which is there when it is whole; return the prefixes of the file."""
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.resolve().parent))
    try:
        graph = open_graph(file, folder=part)
        graph.store.flush()
        prefixes = graph.prefixes
        del graph
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return prefixes

"""The check of a large file in a process beside, while it is sent to who changes nothing where a request breaks off.

The request is not ended before the check has: the last piece waits for it, and where the file is not sound the
connection is closed instead.
"""

from __future__ import annotations

import mmap
import multiprocessing
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from slm_graph.graphs import URI_SPACE
from slm_graph.loading.checking import Checked, RdfFile, check_file, find_file
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.scanning import LARGE
from slm_graph.loading.statements import Progress, quads
from slm_graph.problems import InvalidData
from slm_graph.processes import die_with

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_HEAD = 5_000
"""Statements of Turtle in which the graph is looked for."""
_STEPS = 100
"""How often the process beside tells how far it is, so that its pipe has room for all of that."""


class _Check:
    """A check in another process; its end is waited for, or looked for."""

    def __init__(self, path: Path, results: Connection, process: BaseProcess) -> None:
        self._path, self._results, self._process = path, results, process
        self._found: Checked | InvalidData | OSError | None = None

    def look(self) -> None:
        """Raise what is wrong with the file, where that is known already."""
        if self._is_there():
            self.wait()

    def alone(self, progress: Progress | None) -> Checked:
        """Return what the file holds: where that is not there yet, by a check that may take all cores."""
        if not self._is_there():
            self._process.kill()
            self._found = check_file(self._path, progress)
        return self.wait()

    def wait(self, progress: Progress | None = None) -> Checked:
        """Return what the file holds."""
        while self._found is None:
            self._receive(progress)
        if isinstance(self._found, Checked):
            return self._found
        raise self._found

    def _is_there(self) -> bool:
        while self._found is None and self._results.poll():
            self._receive(None)
        return self._found is not None

    def _receive(self, progress: Progress | None) -> None:
        try:
            told = self._results.recv()
        except EOFError:  # the process has ended otherwise, as for want of memory
            told = check_file(self._path, progress)
        if not isinstance(told, tuple):
            self._found = told
        elif progress:
            progress(*told)


@dataclass(frozen=True)
class BeingChecked(RdfFile):
    """A file whose check goes on in another process."""

    check: _Check

    @property
    def told(self) -> str:
        """What is told of it before it is sent."""
        return f"{self.size:,} bytes, checked while they are sent"

    @cached_property
    def graph(self) -> str:
        """The IRI of the graph, where that can be seen at once; else "". `whole` makes sure of it."""
        is_lines = self.rdf_format == ox.RdfFormat.N_TRIPLES
        found = set(_stated_in_lines(self.path) if is_lines else _stated_first(self))
        return found.pop() if len(found) == 1 else ""

    def look(self) -> None:
        """Raise what is wrong with the file, where that is known already."""
        self.check.look()

    def alone(self, progress: Progress | None = None) -> Checked:
        """Return what `whole` does, sooner where nothing is sent meanwhile."""
        return self.check.alone(progress)

    def whole(self, progress: Progress | None = None) -> Checked:
        """Return what the file holds, when it has been read whole.

        Raises
        ------
        InvalidData, OSError
            As `check_file`.
        StoreFault
            It does not say throughout which graph it is.
        """
        checked = self.check.wait(progress)
        if (seen := self.__dict__.get("graph")) and seen != checked.graph:
            raise StoreFault(f"{self.path}: says in several ways which graph it is; give --graph IRI")
        return checked


@contextmanager
def begin_check(path: Path, progress: Progress | None = None) -> Iterator[Checked | BeingChecked]:
    """Check a file of RDF: a large one in a process beside, any other one at once.

    Raises
    ------
    InvalidData, OSError
        As `check_file`.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> with begin_check(graph_file()) as file:
    ...     file.whole().graph
    'https://w3id.org/slm-graph/graph'
    """
    file = find_file(path)
    is_as_is = file.rdf_format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE)
    # A process with threads is not forked.
    if file.size < LARGE or not is_as_is or threading.active_count() > 1 or not hasattr(os, "fork"):
        yield check_file(path, progress)
        return
    context = multiprocessing.get_context("fork")
    results, sender = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(os.getpid(), sender, file, progress is not None))
    process.start()
    sender.close()
    try:
        yield BeingChecked(file.path, file.stamp, _Check(file.path, results, process))
    finally:
        results.close()
        process.kill()
        process.join()


def _check(parent: int, results: Connection, file: RdfFile, is_followed: bool) -> None:
    """Send what a file holds, or what is wrong with it."""
    die_with(parent)
    told = 0

    def follow(stage: str, done: int, size: int) -> None:
        nonlocal told
        if done * _STEPS >= told * size:
            told = done * _STEPS // size + 1
            results.send((stage, done, size))

    try:
        results.send(check_file(file.path, follow if is_followed else None, is_alone=False))
    except (InvalidData, OSError) as fault:
        results.send(fault)
    except MemoryError:  # there is less of it for two: the other process does it when it has sent
        return


def _stated_in_lines(path: Path) -> Iterator[str]:
    """Yield the subjects of void:uriSpace in a file of N-Triples."""
    property_ = str(URI_SPACE).encode()
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = text.find(property_)
        while at >= 0:
            line = text[text.rfind(b"\n", 0, at) + 1 : at]
            if subject := re.fullmatch(rb"\s*<([^<>\\]+)>\s*", line):
                yield subject[1].decode("utf-8", "replace")
            at = text.find(property_, at + 1)


def _stated_first(file: RdfFile) -> Iterator[str]:
    """Yield the subjects of void:uriSpace in the beginning of a file."""
    try:
        for quad in islice(quads(file.path, file.rdf_format), _HEAD):
            if quad.predicate == URI_SPACE and isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value
    except SyntaxError:  # told by the check
        return

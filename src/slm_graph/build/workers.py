"""Entries checked and mapped in parts, by one process or several.

Large JSON Lines files are cut into parts that forked processes work on; the parts come back in their order.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from slm_graph.build.counts import Counts, KnownClasses
from slm_graph.build.files import new_writer
from slm_graph.build.mapper import Mapper
from slm_graph.documents import MAX_BYTES, Document, json_line
from slm_graph.entries import KeyHashes, Survey, check_entry, entry_documents, entry_tree
from slm_graph.files import open_regular, shown
from slm_graph.problems import Problem
from slm_graph.processes import die_with
from slm_graph.rdf import Format

if TYPE_CHECKING:
    from multiprocessing.pool import AsyncResult

CHUNK_BYTES = 64_000
"""JSON Lines are handed to a process in parts of about this size."""


@dataclass
class Part:
    """What becomes of some entries; where not all are sound, their texts are not whole."""

    is_sound: bool = True
    hashes: KeyHashes = field(default_factory=KeyHashes)
    counts: Counts = field(default_factory=Counts)
    texts: list[bytes] = field(default_factory=list)
    """UTF-8, one for each format."""
    adopted: list[tuple[str, str]] = field(default_factory=list)
    """The classes and ids of the items that joined the vocabulary meanwhile, since an entry refers to them."""


class Worker:
    """Checks and maps entries, and writes them in some formats."""

    def __init__(self, survey: Survey, mapper: Mapper, known: KnownClasses, formats: Sequence[Format]) -> None:
        self.survey = survey
        self._mapper = mapper
        self._known = known
        self._writers = [new_writer(mapper, row) for row in formats]

    def part(self, documents: Iterable[Document | Problem]) -> Part:
        """Return the part that some documents make."""
        part = Part()
        known = len(self.survey.vocabulary.adopted)
        texts: list[list[str]] = [[] for _ in self._writers]
        for document in documents:
            entry = None if isinstance(document, Problem) else check_entry(self.survey, document)
            if entry is None or entry.problems:
                part.is_sound = False
                break
            part.hashes.add(entry)
            blocks = self._mapper.entry_blocks(entry_tree(entry.document), entry.further_trees)
            part.counts.add(blocks, self._known)
            for pieces, format_writer in zip(texts, self._writers, strict=True):
                pieces.append(format_writer.blocks(blocks))
        part.texts = ["".join(pieces).encode() for pieces in texts]
        part.adopted = [(item.class_name, item.id) for item in self.survey.vocabulary.adopted[known:]]
        return part


def parts(survey: Survey, worker: Worker, processes: int, progress: Callable[[int], None]) -> Iterator[Part]:
    """Yield the parts of all entries of a project, in their order.

    Parameters
    ----------
    processes
        How many processes work on a large JSON Lines file; 0 for as many as there are cores.
    progress
        Called with the number of bytes that each part was made of.
    """
    folder = survey.project.data / survey.schema.entry_class.folder
    entries = survey.project.entries
    lines = [entries] if entries else sorted(folder.glob("*.jsonl"))
    size = sum(path.stat().st_size for path in lines if path.exists())
    processes = processes or os.cpu_count() or 1
    has_yaml = not entries and any(folder.glob("*.y*ml"))
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes == 1 or size < 4 * CHUNK_BYTES or has_yaml or not can_fork:
        for document in entry_documents(survey):
            yield worker.part([document])
            progress(0 if isinstance(document, Problem) else len(document.text.encode()))
    else:
        yield from _parallel_parts(worker, lines, processes, progress)


_worker: Worker | None = None
"""What a forked process works with; set before it is started."""


def _parallel_parts(
    worker: Worker, paths: Iterable[Path], processes: int, progress: Callable[[int], None]
) -> Iterator[Part]:
    global _worker
    _worker = worker
    # What is shared stays shared: the collector of a forked process would copy the pages that it looks at.
    gc.collect()
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(processes, die_with, (os.getpid(),)) as pool:
        waiting: deque[tuple[int, AsyncResult[Part]]] = deque()
        for chunk in _chunks(paths):
            waiting.append((sum(map(len, chunk[2])), pool.apply_async(_work, chunk)))
            if len(waiting) > 2 * processes:
                size, result = waiting.popleft()
                yield result.get()
                progress(size)
        for size, result in waiting:
            yield result.get()
            progress(size)
        # Leaving the block terminates the pool, which can block where its processes still wait for work.
        pool.close()
        pool.join()
    gc.unfreeze()


def _work(name: str, first_line: int, lines: list[bytes]) -> Part:
    assert _worker is not None  # noqa: S101  (set before the process was started)
    return _worker.part(
        json_line(name, first_line + offset, line) for offset, line in enumerate(lines) if not line.isspace()
    )


def _chunks(paths: Iterable[Path]) -> Iterator[tuple[str, int, list[bytes]]]:
    for path in paths:
        name, first_line = shown(path), 1
        with open_regular(path) as file:
            while lines := _lines(file):
                yield name, first_line, lines
                first_line += len(lines)


def _lines(file: IO[bytes]) -> list[bytes]:
    """Return the next lines of a file, about CHUNK_BYTES; of one that is too long, as much as shows that."""
    lines: list[bytes] = []
    size = 0
    while size < CHUNK_BYTES and (line := file.readline(MAX_BYTES + 1)):
        lines.append(line)
        size += len(line)
    return lines

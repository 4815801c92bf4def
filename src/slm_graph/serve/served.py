"""What is served as a worker has it: a graph in memory, a store on disk, or another endpoint."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from slm_graph.graphs import Endpoint, LocalGraph, Source, graph_file, known_prefixes, open_graph
from slm_graph.problems import Fault, InvalidData, NoSuchFile
from slm_graph.project import find_project
from slm_graph.questions import StoredQuery, read_questions
from slm_graph.serve.applying import applying, based
from slm_graph.site import LiveSite
from slm_graph.workers import Served


@dataclass(frozen=True)
class Context:
    """What a worker answers from: the graph, its stored questions, and its pages where it is not large."""

    source: Source
    questions: Mapping[str, StoredQuery]
    site: LiveSite | None
    explorers: dict[int, Mapping[str, bytes]] = field(default_factory=dict)
    """The files of the explorer of a graph that has no site, by the number of its statements; those of one alone."""

    @property
    def graph(self) -> LocalGraph:
        """The graph, if it is here.

        Raises
        ------
        Fault
            It is asked of another endpoint.
        """
        if not isinstance(self.source, LocalGraph):
            raise Fault("this server asks another endpoint, and does not hold the graph; ask that one")
        return self.source

    def site_of(self, graph: LocalGraph) -> LiveSite:
        """Return the site of a part of a graph that has none as a whole."""
        return LiveSite(graph, graph_file(), [*self.questions.values()], self.source)


class Opened:
    """A graph as it is before the workers are forked: in memory, which they share, or a folder that each opens.

    Raises
    ------
    Fault, OSError
        It cannot be read.
    """

    def __init__(self, served: Served) -> None:
        self._graph: LocalGraph | None = None
        self._site: LiveSite | None = None
        self._store = served.store
        path = Path(served.file) if served.file else None
        self._questions = {question.name: question for question in _questions(path)}
        self._prefixes: Mapping[str, str] = {}
        self._endpoint: Endpoint | None = None
        if served.endpoint:
            self._endpoint = based(Endpoint(served.endpoint, served.graph, served.seconds))
            self._ask_what_applies(self._endpoint)
        elif served.file and served.store:
            self._prefixes = make_store(Path(served.file), Path(served.store))
            self._ask_what_applies(self._on_disk())
        elif served.file:
            self._graph = open_graph(served.file, steady=True)
            with suppress(Fault):  # of nothing there are no pages
                self._site = LiveSite(self._graph, Path(served.file), [*self._questions.values()])
                self._questions = self._site.questions
        else:
            if not (Path(served.store) / "CURRENT").is_file():
                raise NoSuchFile(f"{served.store}: is no store; make one from a file: serve FILE --store DIR")
            self._prefixes = known_prefixes()
            self._ask_what_applies(self._on_disk())  # a store that cannot be opened is told now

    def context(self) -> Context:
        """Return what a worker needs; a graph on disk is opened by this process."""
        return Context(self._endpoint or self._graph or self._on_disk(), self._questions, self._site)

    def _on_disk(self) -> LocalGraph:
        return LocalGraph(ox.Store.read_only(self._store), self._prefixes)

    def _ask_what_applies(self, source: Source) -> None:
        self._questions = {question.name: question for question in applying(source, [*self._questions.values()])}


def _questions(path: Path | None) -> Sequence[StoredQuery]:
    """Return the stored questions of a graph; where one is faulty none, since commands tell what is wrong with it."""
    try:
        return read_questions(find_project(graph=path).queries, is_parsed=False)
    except InvalidData:
        return ()


def make_store(file: Path, folder: Path) -> Mapping[str, str]:
    """Put a file of RDF into a store on disk, which is there when it is whole; return the prefixes of the file."""
    if not folder.resolve().parent.is_dir():
        raise NoSuchFile(f"{folder.parent}: no such folder; make it first")
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

"""A large file of RDF, of which only what the queries put to it can see is held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from slm_graph.files import open_regular, settle
from slm_graph.graphs.local import (
    MAX_RDF_BYTES,
    URI_SPACE,
    LocalGraph,
    Results,
    add_quads,
    file_prefixes,
    known_prefixes,
    open_graph,
    refuse_service,
)
from slm_graph.graphs.parsing import file_format, told_faults
from slm_graph.graphs.parts import Visible
from slm_graph.graphs.visible import visible


class ReducedGraph:
    """What queries can see of a file that has no named graphs; where they may see all, all of it.

    Parameters
    ----------
    path, queries, allow_service
        As of `slm_graph.graphs.open_for`.
    """

    def __init__(self, path: Path, queries: Iterable[str] = (), *, allow_service: bool = False) -> None:
        self._path, self._allow_service = path, allow_service
        settle(path.parent)
        expected = [self._visible(query) for query in queries]
        parts = [part for part in expected if part is not None]
        # What may see all may see less once its parameters have values, which are looked up first.
        self._seen = Visible({URI_SPACE: None}).with_all(*parts) if parts else None
        self._graph = self._read(self._seen)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the file declares; else those of the graph of this project."""
        return file_prefixes(self._path) or known_prefixes()

    @property
    def base(self) -> str:
        """The IRI below which the instances live."""
        return self._graph.base

    def query(self, text: str) -> Results:
        """Return what a query answers; raises QueryFault, and what `open_graph` does where more is to be read."""
        if not self._allow_service:
            refuse_service(text)
        if self._seen is not None:
            part = self._visible(text)
            if part is None or not self._seen.covers(part):
                self._graph = LocalGraph(ox.Store(), self.prefixes, allow_service=True)
                # A query that is no SPARQL shall be told before the file is read once more.
                self._graph.query(text)
                self._seen = None if part is None else self._seen.with_all(part)
                self._graph = self._read(self._seen)
        return self._graph.query(text)

    def _visible(self, query: str) -> Visible | None:
        return visible(query, self.prefixes)

    def _read(self, part: Visible | None) -> LocalGraph:
        if part is None:
            return open_graph(self._path)._replace(allow_service=self._allow_service)
        store = ox.Store()
        with told_faults(self._path), open_regular(self._path, MAX_RDF_BYTES) as stream:
            base = self._path.resolve().as_uri()
            add_quads(store, part.part(ox.parse(input=stream, format=file_format(self._path), base_iri=base)))
        return LocalGraph(store, self.prefixes, allow_service=self._allow_service)

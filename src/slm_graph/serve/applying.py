"""What is asked of a graph that is not read: where its own things are, and which stored questions it can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, cast

import pyoxigraph as ox

from slm_graph.graphs import Endpoint, LocalGraph, Source, graph_file
from slm_graph.network import kinds_of_graph, ontology_folder
from slm_graph.pages import questions_for
from slm_graph.questions import StoredQuery
from slm_graph.rdf import BASE, VOID
from slm_graph.serve.nearby import some_rows

_FEW = 20
"""Values that are asked for: so many classes has no thing."""


@dataclass(frozen=True)
class BasedEndpoint(Endpoint):
    """An endpoint that says where the things of its graph are."""

    space: str = BASE

    @property
    def base(self) -> str:
        """The IRI below which the instances live."""
        return self.space


def based(endpoint: Endpoint) -> BasedEndpoint:
    """Return an endpoint with the base of its graph: our own where it has that or none, else the first by name."""
    rows = some_rows(endpoint, f"SELECT DISTINCT ?space {{ ?graph <{VOID}uriSpace> ?space }} LIMIT 100")
    spaces = {space.value for (space,) in rows if isinstance(space, ox.Literal)}
    given = {field.name: getattr(endpoint, field.name) for field in fields(endpoint)}
    return BasedEndpoint(**given, space=BASE if BASE in spaces or not spaces else min(spaces))


def applying(source: Source, questions: Sequence[StoredQuery]) -> Sequence[StoredQuery]:
    """Return the questions that are put in the words of a graph; of one that is empty as yet, all."""
    store = source.store if isinstance(source, LocalGraph) else cast("ox.Store", _Asked(source))
    if not any(store.quads_for_pattern(None, None, None)):
        return questions
    graph = LocalGraph(store, source.prefixes)
    return questions_for(graph, kinds_of_graph(graph, ontology_folder(graph_file())), questions)


class _Asked:
    """What a store gives for a pattern, as far as it takes to see that there is something, asked of another server."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known = lru_cache(maxsize=None)(self._quads)

    def quads_for_pattern(self, *pattern: ox.NamedNode | None) -> Iterator[ox.Quad]:
        yield from self._known(pattern)

    def _quads(self, pattern: Sequence[ox.NamedNode | None]) -> list[ox.Quad]:
        free = [place for place, term in enumerate(pattern) if term is None]
        asked = " ".join(f"?v{place}" if term is None else str(term) for place, term in enumerate(pattern))
        query = f"SELECT {' '.join(f'?v{place}' for place in free)} {{ {asked} }} LIMIT {_FEW}"
        quads = []
        for row in some_rows(self._source, query):
            terms: list[Any] = [*pattern]
            for place, value in zip(free, row, strict=True):
                terms[place] = value
            quads.append(ox.Quad(*terms))
        return quads

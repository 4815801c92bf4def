"""Opening a file of RDF for what will be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slm_graph.graphs.local import Source, open_graph
from slm_graph.graphs.parsing import file_format

LARGE = 40_000_000
"""Bytes; a smaller file is read whole, which takes a second."""


def open_for(path: Path, queries: Iterable[str], graph: str = "", *, allow_service: bool = False) -> Source:
    """Open a file of RDF for some queries; of a large one only what they can see is read.

    Parameters
    ----------
    path
        The file.
    queries
        What will be asked; of something else that part is read later, with the file once more.
    graph
        The IRI of the named graph that queries shall see.
    allow_service
        Whether queries may speak with other servers, by SERVICE.

    Raises
    ------
    OSError, InvalidData, WrongArgument
        As of `open_graph`.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> source = open_for(graph_file(), ["ASK { ?system a slm:System }"])
    >>> bool(source.query("ASK { ?system a slm:System }"))
    True
    """
    if graph or file_format(path).supports_datasets or not path.is_file() or path.stat().st_size < LARGE:
        return open_graph(path, graph)._replace(allow_service=allow_service)
    # It brings rdflib, which takes its time.
    from slm_graph.graphs.reduced import ReducedGraph

    return ReducedGraph(path, queries, allow_service=allow_service)

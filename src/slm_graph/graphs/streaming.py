"""A file of RDF that is read once, statement by statement, without a store: for what needs no query."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.files import open_regular, settle
from slm_graph.graphs.local import MAX_RDF_BYTES, file_prefixes, known_prefixes, steadily
from slm_graph.graphs.parsing import file_format, told_faults


class StreamedGraph(NamedTuple):
    """A file of RDF; blank nodes are labelled by their order in it."""

    path: Path

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that it declares before its first triple; else those of the graph of this project."""
        return file_prefixes(self.path) or known_prefixes()

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements in the order of the file, and twice where they stand twice.

        Raises
        ------
        OSError, InvalidData
            As of `open_graph`.

        Examples
        --------
        >>> from slm_graph.graphs import graph_file
        >>> next(StreamedGraph(graph_file()).quads()).predicate.value
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
        """
        rdf_format = file_format(self.path)
        settle(self.path.parent)
        with told_faults(self.path), open_regular(self.path, MAX_RDF_BYTES) as stream:
            yield from steadily(ox.parse(input=stream, format=rdf_format, base_iri=self.path.resolve().as_uri()))

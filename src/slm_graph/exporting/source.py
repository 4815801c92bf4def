"""What an exporter is given: a graph, and what is read from it once somebody asks."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.network import (
    Described,
    Kinds,
    Network,
    NetworkTable,
    kinds_of,
    network_tables,
    ontology_folder,
    systems_table,
    to_network,
)


class ExportSource:
    """A graph to export.

    Parameters
    ----------
    path
        A file of RDF.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> [table.name for table in ExportSource(graph_file()).tables]
    ['nodes', 'edges', 'usages', 'systems']
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def graph(self) -> LocalGraph:
        """The graph, to be asked."""
        return open_graph(self.path, steady=True)

    @cached_property
    def network(self) -> Network:
        """The graph as things and the links between them."""
        return to_network(self.graph, ontology_folder(self.path))

    @property
    def kinds(self) -> Kinds:
        """What kinds of things the graph has."""
        return kinds_of(self.network)

    @cached_property
    def tables(self) -> list[NetworkTable]:
        """Its nodes, edges, usages and systems, of which those without a row are left out."""
        return [table for table in (*network_tables(self.network), systems_table(self.network)) if table.rows]

    @cached_property
    def described(self) -> Described:
        """The graph, asked one thing at a time."""
        return Described(self.graph, self.kinds)

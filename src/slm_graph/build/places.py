"""Where in the data the nodes of an entry come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from slm_graph.build.mapper import Mapper
from slm_graph.build.rules import Tree
from slm_graph.documents import FieldPath
from slm_graph.entries import entry_paths, row_paths
from slm_graph.rdf import Term, iri

NodePlace: TypeAlias = "tuple[Term, FieldPath, str]"
"""A node, where in its document it comes from, and its class."""


def entry_nodes(mapper: Mapper, tree: Tree) -> Iterator[NodePlace]:
    """Yield the nodes that an entry makes."""
    for made in entry_paths(mapper.schema, tree):
        yield iri(mapper.base + made.path), made.place, made.class_name


def further_nodes(mapper: Mapper, tree: Tree) -> Iterator[NodePlace]:
    """Yield the nodes that a further row makes."""
    for made in row_paths(mapper.schema, tree):
        yield iri(mapper.base + made.path), made.place, made.class_name

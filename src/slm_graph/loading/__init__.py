"""A file of RDF into a triplestore."""

from __future__ import annotations

from slm_graph.loading import loader
from slm_graph.loading.checked_file import check_file
from slm_graph.loading.stores import StoreFault, find_store

__all__ = ["StoreFault", "check_file", "find_store", "loader"]

"""A file of RDF into a triplestore: none that is not sound, and compared after."""

from __future__ import annotations

from slm_graph.loading.beside import begin_check
from slm_graph.loading.checking import check_file
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.loader import check_fits, load
from slm_graph.loading.recognising import find_store
from slm_graph.loading.reporting import dry_run, plan, report
from slm_graph.loading.targets import is_seen, target_graph

__all__ = [
    "StoreFault",
    "begin_check",
    "check_file",
    "check_fits",
    "dry_run",
    "find_store",
    "is_seen",
    "load",
    "plan",
    "report",
    "target_graph",
]

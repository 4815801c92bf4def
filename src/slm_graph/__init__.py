"""A survey of speech language models as a knowledge graph.

Examples
--------
>>> from slm_graph import build_graph
>>> graph = build_graph()
>>> from slm_graph import run_query
>>> run_query(graph, "systems-by-encoder", encoder="Wishper")[0]["system"]
'COSMIC'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slm_graph.about import __version__

if TYPE_CHECKING:
    from slm_graph.build import build_graph, triples, write_graph
    from slm_graph.diff import difference
    from slm_graph.entries import check
    from slm_graph.graphs import Endpoint, open_graph
    from slm_graph.importing import import_table
    from slm_graph.network import compare, describe, to_network
    from slm_graph.problems import Fault, InvalidData, Problem
    from slm_graph.project import Project, find_project
    from slm_graph.questions import run_query


_HOMES = {
    "Endpoint": "graphs",
    "Fault": "problems",
    "InvalidData": "problems",
    "Problem": "problems",
    "Project": "project",
    "build_graph": "build",
    "check": "entries",
    "compare": "network",
    "describe": "network",
    "difference": "diff",
    "find_project": "project",
    "import_table": "importing",
    "open_graph": "graphs",
    "run_query": "questions",
    "to_network": "network",
    "triples": "build",
    "write_graph": "build",
}
__all__ = [
    "Endpoint",
    "Fault",
    "InvalidData",
    "Problem",
    "Project",
    "__version__",
    "build_graph",
    "check",
    "compare",
    "describe",
    "difference",
    "find_project",
    "import_table",
    "open_graph",
    "run_query",
    "to_network",
    "triples",
    "write_graph",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `import slm_graph` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names, which are imported when they are used."""
    return __all__

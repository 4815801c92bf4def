"""A graph on the web: the SPARQL Protocol, things by content negotiation, stored questions as an API.

The server (`routes`, `running`) reads requests (`requests`, `reading`, `front`), and has worker processes answer them
(`slm_graph.workers`), each from what is `served`. What a worker does is a task, of which `tasks` has the list: `query`,
`description` …; `formats` and `negotiation` are what tasks have in common.

Another wing adds routes by `application(…, routes=…)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slm_graph.workers import Limits, Served

if TYPE_CHECKING:
    from slm_graph.serve.routes import application
    from slm_graph.serve.running import address_of, listening, run
    from slm_graph.serve.served import make_store

_HOMES = {
    "address_of": "running", "application": "routes",
    "listening": "running", "make_store": "served", "run": "running",
}  # fmt: skip
"""Imported when it is asked for: a worker needs no HTTP."""

__all__ = ["Limits", "Served", "address_of", "application", "listening", "make_store", "run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

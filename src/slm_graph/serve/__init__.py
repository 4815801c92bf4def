"""A graph on the web: the SPARQL Protocol, things by content negotiation, stored questions as an API.

The server (`routes`, `running`) reads requests (`requests`, `front`), and has worker processes answer them (`pool`):
each state of what is served (`served`) is a `generation`, whose `nursery` reads it and forks workers that share its
memory. Server and workers speak in `messages`. What a worker does is a task, of which `worker` has the list: `query`,
`description`; `formats`, `negotiation` and `answering` are what tasks have in common.

Another wing adds routes by `application(…, routes=…)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slm_graph.serve.limits import Limits
    from slm_graph.serve.routes import application
    from slm_graph.serve.running import address_of, listening, run
    from slm_graph.serve.served import Served, make_store

_HOMES = {
    "Limits": "limits", "Served": "served", "address_of": "running", "application": "routes",
    "listening": "running", "make_store": "served", "run": "running",
}  # fmt: skip
"""Imported when it is asked for: a worker needs no HTTP."""

__all__ = ["Limits", "Served", "address_of", "application", "listening", "make_store", "run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

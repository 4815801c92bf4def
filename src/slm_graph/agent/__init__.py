"""The graph as tools for assistants, by the Model Context Protocol.

`server` speaks the protocol and alone knows the SDK; it gives calls to `workers`, processes in which `answering` finds
the tool: `finding`, `describing`, `comparing`, `asking`. `known` is the graph with its names; `resources` and `prompts`
are what an assistant reads; `model` says what answers hold, `schemas` makes the JSON Schemas, `sizes` bounds them.
"""

from __future__ import annotations

from slm_graph.agent.server import ENDPOINT, HttpTools, http_tools, serve_stdio
from slm_graph.agent.workers import CallLimits

__all__ = ["ENDPOINT", "CallLimits", "HttpTools", "http_tools", "serve_stdio"]

"""The graph as tools for assistants, by the Model Context Protocol.

`server` speaks the protocol and alone knows the SDK; it gives calls to worker processes (`slm_graph.workers`), of which
`tasks` says what they do: `answering` finds the tool in `finding`, `describing`, `comparing`, `asking`. `known` is the
graph with its names; `resources` and `prompts` are what an assistant reads; `model` says what answers hold, `schemas`
makes the JSON Schemas, `sizes` bounds them.
"""

from __future__ import annotations

from slm_graph.agent.server import ENDPOINT, HttpTools, http_tools, serve_stdio

__all__ = ["ENDPOINT", "HttpTools", "http_tools", "serve_stdio"]

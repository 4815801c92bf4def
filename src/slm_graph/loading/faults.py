"""What is told where a graph cannot be loaded."""

from __future__ import annotations

from slm_graph.problems import Fault


class StoreFault(Fault):
    """A store cannot take a graph; the message is one line, with a next step."""

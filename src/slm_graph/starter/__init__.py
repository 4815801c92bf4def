"""A survey of one's own to begin with."""

from __future__ import annotations

from slm_graph.starter.start import start_survey

__all__ = ["start_survey"]

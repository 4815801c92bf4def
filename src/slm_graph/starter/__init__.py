"""A survey of one's own to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slm_graph.starter.start import start_survey

if TYPE_CHECKING:
    from slm_graph.starter.from_table import Started, survey_from_table

__all__ = ["Started", "start_survey", "survey_from_table"]


def __getattr__(name: str) -> Any:
    if name not in ("Started", "survey_from_table"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from slm_graph.starter import from_table

    return getattr(from_table, name)

"""An IRI out of use: another id everywhere, and a stub where the old one was."""

from __future__ import annotations

from slm_graph.renaming.renaming import Renaming, rename

__all__ = ["Renaming", "rename"]

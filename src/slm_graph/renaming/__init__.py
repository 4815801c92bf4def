"""IRIs out of use: another id everywhere, one thing for two, two for one; and a stub where the old one was."""

from __future__ import annotations

from slm_graph.renaming.deleting import delete
from slm_graph.renaming.plan import DataChanges
from slm_graph.renaming.renaming import Renaming, rename
from slm_graph.renaming.retiring import retire
from slm_graph.renaming.splitting import split

__all__ = ["DataChanges", "Renaming", "delete", "rename", "retire", "split"]

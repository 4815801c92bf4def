"""How commands that change data in place tell what they do, and do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from slm_graph.commands.streams import note, say

if TYPE_CHECKING:
    from slm_graph.project import Project
    from slm_graph.renaming import DataChanges


def carry_out(project: Project, make: Callable[[], DataChanges], *, dry_run: bool) -> None:
    """Make a plan, tell it, and write it unless this is a dry run."""
    if not dry_run:
        project.require_own_data()
    plan = make()
    for line in plan.lines():
        note(line)
    if dry_run:
        say("Nothing written (--dry-run).")
        return
    plan.write()
    note("Next: slm-graph check, then slm-graph build and slm-graph docs")

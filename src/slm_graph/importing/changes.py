"""What an import does to one entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.documents import Edit
from slm_graph.importing.drafts import Draft


@dataclass
class Change:
    """What an import does to one entry.

    Parameters
    ----------
    path
        The file of the entry.
    draft
        What the row gives.
    kind
        `new`; `joins` (what the row states of a system that has an entry); `waits` (new, but its row number is still
        another's); `faulty` (new, but the check would fail); `same`; `changed` (the survey changed); `moved` (nothing
        but the number of its row); `kept` (a person's entry that has nothing to take over).
    lines
        The statements gained and lost, as `+ …` and `- …`.
    held
        What is not taken over, since a person changed it: a line each.
    tree
        The whole entry as it will be, where it is written anew.
    edits
        What is changed in a person's entry.
    """

    path: Path
    draft: Draft
    kind: str = "new"
    lines: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    tree: dict[str, Any] | None = None
    edits: list[Edit] = field(default_factory=list)

    def hold(self, why: str) -> None:
        """Take nothing over, and tell why."""
        self.held += [f"{line}; {why}" for line in self.lines]
        self.lines, self.edits = [], []

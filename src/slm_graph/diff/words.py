"""A difference in words: for a terminal, and for the text of a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slm_graph.diff.model import Difference, Named, StatedEdge, ValueChange


def as_text(changes: Difference) -> str:
    """Return a difference for a terminal."""
    if not changes:
        return "No change.\n"
    parts = []
    for title, lines in changes.sections():
        parts.append(f"{title}\n" + "".join(f"  {line}\n" for line in lines))
    return "\n".join(parts)


def as_markdown(changes: Difference) -> str:
    """Return a difference for the text of a pull request."""
    return changes._repr_markdown_()


def as_data(changes: Difference) -> dict[str, Any]:
    """Return a difference as values of JSON.

    Examples
    --------
    >>> as_data(Difference(gone=[Named("LLM", "llm/x", "X")]))["gone"]
    [{'kind': 'LLM', 'id': 'llm/x', 'label': 'X'}]
    """
    return {
        "added": _data_of(changes.added),
        "removed": _data_of(changes.removed),
        "gained": _data_of(changes.gained),
        "lost": _data_of(changes.lost),
        "relabelled": [{"old": old._asdict(), "new": new._asdict()} for old, new in changes.relabelled],
        "changed": _data_of(changes.changed),
        "gone": _data_of(changes.gone),
        "described": changes.described,
        "anonymous": changes.anonymous,
    }


def _data_of(rows: Sequence[Named | StatedEdge | ValueChange]) -> list[dict[str, Any]]:
    return [
        {name: part._asdict() if isinstance(part, Named) else part for name, part in row._asdict().items()}
        for row in rows
    ]

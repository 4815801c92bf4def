"""How benchmarks tell which goals were missed: a line each, which `all.py` gathers, and their exit status."""

from __future__ import annotations

from collections.abc import Iterable

MISSED = "Missed: "
"""What the line of a goal begins with that was not reached."""


def told(missed: Iterable[str]) -> int:
    """Print the goals that were missed, each in words, or that all were reached; return the exit status.

    Examples
    --------
    >>> told(["stats takes 80 s, not 60"])
    Missed: stats takes 80 s, not 60.
    1
    >>> told([])
    All goals reached.
    0
    """
    lines = [f"{MISSED}{goal}." for goal in missed]
    print("\n".join(lines) or "All goals reached.")
    return 1 if lines else 0

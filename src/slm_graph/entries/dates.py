"""Whether the date of a paper can be: against the month of its arXiv id, and against today."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

from slm_graph.text import date_of_arxiv

_YEARS_BEFORE = 1
_YEARS_AFTER = 3
"""A paper may be printed some years after arXiv has it, and a little before; more is another paper, or a slip."""


def contradicts_arxiv(year: str, arxiv: str) -> bool:
    """Tell whether a year cannot be that of a paper with an arXiv id.

    Examples
    --------
    >>> [contradicts_arxiv(year, "2310.13289") for year in ("2019", "2022", "2024", "2030")]
    [True, False, False, True]
    """
    given = date_of_arxiv(arxiv)
    return bool(given) and not -_YEARS_BEFORE <= int(year) - int(given[:4]) <= _YEARS_AFTER


def lies_ahead(when: str, today: date | None = None) -> bool:
    """Tell whether a year, or a month of the form `2023-10`, is in the future.

    Examples
    --------
    >>> lies_ahead("2024-05", date(2024, 4, 30)), lies_ahead("2024", date(2024, 4, 30))
    (True, False)
    """
    now = today.isoformat() if today else _today(int(time.time()) // 60)
    return when > now[: len(when)]


@lru_cache(maxsize=1)
def _today(minute: int) -> str:
    """Return the date of today, asked for once a minute: the system looks into a file for the time zone."""
    return date.today().isoformat()

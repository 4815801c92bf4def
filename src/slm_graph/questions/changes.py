"""What changed in a kept answer, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

_Row: TypeAlias = "tuple[str, ...]"


def changed_rows(old: str, new: str) -> Iterator[str]:
    r"""Yield a line for each row that an answer gained, lost or has with another value; both are TSV.

    Parameters
    ----------
    old, new
        The answers; "" where there is none.

    Examples
    --------
    >>> list(changed_rows("year\tsystems\n2023\t17\n2022\t1\n", "year\tsystems\n2023\t18\n2025\t1\n"))
    ['~ 2023: systems 17 → 18', '+ 2025, 1', '- 2022, 1']
    """
    columns, old_rows = _columns_and_rows(old)
    new_columns, new_rows = _columns_and_rows(new)
    if not (old and new) or columns != new_columns:
        yield f"{_shape(columns, old_rows)} → {_shape(new_columns, new_rows)}"
        return
    lost, gained = _without(old_rows, new_rows), _without(new_rows, old_rows)
    if old_rows != new_rows and not lost and not gained:
        yield "~ the same rows in another order"
    for before, after in _pairs(lost, gained):
        yield f"~ {_change(columns, before, after)}"
        lost.remove(before)
        gained.remove(after)
    yield from (f"+ {', '.join(row)}" for row in gained)
    yield from (f"- {', '.join(row)}" for row in lost)


def _change(columns: _Row, before: _Row, after: _Row) -> str:
    """Tell of a row what it begins with, and the values that changed."""
    values = [*zip(columns, before, after, strict=True)]
    same = ", ".join(was for _, was, _ in takewhile(lambda value: value[1] == value[2], values))
    changes = [f"{column} {was or 'nothing'} → {now or 'nothing'}" for column, was, now in values if was != now]
    return f"{same}: {', '.join(changes)}"


def _columns_and_rows(text: str) -> tuple[_Row, list[_Row]]:
    lines = [tuple(line.split("\t")) for line in text.splitlines()]
    return (lines[0], lines[1:]) if lines else ((), [])


def _shape(columns: _Row, rows: Sequence[_Row]) -> str:
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'} of {', '.join(columns)}" if columns else "nothing"


def _without(rows: Sequence[_Row], others: Sequence[_Row]) -> list[_Row]:
    """Return the rows that others do not have, in their order."""
    left = Counter(rows) - Counter(others)
    return [row for row in rows if left[row] and not left.subtract([row])]


def _pairs(lost: Sequence[_Row], gained: Sequence[_Row]) -> list[tuple[_Row, _Row]]:
    """Return the rows that are about the same: alone with their first cell, and alike in half of their cells."""
    before, after = _alone(lost), _alone(gained)
    pairs = [(before[first], after[first]) for first in before if first in after]
    return [pair for pair in pairs if sum(map(str.__eq__, *pair)) * 2 >= len(pair[0])]


def _alone(rows: Sequence[_Row]) -> dict[str, _Row]:
    """Return by their first cell the rows that share it with no other."""
    counts = Counter(row[0] for row in rows)
    return {row[0]: row for row in rows if counts[row[0]] == 1}

"""A table that was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A row of a table: its line in the file, from 1, and its raw cells, one for each column."""

    line: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A table: the nearest heading above it, the line of its header, its columns and its rows.

    The names of the columns are all different: an empty header is `column 3` by its position, and one that occurred
    before is `Model (column 3)`. `headings` are all headings that it is under, from the title of the file to the
    nearest one. A list of links has the columns that its items have parts for, and `Item` with each item as written.
    """

    heading: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return the headers made different: empty ones by their position, repeated ones with it.

    Examples
    --------
    >>> column_names(["Model", "", "Model"])
    ('Model', 'column 2', 'Model (column 3)')
    """
    names: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(header, 1):
        distinct = name or f"column {position}"
        names.append(distinct if distinct not in taken else f"{distinct} (column {position})")
        taken.add(names[-1])
    return tuple(names)

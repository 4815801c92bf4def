"""A table that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    pass


class Row(NamedTuple):
    """A row of a table: its line in the file, from 1, and its raw cells, one for each column."""

    line: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A table: the nearest heading above it, the line of its header, its columns and its rows.

    The names of the columns are all different: an empty header is `column 3` by its position, and one that occurred
    before is `Model (column 3)`.
    """

    heading: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]

"""What a row says of its thing and of its paper, and the cells that say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from slm_graph.importing.fields import Column
from slm_graph.importing.papers import PaperRead
from slm_graph.importing.usages import CellReading, Leftover
from slm_graph.text import parse_cell, without_pictures


@dataclass
class RowRead:
    """What a row says of its thing and of its paper, by their fields, and what else it says."""

    tree: dict[str, Any] = field(default_factory=dict)
    paper: PaperRead = field(default_factory=PaperRead)
    reading: CellReading = field(default_factory=CellReading)
    repositories: list[tuple[str, str, Column]] = field(default_factory=list)
    """Repositories of model files that it links, each with its address and column."""

    def leave(self, text: str, column: Column) -> None:
        """Keep words that are in no field."""
        self.reading.left.append(Leftover(text, column.header))


class CellValue:
    """A cell, with the field that it fills.

    Parameters
    ----------
    path
        The field: of the thing, or of its paper behind a dot.
    cell, column
        The cell, and its column.
    """

    def __init__(self, path: str, cell: str, column: Column) -> None:
        self.path, self.cell, self.column = path, cell, column
        self.head, _, self.rest = path.partition(".")

    @cached_property
    def text(self) -> str:
        """The text of the cell in one line."""
        return without_pictures(parse_cell(self.cell).plain)

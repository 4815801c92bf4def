"""What shows itself in a notebook, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from slm_graph.tables.written import Cell, html_table, markdown_table

SHOWN = 60
"""How many rows a notebook shows; pandas shows as many."""


class Sheet(NamedTuple):
    """A table as a notebook shows it."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""

    @property
    def html(self) -> str:
        """The first rows in HTML."""
        return html_table(self.columns, self.rows[:SHOWN], self._told)

    @property
    def markdown(self) -> str:
        """The first rows in Markdown."""
        return f"{markdown_table(self.columns, self.rows[:SHOWN])}\n{self._told}\n"

    @property
    def _told(self) -> str:
        first = f"the first {SHOWN} of {len(self.rows)} rows" if len(self.rows) > SHOWN else ""
        return "; ".join(filter(None, (self.caption, first)))


class InNotebook:
    """The base of what a notebook shows as a table.

    Examples
    --------
    >>> class Greeting(InNotebook):
    ...     def sheet(self) -> Sheet:
    ...         return Sheet(["to"], [[Cell("you")]], "a greeting")
    >>> print(Greeting()._repr_markdown_(), end="")
    | to |
    | --- |
    | you |
    <BLANKLINE>
    a greeting
    """

    def sheet(self) -> Sheet:
        """Return the table."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.sheet().html

    def _repr_markdown_(self) -> str:
        return self.sheet().markdown

"""What the cells of a survey's table state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slm_graph.importing.linker import Linker
from slm_graph.importing.lists import ListReader
from slm_graph.importing.new_names import new_names
from slm_graph.importing.prose import ProseReader
from slm_graph.importing.usages import CellReading, usage_fields
from slm_graph.schema import Schema


class SurveyReader:
    """Reads the cells of a survey; compiled once for a schema and a vocabulary.

    Parameters
    ----------
    schema
        The classes and fields.
    linker
        Finds the things that words name.
    candidates
        Finds what names in lists may mean besides; by default nothing more.
    """

    def __init__(self, schema: Schema, linker: Linker, candidates: Linker | None = None) -> None:
        self.linker = linker
        self.fields = usage_fields(schema)
        self.candidates = candidates or linker
        self._lists = ListReader(schema, linker, self.fields, candidates)
        self._prose = ProseReader(schema, linker, self.fields)

    def explain(self, legend: Mapping[str, str]) -> None:
        """Read abbreviations as a file explains them."""
        self.linker.explain(legend)
        if self.candidates is not self.linker:
            self.candidates.explain(legend)
        self._lists.forget()

    def take_over(self, earlier: SurveyReader) -> None:
        """Keep what was read with fewer names, where it is the same with more."""
        pairs = [(earlier.linker, self.linker), (earlier.candidates, self.candidates)]
        if all(old.legend == new.legend for old, new in pairs):
            self._lists.take_over(earlier._lists, new_names(pairs))

    def read_list(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a cell states that lists things; see `lists`."""
        return self._lists.read_list(cell, fields, column)

    def read_prose(self, cell: str, fields: Sequence[str], column: str) -> tuple[CellReading, list[str]]:
        """Return what sentences state, and their phrases; see `prose`."""
        return self._prose.read_prose(cell, fields, column)

    def read_prompt(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a prompt says of tasks and directions; see `prose`."""
        return self._prose.read_prompt(cell, fields, column)

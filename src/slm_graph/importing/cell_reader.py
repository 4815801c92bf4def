"""What the cells of a survey's table state; each distinct cell is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from slm_graph.importing.linker import Linker
from slm_graph.importing.list_items import Setting
from slm_graph.importing.lists import ListReader
from slm_graph.importing.new_names import new_names
from slm_graph.importing.prose import ProseReader
from slm_graph.importing.usages import CellReading, usage_fields
from slm_graph.schema import Schema
from slm_graph.text import parse_cell

_Reader = Callable[[str, Sequence[str], str], CellReading]


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
        setting = Setting(schema, linker, self.candidates, self.fields)
        self._lists, self._prose = ListReader(setting), ProseReader(setting)
        self._readings: dict[tuple[str, str, tuple[str, ...], str], CellReading] = {}
        """What was read, by the kind of the cell, the cell, the fields and the column."""

    def explain(self, legend: Mapping[str, str]) -> None:
        """Read abbreviations as a file explains them, and cells anew from now on."""
        for linker in (self.candidates, self.linker):
            linker.explain(legend)
        self._lists.forget()
        self._readings.clear()

    def take_over(self, earlier: SurveyReader) -> None:
        """Keep what was read with fewer names, but for cells that new ones may stand in, and those left open."""
        pairs = [(earlier.linker, self.linker), (earlier.candidates, self.candidates)]
        if any(old.legend != new.legend for old, new in pairs):
            return
        new = new_names(pairs)
        self._lists.take_over(earlier._lists, new)
        for key, reading in earlier._readings.items():
            is_settled = key[0] == "list" and not reading.left and all(name.confidence == 1 for name in reading.named)
            if is_settled and not new.may_stand_in(parse_cell(key[1]).plain):
                self._readings[key] = reading

    def _read(self, kind: str, read: _Reader, cell: str, fields: Sequence[str], column: str) -> CellReading:
        key = kind, cell, tuple(fields), column
        if key not in self._readings:
            self._readings[key] = read(cell, fields, column)
        return self._readings[key].copy()

    def read_list(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a cell states that lists things; see `lists`."""
        return self._read("list", self._lists.read_list, cell, fields, column)

    def read_prose(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what sentences state, with their phrases; see `prose`."""
        return self._read("prose", self._prose.read_prose, cell, fields, column)

    def read_prompt(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a prompt says of tasks and directions; see `prose`."""
        return self._read("prompt", self._prose.read_prompt, cell, fields, column)

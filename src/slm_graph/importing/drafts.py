"""Rows of a survey's table as draft entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.column_parts import says_nothing, sizes_in, split_at
from slm_graph.importing.fields import Column, in_field_order, paper_slot, row_classes
from slm_graph.importing.headers import folded
from slm_graph.importing.prose import prompt_kind
from slm_graph.importing.row_read import RowRead
from slm_graph.importing.sized_names import SizedNames, quote_both
from slm_graph.importing.ticks import yes_or_no
from slm_graph.importing.usage_keys import with_keys
from slm_graph.importing.usages import CellName, CellReading, Leftover, UsageField, in_column
from slm_graph.importing.values import ValueReader
from slm_graph.schema import Schema, Slot
from slm_graph.text import name_key, parse_cell, slug

_PROSE_WORDS = 15
_output_words = frozenset("decoder detokenizer output synthesizer synthesiser vocoder".split())
"""What the header of a column has that lists what makes sound or pictures."""


class Cells(NamedTuple):
    """The cells of one row, by their header, and the line of the file that they stand in."""

    line: int
    by_column: Mapping[str, str]


class Place(NamedTuple):
    """Where a row stands: in which survey."""

    survey: str
    """Its id."""
    quoted: Mapping[str, str]
    """The column that the quotes of a field come from unless they say otherwise."""
    table: str = ""
    """The id of the table; "" where rows are known by their number in the file."""


@dataclass
class Draft:
    """The entry that a row gives.

    Parameters
    ----------
    tree
        The entry, its fields in the order of the schema.
    line
        The line of the row in its file; 0 where there is no file.
    row
        The number of the row in its file, from 1.
    left
        What the entry does not say as a statement.
    guesses
        What was linked though it is written otherwise.
    doubts
        What the row states and the entry does not, since it cannot be.
    whole_cells
        The raw cells, of which the entry may keep phrases only.
    named
        The names in its cells, each with the thing that it was taken for.
    """

    tree: dict[str, Any]
    line: int = 0
    row: int = 0
    left: list[Leftover] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    whole_cells: Mapping[str, str] = field(default_factory=dict)
    named: list[CellName] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the system, or of the thing; "" where the row has none."""
        return str(self.tree.get("name") or self.tree.get("label") or "")

    @property
    def key(self) -> str:
        """What the spellings of the name have in common."""
        return name_key(self.name)

    @property
    def source(self) -> dict[str, Any]:
        """Where the row stands, with its cells."""
        source = self.tree["source"]
        assert isinstance(source, dict)  # noqa: S101
        return source

    @property
    def arxiv(self) -> str:
        """The arXiv id of the paper, or ""."""
        return str(_paper(self.tree).get("arxiv", ""))


class Drafter:
    """Makes entries of rows.

    Parameters
    ----------
    schema
        The classes and fields.
    reader
        Reads the cells.
    phrases_only
        The columns of which entries keep phrases only.
    """

    def __init__(
        self,
        schema: Schema,
        reader: SurveyReader,
        phrases_only: frozenset[str] = frozenset(),
    ) -> None:
        self.schema = schema
        self.reader = reader
        self.settled: Mapping[str, str] = {}
        self.phrases_only = phrases_only
        self._sized = SizedNames(reader.candidates)
        entry = schema.entry_class
        self._values = ValueReader(schema, reader.linker, entry)
        self._of_things = {
            name: ValueReader(schema, reader.linker, schema.classes[name]) for name in row_classes(schema)
        }
        self._source = next(
            slot
            for slot in entry.fields.values()
            if slot.range in schema.classes and "cells" in schema.classes[slot.range].fields
        )
        self._prompt = next(
            (
                slot
                for slot in entry.fields.values()
                if slot.inlined
                and slot.range in schema.classes
                and any(part.text_of_cell for part in schema.classes[slot.range].fields.values())
            ),
            None,
        )

    @property
    def paper(self) -> Slot | None:
        """The field of an entry that holds its paper; None where entries have none."""
        return paper_slot(self.schema)

    @property
    def source_field(self) -> str:
        """The field of an entry that says which row it is from."""
        return self._source.field

    def draft(self, cells: Cells, columns: Sequence[Column], row: int, place: Place) -> Draft:
        """Return the entry of a row.

        Parameters
        ----------
        cells
            The raw cells.
        columns
            What each column means.
        row
            The number of the row in the file, from 1.
        place
            Where the row stands.
        """
        self.settled = place.quoted
        row_read = RowRead()
        kept: dict[str, Any] = {}
        not_stated: list[str] = []
        sizes = dict(sizes_in(columns, cells.by_column))
        for column in columns:
            cell = cells.by_column.get(column.header, "")
            if not cell:
                continue
            kept[column.header] = cell
            if says_nothing(cell, column):
                not_stated.append(column.header)
            elif phrases := self._read_cell(cell, column, row_read, sizes.get(column.header)):
                kept[column.header] = phrases
        self._values.finish(row_read, columns, f"row-{row}")
        tree, reading, label = row_read.tree, row_read.reading, self._values.label
        taken: set[str] = set()
        for name, usages in reading.usages.items():
            tree[name] = with_keys(self.reader.fields[name].component.field, usages, taken)
        source: dict[str, Any] = {"survey": place.survey}
        if place.table:
            source |= {"table": place.table, "key": slug(str(tree.get(label, ""))) or f"row-{row}"}
        else:
            source["row"] = str(row)
        source["cells"] = kept
        if not_stated:
            source["not_stated"] = not_stated
        tree[self._source.field] = source
        if label in tree:
            tree["id"] = slug(tree[label]) or str(row_read.paper.get("arxiv", "")).replace("/", "-") or f"row-{row}"
        # As entries are written by hand: what it is, where it comes from, what it uses.
        ordered = in_field_order(tree, self.schema.entry_class)
        left, guesses, doubts, named = reading.left, reading.guesses, reading.doubts, reading.named
        return Draft(ordered, cells.line, row, left, guesses, doubts, cells.by_column, named)

    def draft_thing(self, cells: Cells, columns: Sequence[Column], class_name: str) -> Draft:
        """Return the item that a row of a table of things gives, with its paper under the field of an entry's paper."""
        values = self._of_things[class_name]
        row_read = RowRead()
        for column in columns:
            cell = cells.by_column.get(column.header, "")
            if cell and not says_nothing(cell, column) and yes_or_no(cell) is None:
                for path in column.fields:
                    values.read(path, cell, column, row_read)
        values.finish(row_read, columns, "")
        reading = row_read.reading
        return Draft(row_read.tree, cells.line, 0, reading.left, reading.guesses, reading.doubts, cells.by_column)

    def _read_cell(self, cell: str, column: Column, row: RowRead, size: tuple[str, str] | None = None) -> list[str]:
        """Take in what a cell states; return the phrases that an entry keeps of it, where it keeps no more."""
        if column.item:
            self._read_yes(cell, column, row.reading)
            return []
        if yes_or_no(cell) is not None and not parse_cell(cell).links:
            return []  # a tick or a cross is no name
        phrases: list[str] = []
        usage_names = [name for name in column.fields if name in self.reader.fields]
        prompt = self._prompt.field if self._prompt else ""
        if prompt and prompt in column.fields:
            self._read_prompt(cell, column, row.tree, row.reading)
        elif usage_names and self._is_prose(cell, column, self.reader.fields[usage_names[0]]):
            prose = self.reader.read_prose(cell, column.fields, column.header)
            self._take(prose, column, row.reading)
            phrases = prose.phrases
        elif usage_names:
            self._take(self._read_list(cell, column, usage_names[0], size), column, row.reading)
        for name in column.fields:
            if name not in usage_names and name != prompt:
                self._values.read(name, cell, column, row)
        return phrases if column.header in self.phrases_only else []

    def _read_list(self, cell: str, column: Column, name: str, size: tuple[str, str] | None) -> CellReading:
        """Read a cell of names, with what the survey says of its column: its separators, and where sizes stand."""
        if size and (sized := self._sized.cell(cell, size[1], self.reader.fields[name].component.range)):
            reading = self.reader.read_list(sized, column.fields, column.header)
            quote_both(reading, sized, size[0])
            return reading
        if not column.separators:
            return self.reader.read_list(cell, column.fields, column.header)
        reading = CellReading()
        for part in split_at(cell, column.separators):
            reading.extend(self.reader.read_list(part, column.fields, column.header))
        return reading

    def _is_prose(self, cell: str, column: Column, main: UsageField) -> bool:
        if not self.schema.classes[main.component.range].is_concept:
            return False
        if column.header in self.phrases_only:
            return True
        words = parse_cell(cell).plain.split()
        small = sum(word[:1].islower() for word in words)
        return len(words) > _PROSE_WORDS and small > len(words) / 2

    def _take(self, found: CellReading, column: Column, reading: CellReading) -> None:
        """Take in what a column states; a quote names its column where survey.yaml would have it from another one."""
        if _output_words & set(folded(column.header)):
            self._mark_output(found)
        for name, usages in found.usages.items():
            if self.settled.get(name) != column.header:
                for usage in usages:
                    usage["quote"] = in_column(usage["quote"], column.header)
        reading.extend(found)

    def _mark_output(self, found: CellReading) -> None:
        """Say of what stands in a column of decoders that it works on the output side."""
        for name, usages in found.usages.items():
            slot = self.schema.classes[self.reader.fields[name].class_name].fields.get("role")
            if slot and slot.range in self.schema.enums and "output" in self.schema.enums[slot.range].values:
                for usage in usages:
                    quote = usage.pop("quote")
                    usage |= {slot.field: "output", "quote": quote}

    def _read_yes(self, cell: str, column: Column, reading: CellReading) -> None:
        said = parse_cell(cell).plain.strip()
        field_name = column.fields[0]
        answer = yes_or_no(cell)
        if answer:
            usage = {
                self.reader.fields[field_name].component.field: column.item,
                "quote": {"column": column.header, "text": said},
                "note": f'The column "{column.header}" says it by its header.',
            }
            reading.add(field_name, usage)
        elif answer is None:
            reading.left.append(Leftover(said, column.header))

    def _read_prompt(self, cell: str, column: Column, tree: dict[str, Any], reading: CellReading) -> None:
        assert self._prompt is not None  # noqa: S101
        cls = self.schema.classes[self._prompt.range]
        text = next(part for part in cls.fields.values() if part.text_of_cell)
        kind = next((part for part in cls.fields.values() if part.range in self.schema.enums), None)
        prompt = {text.field: parse_cell(cell).text}
        if kind is not None and (wanted := prompt_kind(prompt[text.field])) in self.schema.enums[kind.range].values:
            prompt[kind.field] = wanted
        elif kind is not None and kind.required:
            reading.left.append(Leftover(prompt[text.field], column.header))
            return
        tree[self._prompt.field] = prompt
        self._take(self.reader.read_prompt(cell, column.fields, column.header), column, reading)


def _paper(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    paper = tree.get("paper")
    return paper if isinstance(paper, dict) else {}

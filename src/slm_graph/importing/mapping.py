"""What a table of a survey means: what its rows are, and what each column is; as its file says, else as is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from slm_graph.entries import Vocabulary
from slm_graph.importing.cell_evidence import IsName, stating
from slm_graph.importing.column_parts import with_proposals
from slm_graph.importing.columns import guess_columns, with_date_orders
from slm_graph.importing.fields import Column, column_fields, paper_slot
from slm_graph.importing.table_kinds import TableKind, headed_class, table_kind
from slm_graph.schema import Schema
from slm_graph.tables import Table

SKIPPED = "skipped"
"""What stands for the class of a table that is not read."""
NAME = "label"


@dataclass(frozen=True)
class Settled:
    """What the file of a survey says of a table.

    Parameters
    ----------
    class_name
        What its rows are, `skipped`, or "" where it does not say.
    why
        What said so.
    fields
        The fields of its columns, by their headers.
    parts
        What else is said of its columns, by their headers.
    """

    class_name: str = ""
    why: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Mapped(NamedTuple):
    """A table with what it means.

    Parameters
    ----------
    table, table_id
        The table, and its id in its survey; "" where rows are known by their numbers.
    kind
        What its rows are.
    columns
        What its columns mean.
    """

    table: Table
    table_id: str
    kind: TableKind
    columns: list[Column]

    @property
    def class_name(self) -> str:
        """What stands in the survey's file for the class of the rows."""
        return self.kind.class_name or SKIPPED


class TableMapper:
    """Says what tables mean.

    Parameters
    ----------
    schema, vocabulary
        The classes and fields, and the things by whose names tables and columns are known.
    is_name
        Tells whether words name a thing of a class.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary, is_name: IsName | None = None) -> None:
        self.schema, self.vocabulary, self._is_name = schema, vocabulary, is_name

    def map(self, table: Table, table_id: str, settled: Settled, given: Mapping[str, Sequence[str]]) -> Mapped:
        """Return what a table means.

        Parameters
        ----------
        table, table_id
            The table, and its id in its survey.
        settled, given
            What the survey's file says of it, and what is said of columns for this run.
        """
        texts = stating(table.rows, len(table.header))
        columns = self._columns(table, texts, settled, given)
        guess = table_kind(table, columns, self.schema, self.vocabulary)
        kind = self._kind(table, guess, columns, settled)
        entry = self.schema.entry_class.name
        if kind.kind == "systems":
            fields = column_fields(self.schema)
            columns = with_proposals(with_date_orders(columns, table.rows), texts, fields, self.schema, self._is_name)
            header = next((one.header for one in columns if {"name", "paper.title", "paper"} & {*one.fields}), "")
            kind = kind._replace(class_name=entry, why=kind.why or f"its column {header} names them")
        elif kind.kind == "papers":
            columns = with_date_orders(columns, table.rows)
        elif kind.kind == "list":
            names = {kind.code: "abbreviation", kind.label: NAME}
            columns = [Column(header, (names[number],)) for number, header in enumerate(table.header)]
        elif kind.class_name:
            is_named = not self._is_title(columns[kind.label])
            columns = with_date_orders(self._columns(table, texts, settled, given, kind, is_named=is_named), table.rows)
        return Mapped(table, table_id, kind, [_completed(column, settled) for column in columns])

    def as_systems(self, mapped: Mapped, settled: Settled, given: Mapping[str, Sequence[str]], why: str) -> Mapped:
        """Return a table that is one of systems, whatever its heading says."""
        entry = self.schema.entry_class.name
        return self.map(mapped.table, mapped.table_id, replace(settled, class_name=entry, why=why), given)

    def _columns(
        self, table: Table, texts: Sequence[Sequence[str]], settled: Settled, given: Mapping[str, Sequence[str]],
        kind: TableKind | None = None, *, is_named: bool = True,
    ) -> list[Column]:  # fmt: skip
        fields = {**settled.fields}
        if kind is not None and is_named:
            fields = {header: [path for path in paths if path != NAME] for header, paths in fields.items()}
            header = table.header[kind.label]
            fields[header] = [NAME, *fields.get(header, ())]
        class_name = kind.class_name if kind else ""
        return guess_columns(
            table.header, self.schema, self.vocabulary, fields, given, table.rows, class_name, self._is_name, texts
        )

    def _is_title(self, column: Column) -> bool:
        """Tell whether a column holds titles, each of which may begin with a name, and no names."""
        fields = column_fields(self.schema)
        return any(path in fields and fields[path].is_title for path in column.fields) and not any(
            path in fields and fields[path].is_name for path in column.fields
        )

    def _kind(self, table: Table, guess: TableKind, columns: Sequence[Column], settled: Settled) -> TableKind:
        is_given = any(column.how == "--columns" and "name" in column.fields for column in columns)
        if not settled.class_name or is_given:
            return guess
        if settled.class_name == SKIPPED:
            return TableKind("", settled.why or "its survey's file says so")
        if settled.class_name == self.schema.entry_class.name:
            return TableKind("systems", settled.why)
        if (paper := paper_slot(self.schema)) and settled.class_name == paper.range:
            return TableKind("papers", settled.why, paper.range)
        if guess.kind == "list" and guess.class_name == settled.class_name:
            return guess._replace(why=settled.why)
        named = [number for number, column in enumerate(columns) if NAME in settled.fields.get(column.header, ())]
        by_heading = headed_class(table, self.schema) == settled.class_name
        label = named[0] if named else guess.label
        return TableKind("", settled.why, settled.class_name, label=label, by_heading=by_heading)


def _completed(column: Column, settled: Settled) -> Column:
    """Return a column with what its survey's file says of it besides its fields, and nothing that it does not say."""
    said = settled.parts.get(column.header)
    if said is None:
        return column
    return column._replace(
        date_order=str(said.get("date_order", column.date_order)),
        unit=str(said.get("unit", column.unit)),
        null_words=_texts(said, "null_words"),
        separators=_texts(said, "separators"),
        size_of=str(said.get("size_of", "")),
    )


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name, [])
    return tuple(str(text) for text in (value if isinstance(value, list) else [value]))

"""Where statements come from: surveys, their tables, headings and columns, and the rows of them.

A row is known by its survey and its key, which is a name or, where rows have none, the number. Its table and its
heading are those that it names, or else the only ones that the survey has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath, values
from slm_graph.entries.items import Item
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Schema

_MAX_SHAPES = 1_000


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Parameters
    ----------
    names
        Their headers, in order.
    by_field
        The column that a field's quotes come from unless they say otherwise.
    phrases_only
        Those of which entries keep phrases instead of the cell.
    cell_slots
        The slot that has the cells of each column.
    field_names
        The fields that each column fills.
    """

    names: Sequence[str] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    phrases_only: frozenset[str] = frozenset()
    cell_slots: Mapping[str, str] = field(default_factory=dict)
    field_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_NO_COLUMNS = Columns()


class _Parts(NamedTuple):
    """The ids of a survey's tables and headings, and the heading that a table stands under."""

    tables: Sequence[str]
    headings: Sequence[str]
    heading_of: Mapping[str, str]


class Sources:
    """The surveys of a project, as the rows of entries refer to them.

    Parameters
    ----------
    schema
        The fields that columns can fill.
    surveys
        The items of the class of surveys.
    main
        The id of the survey whose columns hold for a row of a survey that is not there.
    """

    def __init__(self, schema: Schema, surveys: Iterable[Item], main: str = "") -> None:
        entry = schema.entry_class
        self._slots = {
            entry.slots[slot.cell_of].field: slot.name for slot in schema.cell_slots if slot.cell_of in entry.slots
        }
        self.other_slot = next((slot.name for slot in schema.cell_slots if slot.cell_of == "*"), "")
        self._surveys = {survey.id: survey.tree for survey in surveys}
        self._main = main
        self._shapes: dict[tuple[Any, ...], dict[str, list[str]]] = {}
        """For the columns of a row, which slots have their cells; such sets are few."""
        self._parts = {survey: _parts_of(tree) for survey, tree in self._surveys.items()}
        self._columns = {
            (survey, table): self._columns_of(listed)
            for survey, tree in self._surveys.items()
            for table, listed in _column_lists(tree)
        }

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: not the shapes, which go by what is where in memory."""
        return self.__dict__ | {"_shapes": {}}

    def columns(self, source: Mapping[str, Any]) -> Columns:
        """Return the columns of the table that a row is in."""
        survey = source.get("survey")
        if not isinstance(survey, str) or survey not in self._surveys:
            survey = self._main
        table = source.get("table", "")
        if not isinstance(table, str) or (survey, table) not in self._columns:
            table = ""
        return self._columns.get((survey, table), _NO_COLUMNS)

    def columns_in(self, source: Mapping[str, Any], field_name: str) -> Mapping[str, Sequence[str]]:
        """Return the columns that a row has cells of, in the field of that name, by the slot that has the cells."""
        slots = self.columns(source).cell_slots
        shape = (id(slots), *source[field_name])
        columns = self._shapes.get(shape)
        if columns is None:
            columns = {}
            for column in source[field_name]:
                columns.setdefault(slots.get(column, self.other_slot), []).append(column)
            if len(self._shapes) < _MAX_SHAPES:
                self._shapes[shape] = columns
        return columns

    def all_columns(self, survey: str) -> Columns:
        """Return the columns of all tables of a survey; of those with one name the first counts."""
        listed = [column for *_, columns in self.tables(survey) for column in columns]
        return self._columns_of(list({column["name"]: column for column in reversed(listed)}.values())[::-1])

    def quoted(self, source: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the column that the quotes of each field come from, in the table that a row is in."""
        return self.columns(source).by_field

    def tables(self, survey: str) -> list[tuple[str, str, Sequence[Mapping[str, Any]]]]:
        """Return the tables of a survey, each with its id, its heading and its columns; of one without, all as one."""
        tree = self._surveys.get(survey, {})
        headings = {part["id"]: str(part.get("label", "")) for part in _parts(tree, "headings")}
        tables = {table["id"]: headings.get(str(table.get("heading")), "") for table in _parts(tree, "tables")}
        listed = dict(_column_lists(tree))
        return [(table, heading, listed[table]) for table, heading in (tables or {"": ""}).items()]

    def completed(self, source: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the source of an entry with the table and the heading that go without saying."""
        parts = self._parts.get(source["survey"])
        if parts is None or not parts.tables:
            return source
        completed = dict(source)
        if len(parts.tables) == 1:
            completed.setdefault("table", parts.tables[0])
        if heading := parts.heading_of.get(completed.get("table", "")):
            completed.setdefault("heading", heading)
        return completed

    def slot_of_column(self, column: Mapping[str, Any]) -> str:
        """Return the name of the slot that has the cells of a column, by the fields that it fills."""
        return next((self._slots[name] for name in _fields(column) if name in self._slots), self.other_slot)

    def row_problems(self, document: Document, source: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong with where a row says that it stands."""
        if "key" not in source and "row" not in source:
            message = "neither key nor row; give a key, such as the name of the row, or the number of the row, from 1"
            yield document.problem(("source",), message)
        survey = source.get("survey")
        parts = self._parts.get(survey) if isinstance(survey, str) else None
        if parts is None:
            return  # told already
        for name, ids in (("table", parts.tables), ("heading", parts.headings)):
            value = source.get(name)
            if isinstance(value, str) and value not in ids:
                yield document.problem(("source", name), _no_such(value, name, ids))
        if "table" not in source and len(parts.tables) > 1:
            message = f"table is missing; name the one that the row is in: {', '.join(parts.tables)}"
            yield document.problem(("source",), message)

    def _columns_of(self, listed: Sequence[Mapping[str, Any]]) -> Columns:
        by_field: dict[str, str] = {}
        for column in listed:
            for name in _fields(column):
                by_field.setdefault(name, column["name"])
        return Columns(
            tuple(column["name"] for column in listed),
            by_field,
            frozenset(column["name"] for column in listed if column.get("phrases_only") == "true"),
            {column["name"]: self.slot_of_column(column) for column in listed},
            {column["name"]: tuple(_fields(column)) for column in listed},
        )


def survey_problems(survey: Item) -> Iterator[Problem]:
    """Yield what a survey says of headings that it has not, and ids that occur twice in it."""
    headings = _ids(survey.tree, "headings")
    for kind, field_name in (("tables", "heading"), ("headings", "broader")):
        for position, part in _placed(survey.tree, kind):
            for value in values(part.get(field_name, [])):
                if isinstance(value, str) and value not in headings:
                    path = (*survey.path, kind, position, field_name)
                    yield survey.document.problem(path, _no_such(value, "heading", headings))
    seen: set[tuple[str, str]] = set()
    for what, value, path in _named_parts(survey):
        if (what, value) in seen:
            yield survey.document.problem(path, f"a second {what} {value} in this survey; give it another id")
        seen.add((what, value))


def row_key(source: Mapping[str, Any]) -> str:
    """Return the key of a row: its own, or else its number.

    Examples
    --------
    >>> row_key({"survey": "speech-llms", "row": "8"}), row_key({"key": "salmonn", "row": "8"})
    ('8', 'salmonn')
    """
    return str(source.get("key", source.get("row", "?")))


def _column_lists(survey: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield the columns of each table by its id, and those of a row that names no table."""
    tables = _parts(survey, "tables")
    of_all = _named(survey)
    yield "", of_all or (_named(tables[0]) if len(tables) == 1 else [])
    for table in tables:
        yield table["id"], _named(table) or of_all


def _named(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [part for _, part in _placed(tree, "columns") if isinstance(part.get("name"), str)]


def _fields(column: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in values(column.get("fields", [])) if isinstance(name, str))


def _parts(survey: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [part for _, part in _placed(survey, name) if isinstance(part.get("id"), str)]


def _parts_of(survey: Mapping[str, Any]) -> _Parts:
    heading_of = {table["id"]: table["heading"] for table in _parts(survey, "tables") if "heading" in table}
    return _Parts(_ids(survey, "tables"), _ids(survey, "headings"), heading_of)


def _ids(survey: Mapping[str, Any], name: str) -> list[str]:
    return [part["id"] for part in _parts(survey, name)]


def _placed(tree: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    listed = values(tree.get(name, []))
    return ((position, part) for position, part in enumerate(listed) if isinstance(part, dict))


def _named_parts(survey: Item) -> Iterator[tuple[str, str, FieldPath]]:
    """Yield what of a survey has an id or a key: what it is, the id, and where it stands."""
    tables = list(_placed(survey.tree, "tables"))
    holders: list[tuple[FieldPath, Mapping[str, Any]]] = [((), survey.tree)]
    holders += [(("tables", position), table) for position, table in tables]
    parts: list[tuple[str, str, FieldPath, Mapping[str, Any]]] = []
    for kind in ("heading", "table"):
        parts += [(kind, "id", (f"{kind}s", n), part) for n, part in _placed(survey.tree, f"{kind}s")]
    for path, holder in holders:
        parts += [("column", "key", (*path, "columns", n), part) for n, part in _placed(holder, "columns")]
    for kind, name, path, part in parts:
        if isinstance(part.get(name), str):
            yield kind, part[name], (*survey.path, *path, name)


def _no_such(value: str, what: str, ids: Sequence[str]) -> str:
    close = nearest(value, ids) or (f"; name one of {', '.join(ids)}" if ids else f"; list it under {what}s")
    return f"{value}: the survey has no such {what}{close}"

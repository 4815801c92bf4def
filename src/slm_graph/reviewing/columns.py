"""The tables of a survey as a person decides on them: what their rows are, which fields their columns fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slm_graph.documents import Edit, FieldPath, values
from slm_graph.entries import Item
from slm_graph.importing import SKIPPED, column_fields, row_classes
from slm_graph.schema import Schema
from slm_graph.text import words as words_of

_TEXTS, _LISTS = ("unit", "date_order", "size_of"), ("null_words", "separators")
SETTINGS = (*_TEXTS, *_LISTS)
"""What a column may have besides fields; of the last ones several, a line each."""
DATE_ORDERS = ("day first", "month first")
_LONGEST = 200
DECIDED = "decided"
"""Why a column means what a person said."""


class ColumnCard(NamedTuple):
    """A column: where it stands in the file, its header, its fields, what is said of it, and its settings as texts."""

    path: FieldPath
    name: str
    fields: list[str]
    confidence: str
    why: str
    settings: Mapping[str, str]


class TableCard(NamedTuple):
    """A table: where it stands in the file, its id and heading, what its rows are and why, its columns."""

    path: FieldPath
    id: str
    heading: str
    class_name: str
    why: str
    columns: list[ColumnCard]
    choices: list[tuple[str, str]]
    """The fields that its columns can fill, and their words."""


def tables_of(schema: Schema, item: Item) -> list[TableCard]:
    """Return the tables of a survey; its columns outside of tables are those of all of them.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> from slm_graph.entries import read_survey
    >>> survey = read_survey(find_project())
    >>> [(column.name, column.fields) for column in tables_of(survey.schema, survey.main)[0].columns][:2]
    [('Paper', ['paper']), ('Name', ['name', 'code', 'homepage'])]
    """
    headings = {str(one.get("id")): str(one.get("label", "")) for one in _parts(item.tree, "headings")}
    cards = []
    for number, table in enumerate(_parts(item.tree, "tables")):
        class_name = str(table.get("class", ""))
        heading = headings.get(str(table.get("heading", "")), "")
        columns = [*_columns(table, ("tables", number))]
        if columns or class_name:
            cards.append(
                TableCard(
                    ("tables", number),
                    str(table.get("id", number)),
                    heading,
                    class_name,
                    str(table.get("why", "")),
                    columns,
                    field_choices(schema, class_name),
                )
            )
    shared = [*_columns(item.tree, ())]
    return [*([TableCard((), "", "All tables", "", "", shared, field_choices(schema, ""))] if shared else []), *cards]


def class_choices(schema: Schema) -> list[tuple[str, str]]:
    """Return what the rows of a table can be, and its words."""
    return [*((name, words_of(name)) for name in row_classes(schema)), (SKIPPED, "skipped: it is not read")]


def field_choices(schema: Schema, class_name: str) -> list[tuple[str, str]]:
    """Return the fields that a column of a table can fill, and their words."""
    if class_name not in ("", *row_classes(schema)):
        return []
    is_entry = class_name in ("", schema.entry_class.name)
    return [
        (path, " of the ".join(reversed([words_of(part) for part in path.split(".")])))
        for path in column_fields(schema, "" if is_entry else class_name)
    ]


def changes(
    schema: Schema, cards: Sequence[TableCard], classes: Mapping[str, str], fields: Mapping[str, Sequence[str]],
    settings: Mapping[str, Mapping[str, str]],
) -> tuple[list[Edit], list[str]]:  # fmt: skip
    """Return what a person's choices change in the file, and what is wrong with them.

    Parameters
    ----------
    classes, fields, settings
        By the place of a table or a column (`place_of`); what is not there stays as it is.
    """
    edits: list[Edit] = []
    faults: list[str] = []
    known_classes = [name for name, _ in class_choices(schema)]
    for card in cards:
        class_name = classes.get(place_of(card.path), card.class_name)
        if class_name and class_name not in known_classes:
            faults.append(f"{card.id}: {class_name[:80]} is no class that rows can be of")
            continue
        if class_name != card.class_name:
            edits += [Edit((*card.path, "class"), class_name), Edit((*card.path, "why"), DECIDED)]
        known = [path for path, _ in field_choices(schema, class_name)]
        for column in card.columns if class_name != SKIPPED else ():
            wanted = [*dict.fromkeys(filter(None, fields.get(place_of(column.path), column.fields)))]
            unknown = [path for path in wanted if path not in (*known, *column.fields)]
            if unknown:
                faults.append(f"{column.name}: {unknown[0][:80]} is no field of {words_of(class_name) or 'an entry'}")
                continue
            set_to = {**column.settings, **settings.get(place_of(column.path), {})}
            if wrong := [*_wrong_settings(card, set_to)]:
                faults += [f"{column.name}: {fault}" for fault in wrong]
                continue
            edits += _column_edits(column, wanted, set_to)
    return edits, faults


def _wrong_settings(card: TableCard, settings: Mapping[str, str]) -> Iterator[str]:
    if settings["date_order"] not in ("", *DATE_ORDERS):
        yield f"{settings['date_order'][:80]} is no order of dates: {' or '.join(DATE_ORDERS)}"
    if settings["size_of"] not in ("", *(column.name for column in card.columns)):
        yield f"{settings['size_of'][:80]} is no column of this table"
    for name in SETTINGS:
        if any(len(line) > _LONGEST for line in settings[name].splitlines()):
            yield f"{words_of(name)}: over {_LONGEST} characters"


def _column_edits(column: ColumnCard, fields: list[str], settings: Mapping[str, str]) -> Iterator[Edit]:
    if fields != column.fields:
        # No field at all is said by an empty list, which keeps the column as a cell alone.
        yield Edit((*column.path, "fields"), fields or None)
        yield from (Edit((*column.path, name), None) for name in ("confidence",) if column.confidence)
        yield Edit((*column.path, "why"), DECIDED)
    for name in SETTINGS:
        if (wanted := _value(name, settings[name])) != _value(name, column.settings[name]):
            yield Edit((*column.path, name), wanted)


def _value(name: str, text: str) -> str | list[str] | None:
    """Return a setting as it stands in the file. Spaces around a separator say that they belong to it."""
    if name in _TEXTS:
        return text.strip() or None
    lines = [line if name == "separators" else line.strip() for line in text.splitlines() if line.strip()]
    return [*dict.fromkeys(lines)] or None


def place_of(path: FieldPath) -> str:
    """Return the place of a value as forms name it.

    Examples
    --------
    >>> place_of(("tables", 0, "columns", 2))
    'tables.0.columns.2'
    """
    return ".".join(map(str, path))


def _columns(tree: Mapping[str, Any], path: FieldPath) -> Iterator[ColumnCard]:
    for number, column in enumerate(_parts(tree, "columns")):
        yield ColumnCard(
            (*path, "columns", number),
            str(column.get("name", "")),
            [str(field) for field in values(column.get("fields", []))],
            str(column.get("confidence", "")),
            str(column.get("why", "")),
            {name: "\n".join(map(str, values(column.get(name, [])))) for name in SETTINGS},
        )


def _parts(tree: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list; what is no object keeps its place as an empty one."""
    listed = tree.get(name, [])
    return [part if isinstance(part, dict) else {} for part in listed] if isinstance(listed, list) else []

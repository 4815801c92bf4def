"""Which survey a file of tables belongs to, and where its tables stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, Edit, values
from slm_graph.entries import Item, Survey, entry_documents
from slm_graph.files import shown
from slm_graph.importing.fields import Column
from slm_graph.importing.headers import folded
from slm_graph.importing.ids import free_id
from slm_graph.importing.mapping import SKIPPED, Mapped, Settled
from slm_graph.importing.papers import name_in
from slm_graph.problems import Fault, InvalidData, Problem, WrongArgument, nearest
from slm_graph.tables import Table, read_text
from slm_graph.text import name_key, parse_cell, slug, without_pictures

_NAME_COLUMNS = 5
"""A name stands in one of the first columns."""
_LONG_CELL = 16
"""A cell of so many characters hardly stands in two surveys word for word."""
_heading = re.compile(r"^\s{0,3}#\s+(.+?)\s*#*\s*$|<h1\b[^>]*>(.*?)</h1>", re.MULTILINE | re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """The survey that the rows of an import are of.

    Parameters
    ----------
    item
        The survey; of a new one what is known of it.
    is_new
        Whether the data do not have it yet.
    why
        What says that the table is of this survey, in words.
    """

    item: Item
    is_new: bool = False
    why: str = ""

    @property
    def id(self) -> str:
        """The id of the survey."""
        return self.item.id

    @property
    def has_tables(self) -> bool:
        """Whether its rows name their table, and are known by a key; else they have the number in the file."""
        tables = _parts(self.item.tree, "tables")
        return self.is_new or any("columns" in table for table in tables)


def main_target(survey: Survey) -> Target:
    """Return the survey that the settings name."""
    return Target(survey.main or _new_item(survey, "survey", "survey"))


def find_target(survey: Survey, path: Path, tables: Sequence[Table], given: str = "") -> Target:
    """Return the survey that a file of tables belongs to.

    That is the one that is given. Otherwise the first survey of a project, as long as no row of it is there; then the
    one whose title the file has, or whose rows and columns it has, at least half of them.

    Parameters
    ----------
    given
        The id of the survey; one that is not there yet is made.

    Raises
    ------
    Fault
        Nothing says whose table it is.
    WrongArgument
        What is given is no id.
    """
    surveys = {item.id: item for item in survey.vocabulary.items if item.class_name == survey.schema.survey_class.name}
    title = heading_of(path) or path.stem
    if given:
        if slug(given) != given:
            raise WrongArgument(f"{given}: no id of a survey; write it as {slug(given) or 'my-survey'}")
        known = surveys.get(given)
        return Target(known) if known else Target(_new_item(survey, given, title), is_new=True)
    main = main_target(survey)
    rows = _row_names(survey)
    if not rows.get(main.id) and len(surveys) < 2:
        return main
    for item in surveys.values():
        if rows.get(item.id) and item.tree.get("title") == title:
            return Target(item, why=f'the file is called "{title}"')
    lines = [row.cells for table in tables for row in table.rows]
    keys = {key for cells in lines for cell in cells[:_NAME_COLUMNS] for key in _keys(cell)}
    keys |= {cell for cells in lines for cell in cells if len(cell) >= _LONG_CELL}
    shares = {item_id: sum(not names.isdisjoint(keys) for names in of_rows) for item_id, of_rows in rows.items()}
    number = sum(len(table.rows) for table in tables)
    for item_id in sorted(shares, key=lambda item_id: (-shares[item_id], item_id)):
        enough = 2 * shares[item_id] >= min(len(rows[item_id]), number)
        if item_id in surveys and enough and _has_columns(survey, item_id, tables):
            return Target(surveys[item_id], why=f"{shares[item_id]} of its {len(rows[item_id])} rows are in the table")
    if not rows.get(main.id):
        return main
    told = f"{shares.get(main.id, 0)} of its {len(rows[main.id])} rows are in it"
    about = f"not the table of {main.item.tree.get('title', main.id)} ({told})"
    suggested = next((name for name in (slug(title), slug(path.stem)) if name and name not in surveys), "second-survey")
    close = nearest(slug(title), surveys)
    step = f"say whose it is with --survey ID; --survey {suggested} makes it a survey of its own{close}"
    raise Fault(f"{shown(path)}: {about}; {step}")


def heading_of(path: Path) -> str:
    """Return the first heading of the first level in a file of tables; "" where it has none."""
    found = _heading.search(text_of(path))
    title = without_pictures(parse_cell(re.sub(r"<[^<>]*>", " ", found[1] or found[2] or "")).plain) if found else ""
    return " ".join(title.split())


def text_of(path: Path) -> str:
    """Return the text of a file of tables; "" where it is no text."""
    try:
        return read_text(path)
    except InvalidData:
        return ""


def _new_item(survey: Survey, survey_id: str, title: str) -> Item:
    tree = {"id": survey_id, "title": title}
    return Item(survey.schema.survey_class.name, survey_id, Document("", tree, places={}), (), tree)


def _keys(cell: str) -> Iterator[str]:
    name = name_in(cell)
    if name:
        yield name_key(name)


def _row_names(survey: Survey) -> dict[str, list[set[str]]]:
    """Return what each row is known by, its names and its long cells, by the survey that it is of."""
    rows: dict[str, list[set[str]]] = {}
    documents = [document for document in entry_documents(survey) if not isinstance(document, Problem)]
    documents += [row.document for of_entry in survey.further.values() for row in of_entry]
    for document in documents:
        tree = document.tree if isinstance(document.tree, dict) else {}
        source = tree.get("source")
        if not isinstance(source, dict) or not isinstance(source.get("survey"), str):
            continue
        cells = source.get("cells")
        cells = cells if isinstance(cells, dict) else {}
        column = survey.sources.columns(source).by_field.get("name", "")
        texts = [tree.get("name"), source.get("key"), cells.get(column)]
        keys = {key for text in texts if isinstance(text, str) for key in _keys(text)}
        keys |= {cell for cell in cells.values() if isinstance(cell, str) and len(cell) >= _LONG_CELL}
        rows.setdefault(source["survey"], []).append(keys)
    return rows


def _has_columns(survey: Survey, survey_id: str, tables: Sequence[Table]) -> bool:
    """Tell whether a table has at least half of the columns of a table of the survey, where that has columns."""
    listed = [[str(column["name"]) for column in columns] for *_, columns in survey.sources.tables(survey_id)]
    headers = [{folded(header) for header in table.header} for table in tables]
    shares = (
        2 * sum(folded(name) in header for name in names) >= len(names)
        for names in listed
        if names
        for header in headers
    )
    return not all(listed) or any(shares)


# --- tables and columns


class Places:
    """Gives each table of a file its id in a survey: that of the same heading, or a new one.

    Parameters
    ----------
    target
        The survey.
    """

    def __init__(self, target: Target) -> None:
        tree = target.item.tree
        self._headings = {str(heading.get("label")): str(heading.get("id")) for heading in _parts(tree, "headings")}
        self._tables: dict[str, list[str]] = {}
        for table in _parts(tree, "tables"):
            self._tables.setdefault(str(table.get("heading", "")), []).append(str(table["id"]))
        self._taken = {table for tables in self._tables.values() for table in tables}
        self._met: dict[str, int] = {}

    def heading(self, label: str) -> str:
        """Return the id of a heading; "" for no heading."""
        label = " ".join(label.split())
        if label and label not in self._headings:
            self._headings[label] = free_id(slug(label) or "heading", set(self._headings.values()))
        return self._headings.get(label, "")

    def table(self, label: str) -> str:
        """Return the id of the next table under a heading."""
        heading = self.heading(label)
        known = self._tables.setdefault(heading, [])
        number = self._met[heading] = self._met.get(heading, -1) + 1
        if number == len(known):
            known.append(free_id(heading or "table", self._taken))
            self._taken.add(known[-1])
        return known[number]


def settled_table(target: Target, table_id: str) -> Settled:
    """Return what the file of a survey says of a table; nothing of one that it has not."""
    table = next((table for table in _parts(target.item.tree, "tables") if table.get("id") == table_id), {})
    columns = {str(column["name"]): column for column in _parts(table, "columns") if "name" in column}
    fields = {name: [str(path) for path in values(column.get("fields", []))] for name, column in columns.items()}
    return Settled(str(table.get("class", "")), str(table.get("why", "")), fields, columns)


def survey_tree(target: Target, tables: Sequence[Mapped]) -> tuple[dict[str, Any], list[Edit]]:
    """Return a survey with the tables of an import and what they mean, and what that changes in its file.

    What stands in the file stays, but for the class of a table whose names a person gave on the command line.
    """
    tree: dict[str, Any] = {**target.item.tree}
    edits: list[Edit] = []
    places = Places(target)

    def add(path: tuple[str | int, ...], name: str, listed: list[Any], new: Any) -> None:
        edits.append(Edit((*path, name, len(listed)) if listed else (*path, name), new if listed else [new]))
        listed.append(new)

    headings = list(_parts(tree, "headings"))
    known: list[dict[str, Any]] = [{**table} for table in _parts(tree, "tables")]
    keys = {str(column.get("key")) for part in [tree, *known] for column in _parts(part, "columns")}
    for mapped in tables:
        label = " ".join(mapped.table.heading.split())
        heading = places.heading(label)
        if heading and all(one.get("id") != heading for one in headings):
            add((), "headings", headings, {"id": heading, "label": label})
        position = next((n for n, one in enumerate(known) if one.get("id") == mapped.table_id), None)
        listed = list(_parts(known[position], "columns")) if position is not None else []
        for column in mapped.columns if mapped.class_name != SKIPPED else ():
            if all(one.get("name") != column.header for one in listed):
                new = _column_tree(column, mapped.table_id, keys)
                if position is not None:
                    add(("tables", position), "columns", listed, new)
                else:
                    listed.append(new)
        if position is None:
            add((), "tables", known, _table_tree(mapped, heading, listed))
            continue
        known[position] = {**known[position], **({"columns": listed} if listed else {})}
        is_given = any(column.how == "--columns" and "name" in column.fields for column in mapped.columns)
        said = known[position].get("class", "")
        if not said or (is_given and said != mapped.class_name):
            edits.append(Edit(("tables", position, "class"), mapped.class_name))
            known[position]["class"] = mapped.class_name
    return {**tree, **({"headings": headings} if headings else {}), "tables": known}, edits


def _table_tree(mapped: Mapped, heading: str, columns: list[Any]) -> dict[str, Any]:
    """Return a table with what its rows are, and why that was thought."""
    why = mapped.kind.why.partition("; ")[0]
    tree = {"id": mapped.table_id, "heading": heading, "class": mapped.class_name, "why": why}
    return {name: value for name, value in tree.items() if value} | ({"columns": columns} if columns else {})


def _column_tree(column: Column, table_id: str, taken: set[str]) -> dict[str, Any]:
    """Return a column with a key that no other column of the survey has, and with what it means and why."""
    key = slug(column.header) or "column"
    key = free_id(f"{table_id}-{key}", taken) if key in taken else key
    taken.add(key)
    tree = {
        "key": key,
        "name": column.header,
        "fields": list(column.fields),
        "confidence": f"{column.confidence:.2g}" if column.confidence and column.fields else "",
        "why": column.why,
        "unit": column.unit if column.fields else "",
        "null_words": list(column.null_words),
        "separators": list(column.separators),
        "size_of": column.size_of,
    }
    return {name: value for name, value in tree.items() if value}


def _parts(tree: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = tree.get(name, [])
    return [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []

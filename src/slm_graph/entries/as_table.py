"""A project as a Markdown table again: the survey's columns, a row for each entry, and its list of abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from slm_graph.documents import Document, values
from slm_graph.entries.items import Item
from slm_graph.entries.sources import row_key
from slm_graph.entries.survey import Survey, entry_documents, entry_tree, read_survey
from slm_graph.entries.whole import check
from slm_graph.problems import InvalidData, WrongArgument, nearest
from slm_graph.project import Project
from slm_graph.schema import Class, Slot
from slm_graph.tables import Cell, markdown_row, markdown_table
from slm_graph.text import parse_cell, words

PHRASES = " … "
"""What stands between the phrases of a cell of which an entry keeps no more than those."""
NOTHING = "-"

# What `text.cells.MarkdownCell.text` resolves: CommonMark 0.31, sections 2.4 and 2.5.
_escape = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_entity = re.compile(r"&(?=[A-Za-z#])")
_break = re.compile(r"<(?=/?br[ \t]*/?>)", re.IGNORECASE)
_line_end = re.compile(r"\r\n|\r|\n")
_ARXIV = "https://arxiv.org/abs/"


class _Column(NamedTuple):
    name: str
    fields: Sequence[str]


def table_text(project: Project, *, labels: bool = False, survey: str = "") -> str:
    r"""Return what a survey's rows state as tables in GitHub Flavored Markdown (section 4.10), with its task list.

    Parameters
    ----------
    project
        The files to read.
    labels
        Make the cells of what the entries state, with canonical labels, instead of what the survey has there.
    survey
        The id of the survey; by default the one that `survey.yaml` names.

    Returns
    -------
    str
        A table of the columns that the survey's file lists, rows in the order of their numbers, then of their keys;
        several tables each under its heading. Then, for a class of concepts whose items the survey lists, one of
        abbreviation and label.

    Raises
    ------
    InvalidData
        The data have problems, or name no columns.
    WrongArgument
        There is no such survey.

    Examples
    --------
    >>> from slm_graph.project import bundled, find_project
    >>> text = table_text(find_project(bundled("data")))
    >>> text.splitlines()[0]
    '| Paper | Name | Speech model | LLM | Dataset | prompt | Method | Architecture |'
    """
    problems, _ = check(project)
    read = read_survey(project)
    wanted = survey_named(read, survey)
    tables = [
        (table, heading, [_Column(column["name"], list(_fields(column))) for column in columns])
        for table, heading, columns in read.sources.tables(wanted.id if wanted else "")
    ]
    if wanted and not all(columns for *_, columns in tables):
        problems.append(wanted.document.problem(wanted.path, "names no columns of the survey; list those of the table"))
    if problems or wanted is None:
        raise InvalidData(problems)
    words = _Words(read)
    columns_of = {table: columns for table, _, columns in tables}
    # Of a row its line is kept, which takes much less than the entry does.
    lines: dict[str, list[tuple[tuple[bool, int, str], str]]] = {table: [] for table in columns_of}
    for source, tree in _rows(read, wanted.id):
        table = source.get("table", "")
        if table in columns_of:
            cells = [Cell(words.cell(tree, column, labels=labels), is_markdown=True) for column in columns_of[table]]
            lines[table].append((_place(source), markdown_row(cells)))
    texts = []
    for table, heading, columns in tables:
        title = f"## {heading or table}\n\n" if len(tables) > 1 else ""
        rows = [line for _, line in sorted(lines[table], key=lambda placed: placed[0])]
        texts.append("".join([title, _markdown_table([column.name for column in columns]), *rows]))
    return "\n".join([*texts, *_lists(read, wanted.id)])


def survey_named(survey: Survey, survey_id: str) -> Item | None:
    """Return the survey of an id, or without one that which the settings name.

    Raises
    ------
    WrongArgument
        There is no such survey.
    """
    if not survey_id:
        return survey.main
    surveys = [item for item in survey.vocabulary.items if item.class_name == survey.schema.survey_class.name]
    for item in surveys:
        if item.id == survey_id:
            return item
    ids = [item.id for item in surveys]
    raise WrongArgument(f"{survey_id}: no such survey{nearest(survey_id, ids) or '; name one of ' + ', '.join(ids)}")


def survey_rows(survey: Survey, survey_id: str) -> Iterator[tuple[Document, Mapping[str, Any]]]:
    """Yield the documents of a survey's rows, entries and further rows, each with its source."""
    further = (row.document for rows in survey.further.values() for row in rows)
    for document in chain(entry_documents(survey), further):
        tree = document.tree if isinstance(document, Document) else None
        source = tree.get("source") if isinstance(tree, dict) else None
        if isinstance(document, Document) and isinstance(source, dict) and source.get("survey") == survey_id:
            yield document, source


def _rows(survey: Survey, survey_id: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the rows of a survey: where each stands, and what states it; all are sound."""
    for document, source in survey_rows(survey, survey_id):
        yield survey.sources.completed(source), entry_tree(document)


def _place(source: Mapping[str, Any]) -> tuple[bool, int, str]:
    """Return what rows are sorted by: their number, and those without one after the others by their key."""
    return "row" not in source, int(source.get("row", 0)), row_key(source)


def _markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> str:
    return markdown_table(header, [[Cell(cell, is_markdown=True) for cell in row] for row in rows])


def raw_cell(text: str) -> str:
    r"""Return the raw Markdown of a cell with this text; the inverse of `text.cells.MarkdownCell.text`.

    Examples
    --------
    >>> raw_cell("<audio> what?\nYes &amp; \\* no.")
    '\\<audio> what?<br>Yes &amp;amp; \\\\* no.'
    """
    # An escaped "<br>" would still be a line break.
    escaped = _break.sub("&lt;", _entity.sub("&amp;", _escape.sub(r"\\\\", text)))
    return _line_end.sub("<br>", escaped.replace("<", "\\<"))


def _fields(column: Mapping[str, Any]) -> Iterator[str]:
    return (str(field) for field in values(column.get("fields", [])))


def _lists(survey: Survey, survey_id: str) -> Iterator[str]:
    """Yield the lists of abbreviations that a survey has, one for each class of concepts."""
    for cls in survey.schema.vocabulary_classes:
        if "listed_in" not in cls.slots or "abbreviation" not in cls.slots:
            continue
        abbreviation, label = (cls.slots[name].field for name in ("abbreviation", "label"))
        items = [
            (str(item.tree.get(abbreviation, "")), str(item.tree[label]))
            for item in survey.vocabulary.items
            if item.class_name == cls.name and survey_id in values(item.tree.get(cls.slots["listed_in"].field, []))
        ]
        if items:
            yield _markdown_table(["", cls.name], sorted(items))


class _Words:
    """What an entry says, as the cells of a survey say it."""

    def __init__(self, survey: Survey) -> None:
        self._schema = survey.schema
        self._entry = survey.schema.entry_class
        self._items = {(item.class_name, item.id): item.tree for item in survey.vocabulary.items}
        self._vocabulary = survey.vocabulary

    def cell(self, entry: Mapping[str, Any], column: _Column, *, labels: bool) -> str:
        """Return the raw cell of an entry in a column."""
        given = entry.get("source", {}).get("cells", {}).get(column.name)
        if isinstance(given, list):
            given = PHRASES.join(given)
        if given is not None and (not labels or not self._says(entry, column) or parse_cell(given).states_nothing):
            return str(given)
        return self._stated(entry, column.fields) or NOTHING

    def _says(self, entry: Mapping[str, Any], column: _Column) -> bool:
        """Tell whether an entry, or a further row, has a field for what a column says."""
        adding = self._schema.adding_class
        is_further = adding is not None and adding.slots[adding.adds_to].field in entry
        fields = adding.fields if adding is not None and is_further else self._entry.fields
        return any(name in fields for name in column.fields)

    def _stated(self, entry: Mapping[str, Any], fields: Sequence[str]) -> str:
        slots = [self._entry.fields[name] for name in fields if name in entry and name in self._entry.fields]
        for slot in slots:
            # Of a cell that is kept as a text, what else the row states there stands in that text.
            for part in self._parts(slot):
                if part.text_of_cell and part.field in entry[slot.field]:
                    return raw_cell(entry[slot.field][part.field])
        texts = [self._text(slot, values(entry[slot.field])) for slot in slots if not self._is_address(slot)]
        addresses = [
            (slot.field, address) for slot in slots if self._is_address(slot) for address in values(entry[slot.field])
        ]
        if addresses and texts:
            texts[0] = _link(texts[0], addresses.pop(0)[1])
        return "; ".join([*texts, *(_link(name, address) for name, address in addresses)])

    def _text(self, slot: Slot, given: Sequence[Any]) -> str:
        if slot.range not in self._schema.classes:
            return ", ".join(raw_cell(text) for text in given)
        if (cls := self._schema.nested_class(slot)) and cls.key_fields:
            return self._usages(cls, given)
        return ", ".join(self._thing(slot, value) for value in given)

    def _parts(self, slot: Slot) -> Iterable[Slot]:
        return self._schema.classes[slot.range].fields.values() if slot.range in self._schema.classes else ()

    def _is_address(self, slot: Slot) -> bool:
        return slot.range in self._schema.types and self._schema.types[slot.range].is_iri

    def _thing(self, slot: Slot, value: Any) -> str:
        """Return a thing that the entry itself describes, such as its paper, by its label and its address."""
        tree = value
        if isinstance(value, str):
            tree = self._item(slot.range, value)
        cls = self._schema.classes[slot.range]
        names = [part.field for part in cls.fields.values() if part.parent == "rdfs_label"]
        text = next((raw_cell(tree[name]) for name in names if name in tree), str(value))
        if "arxiv" in cls.slots and cls.slots["arxiv"].field in tree:
            return _link(text, _ARXIV + str(tree[cls.slots["arxiv"].field]))
        address = next(
            (tree[part.field] for part in cls.fields.values() if self._is_address(part) and part.field in tree), ""
        )
        return _link(text, address) if isinstance(address, str) and address else text

    # --- usages

    def _usages(self, cls: Class, usages: Sequence[Mapping[str, Any]]) -> str:
        """Return usages as a list; alternatives are joined by "or"."""
        texts = {_key(cls, usage): self._usage(cls, usage) for usage in usages}
        sibling = next((slot.field for slot in cls.fields.values() if slot.sibling), "")
        others = {_key(cls, usage): [str(key) for key in values(usage.get(sibling, []))] for usage in usages}
        said: set[str] = set()
        listed = ""
        for usage, key in zip(usages, texts, strict=True):
            if key not in said:
                choice = [key, *(other for other in others[key] if other in texts and other not in said)]
                said.update(choice)
                # What is in brackets after something without a name must not seem to be of the items before it.
                has_name = bool(self._component_name(cls, usage) or _amount(usage))
                listed += ("" if not listed else ", " if has_name else "; ") + " or ".join(texts[key] for key in choice)
        return listed

    def _usage(self, cls: Class, usage: Mapping[str, Any]) -> str:
        key_name = cls.key_slot.name if cls.key_slot else ""
        name = self._component_name(cls, usage)
        amount = _amount(usage)
        told = [amount] if amount and name else []
        for slot in cls.fields.values():
            if slot.field in usage and slot.name not in (key_name, *_TOLD_ELSEWHERE):
                told += self._values(slot, usage[slot.field])
        purposes = " and ".join(raw_cell(text) for text in values(usage.get("purpose", [])))
        purpose = f" for {purposes}" if purposes else ""
        brackets = f" ({', '.join(told)})" if told else ""
        unnamed = f"unnamed {words(cls.key_slot.range if cls.key_slot else cls.name)}"
        return (name or raw_cell(amount) or unnamed) + brackets + purpose

    def _component_name(self, cls: Class, usage: Mapping[str, Any]) -> str:
        """Return the name of what is used, or "" where the usage does not say."""
        slot = cls.key_slot
        return self._name(slot.range, usage[slot.field]) if slot and slot.field in usage else ""

    def _values(self, slot: Slot, given: Any) -> Iterator[str]:
        if slot.sibling or self._schema.nested_class(slot):
            return
        before = "generated by " if slot.name == "generated_by" else ""
        for value in values(given):
            if slot.range in self._schema.classes:
                yield before + self._name(slot.range, value)
            else:
                yield raw_cell(f"{value} {slot.unit}" if slot.unit else str(value))

    def _name(self, range_name: str, item_id: str) -> str:
        """Return what a survey calls an item: the abbreviation of a concept, the label of anything else."""
        tree = self._item(range_name, item_id)
        cls = self._schema.classes[self._vocabulary.class_of(range_name, item_id) or range_name]
        names = (*(("abbreviation",) if cls.is_concept else ()), "label")
        fields = [cls.slots[name].field for name in names if name in cls.slots]
        return raw_cell(next((str(tree[name]) for name in fields if name in tree), item_id))

    def _item(self, range_name: str, item_id: str) -> Mapping[str, Any]:
        return self._items.get((self._vocabulary.class_of(range_name, item_id) or range_name, item_id), {})


_TOLD_ELSEWHERE = ("key", "note", "quote", "amount", "unit", "amount_text", "amount_qualifier", "purpose")


def _key(cls: Class, usage: Mapping[str, Any]) -> str:
    return next((str(usage[name]) for name in cls.key_fields if name in usage), "")


def _amount(usage: Mapping[str, Any]) -> str:
    """Return the amount of a usage in the words of its source, or else in figures with its unit."""
    if "amount_text" in usage or "amount" not in usage:
        return str(usage.get("amount_text", ""))
    unit = usage.get("unit", "")
    before = {"atLeast": "over ", "atMost": "up to ", "approximate": "about "}.get(
        str(usage.get("amount_qualifier")), ""
    )
    return f"{before}{usage['amount']}{f' {unit}' if unit and unit != 'not stated' else ''}"


def _link(text: str, address: str) -> str:
    return f"[{text}]({address})"

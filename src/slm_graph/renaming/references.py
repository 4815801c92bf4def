"""Who refers to something, and where: in the vocabulary, the authority files, the entries and their further rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries import Pointer, Survey, entry_documents, entry_tree, pointers
from slm_graph.renaming.definitions import Definition


class Referrer(NamedTuple):
    """A place that names something: in which document, by which slot, and the id of what holds it."""

    document: Document
    pointer: Pointer
    holder: str

    def __str__(self) -> str:
        problem = self.document.problem(self.pointer.place, "")
        return f"{problem.path}:{problem.line}"


class _Holder(NamedTuple):
    """An instance that may refer to things: its class, id, document, tree and the place of this."""

    class_name: str
    id: str
    document: Document
    tree: Any
    place: FieldPath


def referrers(survey: Survey, definition: Definition) -> Iterator[Referrer]:
    """Yield what refers to something, but for what is a part of it, and for the further rows that are about it."""
    adding = survey.schema.adding_class
    for holder in _holders(survey):
        is_its_row = (
            adding is not None
            and holder.class_name == adding.name
            and definition.cls is survey.schema.entry_class
            and holder.id == definition.id
        )
        is_within = _is_same(holder.document, definition.document)
        for pointer in () if is_its_row else pointers(survey.schema, holder.class_name, holder.tree, holder.place):
            if is_within and pointer.place[: len(definition.place)] == definition.place:
                continue
            if definition.is_usage:
                is_named = is_within and bool(pointer.slot.sibling) and pointer.text == definition.id
            else:
                is_named = is_meant(survey, definition, pointer)
            if is_named:
                yield Referrer(holder.document, pointer, holder.id)


def is_meant(survey: Survey, definition: Definition, pointer: Pointer) -> bool:
    """Tell whether what a place names is this item, system, paper or survey."""
    slot = pointer.slot
    if pointer.text != definition.id or slot.sibling or slot.range not in survey.schema.classes:
        return False
    return _owner(survey, slot.range, pointer.text) == definition.cls.name


def _owner(survey: Survey, range_name: str, item_id: str) -> str:
    """Return the class of what an id of a range means, as checks and mapping take it."""
    known = survey.vocabulary.class_of(range_name, item_id)
    if known is None and (item := survey.checker.authority.find(range_name, item_id)):
        known = item.class_name
    entry = survey.schema.entry_class
    return known or (entry.name if entry in survey.schema.descendants(range_name) else range_name)


def _holders(survey: Survey) -> Iterator[_Holder]:
    for item in (*survey.vocabulary.items, *survey.checker.authority.items()):
        if survey.settings is None or item.document is not survey.settings.document:
            yield _Holder(item.class_name, item.id, item.document, item.tree, item.path)
    if survey.settings is not None:
        yield _Holder(
            survey.settings.class_name, survey.settings.id, survey.settings.document, survey.settings.tree, ()
        )
    for document in entry_documents(survey):
        if isinstance(document, Document) and isinstance(document.tree, dict):
            entry_id = str(document.tree.get("id"))
            yield _Holder(survey.schema.entry_class.name, entry_id, document, document.tree, ())
    adding = survey.schema.adding_class
    for row in (row for rows in survey.further.values() for row in rows):
        if adding is not None:
            yield _Holder(adding.name, row.entry_id, row.document, entry_tree(row.document), ())


def _is_same(one: Document, other: Document) -> bool:
    return (one.path, one.first_line) == (other.path, other.first_line)

"""What another id changes in the trees of the data: the id itself, who refers to it, and keys that follow from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from slm_graph.documents import Edit, FieldPath, values
from slm_graph.entries import Pointer, Survey, key_of_usage, pointers
from slm_graph.renaming.definitions import Definition
from slm_graph.schema import Class


class Changes(NamedTuple):
    """Changes of one tree: other texts for scalars by their place, and fields that are added."""

    scalars: dict[FieldPath, str]
    added: list[Edit]


class _Key(NamedTuple):
    """The key of a usage: where the usage stands, the field that gives it, and what it is before and after."""

    place: FieldPath
    field: str
    before: str
    after: str


class Renamer:
    """Tells what changes in a tree when something gets another id.

    Parameters
    ----------
    survey
        The project.
    definition
        What gets another id, or another key.
    new
        Which.
    """

    def __init__(self, survey: Survey, definition: Definition, new: str) -> None:
        self._survey = survey
        self._definition = definition
        self._new = new

    def references(self, class_name: str, tree: Any, place: FieldPath = ()) -> dict[FieldPath, str]:
        """Return the references of an instance of a class that change, by their places."""
        if self._definition.is_usage:
            return {}
        named = pointers(self._survey.schema, class_name, tree, place)
        return {pointer.place: self._new for pointer in named if self._is_meant(pointer)}

    def statements(self, class_name: str, tree: dict[str, Any], *, defines: bool) -> Changes:
        """Return what changes in an entry or a further row; `defines` says whether it holds what gets another id."""
        changes = Changes(self.references(class_name, tree), [])
        if defines and not self._definition.is_usage:
            changes.scalars[(*self._definition.place, "id")] = self._new
        keys = list(self._keys(tree, changes, defines=defines))
        numbers = Counter(key.after for key in keys)
        turned: dict[str, str] = {}
        for key in keys:
            if key.before == key.after:
                continue
            if numbers[key.after] > 1:
                # Another usage has the key already; this one keeps its own, and so its IRI.
                changes.added.append(Edit((*key.place, "key"), key.before))
                continue
            turned[key.before] = key.after
            if defines and key.place == self._definition.place and key.field == "key":
                changes.scalars[(*key.place, "key")] = key.after
            elif defines and key.place == self._definition.place:
                changes.added.append(Edit((*key.place, "key"), key.after))
        for pointer in pointers(self._survey.schema, class_name, tree) if turned else ():
            if pointer.slot.sibling and pointer.text in turned:
                changes.scalars[pointer.place] = turned[pointer.text]
        return changes

    def _is_meant(self, pointer: Pointer) -> bool:
        slot, definition = pointer.slot, self._definition
        if pointer.text != definition.id or slot.sibling or slot.range not in self._survey.schema.classes:
            return False
        return self._owner(slot.range, pointer.text) == definition.cls.name

    def _owner(self, range_name: str, item_id: str) -> str:
        """Return the class of what an id of a range means, as checks and mapping take it."""
        known = self._survey.vocabulary.class_of(range_name, item_id)
        if known is None and (item := self._survey.checker.authority.find(range_name, item_id)):
            known = item.class_name
        entry = self._survey.schema.entry_class
        return known or (entry.name if entry in self._survey.schema.descendants(range_name) else range_name)

    def _keys(self, tree: dict[str, Any], changes: Changes, *, defines: bool) -> Iterator[_Key]:
        for slot in self._survey.schema.usage_fields:
            cls = self._survey.schema.classes[slot.range]
            is_listed = isinstance(tree.get(slot.field), list)
            for position, usage in enumerate(values(tree.get(slot.field, []))):
                place: FieldPath = (slot.field, position) if is_listed else (slot.field,)
                if before := key_of_usage(cls, usage):
                    field = _key_field(cls, usage)
                    is_renamed = defines and self._definition.is_usage and place == self._definition.place
                    after = self._new if is_renamed else changes.scalars.get((*place, field), before)
                    yield _Key(place, field, before, after)


def _key_field(cls: Class, usage: dict[str, Any]) -> str:
    return next(name for name in cls.key_fields if name in usage)

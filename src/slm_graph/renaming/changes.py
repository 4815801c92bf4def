"""What changes in the trees of the data when references lead to another id: they, and keys that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from slm_graph.documents import Edit, FieldPath, values
from slm_graph.entries import Survey, key_of_usage, pointers
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.references import is_meant
from slm_graph.renaming.texts import Changes
from slm_graph.schema import Class


class _Key(NamedTuple):
    """The key of a usage: where the usage stands, the field that gives it, and what it is before and after."""

    place: FieldPath
    field: str
    before: str
    after: str


class Follower:
    """Tells what changes in a tree when something gets another id, or goes and others take its place.

    Parameters
    ----------
    survey
        The project.
    definition
        What gets another id, or another key, or goes.
    new
        To which id the references of a tree lead.
    is_renamed
        Whether it gets this id itself.
    joined
        What takes its place, and then does not refer to itself.
    """

    def __init__(
        self,
        survey: Survey,
        definition: Definition,
        new: Callable[[str], str],
        *,
        is_renamed: bool = True,
        joined: Definition | None = None,
    ) -> None:
        self._survey = survey
        self._definition = definition
        self.new_of = new
        self._is_renamed = is_renamed
        self._joined = joined

    def references(self, class_name: str, tree: Any, holder: str, place: FieldPath = ()) -> Changes:
        """Return the references of an instance of a class that change; `holder` is its id."""
        if self._definition.is_usage:
            return Changes({}, [])
        named = pointers(self._survey.schema, class_name, tree, place)
        meant = [pointer.place for pointer in named if is_meant(self._survey, self._definition, pointer)]
        if self._joined is not None and (class_name, holder) == (self._joined.cls.name, self._joined.id):
            return Changes({}, [Edit(one, None) for one in meant])
        new = self.new_of(holder) if meant else ""
        twice = {one for one in meant if _occurs_before(tree, one[len(place) :], new, self._definition.id)}
        return Changes(
            {one: new for one in meant if one not in twice}, [Edit(one, None) for one in sorted(twice, key=str)]
        )

    def statements(self, class_name: str, tree: dict[str, Any], holder: str, *, defines: bool) -> Changes:
        """Return what changes in an entry or a further row of one; `defines` says whether it holds the definition."""
        changes = self.references(class_name, tree, holder)
        defines = defines and self._is_renamed
        if defines and not self._definition.is_usage:
            changes.scalars[(*self._definition.place, "id")] = self.new_of(holder)
        keys = list(self._keys(tree, holder, changes, defines=defines))
        turned = self._turn_keys(keys, changes, defines=defines)
        for pointer in pointers(self._survey.schema, class_name, tree) if turned else ():
            if pointer.slot.sibling and pointer.text in turned:
                changes.scalars[pointer.place] = turned[pointer.text]
        return changes

    def _turn_keys(self, keys: Sequence[_Key], changes: Changes, *, defines: bool) -> dict[str, str]:
        """Add the changes that keys ask for, and return the keys that become others."""
        numbers = Counter(key.after for key in keys)
        turned: dict[str, str] = {}
        for key in keys:
            if key.before == key.after:
                continue
            if numbers[key.after] > 1:
                # Another usage has the key already; this one keeps its own, and so its IRI.
                changes.edits.append(Edit((*key.place, "key"), key.before))
                continue
            turned[key.before] = key.after
            if defines and key.place == self._definition.place and key.field == "key":
                changes.scalars[(*key.place, "key")] = key.after
            elif defines and key.place == self._definition.place:
                changes.edits.append(Edit((*key.place, "key"), key.after))
        return turned

    def _keys(self, tree: dict[str, Any], holder: str, changes: Changes, *, defines: bool) -> Iterator[_Key]:
        for slot in self._survey.schema.usage_fields:
            cls = self._survey.schema.classes[slot.range]
            is_listed = isinstance(tree.get(slot.field), list)
            for position, usage in enumerate(values(tree.get(slot.field, []))):
                place: FieldPath = (slot.field, position) if is_listed else (slot.field,)
                if before := key_of_usage(cls, usage):
                    field = _key_field(cls, usage)
                    is_renamed = defines and self._definition.is_usage and place == self._definition.place
                    after = self.new_of(holder) if is_renamed else changes.scalars.get((*place, field), before)
                    yield _Key(place, field, before, after)


def _key_field(cls: Class, usage: dict[str, Any]) -> str:
    return next(name for name in cls.key_fields if name in usage)


def _occurs_before(tree: Any, place: FieldPath, new: str, old: str) -> bool:
    """Tell whether a list has an id already, or will have it by an item before this one."""
    *above, position = place
    if not isinstance(position, int):
        return False
    for step in above:
        tree = tree[step]
    return new in tree or old in tree[:position]

"""Statements that a cell gives: usages by their field of the entry, and the words that gave none.

The fields and classes come from the schema: a field whose class quotes (`encoders`, `datasets`) holds usages of the
class that its component names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.schema import Class, Schema, Slot


class Leftover(NamedTuple):
    """Words of a cell that are not in the draft as a statement.

    Parameters
    ----------
    text, column
        The words, and the column that they stand in.
    class_name
        The class of which they seem to name a thing, "" where they don't.
    """

    text: str
    column: str
    class_name: str = ""


class CellName(NamedTuple):
    """Words of a cell that were taken for the name of a thing, and how sure that is, from 0 to 1."""

    text: str
    column: str
    class_name: str
    id: str
    confidence: float


@dataclass
class CellReading:
    """What a cell states: usages by their field of the entry, and what is left over."""

    usages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    left: list[Leftover] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    """What was linked although it is written otherwise, in words."""

    doubts: list[str] = field(default_factory=list)
    """What is stated and left out, since it cannot be, in words."""

    named: list[CellName] = field(default_factory=list)
    """The names, each with the thing that it was taken for."""

    phrases: list[str] = field(default_factory=list)
    """The clauses of sentences."""

    _alike: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict, repr=False)
    """The usages by their field and by what they say first, which is of what they are and does not change."""

    def add(self, field_name: str, usage: dict[str, Any]) -> dict[str, Any]:
        """Take a usage in, and return it; one that says the same of the same thing gets its quotes and note instead."""
        usages = self.usages.setdefault(field_name, [])
        if field_name not in self._alike:
            by_first = self._alike[field_name] = {}
            for other in usages:
                by_first.setdefault(_said_first(other), []).append(other)
        alike = self._alike[field_name].setdefault(_said_first(usage), [])
        said = essence(usage) if alike else {}
        for other in alike:
            if essence(other) == said:
                other["quote"] = quotes_of([*listed(other["quote"]), *listed(usage["quote"])])
                notes = [other.get("note", ""), usage.get("note", "")]
                if notes[1] and notes[1] not in notes[0]:
                    other["note"] = " ".join(filter(None, notes))
                return other
        alike.append(usage)
        usages.append(usage)
        return usage

    def copy(self) -> CellReading:
        """Return the same reading, to be changed without this one."""
        usages = {
            name: [
                {key: [*value] if isinstance(value, list) else value for key, value in usage.items()}
                for usage in of_name
            ]
            for name, of_name in self.usages.items()
        }
        return CellReading(usages, [*self.left], [*self.guesses], [*self.doubts], [*self.named], self.phrases)

    def extend(self, other: CellReading) -> None:
        """Take in what another cell states."""
        for name, usages in other.usages.items():
            if name not in self.usages:
                self.usages[name] = [*usages]
            else:
                for usage in usages:
                    self.add(name, usage)
        self.left += other.left
        self.guesses += other.guesses
        self.doubts += other.doubts
        self.named += other.named


class UsageField(NamedTuple):
    """A field of an entry that holds usages, as the schema has it.

    Parameters
    ----------
    name, class_name
        The field, and the class of its usages.
    component
        The slot for what is used.
    labels
        The slots that words around a name can fill: tasks, stage, tuning, modality, in the order of the schema.
    slots
        All fields of a usage.
    """

    name: str
    class_name: str
    component: Slot
    labels: tuple[Slot, ...]
    slots: frozenset[str]


def component_slot(schema: Schema, cls: Class) -> Slot | None:
    """Return the slot that names what usages of a class are of; none for likenesses, which may be to other entries."""
    slot = cls.key_slot
    wider = {above.name for above in schema.ancestors(schema.entry_class.name)}
    return slot if slot and slot.range in schema.classes and slot.range not in wider else None


def usage_fields(schema: Schema) -> dict[str, UsageField]:
    """Return the fields of an entry that hold usages of things, by name."""
    fields: dict[str, UsageField] = {}
    for slot in schema.entry_class.fields.values():
        cls = schema.classes.get(slot.range)
        if cls is None or "quote" not in cls.fields or "key" not in cls.fields:
            continue
        component = component_slot(schema, cls)
        if component is None:
            continue
        labels = tuple(
            part
            for part in cls.fields.values()
            if part.range in schema.classes
            and part is not component
            and schema.classes[part.range].vocabulary
            and schema.classes[part.range].is_concept
        )
        # A task first: "Video caption" is one, though a video is in it too.
        labels = tuple(sorted(labels, key=lambda part: not any(edge.is_plain for edge in part.edges)))
        fields[slot.field] = UsageField(slot.field, cls.name, component, labels, frozenset(cls.fields))
    return fields


def listed(value: Any) -> list[Any]:
    """Return a value that may be one or several as a list."""
    return value if isinstance(value, list) else [value]


def quotes_of(quotes: Iterable[Any]) -> Any:
    """Return quotes as an entry has them: each once, one without a list."""
    unique: list[Any] = []
    for quote in quotes:
        if quote and quote not in unique:
            unique.append(quote)
    return unique[0] if len(unique) == 1 else unique


def in_column(quotes: Any, column: str) -> Any:
    """Return quotes with the column that they stand in, where they do not name one."""
    inside = [quote if isinstance(quote, dict) else {"column": column, "text": quote} for quote in listed(quotes)]
    return inside[0] if len(inside) == 1 else inside


def essence(usage: dict[str, Any]) -> dict[str, Any]:
    """Return what a usage says, without the words that say it."""
    return {key: value for key, value in usage.items() if key not in _NOT_SAID}


def _said_first(usage: dict[str, Any]) -> str:
    return next((f"{key} {value}" for key, value in usage.items() if key not in _NOT_SAID), "")


_NOT_SAID = frozenset({"quote", "note", "alternative_to"})

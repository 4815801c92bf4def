"""Where data name something by its id, by its key or by its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from slm_graph.documents import FieldPath, values
from slm_graph.schema import Class, Schema, Slot


class Pointer(NamedTuple):
    """A text of the data that names something: the slot whose value it is, the text, and where it stands."""

    slot: Slot
    text: str
    place: FieldPath


def pointers(schema: Schema, class_name: str, tree: Any, place: FieldPath = ()) -> Iterator[Pointer]:
    """Yield what an instance of a class names: items by their ids, other usages by their keys, IRIs by their paths.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> entry = {"id": "one", "llms": [{"llm": "vicuna", "tuning": "lora", "quote": "Vicuna"}]}
    >>> [(pointer.slot.range, pointer.text) for pointer in pointers(schema, schema.entry_class.name, entry)]
    [('LLM', 'vicuna'), ('Tuning', 'lora')]
    """
    cls = schema.classes[class_name]
    if not isinstance(tree, dict) or cls.is_open:
        return
    for name, value in tree.items():
        if slot := cls.fields.get(name):
            is_listed = isinstance(value, list)
            for position, part in enumerate(values(value)):
                path = (*place, name, position) if is_listed else (*place, name)
                yield from _pointers_of_value(schema, slot, part, path)


def _pointers_of_value(schema: Schema, slot: Slot, value: Any, place: FieldPath) -> Iterator[Pointer]:
    if slot.range in schema.enums:
        return
    if slot.range in schema.types and not slot.sibling:
        if schema.types[slot.range].is_below_base and slot.field != "id" and isinstance(value, str):
            yield Pointer(slot, value, place)
    elif isinstance(value, str):
        nested = _shorthand(schema, slot)
        if nested is None:
            yield Pointer(slot, value, place)
        else:
            yield from _pointers_of_value(schema, nested.fields[nested.shorthand], value, place)
    elif not slot.sibling:
        yield from pointers(schema, slot.range, value, place)


def _shorthand(schema: Schema, slot: Slot) -> Class | None:
    """Return the class of the object that a bare text of a slot stands for; None where it is an id or a key."""
    cls = schema.classes.get(slot.range)
    return cls if cls is not None and cls.shorthand and not slot.sibling else None

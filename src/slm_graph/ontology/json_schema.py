"""The schema as JSON Schema, by which editors complete and check an entry while it is written.

The entries' own reader takes every scalar as text; an editor has typed it by then, so that numbers and booleans are
let through where the text could be one.

References
----------
JSON Schema 2020-12, https://json-schema.org/draft/2020-12/json-schema-core.
"""

from __future__ import annotations

from typing import Any

from slm_graph.schema import Class, Datatype, Enumeration, Schema, Slot
from slm_graph.text import words

_Tree = dict[str, Any]


def json_schema(schema: Schema) -> _Tree:
    """Return the JSON Schema of an entry; `$defs` has every class, and the list that each vocabulary file is.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> tree = json_schema(read_schema(bundled("ontology") / "schema.yaml"))
    >>> tree["$ref"], tree["$defs"]["System"]["required"]
    ('#/$defs/System', ['id', 'name', 'source'])
    """
    entry = schema.entry_class
    ranges = {slot.range for cls in schema.classes.values() for slot in cls.fields.values()}
    classes = [
        cls
        for cls in schema.classes.values()
        if (cls.name in ranges or cls.file or cls.folder if cls.mixin else not cls.abstract) and _has_fields(cls)
    ]
    definitions: _Tree = {type_.name: _datatype(type_) for type_ in schema.types.values()}
    definitions |= {enum.name: _enumeration(enum) for enum in schema.enums.values()}
    definitions |= {cls.name: _class(schema, cls) for cls in classes}
    for cls in schema.vocabulary_classes:
        file = cls.vocabulary
        definitions[f"{file[:1].upper()}{file[1:]}List"] = {
            "title": f"{file}.yaml",
            "type": "array",
            "items": _reference(cls.name),
            "uniqueItems": True,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{schema.base}entry.schema.json",
        "title": f"{schema.title}: an entry",
        "description": entry.description,
        **_reference(entry.name),
        "$defs": definitions,
    }


def _has_fields(cls: Class) -> bool:
    return bool(cls.fields) or cls.is_open


def _datatype(type_: Datatype) -> _Tree:
    typed: _Tree
    if type_.base == "Bool":
        typed = {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}
    elif type_.base in ("int", "Decimal"):
        typed = {"type": ["integer" if type_.base == "int" else "number", "string"]}
    elif type_.is_iri:
        typed = {"type": "string", "format": "iri"}
    elif type_.language or type_.pattern:
        typed = {"type": "string", "minLength": 1}
    else:
        typed = {"type": ["string", "number"], "minLength": 1}
    if type_.pattern and type_.base != "Bool":
        typed["pattern"] = type_.pattern.pattern
    return {"description": type_.description, **typed, **_examples((type_.example,) if type_.example else ())}


def _enumeration(enum: Enumeration) -> _Tree:
    values = " ".join(f"{value}: {description}" for value, description in enum.values.items())
    return {"description": f"{enum.description} {values}", "enum": list(enum.values)}


def _class(schema: Schema, cls: Class) -> _Tree:
    title: _Tree = {"title": words(cls.name), "description": cls.description}
    if cls.is_open:
        text = _reference("string")
        return {**title, "type": "object", "additionalProperties": _one_or_more(text)}
    tree: _Tree = {
        "type": "object",
        "properties": {name: _field(schema, slot) for name, slot in cls.fields.items()},
        "required": [name for name, slot in cls.fields.items() if slot.required],
        "additionalProperties": False,
    }
    if cls.shorthand:
        return {**title, "anyOf": [_value(schema, cls.fields[cls.shorthand]), tree]}
    return {**title, **tree}


def _field(schema: Schema, slot: Slot) -> _Tree:
    value = _value(schema, slot)
    unit = f" Unit: {slot.unit}." if slot.unit else ""
    return {
        "description": slot.description + unit,
        **_examples(slot.examples),
        **(_one_or_more(value) if slot.multivalued else value),
    }


def _value(schema: Schema, slot: Slot) -> _Tree:
    pattern = {"pattern": slot.pattern.pattern} if slot.pattern else {}
    if slot.range in schema.types or slot.range in schema.enums:
        return {**_reference(slot.range), **pattern}
    if slot.sibling:
        return _identifier(schema.classes[slot.range], "key")
    target = schema.classes[slot.range]
    if not slot.inlined and not target.mixin:
        return _identifier(target, "id")
    if target.has_id:
        return {"anyOf": [_identifier(target, "id"), _reference(target.name)]}
    return _reference(target.name)


def _identifier(cls: Class, slot_name: str) -> _Tree:
    """Return the schema of the id of an instance of a class."""
    slot = cls.slots.get(slot_name)
    return {**_reference("string"), **({"pattern": slot.pattern.pattern} if slot and slot.pattern else {})}


def _one_or_more(value: _Tree) -> _Tree:
    """Return the schema of a value or a list: the reader takes a bare value for a list of one."""
    return {"anyOf": [value, {"type": "array", "items": value, "minItems": 1, "uniqueItems": True}]}


def _reference(name: str) -> _Tree:
    return {"$ref": f"#/$defs/{name}"}


def _examples(examples: tuple[str, ...]) -> _Tree:
    return {"examples": list(examples)} if examples else {}

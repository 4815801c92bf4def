"""`ontology/schema.yaml` as classes and fields.

The file is written in LinkML's schema language (https://w3id.org/linkml), in the subset that its head names. LinkML's
own loader accepts undefined prefixes and ranges; this reader names each with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from slm_graph.documents import read_yaml
from slm_graph.problems import InvalidData
from slm_graph.schema.checks import check_classes, check_names, check_relied_on
from slm_graph.schema.language import BASES, INHERITED, TRAITS
from slm_graph.schema.model import Class, Datatype, Enumeration, Schema, Slot
from slm_graph.schema.tree import TreeReader


def read_schema(path: Path) -> Schema:
    """Read a schema.

    Raises
    ------
    InvalidData
        With every key, prefix, range, class and slot that is unknown, each with its line.
    """
    document, problems = read_yaml(path)
    if document is None or problems:
        raise InvalidData(problems)
    if not isinstance(document.tree, dict):
        raise InvalidData([document.problem((), "is no mapping; write id, name, prefixes, slots and classes")])
    return _schema(TreeReader(document))


def _schema(reader: TreeReader) -> Schema:
    tree = reader.tree
    facts = _head_facts(reader)
    types = {name: _datatype(reader, name, part) for name, part in reader.section("types", "type")}
    enums = {name: _enumeration(reader, name, part) for name, part in reader.section("enums", "enum")}
    slots = {name: _slot(reader, name, part) for name, part in reader.section("slots", "slot")}
    classes = {name: _class(reader, name, part) for name, part in reader.section("classes", "class")}
    check_names(reader, slots, classes, {*types, *enums, *classes})
    if not reader.problems:
        classes = {name: _with_slots(reader, cls, classes, slots) for name, cls in classes.items()}
        check_classes(reader, classes)
    if sum(cls.is_entry for cls in classes.values()) != 1:
        reader.report(("classes",), "exactly one class is the tree_root; mark the class of an entry")
    if not reader.problems:
        check_relied_on(reader, classes, slots)
    if reader.problems:
        raise InvalidData(reader.problems)
    return Schema(
        path=reader.document.path,
        id=reader.text(tree, "id"),
        title=reader.text(tree, "title"),
        description=reader.text(tree, "description"),
        license=reader.text(tree, "license"),
        version=reader.text(tree, "version"),
        prefixes=reader.prefixes,
        types=types,
        enums=enums,
        slots=slots,
        classes=classes,
        **facts,
    )


def _head_facts(reader: TreeReader) -> dict[str, Any]:
    """Return what the annotations of the head say, and report what the head lacks."""
    reader.check_keys(reader.tree, "schema", ())
    for key in ("id", "name", "prefixes", "slots", "classes"):
        if key not in reader.tree:
            reader.report((), f"{key} is missing; add it")
    facts = reader.facts(reader.tree, "schema", ())
    if "base" not in facts:
        reader.report(("annotations",), "annotation base is missing; add it")
    path = ("annotations", "annotation_properties")
    facts[path[1]] = tuple(reader.expand(curie, path) for curie in facts.get(path[1], ()))
    if (prefix := reader.text(reader.tree, "default_prefix")) and prefix not in reader.prefixes:
        reader.expand(f"{prefix}:", ("default_prefix",))
    return facts


def _datatype(reader: TreeReader, name: str, tree: dict[str, Any]) -> Datatype:
    path = ("types", name)
    examples = reader.examples(tree, path)
    return Datatype(
        name=name,
        uri=reader.expanded(tree, "uri", path),
        description=reader.described(tree, path),
        base=reader.one_of(tree, "base", BASES, path),
        pattern=reader.pattern(tree, path),
        example=examples[0] if examples else "",
        **reader.facts(tree, "type", path),
    )


def _enumeration(reader: TreeReader, name: str, tree: dict[str, Any]) -> Enumeration:
    values = tree.get("permissible_values")
    if not isinstance(values, dict):
        reader.report(("enums", name), "permissible_values is missing; list the values")
        values = {}
    descriptions = {key: reader.text(value, "description") for key, value in values.items()}
    return Enumeration(name, descriptions, reader.described(tree, ("enums", name)))


def _slot(reader: TreeReader, name: str, tree: dict[str, Any]) -> Slot:
    path = ("slots", name)
    return Slot(
        name=name,
        uri=reader.expanded(tree, "slot_uri", path) or reader.default_uri(name),
        description=reader.described(tree, path),
        range=reader.text(tree, "range") or reader.text(reader.tree, "default_range"),
        required=reader.flag(tree, "required", path),
        multivalued=reader.flag(tree, "multivalued", path),
        inlined=reader.flag(tree, "inlined", path),
        identifier=reader.flag(tree, "identifier", path),
        parent=reader.text(tree, "is_a"),
        inverse=reader.text(tree, "inverse"),
        pattern=reader.pattern(tree, path),
        examples=reader.examples(tree, path),
        unit=reader.text(tree.get("unit") or {}, "symbol"),
        mappings=reader.mappings(tree, path),
        traits=tuple(trait for trait in TRAITS if reader.flag(tree, trait, path)),
        field=name,
        **reader.facts(tree, "slot", path),
    )


def _class(reader: TreeReader, name: str, tree: dict[str, Any]) -> Class:
    path = ("classes", name)
    mixin = reader.flag(tree, "mixin", path)
    return Class(
        name=name,
        uri=reader.expanded(tree, "class_uri", path) or ("" if mixin else reader.default_uri(name)),
        description=reader.described(tree, path),
        parent=reader.text(tree, "is_a"),
        abstract=reader.flag(tree, "abstract", path),
        mixin=mixin,
        is_entry=reader.flag(tree, "tree_root", path),
        own_slots=reader.listed(tree, "slots", path),
        mappings=reader.mappings(tree, path),
        **reader.facts(tree, "class", path),
    )


# --- what is inherited


def _with_slots(reader: TreeReader, cls: Class, classes: Mapping[str, Class], slots: Mapping[str, Slot]) -> Class:
    """Return a class with what it inherits.

    It has the slots of its mixins, of its parent, then its own; the usages nearest to it win.
    """
    chain = [cls]
    while chain[-1].parent:
        chain.append(classes[chain[-1].parent])
    inherited: dict[str, Slot] = {}
    for above in reversed(chain):
        mixins = reader.listed(reader.tree["classes"][above.name], "mixins", ("classes", above.name))
        for owner in (*mixins, above.name):
            inherited |= {name: inherited.get(name, slots[name]) for name in classes[owner].own_slots}
            inherited |= {
                name: _refined(reader, inherited[name], usage, (owner, name))
                for name, usage in (reader.tree["classes"][owner].get("slot_usage") or {}).items()
                if name in inherited
            }
    nearest = {
        attribute: next((value for above in chain if (value := getattr(above, attribute))), getattr(cls, attribute))
        for attribute in INHERITED
    }
    return replace(cls, slots=inherited, **nearest)


def _refined(reader: TreeReader, slot: Slot, usage: dict[str, Any], owner: tuple[str, str]) -> Slot:
    path = ("classes", owner[0], "slot_usage", owner[1])
    return replace(
        slot,
        field=reader.text(usage, "alias") or slot.field,
        description=reader.text(usage, "description") or slot.description,
        range=reader.text(usage, "range") or slot.range,
        required=reader.flag(usage, "required", path) if "required" in usage else slot.required,
        multivalued=reader.flag(usage, "multivalued", path) if "multivalued" in usage else slot.multivalued,
        pattern=reader.pattern(usage, path) or slot.pattern,
        **reader.facts(usage, "slot", path),
    )

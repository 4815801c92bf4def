"""What a schema must hold to beyond the kinds of its values: names that exist, no circles, and what we rely on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from slm_graph.documents import FieldPath
from slm_graph.problems import nearest
from slm_graph.schema.language import SLOT_NAMES
from slm_graph.schema.model import Class, Slot
from slm_graph.schema.tree import TreeReader

_placeholders = re.compile(r"\{(\w+)\}").findall
_RELIED_ON = {"folder": "systems", "iri": "system/{id}"}
"""Annotations that the class of an entry has, with an example of each."""
_SCHEME_SLOTS = ("in_scheme", "top_concept_of", "has_top_concept")


def check_names(
    reader: TreeReader, slots: Mapping[str, Slot], classes: Mapping[str, Class], ranges: Collection[str]
) -> None:
    """Report what names no slot, class or range, and what stands above itself."""
    for name, slot in slots.items():
        path = ("slots", name)
        _known(reader, slot.range, ranges, (*path, "range"), "range")
        _known(reader, slot.parent, slots, (*path, "is_a"), "slot")
        _known(reader, slot.inverse, slots, (*path, "inverse"), "slot")
        _check_slots_named(reader, reader.tree["slots"][name], slots, path)
        _check_circle(reader, name, slots, path, "superproperty")
    for name, cls in classes.items():
        path = ("classes", name)
        _known(reader, cls.parent, classes, (*path, "is_a"), "class")
        _check_mixins(reader, cls, classes)
        for position, slot_name in enumerate(cls.own_slots):
            _known(reader, slot_name, slots, (*path, "slots", position), "slot")
        _check_slot_usage(reader, name, slots, ranges)
        _check_circle(reader, name, classes, path, "superclass")
    for group in reader.annotation(reader.tree, "disjoint").replace(";", " ").split():
        _known(reader, group, classes, ("annotations", "disjoint"), "class")


def check_classes(reader: TreeReader, classes: Mapping[str, Class]) -> None:
    """Report fields that occur twice in a class, and what of a class names none of its slots."""
    for name, cls in classes.items():
        tree, path = reader.tree["classes"][name], ("classes", name)
        keys = [slot.field for slot in cls.slots.values() if slot.is_field]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            reader.report(path, f"two slots of {name} have the field {key}; give one an alias")
        for slot_name in tree.get("slot_usage") or {}:
            if slot_name not in cls.slots:
                message = f"{name} has no slot {slot_name}; list it under slots"
                reader.report((*path, "slot_usage", slot_name), message)
        names = {"parent", "key", *cls.slots, *cls.fields}
        named = [(key, field) for key in ("iri", "label") for field in _placeholders(reader.annotation(tree, key))]
        named += [(key, reader.annotation(tree, key)) for key in ("key", "shorthand", "target", "adds_to")]
        for key, field in named:
            _known(reader, field, names, (*path, "annotations", key), f"field of {name}")


def check_relied_on(reader: TreeReader, classes: Mapping[str, Class], slots: Mapping[str, Slot]) -> None:
    """Ask for what the program looks for by its name or by its annotation, whatever else there is."""
    for name in ("id", "rdfs_label"):
        if name not in slots:
            reader.report(("slots",), f"slot {name} is missing; keep the bundled schema's")
    for cls in classes.values():
        for path, message in (*_missing_of_entry(reader, cls), *_missing_of_scheme(reader, cls, classes, slots)):
            reader.report(path, message)
    _check_settings(reader, classes)
    if not any(address.startswith(reader.text(reader.tree, "id")) for _, address in reader.prefixes):
        reader.report(("id",), "no prefix's address begins with the id; add that of your own terms under prefixes")


def _missing_of_entry(reader: TreeReader, cls: Class) -> Iterator[tuple[FieldPath, str]]:
    if not cls.is_entry:
        return
    path = ("classes", cls.name)
    for key, example in _RELIED_ON.items():
        if not reader.annotation(reader.tree["classes"][cls.name], key):
            yield path, f"annotation {key} is missing; add it, such as {key}: {example}"
    if "id" not in cls.slots:
        yield path, f"{cls.name} has no slot id; list it under slots, or mix in what has it"


def _missing_of_scheme(
    reader: TreeReader, cls: Class, classes: Mapping[str, Class], slots: Mapping[str, Slot]
) -> Iterator[tuple[FieldPath, str]]:
    if reader.annotation(reader.tree["classes"][cls.name], "scheme"):
        for name in _SCHEME_SLOTS:
            if name not in slots or slots[name].range not in classes:
                message = f"scheme needs the slot {name}, with a class for its range; keep the bundled schema's"
                yield ("classes", cls.name, "annotations", "scheme"), message


def _check_settings(reader: TreeReader, classes: Mapping[str, Class]) -> None:
    settings = [cls for cls in classes.values() if cls.file]
    if len(settings) != 1:
        reader.report(("classes",), "exactly one class has the annotation file; give it to that of survey.yaml")
    for cls in settings:
        for key in ("survey", "graph"):
            if key not in cls.fields or cls.fields[key].range not in classes:
                message = f"{cls.name} has no field {key} whose range is a class; list a slot of that field or alias"
                reader.report(("classes", cls.name), message)


def _check_mixins(reader: TreeReader, cls: Class, classes: Mapping[str, Class]) -> None:
    tree, path = reader.tree["classes"][cls.name], ("classes", cls.name, "mixins")
    for position, mixin in enumerate(reader.listed(tree, "mixins", path[:2])):
        _known(reader, mixin, classes, (*path, position), "class")
        if mixin in classes and not classes[mixin].mixin:
            reader.report((*path, position), f"{mixin} is no mixin; write is_a, or mark it `mixin: true`")
    if cls.mixin and "mixins" in tree:
        reader.report(path, f"{cls.name} is a mixin itself; list the mixins where it is used")


def _check_slot_usage(reader: TreeReader, name: str, slots: Mapping[str, Slot], ranges: Collection[str]) -> None:
    path = ("classes", name, "slot_usage")
    usages = reader.tree["classes"][name].get("slot_usage") or {}
    if not isinstance(usages, dict):
        reader.report(path, "slot_usage is no mapping; write SLOT: {…} lines")
        return
    for slot_name, usage in usages.items():
        _known(reader, slot_name, slots, (*path, slot_name), "slot")
        if isinstance(usage, dict):
            reader.check_keys(usage, "slot_usage", (*path, slot_name))
            _known(reader, reader.text(usage, "range"), ranges, (*path, slot_name, "range"), "range")
            _check_slots_named(reader, usage, slots, (*path, slot_name))
        else:
            message = f"{slot_name} is no mapping; write what differs from the slot, such as {{alias: name}}"
            reader.report((*path, slot_name), message)


def _check_slots_named(reader: TreeReader, tree: Any, slots: Mapping[str, Slot], path: FieldPath) -> None:
    for key in SLOT_NAMES:
        _known(reader, reader.annotation(tree, key), slots, (*path, "annotations", key), "slot")
    for edge in reader.facts(tree, "slot", path).get("edges", ()):
        for name in (edge.slot, edge.through, edge.beside, edge.field):
            _known(reader, name, slots, (*path, "annotations", "edge"), "slot")


def _check_circle(
    reader: TreeReader, name: str, parents: Mapping[str, Class] | Mapping[str, Slot], path: FieldPath, what: str
) -> None:
    seen, above = {name}, parents[name].parent
    while above in parents and above not in seen:
        seen.add(above)
        above = parents[above].parent
    if above == name:
        reader.report((*path, "is_a"), f"{name} is its own {what}; break the circle")


def _known(reader: TreeReader, name: str, names: Collection[str], path: FieldPath, what: str) -> None:
    if name and name not in names:
        reader.report(path, f"{name}: no such {what}{nearest(name, names) or '; define it, or mend the name'}")

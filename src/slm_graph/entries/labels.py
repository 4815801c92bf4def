"""The labels that things get: their name or title, or one that is made of what they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slm_graph.entries.paths import entry_paths, key_of_usage
from slm_graph.entries.vocabulary import Vocabulary
from slm_graph.schema import Class, Schema

ShownFields = Mapping[str, tuple[str, Mapping[str, str]]]
"""For a name in a pattern the field that it stands for, and the labels of what that refers to."""


def label_maker(template: str, fields: ShownFields) -> Callable[[Mapping[str, Any], str, str], str]:
    """Return what makes a label of a tree, the label of its entry and its key: `{parent}: {usage_of}`.

    Parameters
    ----------
    template
        The pattern.
    fields
        As of `shown_fields`; where a tree has not the field, its key stands there.

    Examples
    --------
    >>> make = label_maker("{parent}: {usage_of}", {"usage_of": ("llm", {"vicuna": "Vicuna"})})
    >>> make({"llm": "vicuna"}, "SALMONN", "vicuna"), make({}, "SALMONN", "the-llm")
    ('SALMONN: Vicuna', 'SALMONN: the-llm')
    """
    parts = re.split(r"\{(\w+)\}", template)

    def make(tree: Mapping[str, Any], parent: str, key: str) -> str:
        made = parts[0]
        for position in range(1, len(parts), 2):
            name = parts[position]
            if name == "parent":
                made += parent
            elif name in fields and fields[name][0] in tree:
                field, labels = fields[name]
                made += labels.get(tree[field], tree[field])
            else:
                made += key
            made += parts[position + 1]
        return made

    return make


def shown_fields(schema: Schema, vocabulary: Vocabulary, cls: Class) -> ShownFields:
    """Return the fields that the pattern of a class's label may name; labels that come later count."""
    return {
        name: (slot.field, vocabulary.labels(slot.range) if slot.range in schema.classes else {})
        for name, slot in cls.slots.items()
        if name != "key"
    }


def entry_label(schema: Schema, tree: Mapping[str, Any]) -> str:
    """Return the label of an entry, which its usages show too."""
    slot = schema.entry_class.slots.get("label")
    return str((tree.get(slot.field) if slot else None) or tree["id"])


def labels_of_entry(schema: Schema, vocabulary: Vocabulary, tree: Mapping[str, Any]) -> dict[str, str]:
    """Return the labels of what an entry makes, by their paths."""
    parent = entry_label(schema, tree)
    made = {}
    for path, place, class_name in entry_paths(schema, tree):
        part: Any = tree
        for step in place:
            part = part[step]
        made[path] = label_of(schema, vocabulary, schema.classes[class_name], part, parent)
    return made


def label_of(schema: Schema, vocabulary: Vocabulary, cls: Class, tree: Mapping[str, Any], parent: str = "") -> str:
    """Return the label of an instance of a class, its id where it has none."""
    if cls.label_template:
        make = label_maker(cls.label_template, shown_fields(schema, vocabulary, cls))
        return make(tree, parent, key_of_usage(cls, tree))
    names = (tree[slot.field] for slot in cls.slots.values() if slot.parent == "rdfs_label" and slot.field in tree)
    return str(next(names, tree.get("id", "")))

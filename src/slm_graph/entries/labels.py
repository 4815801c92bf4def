"""The labels that things get: their name or title, or one that is made of what they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slm_graph.entries.paths import OwnPath, key_of_usage
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


def given_label(cls: Class, tree: Mapping[str, Any]) -> str:
    """Return the label of a tree that has one of its own, else its id; parts of the tree show it too."""
    fields = (slot.field for slot in cls.slots.values() if slot.parent == "rdfs_label" or slot.name == "label")
    return next((str(tree[field]) for field in fields if field in tree), str(tree.get("id", "")))


def label_in_survey(schema: Schema, vocabulary: Vocabulary, label: str, survey: str) -> str:
    """Return what the usages of a further row call their system, by its label and the id of the survey."""
    return f"{label} in {vocabulary.labels(schema.survey_class.name).get(survey, survey)}"


def labels_of(
    schema: Schema, vocabulary: Vocabulary, tree: Mapping[str, Any], made: Iterable[OwnPath], parent: str
) -> dict[str, str]:
    """Return the labels of what a tree makes, by their paths; `parent` is the label that its parts show."""
    labels = {}
    for path, place, class_name, pattern in made:
        part: Any = tree
        for step in place:
            part = part[step]
        cls = schema.classes[class_name]
        labels[path] = (
            label_maker(pattern, {})(part, parent, "") if pattern else label_of(schema, vocabulary, cls, part, parent)
        )
    return labels


def label_of(schema: Schema, vocabulary: Vocabulary, cls: Class, tree: Mapping[str, Any], parent: str = "") -> str:
    """Return the label of an instance of a class, its id where it has none."""
    if cls.label_template:
        make = label_maker(cls.label_template, shown_fields(schema, vocabulary, cls))
        return make(tree, parent, key_of_usage(cls, tree))
    return given_label(cls, tree)

"""The IRIs that data make, each by what follows the base: `usage/salmonn/whisper`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from slm_graph.documents import FieldPath, values
from slm_graph.entries.items import Item
from slm_graph.entries.sources import row_key
from slm_graph.schema import Class, Schema

_place = re.compile(r"\{(\w+)\}")


class OwnPath(NamedTuple):
    """An IRI that a tree makes: its path, where in the tree it comes from, and its class."""

    path: str
    place: FieldPath
    class_name: str
    label: str = ""
    """The pattern of its label, where that is not the one of its class."""


def item_path(schema: Schema, item: Item) -> str:
    """Return the path of an item of the vocabulary.

    Examples
    --------
    >>> from slm_graph.documents import Document
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> whisper = Item("SpeechEncoder", "whisper", Document("encoders.yaml", []), (0,), {})
    >>> item_path(read_schema(bundled("ontology") / "schema.yaml"), whisper)
    'encoder/whisper'
    """
    return (schema.classes[item.class_name].iri_template or "{id}").replace("{id}", item.id)


def item_paths(schema: Schema, item: Item) -> Iterator[OwnPath]:
    """Yield the paths that an item makes, its own first: a survey has tables, headings and columns.

    Examples
    --------
    >>> from slm_graph.documents import Document
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> tree = {"id": "small", "headings": [{"id": "models"}], "columns": [{"key": "llm", "name": "LLM"}]}
    >>> survey = Item("Survey", "small", Document("small.yaml", tree), (), tree)
    >>> [made.path for made in item_paths(read_schema(bundled("ontology") / "schema.yaml"), survey)]
    ['survey/small', 'heading/small/models', 'scheme/headings-small', 'column/small/llm']
    """
    yield OwnPath(item_path(schema, item), (), item.class_name)
    yield from dict.fromkeys(_nested_paths(schema, schema.classes[item.class_name], item.tree, item.id))


def entry_paths(schema: Schema, tree: Mapping[str, Any]) -> Iterator[OwnPath]:
    """Yield the paths that an entry makes, its own first; what lacks a field that its IRI is made of makes none.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> llms = [{"llm": "vicuna"}, {"llm": "x", "key": "y"}]
    >>> [made.path for made in entry_paths(schema, {"id": "one", "llms": llms})]
    ['system/one', 'usage/one/vicuna', 'usage/one/y']
    """
    entry = schema.entry_class
    parent = str(tree.get("id", ""))
    if path := _filled(entry, tree, parent):
        yield OwnPath(path, (), entry.name)
    yield from _nested_paths(schema, entry, tree, parent)


def row_paths(schema: Schema, tree: Mapping[str, Any]) -> Iterator[OwnPath]:
    """Yield the paths that a further row makes: its own, and those of its usages, which are called after it.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> tree = {"system": "one", "source": {"survey": "second", "key": "x"}, "llms": [{"llm": "vicuna"}]}
    >>> [made.path for made in row_paths(schema, tree)]
    ['row/second/x', 'usage/second/x/vicuna']
    """
    source = tree.get(schema.row_field.field) if schema.row_field else None
    if schema.adding_class and isinstance(source, dict) and isinstance(source.get("survey"), str):
        parent = f"{source['survey']}/{row_key(source)}"
        yield from _nested_paths(schema, schema.adding_class, tree, parent)


def _nested_paths(
    schema: Schema, cls: Class, tree: Mapping[str, Any], parent: str, place: FieldPath = ()
) -> Iterator[OwnPath]:
    for name, slot in cls.fields.items():
        below = schema.nested_class(slot)
        if name not in tree or below is None:
            continue
        is_listed = isinstance(tree[name], list)
        for position, child in enumerate(values(tree[name])):
            if not isinstance(child, dict):
                continue
            child_place: FieldPath = (*place, name, position) if is_listed else (*place, name)
            if path := _filled(below, child, parent):
                yield OwnPath(path, child_place, below.name)
                yield from _scheme_paths(schema, below, parent)
            yield from _nested_paths(schema, below, child, parent, child_place)


def _scheme_paths(schema: Schema, cls: Class, parent: str) -> Iterator[OwnPath]:
    """Yield the path of the scheme that concepts of a class bring along, where no vocabulary lists it."""
    if cls.scheme_label:
        holder = schema.classes[schema.slots["in_scheme"].range]
        scheme = cls.scheme.replace("{parent}", parent)
        yield OwnPath(holder.iri_template.replace("{id}", scheme), (), holder.name, cls.scheme_label)


def key_of_usage(cls: Class, tree: Mapping[str, Any]) -> str:
    """Return the key of an object in an entry: of the first of its key fields that it has; "" where it has none."""
    return next((str(tree[name]) for name in cls.key_fields if name in tree), "")


def _filled(cls: Class, tree: Mapping[str, Any], parent: str) -> str:
    known = {"parent": parent, "key": key_of_usage(cls, tree)}
    parts = {name: known.get(name) or tree.get(name) for name in _place.findall(cls.iri_template)}
    if not all(isinstance(part, str) and part for part in parts.values()):
        return ""
    return _place.sub(lambda match: str(parts[match[1]]), cls.iri_template)

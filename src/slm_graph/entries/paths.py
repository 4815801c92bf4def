"""The IRIs that data make, each by what follows the base: `usage/salmonn/whisper`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from slm_graph.documents import FieldPath, values
from slm_graph.entries.items import Item
from slm_graph.schema import Class, Schema

_place = re.compile(r"\{(\w+)\}")


class OwnPath(NamedTuple):
    """An IRI that an entry makes: its path, where in the entry it comes from, and its class."""

    path: str
    place: FieldPath
    class_name: str


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
    for name, slot in entry.fields.items():
        cls = schema.nested_class(slot)
        if name not in tree or cls is None:
            continue
        is_listed = isinstance(tree[name], list)
        for position, child in enumerate(values(tree[name])):
            if isinstance(child, dict) and (path := _filled(cls, child, parent)):
                yield OwnPath(path, (name, position) if is_listed else (name,), cls.name)


def key_of_usage(cls: Class, tree: Mapping[str, Any]) -> str:
    """Return the key of an object in an entry: of the first of its key fields that it has; "" where it has none."""
    return next((str(tree[name]) for name in cls.key_fields if name in tree), "")


def _filled(cls: Class, tree: Mapping[str, Any], parent: str) -> str:
    known = {"parent": parent, "key": key_of_usage(cls, tree)}
    parts = {name: known.get(name) or tree.get(name) for name in _place.findall(cls.iri_template)}
    if not all(isinstance(part, str) and part for part in parts.values()):
        return ""
    return _place.sub(lambda match: str(parts[match[1]]), cls.iri_template)

"""The keys of an entry's usages, from which their IRIs are made, and what refers to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.problems import Problem
from slm_graph.schema import Schema


class KeyedField(NamedTuple):
    """A field of an entry whose objects have keys.

    Parameters
    ----------
    name
        The field.
    key_fields
        The fields of an object of which the first that it has gives its key.
    is_required
        Whether an object without the field that names its component is a problem already.
    sibling
        The field of an object that names the keys of others, or "".
    """

    name: str
    key_fields: tuple[str, ...]
    is_required: bool
    sibling: str


class _Alternative(NamedTuple):
    key: str
    other: str
    path: FieldPath


def keyed_fields(schema: Schema) -> list[KeyedField]:
    """Return the fields of an entry whose objects have keys.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> keyed_fields(read_schema(bundled("ontology") / "schema.yaml"))[0]
    KeyedField(name='encoders', key_fields=('key', 'encoder'), is_required=False, sibling='alternative_to')
    """
    fields = []
    for slot in schema.usage_fields:
        cls = schema.classes[slot.range]
        sibling = next((part.field for part in cls.fields.values() if part.sibling), "")
        is_required = cls.key_slot is not None and cls.key_slot.required
        fields.append(KeyedField(slot.field, cls.key_fields, is_required, sibling))
    return fields


def key_problems(fields: Sequence[KeyedField], document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """Yield usages whose key is missing or occurs twice, and alternatives that are not mutual."""
    keys: set[str] = set()
    alternatives: list[_Alternative] = []
    for field in fields:
        if field.name not in tree:
            continue
        for usage, path in _usages(tree[field.name], field.name):
            key = next((usage[name] for name in field.key_fields if name in usage), None)
            if key is None and not field.is_required:
                what = " nor ".join(reversed(field.key_fields))
                yield document.problem(path, f"neither {what}; give one, it makes the usage's IRI")
            if not isinstance(key, str):
                continue
            if key in keys:
                yield document.problem(path, f"a second usage {key} in this entry; add a key: of its own")
            keys.add(key)
            if field.sibling in usage:
                others = usage[field.sibling]
                for other in [others] if isinstance(others, str) else others:
                    alternatives.append(_Alternative(key, str(other), (*path, field.sibling)))
    yield from _alternative_problems(document, alternatives, keys)


def _usages(value: Any, field: str) -> Iterator[tuple[dict[str, Any], FieldPath]]:
    if isinstance(value, dict):
        yield value, (field,)
    elif isinstance(value, list):
        yield from ((usage, (field, position)) for position, usage in enumerate(value) if isinstance(usage, dict))


def _alternative_problems(
    document: Document, alternatives: Sequence[_Alternative], keys: Collection[str]
) -> Iterator[Problem]:
    pairs = {(key, other) for key, other, _ in alternatives}
    for key, other, path in alternatives:
        if other not in keys:
            message = f"{other}: no usage of this entry has this key; name one of {', '.join(sorted(keys))}"
        elif other == key:
            message = f"{other} is named as its own alternative; name the other usage"
        elif (other, key) not in pairs:
            message = f"{other} does not name {key} as its alternative; add {path[-1]}: {key} there"
        else:
            continue
        yield document.problem(path, message)

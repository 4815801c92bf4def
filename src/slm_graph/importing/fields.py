"""The fields that a column of a table can fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from slm_graph.importing.headers import header_key
from slm_graph.importing.usages import component_slot
from slm_graph.problems import WrongArgument, nearest
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import words

LINKS = "links"
"""What stands for a field where a column holds links of several kinds."""


class Field(NamedTuple):
    """A field of an entry, or of an object in it, as a column can fill it.

    Parameters
    ----------
    path
        `encoders`, or `paper.title`.
    slot
        The field.
    headers
        What the schema says that its column is called, the best first.
    component
        The class of the things that it lists; "" where it lists none.
    """

    path: str
    slot: Slot
    headers: tuple[str, ...]
    component: str

    @property
    def is_name(self) -> bool:
        """Whether it is what the entry is called."""
        return self.slot.parent == "rdfs_label" and "." not in self.path

    @property
    def is_title(self) -> bool:
        """Whether it is what the paper, or another part of the entry, is called."""
        return self.slot.parent == "rdfs_label" and "." in self.path


def column_fields(schema: Schema, class_name: str = "") -> dict[str, Field]:
    """Return the fields that a column can fill, by path, in the order of the schema.

    Parameters
    ----------
    class_name
        The class of what the rows are; by default that of entries. What a thing of another class is described in has
        the paths of an entry's paper too.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> fields = column_fields(schema)
    >>> fields["encoders"].component, fields["paper.venue"].headers[:2]
    ('SpeechEncoder', ('Venue', 'Conference'))
    >>> [path in column_fields(schema, "Dataset") for path in ("total_hours", "paper.title", "encoders")]
    [True, True, False]
    """
    entry = schema.entry_class
    row_class = schema.classes[class_name] if class_name else entry
    is_entry = row_class is entry
    outer: dict[str, Field] = {}
    inner: dict[str, Field] = {}
    for slot in entry.fields.values():
        cls = schema.classes.get(slot.range)
        is_part = cls is not None and slot.inlined and not slot.multivalued and not cls.is_open
        if cls and is_part and (is_entry or slot is paper_slot(schema)):
            for part in cls.fields.values():
                inner[f"{slot.field}.{part.field}"] = Field(f"{slot.field}.{part.field}", part, part.headers, "")
        if not is_entry and slot is paper_slot(schema):
            outer[slot.field] = Field(slot.field, slot, slot.headers, "")
    for slot in row_class.fields.values():
        cls = schema.classes.get(slot.range)
        component = _component(schema, cls) if cls and slot.inlined and slot.multivalued else ""
        headers = slot.headers
        if component:
            headers += (slot.field, words(component))
        elif slot.parent == "rdfs_label" and not headers:
            headers = (slot.field, words(row_class.name))
        outer[slot.field] = Field(slot.field, slot, headers, component)
    # What both an entry and its paper have under one header, such as a homepage, is the entry's.
    nearer = {(field.slot.name, header_key(header)) for field in outer.values() for header in field.headers}
    return outer | {
        path: field._replace(
            headers=tuple(header for header in field.headers if (field.slot.name, header_key(header)) not in nearer)
        )
        for path, field in inner.items()
    }


def paper_slot(schema: Schema) -> Slot | None:
    """Return the field of an entry that holds its paper; None where entries have none."""
    for slot in schema.entry_class.fields.values():
        cls = schema.classes.get(slot.range)
        if slot.inlined and cls and "title" in cls.fields and "id" in cls.fields:
            return slot
    return None


def row_classes(schema: Schema) -> list[str]:
    """Return the classes that the rows of a table may be of: entries, and the things that they use."""
    listed = [field.component for field in column_fields(schema).values() if field.component]
    return [schema.entry_class.name, *dict.fromkeys(listed)]


def all_paths(schema: Schema) -> list[str]:
    """Return the paths of the fields that columns of any table can fill."""
    return [*dict.fromkeys(path for name in row_classes(schema) for path in column_fields(schema, name)), LINKS]


def _component(schema: Schema, cls: Class) -> str:
    """Return the class of the things that usages of a class are of."""
    slot = component_slot(schema, cls)
    return slot.range if slot else ""


def _listed(headers: str) -> tuple[str, ...]:
    return tuple(filter(None, (header.strip() for header in headers.split(","))))


def parse_columns(texts: Iterable[str], headers: Iterable[str], schema: Schema) -> dict[str, tuple[str, ...]]:
    """Return what is said of columns as `HEADER=FIELD,FIELD`, by header; no field keeps the column as a cell alone.

    Raises
    ------
    WrongArgument
        A text has no `=`, or there is no such header or field.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> parse_columns(["Speech encoder=encoders"], ["Model", "Speech Encoder"], schema)
    {'Speech Encoder': ('encoders',)}
    """
    names = list(dict.fromkeys(headers))
    by_key = {header_key(name): name for name in reversed(names)}
    paths = all_paths(schema)
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        header, sign, listed = (part.strip() for part in text.rpartition("="))
        if not sign or not header:
            raise WrongArgument(f"{text}: no HEADER=FIELD; write it as 'Speech Encoder=encoders'")
        name = header if header in names else by_key.get(header_key(header))
        if name is None:
            close = nearest(header, names) or f"; there are {', '.join(names)}"
            raise WrongArgument(f"{text}: no column {header}{close}")
        fields = _listed(listed)
        for path in fields:
            if path not in paths:
                told = nearest(path, paths) or f"; there are {', '.join(_telling(schema))}"
                raise WrongArgument(f"{text}: no field {path}{told}")
        found[name] = fields
    return found


def _telling(schema: Schema) -> list[str]:
    return [path for path, field in column_fields(schema).items() if field.headers] + [LINKS]


def is_called(fields: Mapping[str, Field], path: str) -> bool:
    """Tell whether a path is the name, a title, or an object that has a title."""
    if path in fields and (fields[path].is_name or fields[path].is_title):
        return True
    return any(other.is_title and other.path.startswith(f"{path}.") for other in fields.values())


class Column(NamedTuple):
    """What a column means.

    Parameters
    ----------
    header
        The column, as the table has it.
    fields
        The paths of the fields of an entry that it fills, such as `encoders`, `paper.title` or `links`.
    item
        The id of the item that a yes or no is about, in a column such as ASR; else "".
    how
        What says so: `--columns`, `survey.yaml`, `header`, `cells`, or "" where nothing does.
    date_order
        Of a column of dates whether the day or the month comes first, as of `date_order`.
    confidence
        How sure the guess is, from 0 to 1; 0 where nothing was guessed.
    why
        What says so, in words.
    unit
        What its numbers count in, such as B, k, h.
    null_words
        What says in it that nothing is stated, besides what says so anywhere.
    separators
        What separates names in it, besides what does so anywhere; with spaces around where they are needed.
    size_of
        The column of whose names it gives the sizes; "" where it gives none.
    """

    header: str
    fields: tuple[str, ...] = ()
    item: str = ""
    how: str = ""
    date_order: str = ""
    confidence: float = 0.0
    why: str = ""
    unit: str = ""
    null_words: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    size_of: str = ""


def in_field_order(tree: Mapping[str, Any], cls: Class) -> dict[str, Any]:
    """Return a tree with its fields in the order of a class; what the class does not have stands last."""
    order = {name: position for position, name in enumerate(cls.fields)}
    return dict(sorted(tree.items(), key=lambda pair: order.get(pair[0], len(order))))

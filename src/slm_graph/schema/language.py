"""The keys of `schema.yaml`: the subset of LinkML that its head names, and the annotations that are our own.

An annotation is one row of a table: its name, the attribute of the model that it fills, and what makes the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from slm_graph.schema.model import Edge

_edge_form = re.compile(r"(\w+)(?: (via|of) (\w+))?(?: as (\w+))?(?: (if|unless) (\w+)(?:=(\S+))?)?").fullmatch


class Fact(NamedTuple):
    """What an annotation says: the attribute that it fills, and what makes the attribute's value of its text."""

    attribute: str
    make: Callable[[str], Any] = str


def _yes(text: str) -> bool:
    return True


def _no(text: str) -> bool:
    return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(filter(None, map(_words, text.split(";"))))


def _condition(text: str) -> tuple[str, str]:
    field, _, value = text.partition("=")
    return field, value


def _edges(text: str) -> tuple[Edge, ...]:
    return tuple(_edge(part) for part in text.split(";"))


def _edge(text: str) -> Edge:
    form = _edge_form(text.strip())
    if form is None:
        raise re.error("an edge is `SLOT [via SLOT|of SLOT] [as SLOT] [if FIELD[=VALUE]|unless FIELD]`")
    slot, way, through, beside, word, field, value = form.groups(default="")
    return Edge(slot, through, way == "of", beside, field, value, word == "unless")


def _part(text: str) -> re.Pattern[str]:
    pattern = re.compile(text, re.DOTALL)
    if not pattern.groups:
        raise re.error("it has no brackets around the part to copy")
    return pattern


SCHEMA_ANNOTATIONS: Mapping[str, Fact] = {
    "base": Fact("base"),
    "creator": Fact("creator"),
    "created": Fact("created"),
    "issued": Fact("issued"),
    "annotation_properties": Fact("annotation_properties", _words),
    "disjoint": Fact("disjoint", _groups),
    "status": Fact("status"),
}
TYPE_ANNOTATIONS: Mapping[str, Fact] = {
    "language": Fact("language"),
    "node": Fact("is_iri", lambda text: text == "iri"),
    "below": Fact("is_below_base", lambda text: text == "base"),
}
CLASS_ANNOTATIONS: Mapping[str, Fact] = {
    "iri": Fact("iri_template"),
    "folder": Fact("folder"),
    "vocabulary": Fact("vocabulary"),
    "file": Fact("file"),
    "open": Fact("is_open", _yes),
    "scheme": Fact("scheme"),
    "scheme_label": Fact("scheme_label"),
    "adds_to": Fact("adds_to"),
    "label": Fact("label_template"),
    "shorthand": Fact("shorthand"),
    "key": Fact("key"),
    "stated": Fact("is_stated", lambda text: text == "row"),
    "target": Fact("target"),
    "links": Fact("links", _listed),
    "status": Fact("status"),
}
INHERITED = ("iri_template", "scheme", "scheme_label", "label_template", "key", "is_stated")
"""The attributes that a class has from the nearest class above it that states them."""
SLOT_ANNOTATIONS: Mapping[str, Fact] = {
    "derived": Fact("is_field", _no),
    "filled": Fact("filled", _yes),
    "from": Fact("source"),
    "match": Fact("match", _part),
    "where": Fact("where", _condition),
    "join": Fact("join"),
    "cut": Fact("cut"),
    "template": Fact("template"),
    "named": Fact("named", _yes),
    "entry": Fact("entry"),
    "edge": Fact("edges", _edges),
    "sibling": Fact("sibling", _yes),
    "within": Fact("within"),
    "cell_of": Fact("cell_of"),
    "plain": Fact("is_plain_text", _yes),
    "names_cell": Fact("names_cell", _yes),
    "says": Fact("says"),
    "unmapped": Fact("unmapped", _yes),
    "text_of_cell": Fact("text_of_cell", _yes),
    "header": Fact("headers", _listed),
    "status": Fact("status"),
}
SLOT_NAMES = ("from", "cut")
"""The annotations of a slot that name another slot."""
ANNOTATIONS: Mapping[str, Mapping[str, Fact]] = {
    "schema": SCHEMA_ANNOTATIONS,
    "type": TYPE_ANNOTATIONS,
    "class": CLASS_ANNOTATIONS,
    "slot": SLOT_ANNOTATIONS,
}
MAPPINGS = ("exact_mappings", "close_mappings", "related_mappings", "broad_mappings")
TRAITS = ("symmetric", "asymmetric", "irreflexive")
"""What a slot may say of its property as a relation."""
KEYS: Mapping[str, frozenset[str]] = {
    "schema": frozenset(
        "id name title description license version prefixes default_prefix default_range types enums slots classes"
        " annotations".split()
    ),
    "type": frozenset("base uri pattern description examples annotations".split()),
    "enum": frozenset("description permissible_values".split()),
    "slot": frozenset(
        "description slot_uri range required multivalued inlined identifier is_a inverse pattern unit examples"
        " annotations".split()
    ).union(MAPPINGS, TRAITS),
    "class": frozenset(
        "description class_uri is_a abstract mixin mixins tree_root slots slot_usage annotations".split()
    ).union(MAPPINGS),
    "slot_usage": frozenset("alias description range required multivalued pattern annotations".split()),
    **{f"{what} annotation": frozenset(facts) for what, facts in ANNOTATIONS.items()},
}
"""The keys of each part of the file; any other is a problem."""
STRUCTURED = frozenset(
    "prefixes types enums slots classes annotations examples unit permissible_values mixins slot_usage".split()
).union(MAPPINGS)
"""Keys whose values are no plain text."""
BASES = frozenset("str int Decimal Bool".split())
"""What a type may be based on."""

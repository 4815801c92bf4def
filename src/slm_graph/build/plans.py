"""How the trees of a class are mapped: its rules, compiled from the schema once, and the nodes that ids stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from slm_graph.build.rules import Rule, ShortEdge, Tree
from slm_graph.rdf import Pair, Term, iri
from slm_graph.schema import Class, Schema, Slot

_MAX_SHAPES = 1_000


class SlotRule(NamedTuple):
    """The rule of a slot, with what it was made of."""

    needed: tuple[str, ...]
    """The fields of which one must be there; none for what always applies."""
    rule: Rule
    kind: str = ""
    """As of `rule_kind`; "" for what no slot has."""
    slot: Slot | None = None
    predicates: tuple[Term, ...] = ()
    """Its property, and those above it."""
    edges: tuple[ShortEdge, ...] = ()
    """The short edges that a value is the evidence of."""
    named: Mapping[str, Term] | None = None
    """The nodes that a text may name, by their names in small letters."""


class ClassPlan(NamedTuple):
    """How the trees of one class are mapped."""

    cls: Class
    types: list[Pair]
    rules: list[SlotRule]
    """In the order of the schema."""
    by_shape: dict[tuple[str, ...], list[Rule]]
    """The rules that apply to trees with these fields, which are few."""
    label: Callable[[Tree, str, str], str] | None
    titled: str
    """The field that gives the label where it is there; else the key or id does. "" where it always is."""
    node: Callable[[Tree, str, str], Term]
    keys: tuple[str, ...]
    """The fields of which the first that is there gives the key."""

    def key(self, tree: Tree) -> str:
        """Return the key of a tree, or "" where it has none."""
        for name in self.keys:
            if name in tree:
                return str(tree[name])
        return ""

    def made_label(self, tree: Tree, of_entry: str) -> str:
        """Return the label that a tree gets beside its fields, or "" where a field is its label."""
        if self.label:
            return self.label(tree, of_entry, self.key(tree))
        return self.key(tree) or str(tree.get("id", "")) if self.titled and self.titled not in tree else ""

    def rules_of(self, tree: Tree) -> list[Rule]:
        """Return the rules that apply to a tree, in the order of the schema."""
        shape = tuple(tree)
        rules = self.by_shape.get(shape)
        if rules is None:
            if len(self.by_shape) > _MAX_SHAPES:
                self.by_shape.clear()
            rules = [one.rule for one in self.rules if not one.needed or not tree.keys().isdisjoint(one.needed)]
            self.by_shape[shape] = rules
        return rules


def rule_kind(schema: Schema, cls: Class, slot: Slot) -> str:
    """Return which kind of rule maps a slot; "" for what other rules write, and for what is kept out of the graph."""
    if slot.unmapped:
        return ""
    if slot.names_cell:
        return "column"
    if slot.source in cls.slots:
        return "copy"
    if slot.within:
        return "part"
    if slot.entry:
        return "row"
    if not slot.is_field:
        return ""
    if slot.sibling:
        return "sibling"
    if slot.range in schema.types or slot.range in schema.enums:
        return "text"
    if schema.classes[slot.range].mixin:
        return "group"
    return "object" if slot.inlined else "reference"


def optional_label(cls: Class) -> str:
    """Return the field of a class that is a label and may be missing, or ""."""
    slots = (slot for slot in cls.slots.values() if slot.parent == "rdfs_label")
    return next((slot.field for slot in slots if not slot.required and not slot.unmapped), "")


def column_field(cls: Class) -> str:
    """Return the field that says which column a text stands in, or ""."""
    return cls.slots["column"].field if "column" in cls.slots else ""


class Nodes(dict[str, Term]):
    """The nodes of the vocabulary's items by their id; that of another id, which an entry defines, is made anew.

    Parameters
    ----------
    template
        Gives the IRI of the node of an id, with {id} in the id's place.
    """

    def __init__(self, template: Callable[[str], str]) -> None:
        self._template = template

    def __missing__(self, item_id: str) -> Term:
        return iri(self._template(item_id).replace("{id}", item_id))


def needed_fields(cls: Class, slot: Slot) -> tuple[str, ...]:
    """Return the fields of which one must be there for the rule of a slot; none for what always applies."""
    written = (slot.field,) if slot.is_field else ()
    return (*written, cls.slots[slot.source].field) if slot.source in cls.slots else written

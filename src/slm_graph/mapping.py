"""Entries to triples: a small rule for each kind of field.

The rules are compiled from the schema once. An entry gives blocks, each the statements of one subject, in the order of
the schema, so that output streams and the same entry gives the same triples everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from slm_graph.entries import Item, Vocabulary
from slm_graph.schema import Class, Schema, Slot
from slm_graph.source import FieldPath
from slm_graph.terms import RDF_TYPE, Term, Triple, datatype_suffix, iri, literal

Pair: TypeAlias = "tuple[Term, Term]"


class Block(NamedTuple):
    """Statements about one subject; `row` is the survey row that states them, None for what is known from elsewhere."""

    subject: Term
    pairs: list[Pair]
    row: Term | None

    def triples(self) -> Iterator[Triple]:
        """Yield the triples of the block."""
        return (Triple(self.subject, predicate, object_) for predicate, object_ in self.pairs)


@dataclass
class _Entry:
    """What the rules of one entry share."""

    id: str
    label: str
    columns: Mapping[str, str]
    tree: Mapping[str, Any]
    node: Term
    row: Term | None
    siblings: dict[str, Term] = field(default_factory=dict)
    """Usages by their key."""
    edges: dict[tuple[int, Term, Term], None] = field(default_factory=dict)
    """Short edges with the position of their property, in the order in which they were first stated."""
    blocks: list[Block] = field(default_factory=list)
    field_name: str = ""


Rule: TypeAlias = "Callable[[Mapping[str, Any], list[Pair], Term, _Entry], None]"
"""Adds the pairs that one field of a tree gives: tree, pairs, subject, entry."""


class _Plan(NamedTuple):
    cls: Class
    types: list[Pair]
    rules: list[tuple[tuple[str, ...], Rule]]
    """In the order of the schema: the fields of which one must be there, or none for what always applies; the rule."""
    by_shape: dict[tuple[str, ...], list[Rule]]
    """The rules that apply to trees with these fields, which are few."""
    label: Callable[[Mapping[str, Any], _Entry, str], str] | None
    address: Callable[[Mapping[str, Any], str, str], str]
    key_field: str
    key_slot: Slot | None
    stated: bool
    is_group: bool


class Mapper:
    """Maps trees that the checks have passed.

    Parameters
    ----------
    schema, vocabulary
        The classes, and the items that trees refer to.
    columns
        The column that a field's quotes come from unless they say otherwise.
    base
        The IRI below which the nodes live; the schema's own by default.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary, columns: Mapping[str, str], base: str = "") -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self.columns = columns
        self.base = base or schema.base
        self._plans: dict[str, _Plan] = {}
        entry_slots = list(schema.entry_class.slots)
        self._edge_order = {name: position for position, name in enumerate(entry_slots)}
        self._row_slot = next(
            (slot for slot in schema.entry_class.slots.values() if slot.range == "SurveyRow" and slot.is_field), None
        )
        self._nodes: dict[tuple[str, str], Term] = {}

    # --- what there is

    def entry_blocks(self, tree: Mapping[str, Any]) -> list[Block]:
        """Return the blocks of an entry: the system, its usages, its prompt, its row and its paper."""
        plan = self._plan(self.schema.entry_class.name)
        label = str(tree.get(plan.cls.slots["label"].field, tree["id"])) if "label" in plan.cls.slots else tree["id"]
        node = iri(self.base + plan.address(tree, "", ""))
        row = self._row(tree)
        entry = _Entry(tree["id"], label, self.columns, tree, node, row)
        facts: list[Pair] = []
        stated: list[Pair] = []
        self._note_siblings(plan, tree, entry)
        pairs = self._pairs(plan, tree, node, entry)
        statement_properties = self._statement_properties
        for pair in pairs:
            (stated if pair[0] in statement_properties else facts).append(pair)
        edges = [(predicate, object_) for _, predicate, object_ in sorted(entry.edges, key=lambda edge: edge[0])]
        statements = [block for block in entry.blocks if block.row is not None]
        others = [block for block in entry.blocks if block.row is None]
        return [Block(node, facts, None), Block(node, edges + stated, row), *statements, *others]

    def item_blocks(self, items: Iterable[Item]) -> Iterator[Block]:
        """Yield the blocks of vocabulary items; an inverse goes to the block of its own subject."""
        blocks: dict[Term, list[Pair]] = {}
        for item in items:
            for block in self.tree_blocks(item.class_name, item.tree):
                blocks.setdefault(block.subject, []).extend(block.pairs)
        for subject, pairs in blocks.items():
            # What another item says of a subject comes behind what the subject says itself.
            types = [pair for pair in pairs if pair[0] == RDF_TYPE]
            yield Block(subject, types + [pair for pair in pairs if pair[0] != RDF_TYPE], None)

    def tree_blocks(self, class_name: str, tree: Mapping[str, Any]) -> list[Block]:
        """Return the blocks of a tree that is no entry, its own first."""
        plan = self._plan(class_name)
        node = iri(self.base + plan.address(tree, "", ""))
        entry = _Entry("", "", self.columns, tree, node, None)
        pairs = self._pairs(plan, tree, node, entry)
        return [Block(node, pairs, None), *entry.blocks]

    def nodes(self, tree: Mapping[str, Any]) -> Iterator[tuple[Term, FieldPath, str]]:
        """Yield the nodes that an entry makes, where in it each comes from, and its class."""
        entry_class = self.schema.entry_class.name
        yield iri(self.base + self._plan(entry_class).address(tree, "", "")), (), entry_class
        for name, slot in self._plan(entry_class).cls.fields.items():
            if name not in tree or not slot.inlined or slot.range not in self.schema.classes:
                continue
            plan = self._plan(slot.range)
            listed = isinstance(tree[name], list)
            for position, child in enumerate(_listed(tree[name])):
                if isinstance(child, dict):
                    path: FieldPath = (name, position) if listed else (name,)
                    yield iri(self.base + plan.address(child, tree["id"], self._key(plan, child))), path, slot.range

    def node(self, class_name: str, item_id: str) -> Term:
        """Return the node of an item that a field of a range names."""
        key = (class_name, item_id)
        found = self._nodes.get(key)
        if found is None:
            cls = self.schema.classes[self.vocabulary.class_of(class_name, item_id) or class_name]
            found = iri(self.base + cls.annotations["iri"].replace("{id}", item_id))
            if self.vocabulary.class_of(class_name, item_id):
                self._nodes[key] = found
        return found

    # --- compiling

    def _plan(self, class_name: str) -> _Plan:
        if class_name not in self._plans:
            cls = self.schema.classes[class_name]
            above = [parent.uri for parent in self.schema.ancestors(class_name) if parent.uri]
            types = [(RDF_TYPE, iri(uri)) for uri in dict.fromkeys(above)]
            rules: list[tuple[tuple[str, ...], Rule]] = []
            key_slot = cls.slots.get(cls.annotations.get("key", "") or self._inherited(cls, "key"))
            template = self._inherited(cls, "iri")
            label = self._inherited(cls, "label")
            self._plans[class_name] = _Plan(
                cls=cls,
                types=types,
                rules=rules,
                by_shape={},
                label=_label(label, cls, self.vocabulary) if label else None,
                address=_address(template),
                key_field="key" if "key" in cls.slots else "",
                key_slot=key_slot,
                stated=self._inherited(cls, "stated") == "row",
                is_group=not template,
            )
            for slot in cls.slots.values():
                rule = self._rule(cls, slot)
                if rule:
                    rules.append((self._needed_fields(cls, slot), rule))
            if scheme := self._inherited(cls, "scheme"):
                rules.append(((), self._scheme_rule(cls, scheme)))
        return self._plans[class_name]

    def _inherited(self, cls: Class, key: str) -> str:
        return next((above.annotations[key] for above in self.schema.ancestors(cls.name) if key in above.annotations), "")

    def _rule(self, cls: Class, slot: Slot) -> Rule | None:
        """Return the rule of a slot; None for what other rules write."""
        predicates = [iri(uri) for uri in (slot.uri, *self.schema.superproperties(slot))]
        notes = slot.annotations
        if "unmapped" in notes:
            return None
        if "from" in notes and (source := self._source_slot(cls, notes["from"])):
            return partial(_copied_property, predicates, self._literal(slot), source, slot, self._source_slot(cls, notes.get("cut", "")))
        if "entry" in notes:
            return partial(_entry_property, predicates)
        if not slot.is_field:
            return None
        if "sibling" in notes:
            return partial(_sibling_property, predicates, slot.field)
        if slot.range in self.schema.types:
            if self.schema.types[slot.range].is_iri:
                return partial(_iri_property, predicates, slot.field)
            return partial(_datatype_property, predicates, slot.field, self._literal(slot))
        if slot.range in self.schema.enums:
            return partial(_datatype_property, predicates, slot.field, literal)
        target = self.schema.classes[slot.range]
        if target.mixin:
            return partial(self._group, self._plan(slot.range), slot.field)
        if slot.inlined:
            inverse = iri(self.schema.slots[slot.inverse or self._parent(slot).inverse].uri) if (slot.inverse or self._parent(slot).inverse) else None
            return partial(self._nested_object, predicates, inverse, self._plan(slot.range), slot)
        return partial(self._object_property, predicates, slot, self._edges(slot))

    def _needed_fields(self, cls: Class, slot: Slot) -> tuple[str, ...]:
        own = (slot.field,) if slot.is_field else ()
        source = self._source_slot(cls, slot.annotations.get("from", ""))
        return (*own, source) if source else own

    def _parent(self, slot: Slot) -> Slot:
        return self.schema.slots[slot.parent] if slot.parent else slot

    def _source_slot(self, cls: Class, name: str) -> str:
        return cls.slots[name].field if name in cls.slots else ""

    def _literal(self, slot: Slot) -> Callable[[str], Term]:
        type_ = self.schema.types[slot.range]
        suffix = f"@{type_.language}" if type_.language else datatype_suffix(type_.uri)
        return partial(_suffixed, suffix) if suffix else literal

    def _edges(self, slot: Slot) -> tuple[tuple[int, Term], tuple[int, Term] | None] | None:
        def edge(name: str) -> tuple[int, Term]:
            return self._edge_order[name], iri(self.schema.slots[name].uri)

        if "edge" not in slot.annotations:
            return None
        further = slot.annotations.get("edge_if_stage")
        return edge(slot.annotations["edge"]), edge(further) if further else None

    def _scheme_rule(self, cls: Class, scheme: str) -> Rule:
        slots = self.schema.slots
        in_scheme, top, has_top = (iri(slots[name].uri) for name in ("in_scheme", "top_concept_of", "has_top_concept"))
        node = self.node("ConceptScheme", scheme)

        def rule(tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry) -> None:
            pairs.append((in_scheme, node))
            if "broader" not in tree:
                pairs.append((top, node))
                entry.blocks.append(Block(node, [(has_top, subject)], None))

        return rule

    @property
    def _statement_properties(self) -> frozenset[Term]:
        """The properties that lead from an entry to what its row states."""
        if not hasattr(self, "_stated"):
            self._stated = frozenset(
                iri(slot.uri)
                for slot in self.schema.entry_class.slots.values()
                if slot.inlined
                and slot.range in self.schema.classes
                and self._inherited(self.schema.classes[slot.range], "stated") == "row"
            )
        return self._stated

    # --- mapping

    def _pairs(self, plan: _Plan, tree: Mapping[str, Any], node: Term, entry: _Entry) -> list[Pair]:
        pairs = list(plan.types)
        if plan.label:
            pairs.append((_RDFS_LABEL, literal(plan.label(tree, entry, self._key(plan, tree)))))
        for rule in _rules(plan, tree):
            rule(tree, pairs, node, entry)
        return list(dict.fromkeys(pairs))

    def _key(self, plan: _Plan, tree: Mapping[str, Any]) -> str:
        if not plan.key_field:
            return ""
        key = tree.get("key") or (tree.get(plan.key_slot.field) if plan.key_slot else "")
        return str(key or "")

    def _row(self, tree: Mapping[str, Any]) -> Term | None:
        if self._row_slot is None or not isinstance(tree.get(self._row_slot.field), dict):
            return None
        return iri(self.base + self._plan(self._row_slot.range).address(tree[self._row_slot.field], "", ""))

    def _note_siblings(self, plan: _Plan, tree: Mapping[str, Any], entry: _Entry) -> None:
        for name, slot in plan.cls.fields.items():
            if name in tree and slot.inlined and slot.range in self.schema.classes:
                below = self._plan(slot.range)
                if below.key_field:
                    for child in _listed(tree[name]):
                        key = self._key(below, child)
                        entry.siblings[key] = iri(self.base + below.address(child, entry.id, key))

    def _group(self, plan: _Plan, name: str, tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry) -> None:
        """`quote: ASR` becomes `usage:… slm:quote "ASR" ; slm:column "Dataset"`: a group adds to its holder."""
        shorthand = plan.cls.annotations.get("shorthand", "")
        for value in _listed(tree[name]):
            child = {shorthand: value} if isinstance(value, str) else value
            if "column" in plan.cls.fields and "column" not in child:
                child = {**child, "column": self.columns.get(entry.field_name, "")}
            for rule in _rules(plan, child):
                rule(child, pairs, subject, entry)

    def _nested_object(
        self, predicates: list[Term], inverse: Term | None, plan: _Plan, slot: Slot,
        tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry,
    ) -> None:  # fmt: skip
        """`source: {row: 8}` becomes `system:… slm:describedBy row:…`, and a block of the row's own."""
        entry.field_name = slot.field
        for value in _listed(tree[slot.field]):
            if isinstance(value, str):
                pairs.extend((predicate, self.node(slot.range, value)) for predicate in predicates)
                continue
            key = self._key(plan, value)
            node = entry.siblings.get(key) or iri(self.base + plan.address(value, entry.id, key))
            for predicate in predicates:
                pairs.append((predicate, node))
            child = self._pairs(plan, value, node, entry)
            if inverse:
                child.insert(len(plan.types), (inverse, subject))
            entry.blocks.append(Block(node, child, entry.row if plan.stated else None))

    def _object_property(
        self, predicates: list[Term], slot: Slot, edges: tuple[tuple[int, Term], tuple[int, Term] | None] | None,
        tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry,
    ) -> None:  # fmt: skip
        """`llm: vicuna` becomes `usage:… slm:usageOf llm:vicuna`, and the short edge `system:… slm:usesLLM llm:vicuna`."""
        for value in _listed(tree[slot.field]):
            node = self.node(slot.range, value)
            for predicate in predicates:
                pairs.append((predicate, node))
            if edges:
                edge, further = edges
                entry.edges[*edge, node] = None
                if further and "stage" in tree:
                    entry.edges[*further, node] = None


def _rules(plan: _Plan, tree: Mapping[str, Any]) -> list[Rule]:
    shape = tuple(tree)
    rules = plan.by_shape.get(shape)
    if rules is None:
        if len(plan.by_shape) > 1_000:
            plan.by_shape.clear()
        rules = [rule for fields, rule in plan.rules if not fields or not tree.keys().isdisjoint(fields)]
        plan.by_shape[shape] = rules
    return rules


_RDFS_LABEL = iri("http://www.w3.org/2000/01/rdf-schema#label")


def _datatype_property(
    predicates: list[Term], name: str, make: Callable[[str], Term],
    tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry,
) -> None:  # fmt: skip
    """`amount: 4400` becomes `usage:… slm:amount 4400`."""
    for value in _listed(tree[name]):
        term = make(value)
        for predicate in predicates:
            pairs.append((predicate, term))


def _iri_property(
    predicates: list[Term], name: str, tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry
) -> None:
    """`code: https://…` becomes `system:… schema:codeRepository <https://…>`."""
    for value in _listed(tree[name]):
        pairs.extend((predicate, iri(value)) for predicate in predicates)


def _sibling_property(
    predicates: list[Term], name: str, tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry
) -> None:
    """`alternative_to: vicuna` becomes `usage:… slm:alternativeTo usage:…/vicuna`."""
    for value in _listed(tree[name]):
        pairs.extend((predicate, entry.siblings[value]) for predicate in predicates)


def _entry_property(
    predicates: list[Term], tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry
) -> None:
    """Every usage becomes `usage:… prov:wasDerivedFrom row:…`."""
    if entry.row:
        for predicate in predicates:
            pairs.append((predicate, entry.row))


def _copied_property(
    predicates: list[Term], make: Callable[[str], Term], source: str, slot: Slot, cut: str,
    tree: Mapping[str, Any], pairs: list[Pair], subject: Term, entry: _Entry,
) -> None:  # fmt: skip
    """`issued: 2023-10` becomes `paper:… slm:year 2023` too; `amount: 4400` in hours `slm:hours 4400`."""
    notes = slot.annotations
    if slot.is_field and slot.field in tree:
        values = _listed(tree[slot.field])
    else:
        where, _, wanted = notes.get("where", "").partition("=")
        if source not in tree or (where and tree.get(where) != wanted):
            return
        values = _listed(tree[source])
        if "join" in notes:
            values = [notes["join"].join(values) + (f"{notes['join']}et al." if cut and tree.get(cut) == "true" else "")]
        if "match" in notes:
            values = [found[1] for value in values if (found := re.search(notes["match"], value))]
    for value in values:
        pairs.extend((predicate, make(value)) for predicate in predicates)


def _suffixed(suffix: str, text: str) -> Term:
    return literal(text, suffix)


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _address(template: str) -> Callable[[Mapping[str, Any], str, str], str]:
    names = re.findall(r"\{(\w+)\}", template)
    form = re.sub(r"\{(\w+)\}", "{}", template)

    def address(tree: Mapping[str, Any], parent: str, key: str) -> str:
        special = {"parent": parent, "key": key}
        return form.format(*(special[name] if name in special else tree[name] for name in names))

    return address


def _label(template: str, cls: Class, vocabulary: Vocabulary) -> Callable[[Mapping[str, Any], _Entry, str], str]:
    names = re.findall(r"\{(\w+)\}", template)
    form = re.sub(r"\{(\w+)\}", "{}", template)
    slots = {name: cls.slots[name] for name in names if name in cls.slots and name != "key"}

    def part(name: str, tree: Mapping[str, Any], entry: _Entry, key: str) -> str:
        if name == "parent":
            return entry.label
        slot = slots.get(name)
        if slot is None or slot.field not in tree:
            return key
        value = str(tree[slot.field])
        return (vocabulary.label(slot.range, value) if slot.range in vocabulary.schema.classes else None) or value

    return lambda tree, entry, key: form.format(*(part(name, tree, entry, key) for name in names))

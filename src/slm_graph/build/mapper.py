"""Entries to triples, by rules that are compiled from the schema once.

An entry gives blocks, each the statements of one subject, in the order of the schema, so that output streams and the
same entry gives the same triples everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import itemgetter

from slm_graph.build.plans import ClassPlan, Nodes, needed_fields
from slm_graph.build.rules import (
    Entry,
    Rule,
    ShortEdge,
    Tree,
    address,
    copied_property,
    datatype_property,
    entry_property,
    named_property,
    object_property,
    sibling_property,
)
from slm_graph.documents import FieldPath, values
from slm_graph.entries import Item, Vocabulary, entry_label, entry_paths, label_maker, shown_fields
from slm_graph.rdf import RDF_TYPE, Block, Pair, Term, datatype_suffix, iri, literal
from slm_graph.schema import Class, Edge, Schema, Slot

_RDFS_LABEL = iri("http://www.w3.org/2000/01/rdf-schema#label")


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
        self._plans: dict[str, ClassPlan] = {}
        self._nodes: dict[str, Nodes] = {}

    # --- what there is

    def entry_blocks(self, tree: Tree) -> list[Block]:
        """Return the blocks of an entry: the system, its usages, its prompt, its row and its paper."""
        plan = self._entry_plan
        node = plan.node(tree, "", "")
        row = self._row(tree)
        entry = Entry(tree["id"], entry_label(self.schema, tree), node, row)
        for field, below in self._keyed_fields:
            if field in tree:
                for child in values(tree[field]):
                    key = below.key(child)
                    entry.siblings[key] = below.node(child, entry.id, key)
        facts: list[Pair] = []
        stated: list[Pair] = []
        for pair in self._pairs(plan, tree, node, entry):
            (stated if pair[0] in self._statement_properties else facts).append(pair)
        edges = [(predicate, item) for _, predicate, item in sorted(entry.edges, key=itemgetter(0))]
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
            # What another item says of a subject may come before what the subject says itself.
            types = [pair for pair in pairs if pair[0] == RDF_TYPE]
            yield Block(subject, types + [pair for pair in pairs if pair[0] != RDF_TYPE], None)

    def tree_blocks(self, class_name: str, tree: Tree) -> list[Block]:
        """Return the blocks of a tree that is no entry, its own first."""
        plan = self._plan(class_name)
        node = plan.node(tree, "", "")
        entry = Entry("", "", node, None)
        pairs = self._pairs(plan, tree, node, entry)
        return [Block(node, pairs, None), *entry.blocks]

    def nodes(self, tree: Tree) -> Iterator[tuple[Term, FieldPath, str]]:
        """Yield the nodes that an entry makes, where in it each comes from, and its class."""
        for path, place, class_name in entry_paths(self.schema, tree):
            yield iri(self.base + path), place, class_name

    def node(self, class_name: str, item_id: str) -> Term:
        """Return the node of an item that a field of a range names."""
        return self._nodes_of(class_name)[item_id]

    def types(self, class_name: str) -> tuple[Term, ...]:
        """Return the classes of the things of a class: itself, and those above it."""
        return tuple(dict.fromkeys(iri(above.uri) for above in self.schema.ancestors(class_name) if above.uri))

    def _nodes_of(self, class_name: str) -> Nodes:
        if class_name not in self._nodes:
            nodes = Nodes(partial(self._template, class_name))
            for item_id in self.vocabulary.ids(class_name):
                nodes[item_id] = nodes[item_id]
            self._nodes[class_name] = nodes
        return self._nodes[class_name]

    def _template(self, class_name: str, item_id: str) -> str:
        entry = self.schema.entry_class
        # What the vocabulary lacks an entry defines: as itself where the range lets it, or within.
        otherwise = entry.name if entry in self.schema.descendants(class_name) else class_name
        owner = self.vocabulary.class_of(class_name, item_id) or otherwise
        return self.base + (self.schema.classes[owner].iri_template or "{id}")

    # --- compiling

    @cached_property
    def _entry_plan(self) -> ClassPlan:
        return self._plan(self.schema.entry_class.name)

    @cached_property
    def _keyed_fields(self) -> list[tuple[str, ClassPlan]]:
        """The entry's fields whose objects have keys, such as its usages."""
        return [(slot.field, self._plan(slot.range)) for slot in self.schema.usage_fields]

    @cached_property
    def _statement_properties(self) -> frozenset[Term]:
        """The properties that lead from an entry to what its row states."""
        slots = self.schema.entry_class.slots.values()
        nested = [(slot, self.schema.nested_class(slot)) for slot in slots]
        return frozenset(iri(slot.uri) for slot, cls in nested if cls and cls.is_stated)

    @cached_property
    def _row_field(self) -> tuple[str, ClassPlan] | None:
        """The entry's field that names the survey row, as the slots that copy its node say."""
        slot = self.schema.row_field
        return (slot.field, self._plan(slot.range)) if slot else None

    def _plan(self, class_name: str) -> ClassPlan:
        if class_name not in self._plans:
            cls = self.schema.classes[class_name]
            fields = shown_fields(self.schema, self.vocabulary, cls)
            plan = ClassPlan(
                cls=cls,
                types=[(RDF_TYPE, type_) for type_ in self.types(class_name)],
                rules=[],
                by_shape={},
                label=label_maker(cls.label_template, fields) if cls.label_template else None,
                node=address(cls.iri_template, self.base),
                keys=cls.key_fields,
            )
            self._plans[class_name] = plan
            for slot in cls.slots.values():
                if rule := self._rule(cls, slot):
                    plan.rules.append((needed_fields(cls, slot), rule))
            if cls.scheme:
                plan.rules.append(((), self._scheme_rule(cls.scheme)))
        return self._plans[class_name]

    def _rule(self, cls: Class, slot: Slot) -> Rule | None:
        """Return the rule of a slot; None for what other rules write, and for what is kept out of the graph."""
        predicates = [iri(uri) for uri in (slot.uri, *self.schema.superproperties(slot))]
        if slot.unmapped:
            return None
        if slot.named and slot.source in cls.slots:
            ids = self.vocabulary.by_name(slot.range)
            nodes = {name: self.node(slot.range, item_id) for name, item_id in ids.items()}
            return named_property(predicates, cls.slots[slot.source].field, nodes)
        if slot.source in cls.slots:
            cut = cls.slots[slot.cut].field if slot.cut in cls.slots else ""
            return copied_property(predicates, self._literal(slot), slot, cls.slots[slot.source].field, cut)
        if slot.entry:
            return entry_property(predicates)
        if not slot.is_field:
            return None
        if slot.sibling:
            return sibling_property(predicates, slot.field)
        if slot.range in self.schema.types or slot.range in self.schema.enums:
            return datatype_property(predicates, slot.field, self._literal(slot))
        if self.schema.classes[slot.range].mixin:
            return self._group(self._plan(slot.range), slot.field)
        if slot.inlined:
            return self._nested_object(predicates, self._inverse(slot), slot)
        return object_property(predicates, slot.field, self._nodes_of(slot.range), list(self._edges(slot)))

    def _literal(self, slot: Slot) -> Callable[[str], Term]:
        type_ = self.schema.types.get(slot.range)
        if type_ is None:
            return literal
        if type_.is_below_base:
            return lambda path: iri(self.base + path)
        if type_.is_iri:
            return iri
        suffix = f"@{type_.language}" if type_.language else datatype_suffix(type_.uri)
        return partial(literal, suffix=suffix) if suffix else literal

    def _inverse(self, slot: Slot) -> Term | None:
        name = slot.inverse or (self.schema.slots[slot.parent].inverse if slot.parent else "")
        return iri(self.schema.slots[name].uri) if name else None

    def _edges(self, slot: Slot) -> Iterator[ShortEdge]:
        positions, slots = list(self.schema.entry_class.slots), self.schema.slots
        for edge in slot.edges:
            yield ShortEdge(
                position=positions.index(edge.slot),
                predicate=iri(slots[edge.slot].uri),
                ends=self._ends(slot.range, edge) if edge.through else None,
                beside=iri(slots[edge.beside].uri) if edge.beside else None,
                where=slots[edge.field].field if edge.field else "",
                wanted=edge.value,
                is_absent=edge.is_absent,
            )

    def _ends(self, class_name: str, edge: Edge) -> dict[str, list[Term]]:
        """Return the ends of an edge for each item that a field of a range can name."""
        ends: dict[str, list[Term]] = {}
        holders = self.vocabulary.ids(self.schema.slots[edge.slot].range if edge.is_inverse else class_name)
        for item in self.vocabulary.items:
            slot = self.schema.classes[item.class_name].slots.get(edge.through)
            if slot and slot.field in item.tree and holders.get(item.id) == item.class_name:
                for name in values(item.tree[slot.field]):
                    if edge.is_inverse:
                        ends.setdefault(name, []).append(self.node(item.class_name, item.id))
                    else:
                        ends.setdefault(item.id, []).append(self.node(slot.range, name))
        return ends

    def _scheme_rule(self, scheme: str) -> Rule:
        """Every task becomes `task:… skos:inScheme scheme:task`, and one without a broader task a top concept."""
        slots = self.schema.slots
        in_scheme, top, has_top = (iri(slots[name].uri) for name in ("in_scheme", "top_concept_of", "has_top_concept"))
        node = self.node(slots["in_scheme"].range, scheme)

        def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
            pairs.append((in_scheme, node))
            if "broader" not in tree:
                pairs.append((top, node))
                entry.blocks.append(Block(node, [(has_top, subject)], None))

        return rule

    def _group(self, plan: ClassPlan, name: str) -> Rule:
        """`quote: ASR` becomes `usage:… slm:quote "ASR" ; slm:column "Dataset"`: a group adds to its holder."""
        shorthand = plan.cls.shorthand
        column = plan.cls.slots["column"].field if "column" in plan.cls.slots else ""

        def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
            for value in values(tree[name]):
                child = {shorthand: value} if value.__class__ is str else value
                if column and column not in child:
                    child = {**child, column: self.columns.get(entry.field, "")}
                for below in plan.rules_of(child):
                    below(child, pairs, subject, entry)

        return rule

    def _nested_object(self, predicates: list[Term], inverse: Term | None, slot: Slot) -> Rule:
        """`source: {row: 8}` becomes `system:… slm:describedBy row:…`, and a block of the row's own."""
        plan = self._plan(slot.range)

        def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
            entry.field = slot.field
            for value in values(tree[slot.field]):
                if isinstance(value, str):
                    node = self.node(slot.range, value)
                    if inverse:
                        entry.blocks.append(Block(node, [(inverse, subject)], None))
                else:
                    key = plan.key(value)
                    node = entry.siblings.get(key) or plan.node(value, entry.id, key)
                    first = [*plan.types, (inverse, subject)] if inverse else plan.types
                    child = self._pairs(plan, value, node, entry, first)
                    entry.blocks.append(Block(node, child, entry.row if plan.cls.is_stated else None))
                for predicate in predicates:
                    pairs.append((predicate, node))

        return rule

    # --- mapping

    def _pairs(
        self, plan: ClassPlan, tree: Tree, node: Term, entry: Entry, first: list[Pair] | None = None
    ) -> list[Pair]:
        pairs = list(first or plan.types)
        if plan.label:
            pairs.append((_RDFS_LABEL, literal(plan.label(tree, entry.label, plan.key(tree)))))
        for rule in plan.rules_of(tree):
            rule(tree, pairs, node, entry)
        return list(dict.fromkeys(pairs))

    def _row(self, tree: Tree) -> Term | None:
        if self._row_field is None:
            return None
        field, plan = self._row_field
        return plan.node(tree[field], "", "") if isinstance(tree.get(field), dict) else None

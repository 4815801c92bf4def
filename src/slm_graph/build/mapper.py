"""Entries to triples, by rules that are compiled from the schema once.

An entry gives blocks, each the statements of one subject, in the order of the schema, so that output streams and the
same entry gives the same triples everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from operator import itemgetter

from slm_graph.build.cell_rules import cells_rule, column_property
from slm_graph.build.edges import short_edges
from slm_graph.build.plans import ClassPlan, Nodes, SlotRule, column_field, needed_fields, optional_label, rule_kind
from slm_graph.build.rules import (
    Entry,
    Rule,
    ShortEdge,
    Tree,
    address,
    copied_property,
    datatype_property,
    entry_property,
    make_term,
    named_property,
    object_property,
    part_property,
    sibling_property,
)
from slm_graph.build.schemes import scheme_rule
from slm_graph.documents import values
from slm_graph.entries import (
    Item,
    Sources,
    Vocabulary,
    given_label,
    label_in_survey,
    label_maker,
    row_key,
    shown_fields,
)
from slm_graph.rdf import RDF_TYPE, Block, Pair, Term, iri, literal
from slm_graph.schema import Class, Schema, Slot


class Mapper:
    """Maps trees that the checks have passed.

    Parameters
    ----------
    schema, vocabulary
        The classes, and the items that trees refer to.
    sources
        The surveys, with the columns that quotes and cells are of.
    base
        The IRI below which the nodes live; the schema's own by default.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary, sources: Sources, base: str = "") -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self.sources = sources
        self.base = base or schema.base
        self._plans: dict[str, ClassPlan] = {}
        self._nodes: dict[str, Nodes] = {}

    def entry_blocks(self, tree: Tree, further: Iterable[Tree] = ()) -> list[Block]:
        """Return the blocks of an entry: the system, its usages, its prompt, its row and its paper.

        Parameters
        ----------
        tree
            The entry.
        further
            What further rows state of it. Each row has its own usages and its own block of the system's short edges,
            so that what several rows state occurs in several blocks.
        """
        node = self.entry_plan.node(tree, "", "")
        name = given_label(self.entry_plan.cls, tree)
        parts = [self._statements(tree, Entry(tree["id"], name, node, self.row(tree)))]
        parts += [self._statements(more, self._further_entry(more, name, node)) for more in further]
        heads = [part[0] for part in parts]
        facts = Block(node, list(dict.fromkeys(pair for head in heads for pair in head.pairs)), None)
        stated = [part[1] for part in parts]
        inner = [block for part in parts for block in part[2:]]
        statements = [block for block in inner if block.row is not None]
        others = [block for block in inner if block.row is None]
        return [facts, *stated, *statements, *others]

    def _further_entry(self, tree: Tree, name: str, node: Term) -> Entry:
        """Return what the rules of a further row share; its usages are named after the row, not after the system."""
        assert self.row_plan is not None  # noqa: S101  (a further row is one by that field)
        source = tree[self.row_plan[0]]
        label = label_in_survey(self.schema, self.vocabulary, name, source["survey"])
        return Entry(f"{source['survey']}/{row_key(source)}", label, node, self.row(tree))

    def _statements(self, tree: Tree, entry: Entry) -> list[Block]:
        """Return the blocks of what one row states: the system, its short edges and usages, and the nodes within."""
        if self.row_plan and isinstance(source := tree.get(self.row_plan[0]), dict):
            entry.columns = self.sources.quoted(source)
        for field, below in self._keyed_fields:
            if field in tree:
                for child in values(tree[field]):
                    key = below.key(child)
                    entry.siblings[key] = below.node(child, entry.id, key)
        facts: list[Pair] = []
        stated: list[Pair] = []
        for pair in self._pairs(self.entry_plan, tree, entry.node, entry):
            (stated if pair[0] in self.statement_properties else facts).append(pair)
        edges = [(predicate, item) for _, predicate, item in sorted(entry.edges, key=itemgetter(0))]
        return [Block(entry.node, facts, None), Block(entry.node, edges + stated, entry.row), *entry.blocks]

    def item_blocks(self, items: Iterable[Item]) -> Iterator[Block]:
        """Yield the blocks of vocabulary items; an inverse goes to the block of its own subject."""
        blocks: dict[Term, list[Pair]] = {}
        for item in items:
            for block in self.tree_blocks(item.class_name, item.tree):
                blocks.setdefault(block.subject, []).extend(block.pairs)
        for subject, pairs in blocks.items():
            # What another item says of a subject may come before what the subject says itself.
            types = dict.fromkeys(pair for pair in pairs if pair[0] == RDF_TYPE)
            yield Block(subject, list(dict.fromkeys([*types, *pairs])), None)

    def tree_blocks(self, class_name: str, tree: Tree) -> list[Block]:
        """Return the blocks of a tree that is no entry, its own first."""
        plan = self.plan(class_name)
        node = plan.node(tree, "", "")
        entry = Entry(tree.get("id", ""), given_label(plan.cls, tree), node, None)
        pairs = self._pairs(plan, tree, node, entry)
        return [Block(node, pairs, None), *entry.blocks]

    def node(self, class_name: str, item_id: str) -> Term:
        """Return the node of an item that a field of a range names."""
        return self.nodes_of(class_name)[item_id]

    def types(self, class_name: str) -> tuple[Term, ...]:
        """Return the classes of the things of a class: itself, and those above it."""
        return tuple(dict.fromkeys(iri(above.uri) for above in self.schema.ancestors(class_name) if above.uri))

    def nodes_of(self, class_name: str) -> Nodes:
        """Return the nodes of the items that a field of a range can name, by their id."""
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

    label_property = iri("http://www.w3.org/2000/01/rdf-schema#label")
    """What leads to the labels that are made."""

    # --- compiling

    @cached_property
    def entry_plan(self) -> ClassPlan:
        """How entries are mapped."""
        return self.plan(self.schema.entry_class.name)

    @cached_property
    def _keyed_fields(self) -> list[tuple[str, ClassPlan]]:
        """The entry's fields whose objects have keys, such as its usages."""
        return [(slot.field, self.plan(slot.range)) for slot in self.schema.usage_fields]

    @cached_property
    def statement_properties(self) -> frozenset[Term]:
        """The properties that lead from an entry to what its row states."""
        slots = self.schema.entry_class.slots.values()
        nested = [(slot, self.schema.nested_class(slot)) for slot in slots]
        return frozenset(iri(slot.uri) for slot, cls in nested if cls and cls.is_stated)

    @cached_property
    def row_plan(self) -> tuple[str, ClassPlan] | None:
        """The entry's field that names the survey row, as the slots that copy its node say."""
        slot = self.schema.row_field
        return (slot.field, self.plan(slot.range)) if slot else None

    def plan(self, class_name: str) -> ClassPlan:
        """Return how the trees of a class are mapped."""
        if class_name not in self._plans:
            cls = self.schema.classes[class_name]
            shown = shown_fields(self.schema, self.vocabulary, cls)
            plan = ClassPlan(
                cls=cls,
                types=[(RDF_TYPE, type_) for type_ in self.types(class_name)],
                rules=[],
                by_shape={},
                label=label_maker(cls.label_template, shown) if cls.label_template else None,
                titled=optional_label(cls),
                node=address(cls.iri_template, self.base),
                keys=cls.key_fields,
            )
            self._plans[class_name] = plan
            for slot in cls.slots.values():
                if rule := self._rule(cls, slot):
                    plan.rules.append(rule)
            if cls.scheme:
                plan.rules.append(SlotRule((), scheme_rule(cls, self.schema, self.tree_blocks)))
        return self._plans[class_name]

    def _rule(self, cls: Class, slot: Slot) -> SlotRule | None:
        """Return the rule of a slot; None for what other rules write, and for what is kept out of the graph."""
        kind = rule_kind(self.schema, cls, slot)
        predicates = [iri(uri) for uri in (slot.uri, *self.schema.superproperties(slot))]
        edges: list[ShortEdge] = []
        ids = self.vocabulary.by_name(slot.range) if slot.named else {}
        named = {name: self.node(slot.range, item_id) for name, item_id in ids.items()} if slot.named else None
        match kind:
            case "":
                return None
            case "column":
                rule = column_property(predicates, self.schema, self.sources)
            case "copy":
                source = cls.slots[slot.source].field
                rule = (
                    self._copying_rule(predicates, cls, slot)
                    if named is None
                    else named_property(predicates, source, named)
                )
            case "part":
                rule = part_property(predicates, slot.field, slot.within, self.plan(slot.range).node)
            case "row":
                rule = entry_property(predicates)
            case "sibling":
                rule = sibling_property(predicates, slot.field)
            case "text":
                rule = datatype_property(predicates, slot.field, make_term(slot, self.schema, self.base))
            case "group":
                rule = self._group(self.plan(slot.range), slot.field)
            case "object":
                self.nodes_of(slot.range)  # now, before anything of authority files joins the vocabulary
                rule = self._nested_object(predicates, self.inverse(slot), slot)
            case _:
                edges = short_edges(slot, self.schema, self.vocabulary, self.node)
                rule = object_property(predicates, slot.field, self.nodes_of(slot.range), edges)
        return SlotRule(needed_fields(cls, slot), rule, kind, slot, tuple(predicates), tuple(edges), named)

    def _copying_rule(self, predicates: list[Term], cls: Class, slot: Slot) -> Rule:
        """Return the rule of a slot whose value another field has."""
        source = cls.slots[slot.source].field
        if slot.cell_of:
            return cells_rule(predicates, slot, source, self.schema, self.sources)
        cut = cls.slots[slot.cut].field if slot.cut in cls.slots else ""
        return copied_property(predicates, make_term(slot, self.schema, self.base), slot, source, cut)

    def inverse(self, slot: Slot) -> Term | None:
        """Return the property that leads back from what a slot leads to, or None."""
        name = slot.inverse or (self.schema.slots[slot.parent].inverse if slot.parent else "")
        return iri(self.schema.slots[name].uri) if name else None

    def _group(self, plan: ClassPlan, name: str) -> Rule:
        """`quote: ASR` becomes `usage:… slm:quote "ASR" ; slm:column "Dataset"`: a group adds to its holder."""
        shorthand = plan.cls.shorthand
        column = column_field(plan.cls)

        def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
            for value in values(tree[name]):
                child = {shorthand: value} if value.__class__ is str else value
                if column and column not in child:
                    child = {**child, column: entry.columns.get(entry.field, "")}
                for below in plan.rules_of(child):
                    below(child, pairs, subject, entry)

        return rule

    def _nested_object(self, predicates: list[Term], inverse: Term | None, slot: Slot) -> Rule:
        """`source: {row: 8}` becomes `system:… slm:describedBy row:…`, and a block of the row's own."""
        plan = self.plan(slot.range)
        is_row = slot == self.schema.row_field
        needs_key = "{key}" in plan.cls.iri_template

        def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
            entry.field = slot.field
            for value in values(tree[slot.field]):
                if is_row and isinstance(value, dict):
                    value = self.sources.completed(value)
                if isinstance(value, str):
                    node = self.node(slot.range, value)
                    if inverse:
                        entry.blocks.append(Block(node, [(inverse, subject)], None))
                else:
                    key = plan.key(value)
                    if needs_key and not key:
                        continue
                    node = (not is_row and entry.siblings.get(key)) or plan.node(value, entry.id, key)
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
        if label := plan.made_label(tree, entry.label):
            pairs.append((self.label_property, literal(label)))
        for rule in plan.rules_of(tree):
            rule(tree, pairs, node, entry)
        return list(dict.fromkeys(pairs))

    def row(self, tree: Tree) -> Term | None:
        """Return the node of the row that an entry comes from."""
        if self.row_plan is None:
            return None
        field, plan = self.row_plan
        source = tree.get(field)
        return plan.node(source, "", plan.key(source)) if isinstance(source, dict) else None

"""The rules of the mapping: one for each kind of field, named for what OWL calls its property.

A rule takes a tree, the pairs of predicate and object that its node has so far, the node, and what the rules of one
entry share; it adds the pairs that its field gives. Rules are made once and run for every entry, so that what can be
known of a field beforehand is looked up when its rule is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from slm_graph.documents import values
from slm_graph.rdf import Block, Pair, Term, datatype_suffix, iri, literal
from slm_graph.schema import Schema, Slot

Tree: TypeAlias = "Mapping[str, Any]"


@dataclass(slots=True)
class Entry:
    """What the rules of one entry, or of one further row that states more of it, share."""

    id: str
    label: str
    node: Term
    row: Term | None
    siblings: dict[str, Term] = field(default_factory=dict)
    """Usages by their key."""
    edges: dict[tuple[int, Term, Term], None] = field(default_factory=dict)
    """Short edges with the position of their property, in the order in which they were first stated."""
    blocks: list[Block] = field(default_factory=list)
    """Of the nodes within the entry."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The column that the quotes of each field come from unless they say otherwise."""
    field: str = ""
    """The field of the entry that is being mapped."""


Rule: TypeAlias = "Callable[[Tree, list[Pair], Term, Entry], None]"
MakeTerm: TypeAlias = "Callable[[str], Term]"


class ShortEdge(NamedTuple):
    """A short edge that a field is the evidence of, as the rule of the field needs it."""

    position: int
    """Of its property among the entry's."""
    predicate: Term
    ends: Mapping[str, Sequence[Term]] | None
    """The nodes that it leads to for each value; None for the value itself."""
    beside: Term | None
    """The property of the subject that has the ends too."""
    where: str
    """The field that it depends on, or ""."""
    wanted: str
    """The value that the field must have; any where this is empty."""
    is_absent: bool
    """Whether it is written where the field is not there."""

    def holds(self, tree: Tree) -> bool:
        """Tell whether a tree states the edge."""
        if not self.where:
            return True
        if self.is_absent or not self.wanted:
            return (self.where in tree) is not self.is_absent
        return self.wanted in values(tree.get(self.where, ()))


def datatype_property(predicates: list[Term], name: str, make: MakeTerm) -> Rule:
    """`amount: 4400` becomes `usage:… slm:amount 4400`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        for value in values(tree[name]):
            term = make(value)
            for predicate in predicates:
                pairs.append((predicate, term))

    def short_rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        value = tree[name]
        if value.__class__ is str:
            pairs.append((predicates[0], make(value)))
        else:
            pairs += [(predicates[0], make(text)) for text in value]

    return short_rule if len(predicates) == 1 else rule


def object_property(predicates: list[Term], name: str, nodes: Mapping[str, Term], edges: list[ShortEdge]) -> Rule:
    """`llm: vicuna` becomes `usage:… slm:usageOf llm:vicuna`, and the short edge `system:… slm:usesLLM llm:vicuna`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        for value in values(tree[name]):
            term = nodes[value]
            for predicate in predicates:
                pairs.append((predicate, term))
            for edge in edges:
                if edge.holds(tree):
                    for end in (term,) if edge.ends is None else edge.ends.get(value, ()):
                        entry.edges[edge.position, edge.predicate, end] = None
                        if edge.beside:
                            pairs.append((edge.beside, end))

    return rule


def sibling_property(predicates: list[Term], name: str) -> Rule:
    """`alternative_to: vicuna` becomes `usage:… slm:alternativeTo usage:…/vicuna`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        pairs += [(predicate, entry.siblings[key]) for key in values(tree[name]) for predicate in predicates]

    return rule


def part_property(predicates: list[Term], name: str, within: str, node_of: Callable[[Tree, str, str], Term]) -> Rule:
    """`heading: codecs` becomes `row:… slm:underHeading heading:SURVEY/codecs`.

    Parameters
    ----------
    within
        The field that names the thing that the value is a part of, or `parent`.
    node_of
        Returns the node of a part by its tree, the id of the thing, and a key.
    """

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        holder = entry.id if within == "parent" else tree[within]
        nodes = [node_of({"id": value}, holder, "") for value in values(tree[name])]
        pairs += [(predicate, node) for node in nodes for predicate in predicates]

    return rule


def cell_property(
    predicates: list[Term], make: MakeTerm, source: str, columns_of: Callable[[Tree], Iterable[str]]
) -> Rule:
    """`LLM: Vicuna` among the cells of a row becomes `row:… slm:llmCell "Vicuna"`; a list of phrases, each phrase.

    Parameters
    ----------
    source
        The field that has the cells by their column.
    columns_of
        Returns the columns of a row whose cells the property has.
    """

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        for column in columns_of(tree):
            for text in values(tree[source][column]):
                pairs += [(predicate, make(text)) for predicate in predicates]

    return rule


def entry_property(predicates: list[Term]) -> Rule:
    """Every usage becomes `usage:… prov:wasDerivedFrom row:…`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        if entry.row:
            for predicate in predicates:
                pairs.append((predicate, entry.row))

    return rule


def copied_property(predicates: list[Term], make: MakeTerm, slot: Slot, source: str, cut: str) -> Rule:
    """`issued: 2023-10` becomes `paper:… slm:year 2023` too; `arxiv: "2310.13289"` also its DOI as an IRI.

    Parameters
    ----------
    source
        The field that is copied, where the field itself is not given.
    cut
        The field that says that the source's list is not whole.
    """
    where, wanted = slot.where or ("", "")
    join, match, template = slot.join, slot.match, slot.template

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        texts = values(tree[slot.field] if slot.field in tree else tree[source])
        if slot.field not in tree:
            if where and tree.get(where) != wanted:
                return
            if join is not None:
                texts = [join.join(texts) + (f"{join}et al." if tree.get(cut) == "true" else "")]
            texts = [part[1] for text in _texts(texts) if (part := match.match(text))] if match else list(_texts(texts))
            texts = [template.replace("{}", text) for text in texts]
        pairs += [(predicate, make(text)) for text in texts for predicate in predicates]

    return rule


def named_property(predicates: list[Term], source: str, nodes: Mapping[str, Term]) -> Rule:
    """`unit: hours` becomes `usage:… slm:unitConcept unit:hours` too, where an item has that name.

    Parameters
    ----------
    source
        The field whose text may name an item.
    nodes
        The items by their names, in small letters.
    """

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        named = (nodes.get(text.casefold()) for text in values(tree[source]))
        pairs += [(predicate, node) for node in named if node for predicate in predicates]

    return rule


def _texts(tree: Any) -> Iterator[str]:
    """Yield the texts of a value, of a list, and of the groups in it."""
    if isinstance(tree, str):
        yield tree
    else:
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(part)


def make_term(slot: Slot, schema: Schema, base: str) -> MakeTerm:
    """Return what makes a term of the text of a slot whose values are no things of ours."""
    type_ = schema.types.get(slot.range)
    if type_ is None:
        return literal
    if type_.is_below_base:
        return lambda path: iri(base + path)
    if type_.is_iri:
        return iri
    suffix = f"@{type_.language}" if type_.language else datatype_suffix(type_.uri)
    return partial(literal, suffix=suffix) if suffix else literal


def address(template: str, base: str) -> Callable[[Tree, str, str], Term]:
    """Return what makes a node of a tree, the id of its entry and its key: `usage/{parent}/{key}`.

    Examples
    --------
    >>> address("row/{survey}/{row}", "https://w3id.org/slm-graph/")({"survey": "speech-llms", "row": "8"}, "", "")
    '<https://w3id.org/slm-graph/row/speech-llms/8>'
    """
    parts = re.split(r"\{(\w+)\}", base + template)

    def make(tree: Tree, parent: str, key: str) -> Term:
        made = parts[0]
        for position in range(1, len(parts), 2):
            name = parts[position]
            made += (parent if name == "parent" else key if name == "key" else tree[name]) + parts[position + 1]
        return iri(made)

    return make

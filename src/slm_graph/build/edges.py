"""The short edges of the schema, as the rules of their fields need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from slm_graph.build.rules import ShortEdge
from slm_graph.documents import values
from slm_graph.entries import Vocabulary
from slm_graph.rdf import Term, iri
from slm_graph.schema import Edge, Schema, Slot

NodeOf: TypeAlias = "Callable[[str, str], Term]"
"""Returns the node of an item by its class and its id."""


def short_edges(slot: Slot, schema: Schema, vocabulary: Vocabulary, node_of: NodeOf) -> list[ShortEdge]:
    """Return the short edges that a field is the evidence of."""
    positions, slots = list(schema.entry_class.slots), schema.slots
    return [
        ShortEdge(
            position=positions.index(edge.slot),
            predicate=iri(slots[edge.slot].uri),
            ends=_ends(slot.range, edge, schema, vocabulary, node_of) if edge.through else None,
            beside=iri(slots[edge.beside].uri) if edge.beside else None,
            where=slots[edge.field].field if edge.field else "",
            wanted=edge.value,
            is_absent=edge.is_absent,
        )
        for edge in slot.edges
    ]


def _ends(
    class_name: str, edge: Edge, schema: Schema, vocabulary: Vocabulary, node_of: NodeOf
) -> dict[str, list[Term]]:
    """Return the ends of an edge for each item that a field of a range can name."""
    ends: dict[str, list[Term]] = {}
    holders = vocabulary.ids(schema.slots[edge.slot].range if edge.is_inverse else class_name)
    for item in vocabulary.items:
        slot = schema.classes[item.class_name].slots.get(edge.through)
        if slot and slot.field in item.tree and holders.get(item.id) == item.class_name:
            for name in values(item.tree[slot.field]):
                if edge.is_inverse:
                    ends.setdefault(name, []).append(node_of(item.class_name, item.id))
                else:
                    ends.setdefault(item.id, []).append(node_of(slot.range, name))
    return ends

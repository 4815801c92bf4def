"""The rule of concepts: they are in their scheme, which the vocabulary lists, or which is that of what holds them."""

from __future__ import annotations

from collections.abc import Callable

from slm_graph.build.rules import Entry, Rule, Tree
from slm_graph.rdf import Block, Pair, Term, iri
from slm_graph.schema import Class, Schema


def scheme_rule(cls: Class, schema: Schema, blocks_of: Callable[[str, Tree], list[Block]]) -> Rule:
    """Every task becomes `task:… skos:inScheme scheme:task`, and one without a broader task a top concept.

    Parameters
    ----------
    blocks_of
        Returns the blocks of a tree by its class, its own first.
    """
    slots = schema.slots
    in_scheme, top, has_top = (iri(slots[name].uri) for name in ("in_scheme", "top_concept_of", "has_top_concept"))
    scheme_class = slots["in_scheme"].range
    label = schema.classes[scheme_class].slots["label"].field

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        # Where no vocabulary lists the scheme, the first of its concepts says what it is.
        scheme = {
            "id": cls.scheme.replace("{parent}", entry.id),
            label: cls.scheme_label.replace("{parent}", entry.label),
        }
        blocks = blocks_of(scheme_class, scheme)
        node = blocks[0].subject
        entry.blocks += blocks if cls.scheme_label else []
        pairs.append((in_scheme, node))
        if "broader" not in tree:
            pairs.append((top, node))
            entry.blocks.append(Block(node, [(has_top, subject)], None))

    return rule

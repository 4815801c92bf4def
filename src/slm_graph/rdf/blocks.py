"""Blocks: the statements about one subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from slm_graph.rdf.terms import Term

Pair: TypeAlias = "tuple[Term, Term]"


class Block(NamedTuple):
    """Statements about one subject; `row` is the survey row that states them, None for what is known from elsewhere."""

    subject: Term
    pairs: list[Pair]
    row: Term | None


def distinct(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return blocks that belong together with each triple once, whichever rows state it; a predicate is not parted.

    Examples
    --------
    >>> from slm_graph.rdf import iri
    >>> system, uses, bert, gpt = map(iri, ("urn:s", "urn:uses", "urn:bert", "urn:gpt"))
    >>> rows = iri("urn:row/1"), iri("urn:row/2")
    >>> stated = [Block(system, [(uses, bert)], rows[0]), Block(system, [(uses, bert), (uses, gpt)], rows[1])]
    >>> [len(block.pairs) for block in distinct(stated)]
    [2]
    """
    rows = {block.row for block in blocks}
    rows.discard(None)
    if len(rows) < 2:
        return blocks
    merged: dict[Term, list[Pair]] = {}
    for block in blocks:
        merged.setdefault(block.subject, []).extend(block.pairs)
    return [Block(subject, _by_predicate(pairs), None) for subject, pairs in merged.items()]


def _by_predicate(pairs: Sequence[Pair]) -> list[Pair]:
    order = {predicate: position for position, predicate in enumerate(dict.fromkeys(pair[0] for pair in pairs))}
    return sorted(dict.fromkeys(pairs), key=lambda pair: order[pair[0]])

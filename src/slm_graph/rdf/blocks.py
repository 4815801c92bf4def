"""Blocks: the statements about one subject."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from slm_graph.rdf.terms import Term

Pair: TypeAlias = "tuple[Term, Term]"


class Block(NamedTuple):
    """Statements about one subject; `row` is the survey row that states them, None for what is known from elsewhere."""

    subject: Term
    pairs: list[Pair]
    row: Term | None

"""The rules of a row's cells, and of the columns that say which property has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from slm_graph.build.rules import Entry, Rule, Tree, cell_property
from slm_graph.entries import Sources
from slm_graph.rdf import Pair, Term, iri, literal
from slm_graph.schema import Schema, Slot
from slm_graph.text import parse_cell

_has_no_markup = re.compile(r"[^\W\d_](?:[^\W_]|[ .-](?=[^\W_]))*").fullmatch


def cells_rule(predicates: list[Term], slot: Slot, source: str, schema: Schema, sources: Sources) -> Rule:
    """Return the rule of a slot that has cells, as written or as plain text.

    Parameters
    ----------
    source
        The field of a row that has the cells by their column.
    """
    columns_of = cell_columns(slot, source, schema, sources)
    make = (lambda text: literal(plain(text))) if slot.is_plain_text else literal
    return cell_property(predicates, make, source, columns_of)


def cell_columns(slot: Slot, source: str, schema: Schema, sources: Sources) -> Callable[[Tree], Iterable[str]]:
    """Return what tells the columns of a row whose cells a slot has; its table and its columns decide that."""
    if slot.is_plain_text:
        field = schema.entry_class.slots[slot.cell_of].field
        return lambda tree: [name for name in [sources.quoted(tree).get(field, "")] if name in tree[source]]
    return lambda tree: sources.columns_in(tree, source).get(slot.name, ())


def plain(text: str) -> str:
    """Return the text of a cell without its Markdown."""
    # A name in letters and figures needs no parser of Markdown, and most are such.
    return text if _has_no_markup(text) else parse_cell(text).plain.strip()


def column_property(predicates: list[Term], schema: Schema, sources: Sources) -> Rule:
    """`{name: LLM, fields: [llms]}` becomes `column:… slm:cellProperty slm:llmCell`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        term = iri(schema.slots[sources.slot_of_column(tree)].uri)
        pairs += [(predicate, term) for predicate in predicates]

    return rule

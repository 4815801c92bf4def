"""The rules of a row's cells, and of the columns that say which property has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    if slot.is_plain_text:
        field = schema.entry_class.slots[slot.cell_of].field

        def column_of(tree: Tree) -> Iterable[str]:
            return [name for name in [sources.quoted(tree).get(field, "")] if name in tree[source]]

        return cell_property(predicates, lambda text: literal(_plain(text)), source, column_of)

    def columns_of(tree: Tree) -> Iterable[str]:
        return sources.columns_in(tree, source).get(slot.name, ())

    return cell_property(predicates, literal, source, columns_of)


def _plain(text: str) -> str:
    # A name in letters and figures needs no parser of Markdown, and most are such.
    return text if _has_no_markup(text) else parse_cell(text).plain.strip()


def column_property(predicates: list[Term], schema: Schema, sources: Sources) -> Rule:
    """`{name: LLM, fields: [llms]}` becomes `column:… slm:cellProperty slm:llmCell`."""

    def rule(tree: Tree, pairs: list[Pair], subject: Term, entry: Entry) -> None:
        term = iri(schema.slots[sources.slot_of_column(tree)].uri)
        pairs += [(predicate, term) for predicate in predicates]

    return rule

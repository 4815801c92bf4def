"""Text to values, without a schema: cells, names, numbers, amounts, identifiers, lists, English words."""

from __future__ import annotations

from slm_graph.text.amounts import Amount, find_amounts, language_counts
from slm_graph.text.cells import Link, MarkdownCell, cell_states_nothing, cell_text, parse_cell, states_nothing
from slm_graph.text.dates import date_of_arxiv, date_order, months_between, read_date
from slm_graph.text.english import article, spaced, words
from slm_graph.text.identifiers import (
    arxiv_in,
    identify,
    is_link_word,
    slug,
    without_pictures,
)
from slm_graph.text.list_grammar import Piece, Span, parts_of, split_list
from slm_graph.text.names import (
    SIGNS,
    SIZE_WORD,
    SIZE_WORDS,
    LetterRun,
    begins_word,
    ends_word,
    folded_word,
    is_joint,
    key_of,
    name_key,
    says,
    signs_at,
    sized_key,
    split_pieces,
)
from slm_graph.text.numbers import Number, find_numbers, plain_decimal
from slm_graph.text.plain_lists import parts_of_plain_list
from slm_graph.text.units import UNITS

__all__ = [
    "SIGNS",
    "SIZE_WORD",
    "SIZE_WORDS",
    "UNITS",
    "Amount",
    "LetterRun",
    "Link",
    "MarkdownCell",
    "Number",
    "Piece",
    "Span",
    "article",
    "arxiv_in",
    "begins_word",
    "cell_states_nothing",
    "cell_text",
    "date_of_arxiv",
    "date_order",
    "ends_word",
    "find_amounts",
    "find_numbers",
    "folded_word",
    "identify",
    "is_joint",
    "is_link_word",
    "key_of",
    "language_counts",
    "months_between",
    "name_key",
    "parse_cell",
    "parts_of",
    "parts_of_plain_list",
    "plain_decimal",
    "read_date",
    "says",
    "signs_at",
    "sized_key",
    "slug",
    "spaced",
    "split_list",
    "split_pieces",
    "states_nothing",
    "without_pictures",
    "words",
]

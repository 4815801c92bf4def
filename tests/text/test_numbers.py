"""Numbers in the words of a source; what amounts are made of, and what quotes are checked against."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.text.amounts import find_amounts, language_counts
from slm_graph.text.numbers import find_numbers

WORDS = """0 1 5 20 000 400 1,000 2.5 10 k M bn h hours - – / , . : \u202f 万 亿 小时 语言 to or and a half one two
 million hundred twelve languages songs WavCaps GPT over + ( )"""
TEXTS = (
    st.text(max_size=40)
    | st.text("0123456789.,e ", max_size=60)
    | st.lists(st.sampled_from([*WORDS.split(), " ", " ", " "]), max_size=14).map("".join)
)


@pytest.mark.parametrize(("text", "numbers"), lines_of("amounts/numbers"))
def test_the_numbers_that_a_text_states(text: str, numbers: str) -> None:
    assert "; ".join(f"{n.value:f}{'' if n.is_sure else '?'}" for n in find_numbers(text)) == numbers


@given(st.integers(0, 10**9))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    spaced = f"{number:,}".replace(",", "\u202f")
    for text in (f"{number}", f"{number:,}", spaced, f"{number}h", f"({number} hours)", f"{number}k", f"{number} bn"):
        factor = 10**9 if text.endswith("bn") else 1000 if text.endswith("k") else 1
        assert [(stated.value, stated.is_sure) for stated in find_numbers(text)] == [(Decimal(number * factor), True)]


@given(TEXTS)
def test_any_text_has_numbers_or_none(text: str) -> None:
    for number in find_numbers(text):
        assert number.value >= 0
        assert text[number.start : number.end].strip() == text[number.start : number.end] != ""


@given(TEXTS, st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), max_size=2), st.booleans())
def test_a_quote_of_an_amount_states_its_number(text: str, taken: list[tuple[int, int]], bare: bool) -> None:
    for amount in find_amounts(text, taken, bare=bare):
        assert amount.value in [number.value for number in find_numbers(amount.text)]
    for amount in find_amounts(text, bare=bare):
        assert amount.value in [number.value for number in find_numbers(text)]
    for start, end, count in language_counts(text):
        assert Decimal(count) in [number.value for number in find_numbers(text[start:end])]

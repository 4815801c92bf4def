"""Amounts in the words of a source."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.text.amounts import find_amounts, language_counts
from slm_graph.text.units import UNITS

FACTORS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, " million": 10**6, "B": 10**9, "万": 10**4}


@pytest.mark.parametrize(("text", "amounts"), lines_of("amounts/amounts"))
def test_amounts(text: str, amounts: str) -> None:
    signs = {"atLeast": "+", "atMost": "-", "approximate": "~"}
    found = [f"{a.value:f}{signs.get(a.qualifier, '')} {a.unit}" for a in find_amounts(text)]
    assert "; ".join(found) == amounts


@given(
    st.integers(1, 999),
    st.sampled_from(sorted(FACTORS)),
    st.sampled_from([w for ws in UNITS.values() for w in ws.split()]),
)
def test_a_number_with_a_unit_is_an_amount(number: int, factor: str, word: str) -> None:
    (amount,) = find_amounts(f"(FSD50K, {number}{factor} {word})")
    assert (amount.text, amount.value) == (f"{number}{factor} {word}", Decimal(number * FACTORS[factor]))
    assert word in UNITS[amount.unit].split()


@given(st.text(max_size=40) | st.text("0123456789kKmM,. +~-hours万", max_size=30))
def test_any_text_is_read_and_the_words_of_an_amount_are_in_it(text: str) -> None:
    for amount in find_amounts(text):
        assert text[amount.start : amount.end].strip() == amount.text
        assert amount.value.is_finite()
        assert (amount.qualifier == "unitNotStated") == (amount.unit == "not stated")


def test_what_is_taken_is_no_amount() -> None:
    assert find_amounts("Clotho 5k clips", [(0, 12)]) == []
    assert [amount.unit for amount in find_amounts("5k clips", [(3, 8)])] == ["not stated"]


def test_a_name_ends_before_the_amount_after_it() -> None:
    assert find_amounts("VoxCeleb 1 400 hours") == []
    assert [amount.text for amount in find_amounts("VoxCeleb 1 400 hours", [(0, 10)])] == ["400 hours"]
    assert [amount.text for amount in find_amounts("10k hours(Music)", [(9, 16)])] == ["10k hours"]
    assert [amount.text for amount in find_amounts("10k(Music)", [(3, 10)])] == ["10k"]


def test_a_number_alone_counts_where_that_is_asked_for() -> None:
    assert find_amounts("960") == []
    assert [amount.value for amount in find_amounts("960", bare=True)] == [960]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("(33 languages)", [33]), ("33 langauges", [33]), ("100+ languages", [100]), ("8种语言", [8]),
        ("33 language models", []), ("33 landmarks", []), ("v33 languages", []), ("languages", []),
    ],
)  # fmt: skip
def test_numbers_of_languages(text: str, counts: list[int]) -> None:
    assert [number for _, _, number in language_counts(text)] == counts

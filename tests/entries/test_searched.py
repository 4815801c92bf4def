"""Quotes are looked for in phrases, and many of them cost no more each than a few do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.entries import searched
from slm_graph.entries.searched import Searched

WORDS = st.text("ab 语", max_size=80)


@pytest.mark.parametrize("few", [0, 200])
@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_a_quote_is_in_a_phrase_however_it_is_looked_for(few: int, phrases: list[str], quotes: list[str]) -> None:
    quotes += [phrase[start : start + 70] for phrase in phrases for start in range(0, len(phrase), 7)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searched, "_FEW", few)
        text = Searched(phrases)
        assert [quote in text for quote in quotes if quote] == [
            any(quote in phrase for phrase in phrases) for quote in quotes if quote
        ]


def test_what_is_ordered_once_is_not_read_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted(str):
        reads = 0

        def __contains__(self, part: object) -> bool:
            Counted.reads += 1
            return str(part) in str(self)

    text = Searched(f"word{number}" for number in range(1000))
    monkeypatch.setattr(text, "_text", Counted(text._text))
    assert all(f"ord{number}" in text for number in range(1000))
    assert Counted.reads == 200

"""Scalars replaced in place: nothing else of a text changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.documents import text_tree, with_scalars

TEXT = """\
# who hears what
id: one   # the first
llms:
- {llm: vicuna, tuning: 'lora',  quote: "Vicuna"}

- llm:   "vicuna"
  quote: >-
    Vicuna and
    others
notes: ["vicuna", vicuna]
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_scalars_change(newline: str, mark: str) -> None:
    text = mark + TEXT.replace("\n", newline)
    places = [("llms", 0, "llm"), ("llms", 1, "llm"), ("notes", 1)]
    made = with_scalars(text, dict.fromkeys(places, "vicuna-13b"))
    wanted = text.replace("{llm: vicuna", "{llm: vicuna-13b").replace('  "vicuna"', '  "vicuna-13b"')
    assert made == wanted.replace(", vicuna]", ", vicuna-13b]")


def test_a_text_that_others_would_take_for_a_number_gets_quotes() -> None:
    assert with_scalars("paper: whisper\n", {("paper",): "2212.04356"}) == "paper: '2212.04356'\n"


def test_a_folded_text_becomes_plain() -> None:
    made = with_scalars(TEXT, {("llms", 1, "quote"): "Vicuna"})
    assert made == TEXT.replace(">-\n    Vicuna and\n    others\n", "Vicuna\n")


def test_json_stays_json() -> None:
    line = '{"id":"one",\t"llms": [{"llm": "vicuna", "quote": "\\u00e9 \\"x\\""}]}\n'
    made = with_scalars(line, {("llms", 0, "llm"): "vicuna-13b"})
    assert made == line.replace('"vicuna"', '"vicuna-13b"')
    assert json.loads(made)["llms"][0]["llm"] == "vicuna-13b"


@pytest.mark.parametrize("place", [("llms", 5, "llm"), ("llms",), ("id", 0), ("x",)])
def test_what_is_not_there_is_told(place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be changed in place"):
        with_scalars(TEXT, {place: "x"})


@given(st.lists(st.sampled_from("ab é😀\u2028'\"#:{}[]-,0\t"), max_size=12).map("".join))
def test_any_scalar_is_replaced_or_told(value: str) -> None:
    text = f"- {json.dumps(value)}  # {value.replace(chr(0x2028), '')}\n- old\n"
    made = with_scalars(text, {(1,): "new"})
    assert made == text.replace("- old", "- new")
    assert text_tree(with_scalars(text, {(0,): "new"})) == ["new", "old"]

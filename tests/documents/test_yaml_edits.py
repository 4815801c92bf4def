"""Changes in a person's YAML: what is asked for happens, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.documents.yaml_edits import Edit, edited, has_comment
from slm_graph.documents.yaml_parser import parse_yaml
from slm_graph.documents.yaml_writing import to_yaml

TEXT = """\
# yaml-language-server: $schema=x
# Settled with the authors.

id:   salmonn   # never changes
name: "SALMONN"
paper: {id: '2310.13289',   title: 'SALMONN: Hearing' }
source:
    survey: s
    row: '8'
    cells:
        LLM: Vicuna
        Dataset: >-
            LibriSpeech,
            GigaSpeech

# the encoders
encoders:
- encoder: whisper   # the large one
  quote: Whisper
- {encoder: beats, quote: BEATs}
llms:
  -   llm: vicuna
      quote: [Vicuna, 13B]   # both

  # a comment below
tasks: [{task: asr, quote: ASR}, {task: st, quote: ST}]  # in brackets
# the end
"""

CASES: list[tuple[list[Edit], list[str], list[str]]] = [
    ([Edit(("name",), "SALMONN 2")], ['name: "SALMONN"'], ['name: "SALMONN 2"']),
    ([Edit(("paper", "title"), "It: hears")], ["title: 'SALMONN: Hearing' }"], ["title: 'It: hears' }"]),
    ([Edit(("source", "row"), "9")], ["    row: '8'"], ["    row: '9'"]),
    ([Edit(("source", "cells", "LLM"), "A\nB")], ["        LLM: Vicuna"], ['        LLM: "A\\nB"']),
    ([Edit(("source", "cells", "LLM"), None)], ["        LLM: Vicuna"], []),
    ([Edit(("encoders", 0), None)], ["- encoder: whisper   # the large one", "  quote: Whisper"], []),
    ([Edit(("encoders", 2), {"encoder": "avh"})], [], ["- encoder: avh"]),
    ([Edit(("llms", 1), {"llm": "llama"})], [], ["  - {llm: llama}"]),
    ([Edit(("llms", 0, "quote", 2), "7B")], ["quote: [Vicuna, 13B]   # both"], ["quote: [Vicuna, 13B, 7B]   # both"]),
    ([Edit(("llms", 0), None)], ["llms:", "  -   llm: vicuna", "      quote: [Vicuna, 13B]   # both"], []),
    ([Edit(("paper", "id"), None)], ["paper: {id: '2310.13289',   title"], ["paper: {title"]),
    ([Edit(("paper", "title"), None)], ["'2310.13289',   title: 'SALMONN: Hearing' }"], ["'2310.13289' }"]),
    ([Edit(("datasets", 0), {"dataset": "x", "quote": "X"})], [], ["datasets:", "  - {dataset: x, quote: X}"]),
    ([Edit(("source", "not_stated"), ["LLM"])], [], ["    not_stated: [LLM]"]),
    ([Edit(("code",), "https://example.org/a#b")], [], ["code: https://example.org/a#b"]),
]  # fmt: skip


def lines_but(text: str, gone: list[str]) -> list[str]:
    lines = text.splitlines()
    for part in gone:
        lines = [line for line in lines if part not in line]
    return lines


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("edits", "gone", "come"), CASES)
def test_an_edit_touches_its_own_lines_alone(edits: list[Edit], gone: list[str], come: list[str], newline: str) -> None:
    text = TEXT.replace("\n", newline)
    after = edited(text, edits)
    assert lines_but(after, come) == lines_but(text, gone)
    for part in come:
        assert part in after
    assert after.count(newline) == after.count("\n")


def test_items_of_a_list_in_brackets_come_and_go() -> None:
    assert edited("a: [x, y]  # why\n", [Edit(("a", 0), None)]) == "a: [y]  # why\n"
    assert edited("a: [x, y]\n", [Edit(("a", 1), None)]) == "a: [x]\n"
    assert edited("a: [x]\n", [Edit(("a", 1), "y, z")]) == "a: [x, 'y, z']\n"
    assert edited("a: {}\nb: c\n", [Edit(("a", "k"), "v")]) == "a: {k: v}\nb: c\n"
    assert edited("a: [x]\nb: c\n", [Edit(("a", 0), None)]) == "b: c\n"


def test_one_value_becomes_a_list_where_a_second_comes() -> None:
    assert edited("id: a\nllms: {llm: x}\n", [Edit(("llms", 1), {"llm": "y"})]) == (
        "id: a\nllms:\n  - {llm: x}\n  - {llm: y}\n"
    )


def test_text_that_ends_without_a_line_break_is_added_to() -> None:
    assert edited("a: b", [Edit(("c",), "d")]) == "a: b\nc: d"
    assert edited("- a: b\n# end\n", [Edit((1,), {"a": "c"})]) == "- a: b\n- a: c\n# end\n"


def test_a_byte_order_mark_stays() -> None:
    assert edited("\ufeffa: b\n", [Edit(("a",), "c")]) == "\ufeffa: c\n"


@pytest.mark.parametrize("text", ["a: [b\n", "", "a: &x {y: z}\nd: *x\n"])
def test_what_cannot_be_changed_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"^d\.y cannot be changed in place$"):
        edited(text, [Edit(("d", "y"), "f")])


def test_comments_are_found_in_a_value_and_behind_it() -> None:
    assert has_comment(TEXT, ("encoders", 0))
    assert not has_comment(TEXT, ("encoders", 1))
    assert has_comment(TEXT, ("llms", 0))
    assert not has_comment("a: {b: 'x # y'}\n", ("a",))
    assert not has_comment(TEXT, ("llms", 5))


def parsed(text: str) -> Any:
    tree, _, problems = parse_yaml(text, "x.yaml")
    assert not problems
    return tree


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=9)
usages = st.dictionaries(
    st.sampled_from(["dataset", "quote", "note"]), words | st.lists(words, min_size=1, max_size=3), min_size=1
)
trees = st.dictionaries(st.sampled_from("abcd"), words | st.lists(usages, min_size=1, max_size=4) | usages, min_size=1)


@given(trees, st.sampled_from("abcd"), st.integers(0, 4), usages | words | st.none())
def test_any_edit_gives_its_tree_or_is_refused_never_another(
    tree: dict[str, Any], key: str, position: int, value: Any
) -> None:
    text = to_yaml(tree)
    before = tree.get(key)
    path = (key, min(position, len(before))) if isinstance(before, list) else (key,)
    others = {k: v for k, v in tree.items() if k != key}
    if value is None and not others and (not isinstance(before, list) or len(before) == 1):
        return  # nothing would be left
    after = parsed(edited(text, [Edit(path, value)]))
    assert {k: v for k, v in after.items() if k != key} == others
    if isinstance(before, list):
        now = list(before)
        now[path[1] : path[1] + 1] = [value] if value is not None else []  # type: ignore[misc]
        assert after.get(key, []) == now
    else:
        assert after.get(key) == value

"""What changed in a kept answer, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.questions.changes import changed_rows

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123"), st.sampled_from("xy")), max_size=8)


def table(*rows: str) -> str:
    return "".join("\t".join(row.split()) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (table("a b", "x 1"), table("a b", "x 1"), []),
        (table("a b", "x 1"), table("a b", "x 1", "y 2"), ["+ y, 2"]),
        (table("a b", "x 1", "x 1"), table("a b", "x 1"), ["- x, 1"]),
        (table("a b", "x 1"), table("a b", "x 2"), ["~ x: b 1 → 2"]),
        ("a\tb\nx\t\n", table("a b", "x 2"), ["~ x: b nothing → 2"]),
        (table("a b c", "x y 1"), table("a b c", "x y 2"), ["~ x, y: c 1 → 2"]),
        # Of two rows about x nobody knows which one became which.
        (table("a b", "x 1", "x 2"), table("a b", "x 3"), ["+ x, 3", "- x, 1", "- x, 2"]),
        # Both are datasets, and otherwise have nothing in common.
        (table("a b c", "x 1 2"), table("a b c", "x 3 4"), ["+ x, 3, 4", "- x, 1, 2"]),
        (table("a b", "x 1", "y 2"), table("a b", "y 2", "x 1"), ["~ the same rows in another order"]),
        (table("a b", "x 1"), table("a c", "x 1"), ["1 row of a, b → 1 row of a, c"]),
        ("", table("a b"), ["nothing → 0 rows of a, b"]),
        (table("a b"), "", ["0 rows of a, b → nothing"]),
    ],
)
def test_a_change_is_told(old: str, new: str, lines: list[str]) -> None:
    assert list(changed_rows(old, new)) == lines


@given(ROWS, ROWS)
def test_what_differs_is_told_and_what_is_alike_is_not(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> None:
    old_text, new_text = ("".join("\t".join(row) + "\n" for row in [("k", "n", "t"), *rows]) for rows in (old, new))
    assert bool(list(changed_rows(old_text, new_text))) == (old_text != new_text)

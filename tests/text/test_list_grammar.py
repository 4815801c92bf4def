"""The structure of cells: blocks, items, brackets and labels."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slm_graph.text.list_grammar import Span, parts_of, split_list

NAMES = re.compile(r"[A-Z][A-Za-z0-9]*")


def names_in(text: str) -> list[Span]:
    return [found.span() for found in NAMES.finditer(text)]


def split(text: str, names: list[Span] | None = None) -> list[str]:
    """Return the pieces as: label> before|words."""
    known = names_in(text) if names is None else names
    pieces = split_list(text, 0, len(text), known, lambda span: any(span[0] <= s and e <= span[1] for s, e in known))
    return [
        (f"{text[slice(*piece.label)]}> " if piece.label else "")
        + (f"{piece.before}|" if piece.before else "")
        + text[piece.start : piece.end]
        for piece in pieces
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" , ;", []),
        ("A, B; C", ["A", ",|B", "C"]),
        ("A，B、C；D", ["A", ",|B", ",|C", "D"]),
        ("A and B", ["A", "and|B"]),
        ("A & B + C", ["A", "&|B", "+|C"]),
        ("A or B", ["A", "or|B"]),
        ("A, and B", ["A", "and|B"]),
        ("A/B / C", ["A", "/|B", "/|C"]),
        ("A -> B → C", ["A", "->|B", "→|C"]),
        ("speech/text data", ["speech/text data"]),
        ("transcription and translation data", ["transcription and translation data"]),
        ("A with prompts", ["A with prompts"]),
        ("A w/ B", ["A", "w/|B"]),
        ("x: A, B; y: C", ["x> A", "x> ,|B", "y> C"]),
        ("x:\nA\nB\ny:\nC", ["x> A", "x> B", "y> C"]),
        ("x: A\nB", ["x> A", "B"]),
        ("x：A", ["x> A"]),
        ("A: 5", ["A: 5"]),
        ("see https://example.org", ["see https://example.org"]),
        ("A (x, y), B [z]", ["A (x, y)", ",|B [z]"]),
        ("A (x; y), B", ["A (x; y)", ",|B"]),
        ("A (x, B", ["A (x, B"]),
        ("A. B", ["A", "B"]),
        ("A 1.5 x", ["A 1.5 x"]),
        ("A, e.g. b", ["A", ",|e.g. b"]),
        ("1,000 x, A", ["1,000 x", ",|A"]),
        ("- A\n- B", ["A", "B"]),
        ("• A • B", ["A", "B"]),
        ("1. A\n2. B", ["A", "B"]),
        ("1) A 2) B", ["A", "B"]),
        ("(1) A (x) (2) B", ["A (x)", "B"]),
        ("A (2) B", ["A (2) B"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


def test_what_is_within_a_name_separates_nothing() -> None:
    text = "3D & Co, A"
    assert split(text, [(0, 7)]) == ["3D & Co", ",|A"]


def test_brackets_are_told_with_their_signs() -> None:
    text = "A (x) [y (z)], B（w）"
    pieces = split_list(text, 0, len(text), names_in(text), lambda span: True)
    assert [[text[slice(*group)] for group in piece.groups] for piece in pieces] == [["(x)", "[y (z)]"], ["（w）"]]


@example("0[;]:")
@example("0[(;]),]:")
@given(st.text(max_size=50) | st.text("AB xy,;:()[]&+/|.\n-1 and or", max_size=50))
def test_pieces_are_in_order_apart_and_leave_only_what_separates(text: str) -> None:
    pieces = split_list(text, 0, len(text), names_in(text), lambda span: True)
    end = 0
    spans = sorted({(piece.start, piece.end) for piece in pieces} | {piece.label for piece in pieces if piece.label})
    for start, stop in spans:
        assert end <= start < stop <= len(text)
        end = stop
    for piece in pieces:
        assert all(piece.start <= start < stop <= piece.end for start, stop in piece.groups)
    inside = "".join(" " if any(s <= at < e for s, e in spans) else sign for at, sign in enumerate(text))
    lost = re.sub(r"\b(?:and|or|plus|as well as|w|with)\b|\d+(?=[.)）])", " ", inside, flags=re.IGNORECASE)
    # "x: ;" has a label and no item; in "1,000.5:" nothing ends before the colon.
    labels_of_nothing = re.sub(r"(?:[^,;:\n.]|(?<=\d),(?=\d{3}(?!\d))|\.(?!\s))*:", " ", without_brackets(lost))
    assert not re.search(r"[^\W_]", labels_of_nothing) or re.search(r"[和与及或]", text)


def without_brackets(text: str) -> str:
    """Return a text without brackets and what is in them: what separates items separates nothing there."""
    inner = r"[(（\[【][^()（）\[\]【】\n]*[)）\]】]"
    while (shorter := re.sub(inner, "", text)) != text:
        text = shorter
    return text


def test_parts() -> None:
    text = "a, b/c & d and e"
    assert [text[slice(*part)] for part in parts_of(text)] == ["a", "b", "c", "d", "e"]

"""Raw Markdown cells as text; markdown-it is the second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from slm_graph.cells import cell_text, states_nothing

PIECES = st.sampled_from(["&", "amp", ";", "&amp;", "&lt;", "&#38;", "&#x3C;", "&copy", "\\", "#", "lt;", "a"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Transcribe this.", "Transcribe this."),
        ("  spaces at the ends  ", "spaces at the ends"),
        ("one </br> two<br>three <BR/> four<br />five", "one\ntwo\nthree\nfour\nfive"),
        ("</br> first </br>", "first"),
        (r"\<audio\> \[A\] \*", "<audio> [A] *"),
        (r"USER: \n ASSISTANT:", r"USER: \n ASSISTANT:"),
        (r"a \\ b \\n", r"a \ b \n"),
        ("R&amp;D &lt;audio&gt; &#39;", "R&D <audio> '"),
        ("&lt;br&gt;", "<br>"),
        (r"\&amp; &amp;lt; &nosuch; a&section=1", "&amp; &lt; &nosuch; a&section=1"),
        (r"\<br\>", "<br>"),
        ("，：", "，："),
        ("", ""),
    ],
)
def test_a_cell_as_text(cell: str, text: str) -> None:
    assert cell_text(cell) == text


@given(st.text(r"""ab !"#$%'()*+,-./:;=?@[\]^_`{|}~""") | st.lists(PIECES).map("".join))
def test_escapes_and_entities_are_what_markdown_says(cell: str) -> None:
    (inline,) = MarkdownIt("zero").enable(["escape", "entity"]).parseInline(cell)
    wanted = "".join(token.content for token in inline.children or [])
    assert cell_text(cell) == wanted.strip()


@given(st.text("abc .,:()"))
def test_text_without_markdown_stays(cell: str) -> None:
    assert cell_text(cell) == cell.strip()


@pytest.mark.parametrize("cell", ["-", " - ", "--", "–", "—", "n/a", "N/A", "Unknown"])
def test_what_states_nothing(cell: str) -> None:
    assert states_nothing(cell)


@pytest.mark.parametrize("cell", ["", "a - b", "A series of models", "-1", "none"])
def test_what_states_something(cell: str) -> None:
    assert not states_nothing(cell)

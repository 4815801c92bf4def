"""Raw Markdown cells as text; markdown-it is the second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from slm_graph.text import cells
from slm_graph.text.cells import Link, _shown, parse_cell, states_nothing

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
    assert parse_cell(cell).text == text


@given(st.text(r"""ab !"#$%'()*+,-./:;=?@[\]^_`{|}~""") | st.lists(PIECES).map("".join))
def test_escapes_and_entities_are_what_markdown_says(cell: str) -> None:
    (inline,) = MarkdownIt("zero").enable(["escape", "entity"]).parseInline(cell)
    wanted = "".join(token.content for token in inline.children or [])
    assert parse_cell(cell).text == wanted.strip()


@given(st.text("abc .,:()"))
def test_text_without_markdown_stays(cell: str) -> None:
    assert parse_cell(cell).text == cell.strip()


@given(
    st.text()
    | st.text(" ab\t\n#-+>*_=|1.'\"`~!&")
    | st.lists(st.sampled_from(["https://a.org/b", *" a,:()."])).map("".join)
)
def test_a_cell_without_markup_needs_no_parser(cell: str) -> None:
    read = parse_cell(cell)
    assert (read.plain, read.links) == _shown(cell)


NULL_WORDS = [
    "-",
    " - ",
    "--",
    "–",
    "—",
    "n/a",
    "Unknown",
    "&mdash;",
    "*-*",
    "`-`",
    r"\-",
    "未知",
    "N/A",
    "None",
    "(TBD)",
]
NULL_PHRASES = ["Undisclosed", "Not Available", "not yet released", "NaN", "Coming soon!", "…"]


@pytest.mark.parametrize("cell", NULL_WORDS + NULL_PHRASES)
def test_what_states_nothing(cell: str) -> None:
    assert parse_cell(cell).states_nothing


@pytest.mark.parametrize("cell", ["", "a - b", "A series of models", "-1", "Nonesuch", "NotAvail", "no"])
def test_what_states_something(cell: str) -> None:
    assert not parse_cell(cell).states_nothing


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("**Whisper** and *BEATs* and ~~AST~~ and `CLAP`", "Whisper and BEATs and AST and CLAP"),
        ("[Whisper](https://example.org) ![x](y.png)BEATs", "Whisper BEATs"),
        ("<a href='https://example.org'>Whisper</a><br>BEATs</br>AST<br/>CLAP", "Whisper\nBEATs\nAST\nCLAP"),
        ("<details><summary>a</summary><ul><li>b</li><li>c</li></ul></details>", "a\n\nb\n\nc"),
        ("Whisper<sup>1</sup>", "Whisper1"),
        ("<audio> and <speech>", "<audio> and <speech>"),
        ("`a|b` &amp; R&D &mdash;", "a|b & R&D —"),
        (r"a\_b \*c\*", "a_b *c*"),
        ("a_b_c WIKI__x", "a_b_c WIKI__x"),
        ("ＡＳＲ：语音", "ＡＳＲ：语音"),  # noqa: RUF001
        ("", ""),
    ],
)
def test_what_a_reader_sees(cell: str, text: str) -> None:
    assert parse_cell(cell).plain == text


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (
            "[a](https://x.org) and <a href=https://y.org>b</a>",
            [Link("a", "https://x.org"), Link("b", "https://y.org")],
        ),
        ("see https://x.org/a_(b), https://y.org.", [Link("", "https://x.org/a_(b)"), Link("", "https://y.org")]),
        ("(https://x.org/a)，（https://x.org/a）", [Link("", "https://x.org/a"), Link("", "https://x.org/a")]),
        ("<https://x.org>", [Link("https://x.org", "https://x.org")]),
        ("[![badge](https://img.org/b.svg)](https://x.org)", [Link("badge", "https://x.org")]),
        ("**[a](https://x.org?b=1&amp;c=2)**", [Link("a", "https://x.org?b=1&c=2")]),
        ("https://x.org/路径。然后", [Link("", "https://x.org/路径")]),
        ("no link, example.org", []),
    ],
)
def test_links(cell: str, found: list[Link]) -> None:
    assert list(parse_cell(cell).links) == found


@given(
    st.text(max_size=60)
    | st.lists(PIECES, max_size=12).map("".join)
    | st.text("<a href=\"'>![]()`*_~\\/ht:p.", max_size=40)
)
def test_any_text_is_a_cell(cell: str) -> None:
    assert parse_cell(cell).plain == parse_cell(cell).plain.strip()
    assert all(isinstance(link.url, str) for link in parse_cell(cell).links)


@given(st.from_regex(cells._nothing_stated, fullmatch=True))
def test_nothing_is_said_in_few_letters(text: str) -> None:
    # So a text of more letters need not be read for it.
    assert cells._says_much(text) is None
    assert states_nothing(text)
    assert parse_cell(f"<br>{text}&nbsp;").states_nothing
    # And its first sign tells of most texts that they say something.
    assert cells._OTHER_STARTS.isdisjoint((text[:1], text.upper()[:1]))
    assert cells.cell_states_nothing(text) == parse_cell(text).states_nothing

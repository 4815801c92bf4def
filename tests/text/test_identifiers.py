"""Links, dates and names as identifiers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.text.identifiers import (
    arxiv_in,
    identify,
    is_link_word,
    slug,
    without_pictures,
)


@pytest.mark.parametrize(("url", "wanted"), lines_of("identifiers/links"))
def test_links(url: str, wanted: str) -> None:
    found = identify(url)
    assert (f"{found.kind} {found.value}" if found else "") == wanted


@given(st.text(max_size=60) | st.text("https:/arxiv.org/abs/2310.13289[]@?#", max_size=60).map("https://".__add__))
def test_any_text_may_be_an_address(url: str) -> None:
    found = identify(url)
    assert found is None or found.value


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("arXiv:2310.13289v2", "2310.13289"), ("ARXIV 2310.13289", "2310.13289"), ("[arXiv: cs/0112017]", "cs/0112017"),
        ("2310.13289", ""), ("arXiv", ""), ("arXiv 2023", ""), ("arXiv:2390.13289", ""), ("arXiv:CS/0112017", ""),
        ("arXiv:٢٣10.13289", ""),
    ],
)  # fmt: skip
def test_identifiers_in_words(text: str, identifier: str) -> None:
    assert arxiv_in(text) == identifier


def test_words_that_only_say_what_a_link_leads_to() -> None:
    assert all(map(is_link_word, ["", "Code", "[Paper]", "🤗 HF", "arXiv", "代码", "project page", "GitHub"]))
    assert not any(map(is_link_word, ["SALMONN", "Code Llama", "PaperBERT", "data-juicer"]))


def test_pictures_are_no_part_of_a_name() -> None:
    assert without_pictures("🔥🔥 SALMONN ⭐ :rocket:") == "SALMONN"
    assert without_pictures("a:b c::d 12:30") == "a:b c::d 12:30"


@given(st.text(max_size=30))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*|", slug(text))
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "lpt9", "x" * 300, "long name " * 60, "模型" * 200])
def test_an_id_can_name_a_file_on_every_system(name: str) -> None:
    made = slug(name)
    assert len(made) <= 100
    assert made not in {"con", "nul", "com1", "lpt9"}
    assert slug(made) == made


def test_long_names_that_begin_alike_have_two_ids() -> None:
    assert slug("x" * 300) != slug("x" * 301)

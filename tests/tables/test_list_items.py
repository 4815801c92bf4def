"""Items of lists of links, taken apart."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.tables.item_links import links_in
from slm_graph.tables.list_items import PARTS, parts_of_item


@pytest.mark.parametrize(("item", "name", "title", "date", "venue", "links"), lines_of("tables/items"))
def test_an_item_is_taken_apart(item: str, name: str, title: str, date: str, venue: str, links: str) -> None:
    parts = parts_of_item(item.split(" // "))
    wanted = {"Name": name, "Paper title": title, "Date": date, "Venue": venue, "Links": links}
    assert {key: value for key, value in parts.items() if key != "Authors"} == {k: v for k, v in wanted.items() if v}


def test_authors_are_those_that_are_given() -> None:
    lines = ["**Kea: Calls of Many Birds**", "**Author(s):** Ada Auk, Ben Bee", "[Paper](https://a.org)"]
    assert parts_of_item(lines)["Authors"] == "Ada Auk, Ben Bee"
    lines[1] = "**Author(s):** Authors not specified in the provided information"
    assert "Authors" not in parts_of_item(lines)


def test_what_bars_part_is_no_part_of_a_name() -> None:
    parts = parts_of_item(["**KeaSet  2018-6 | Not | EN | [Paper](https://arxiv.org/abs/1806.12345)**", "Size: 31 GB"])
    links = "[Paper](https://arxiv.org/abs/1806.12345)"
    assert parts == {"Name": "KeaSet", "Date": "2018-6", "Links": links}


def test_links_of_html_and_with_brackets_in_them() -> None:
    text = '<a href="https://a.org/x">paper</a> [a [b] c](https://b.org/(y)) [c](#d) [![star](https://s.org/i.svg)](https://d.org)'
    assert [link.url for link in links_in(text)] == ["https://a.org/x", "https://b.org/(y)", "https://d.org"]


@given(st.lists(st.text(st.sampled_from("[]()*`<>\\:. ,aB1【】-h"), max_size=40), min_size=1, max_size=3))
def test_any_item_is_read_and_nothing_is_made_up(lines: list[str]) -> None:
    """A part holds words of the item alone: what marks it is left out, nothing is added."""
    parts = parts_of_item(lines)
    letters = "".join(sign for line in lines for sign in line if sign.isalnum())
    assert set(parts) <= set(PARTS)
    for value in parts.values():
        remaining = iter(letters)
        assert all(sign in remaining for sign in value if sign.isalnum())


@pytest.mark.parametrize(
    "piece", ["[", "[[a]", "[a](", "**", "`2024.01`", "(", "【", "<a href=x>", ", in A", "https://", " "]
)
def test_the_longest_item_is_read_at_once(piece: str) -> None:
    begin = time.process_time()
    parts_of_item([(piece * 4_000)[:4_000]])
    assert time.process_time() - begin < 1

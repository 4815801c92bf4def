"""An answer in a notebook, and as the tables and networks of others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from slm_graph import run_query
from slm_graph.problems import WrongArgument
from slm_graph.questions.answers import Answer
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"
ROWS: list[tuple[Any, ...]] = [("A", "B", Decimal("1.5"), 2023), ("A", None, None, None), ("<i>|", "C", Decimal(2), 3)]
ANSWER = Answer(["from", "to", "hours", "year"], ROWS)


def test_pandas_has_all_values_as_numbers_and_texts() -> None:
    frame = ANSWER.to_pandas()
    assert list(frame.columns) == ["from", "to", "hours", "year"]
    assert frame["hours"].sum() == 3.5
    assert str(frame["hours"].dtype) == "float64"
    assert frame["to"].isna().tolist() == [False, True, False]


def test_polars_has_all_values_as_numbers_and_texts() -> None:
    frame = ANSWER.to_polars()
    assert frame.columns == ["from", "to", "hours", "year"]
    assert frame["hours"].sum() == 3.5
    assert frame["year"].to_list() == [2023, None, 3]
    mixed = Answer(["value"], [(1,), ("one",)]).to_polars()
    assert mixed["value"].to_list() == ["1", "one"]


def test_an_empty_answer_keeps_its_columns() -> None:
    empty = Answer(["from", "to"], [])
    assert list(empty.to_pandas().columns) == empty.to_polars().columns == ["from", "to"]
    assert len(empty.to_networkx()) == 0


def test_links_are_those_of_two_columns_or_of_triples() -> None:
    network = ANSWER.to_networkx()
    assert sorted(network.edges(data=True)) == [
        ("<i>|", "C", {"hours": Decimal(2), "year": 3}),
        ("A", "B", {"hours": Decimal("1.5"), "year": 2023}),
    ]
    answer = run_query(GRAPH, "encoder-llm-network")
    assert answer.to_networkx().number_of_edges() == len(answer.triples) > 50
    with pytest.raises(WrongArgument, match="two columns"):
        Answer(["one"], [(1,)]).to_networkx()


def test_a_notebook_shows_a_table_in_which_text_is_text() -> None:
    html, markdown = ANSWER._repr_html_(), ANSWER._repr_markdown_()
    assert "<i>" not in html
    assert html.count("<tr>") == 4
    assert '<td style="text-align: right">2023</td>' in html
    assert markdown.splitlines()[0] == "| from | to | hours | year |"
    assert "3 rows" in html
    assert "3 rows" in markdown


def test_a_long_answer_is_shown_in_part_and_says_so() -> None:
    html = Answer(["n"], [(n,) for n in range(100)])._repr_html_()
    assert "100 rows, of which the first 60 are shown" in html
    assert html.count("<tr>") == 61


def test_what_a_parameter_was_taken_for_is_told() -> None:
    assert "(encoder: Whisper)" in run_query(GRAPH, "systems-by-encoder", encoder="Wishper")._repr_html_()

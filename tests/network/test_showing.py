"""What a notebook shows of a graph, a thing, a comparison, a difference and a check."""

from __future__ import annotations

import html5lib
import pytest

from slm_graph import check, compare, describe, difference, open_graph, to_network
from slm_graph.graphs import LocalGraph, local_graph
from slm_graph.problems import NotFound, WrongArgument
from tools import ROOT

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(ROOT / "output" / "slm-graph.ttl")


def test_all_of_them_show_a_table_in_both_forms(graph: LocalGraph) -> None:
    old, new = (local_graph(f"<http://example.org/a> {LABEL} '{name}|<b>' .") for name in ("A", "B"))
    for shown in (
        graph,
        describe(graph, "SALMONN"),
        compare(graph, "SALMONN", "WavLLM"),
        difference(old, new),
        check(ROOT / "tests" / "cases" / "base" / "data"),
    ):
        html = shown._repr_html_()
        assert html.startswith("<table>")
        html5lib.HTMLParser(strict=True).parseFragment(html)
        assert "<b>" not in html
        assert shown._repr_markdown_().endswith("\n")


def test_a_graph_shows_how_many_things_of_each_class_it_has(graph: LocalGraph) -> None:
    assert "| slm:System | 29 |" in graph._repr_markdown_()
    assert f"{len(graph.store):,} statements" in graph._repr_html_()


def test_a_thing_shows_its_links_with_the_words_that_state_them(graph: LocalGraph) -> None:
    lines = describe(graph, "hubert")._repr_markdown_().splitlines()
    assert "| year | 2021 |  |" in lines
    assert "| ← uses speech encoder | Spirit LM | HuBERT for semantic token |" in lines


def test_a_comparison_tells_what_all_have(graph: LocalGraph) -> None:
    network = to_network(graph)
    rows = {name: (values, shared) for name, values, shared in compare(network, "SALMONN", "WavLLM").rows()}
    assert rows["uses LLM"] == ([["Vicuna"], ["Llama-2-7B-chat"]], [])
    assert rows["uses dataset"][1] == ["LibriSpeech"]
    with pytest.raises(WrongArgument, match="one thing alone"):
        compare(network, "SALMONN")
    with pytest.raises(NotFound, match="SALMON: no such thing; did you mean SALMONN"):
        describe(network, "SALMON")


def test_a_difference_shows_what_its_words_say() -> None:
    old, new = (local_graph(f"<http://example.org/a> {LABEL} '{name}' .") for name in ("A", "B"))
    assert difference(old, new)._repr_markdown_().startswith("### Labels changed: 1\n\n- ")
    assert "A → B" in difference(old, new)._repr_html_()
    assert difference(old, old)._repr_markdown_() == "No change.\n"

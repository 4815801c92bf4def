"""What a researcher wants to know beside comparing and filtering, from the first screen, in few clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from browsing import Open
from slm_graph.graphs import LocalGraph

SLM = "https://w3id.org/slm-graph/ontology#"


@pytest.fixture
def page(opened: Open, page_file: Path) -> Any:
    return opened(page_file, "")


def rows(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#table-scroll tbody th a").all_inner_texts()]


def names(graph: LocalGraph, pattern: str) -> list[str]:
    text = f"PREFIX slm: <{SLM}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT DISTINCT ?name {pattern}"
    solutions = graph.store.query(text, prefixes={"schema": "http://schema.org/"})
    assert isinstance(solutions, ox.QuerySolutions)
    return [str(row["name"].value) for row in solutions]


def test_which_datasets_are_used_most_in_two_clicks(page: Any, graph: LocalGraph) -> None:
    page.select_option("[data-at='pick-A row a']", label="Dataset")
    page.click("#table-scroll thead button:has-text('Is used by')")
    counted = names(
        graph, "{ ?s slm:usesDataset ?d . ?d rdfs:label ?name } GROUP BY ?d ?name ORDER BY DESC(COUNT(DISTINCT ?s))"
    )
    assert rows(page)[0] == counted[0]
    assert page.inner_text("#table-scroll tbody tr >> nth=0").count(",") > 3


@pytest.mark.parametrize(
    ("column", "pattern"),
    [
        ("hours", "?u slm:usageBy ?s ; slm:hours ?stated"),
        ("link:Code", "?s <http://schema.org/codeRepository> ?stated"),
    ],
)
def test_what_is_stated_at_all_is_one_click(page: Any, graph: LocalGraph, column: str, pattern: str) -> None:
    page.click(f"[data-key='{column}'] input[data-value='stated']")
    stated = names(graph, f"{{ ?s a slm:System ; rdfs:label ?name . {pattern} }}")
    assert sorted(rows(page)) == sorted(stated)
    page.click(f"[data-key='{column}'] input[data-value='stated']")
    page.click(f"[data-key='{column}'] input[data-value='not-stated']")
    systems = names(graph, "{ ?s a slm:System ; rdfs:label ?name }")
    assert sorted(rows(page)) == sorted({*systems} - {*stated})


def test_who_follows_a_model_is_told_with_the_model(page: Any) -> None:
    page.fill("#search", "LLaMA")
    page.keyboard.press("Enter")
    assert page.inner_text("#details h2") == "LLaMA"
    link = page.locator("#details .lineage a").first
    told = int(link.inner_text().split()[0])
    link.click()
    assert len(rows(page)) == told == 17
    assert "any LLaMA" in page.inner_text("#table-filters")
    assert page.is_hidden("#details")


def test_values_of_a_facet_keep_their_places_while_numbers_change(page: Any) -> None:
    texts = "all => all.map((span) => span.textContent)"
    before = page.eval_on_selector_all("[data-key=usesDataset] li label > span:not(.count)", texts)
    counts = page.eval_on_selector_all("[data-key=usesDataset] .count", texts)
    page.evaluate("window.line = document.querySelector('[data-at=\"compare-system/salmonn\"]').closest('tr')")
    page.click("[data-key=usesSpeechEncoder] input[data-value='encoder/whisper']")
    assert page.eval_on_selector_all("[data-key=usesDataset] li label > span:not(.count)", texts) == before
    assert page.eval_on_selector_all("[data-key=usesDataset] .count", texts) != counts
    # A line that stays is not drawn anew.
    assert page.evaluate("window.line.isConnected")
    page.click("[data-at='compare-system/salmonn']")
    assert "SALMONN" in page.inner_text("#table-compared")

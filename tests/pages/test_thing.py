"""The view Thing: all of one thing, and its RDF to copy."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from browsing import Open, until
from slm_graph.graphs import LocalGraph

BASE = "https://w3id.org/slm-graph/"


def statements(text: str, rdf_format: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(input=text.encode(), format=rdf_format)}


@pytest.mark.parametrize("thing", ["system/salmonn", "encoder/whisper", "paper/2310.13289"])
def test_a_things_rdf_is_the_graphs(opened: Open, page_file: Path, graph: LocalGraph, thing: str) -> None:
    page = opened(page_file, f"#thing/{thing}")
    wanted = {str(quad.triple) for quad in graph.store.quads_for_pattern(ox.NamedNode(BASE + thing), None, None)}
    assert len(wanted) > 5
    for name, rdf_format in (("Turtle", ox.RdfFormat.TURTLE), ("JSON-LD", ox.RdfFormat.JSON_LD)):
        page.click(f".source summary:text-is('{name}')")
        until(page, "document.querySelector('.source[open]:not([data-read]) pre').textContent")
        assert statements(page.inner_text(".source[open]:not([data-read]) pre"), rdf_format) == wanted
        page.evaluate("document.querySelector('.source[open]').dataset.read = 'yes'")


def test_a_thing_is_reached_from_its_panel_and_by_search(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph/system/salmonn")
    page.click("#details .own-page a")
    assert page.evaluate("location.hash") == "#thing/system/salmonn"
    assert page.is_hidden("#details")
    assert page.inner_text("#view-thing h2") == "SALMONN"
    assert "4400 hours" in page.inner_text("#view-thing")
    page.fill("#search", "whisper")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#view-thing h2').textContent === 'Whisper'")
    until(page, "document.activeElement.textContent === 'Whisper'")
    page.go_back()
    until(page, "document.querySelector('#view-thing h2').textContent === 'SALMONN'")
    page.click("#view-thing a >> text=BEATs >> nth=0")
    assert page.inner_text("#view-thing h2") == "BEATs"


def test_where_nothing_is_chosen_all_are_listed(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#thing")
    assert page.inner_text("#view-thing h2") == "Choose a thing"
    page.click("#view-thing button >> nth=0")
    assert page.locator("#view-thing section >> nth=0").locator("li").count() == 29

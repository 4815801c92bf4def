"""The words of the survey: each quote is marked in the whole cell that it stands in, with its row and its column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from browsing import Open, until
from slm_graph.graphs import LocalGraph, local_graph
from slm_graph.network import to_network
from slm_graph.pages.page import write_page

SLM = "https://w3id.org/slm-graph/ontology#"
DATASET = "#view-compare .comparison tr:has(> th:text-is('Dataset')) td >> nth=0"


def cell_of(graph: LocalGraph, column: str) -> str:
    row = ox.NamedNode("https://w3id.org/slm-graph/row/speech-llms-progress/8")
    (quad,) = graph.store.quads_for_pattern(row, ox.NamedNode(SLM + column), None)
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value


def squeezed(text: str) -> str:
    return "".join(text.replace("</br>", "").split())


def marks(page: Any, within: str) -> list[str]:
    return list(page.eval_on_selector_all(f"{within} mark", "all => all.map((mark) => mark.textContent)"))


def test_a_cell_of_the_comparison_opens_its_quotes_in_the_survey(
    opened: Open, page_file: Path, graph: LocalGraph
) -> None:
    page = opened(page_file, "#compare/system/salmonn,system/wavllm")
    cell = page.locator(DATASET)
    cell.locator("summary").click()
    cell.locator("mark").first.wait_for()
    assert cell.locator("figcaption").all_inner_texts() == ["Row 8 of Speech LLMs Progress, column Dataset"]
    assert squeezed(cell.locator("figure blockquote").inner_text()) == squeezed(cell_of(graph, "datasetCell"))
    assert "</br>" not in cell.inner_text()
    assert {"Librispeech", "(ASR)", "Clotho", "for pretraining"} <= {
        part.strip(", ") for text in cell.locator("mark").all_inner_texts() for part in text.split(",")
    }


def test_a_fact_of_a_thing_opens_its_quotes_in_the_survey(opened: Open, page_file: Path, graph: LocalGraph) -> None:
    page = opened(page_file, "#thing/system/salmonn")
    page.click("#view-thing .evidence:has(q:text-is('Wishper encoder (speech)')) summary")
    until(page, "document.querySelector('#view-thing .evidence[open] mark')")
    assert marks(page, "#view-thing .evidence[open]") == ["Wishper encoder (speech)"]
    assert (
        page.inner_text("#view-thing .evidence[open] figcaption")
        == "Row 8 of Speech LLMs Progress, column Speech model"
    )
    text = page.inner_text("#view-thing .evidence[open] figure blockquote")
    assert text == cell_of(graph, "encoderCell")


def test_the_panel_of_the_graph_opens_them_too(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph/system/salmonn")
    page.click("#details .evidence summary >> nth=0")
    until(page, "document.querySelector('#details .evidence[open] mark')")


@pytest.mark.parametrize("thing", ["system/salmonn", "system/lauragpt", "llm/vicuna"])
def test_every_quote_of_a_thing_is_marked_somewhere(
    opened: Open, page_file: Path, graph: LocalGraph, thing: str
) -> None:
    iri = f"<https://w3id.org/slm-graph/{thing}>"
    answer = graph.store.query(
        f"SELECT DISTINCT ?quote {{ ?usage <{SLM}usageBy>|<{SLM}usageOf> {iri} ; <{SLM}quote> ?quote }}"
    )
    quotes = {row["quote"].value for row in answer}  # type: ignore[union-attr]
    page = opened(page_file, f"#thing/{thing}")
    page.click("#view-thing .words > summary")
    until(page, "document.querySelector('#view-thing .words mark')")
    shown = [squeezed(text) for text in marks(page, "#view-thing .words")]
    assert quotes
    assert [quote for quote in quotes if not any(squeezed(quote) in text for text in shown)] == []


def test_without_an_engine_the_quotes_stand_alone(opened: Open, tmp_path: Path, graph: LocalGraph) -> None:
    path = tmp_path / "plain.html"
    write_page(path, to_network(graph))
    page = opened(path, "#compare/system/salmonn,system/wavllm")
    page.locator(DATASET).locator("summary").click()
    assert "Librispeech" in page.locator(DATASET).locator("q").all_inner_texts()


def test_a_cell_that_the_graph_lacks_is_told(opened: Open, tmp_path: Path) -> None:
    from slm_graph.network import kinds_of
    from slm_graph.pages.asking import asking_of

    said = f"""
        <urn:a> a <{SLM}System> ; <{SLM}usesLLM> <urn:b> ; <http://www.w3.org/2000/01/rdf-schema#label> "A" .
        <urn:b> a <{SLM}LLM> ; <http://www.w3.org/2000/01/rdf-schema#label> "B" .
        <urn:u> a <{SLM}LLMUsage> ; <{SLM}usageBy> <urn:a> ; <{SLM}usageOf> <urn:b> ; <{SLM}quote> "B" ;
            <{SLM}column> "LLM" ."""
    graph = local_graph(said)
    network = to_network(graph)
    path = tmp_path / "small.html"
    write_page(path, network, asking=asking_of(graph, kinds_of(network)))
    page = opened(path, "#thing/urn:a")
    page.click("#view-thing .evidence summary")
    until(page, "document.querySelector('#view-thing .evidence .cells').textContent.includes('does not have the cell')")

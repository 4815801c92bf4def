"""The views of rows, as a person uses them: what a researcher asks is a few clicks away, and right by the graph."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from browsing import PHONE, Open, until

PREFIXES = """PREFIX slm: <https://w3id.org/slm-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
ANY_LLAMA = """?system slm:usesLLM/(slm:variantOf|slm:derivedFromModel)*/slm:family
    <https://w3id.org/slm-graph/family/llama> ."""


@pytest.fixture(scope="module")
def ask(output: Path) -> Callable[[str], list[list[str]]]:
    """Return what asks the graph in SPARQL, as rows of texts."""
    store = ox.Store()
    store.load(path=str(output / "slm-graph.ttl"))

    def answer(text: str) -> list[list[str]]:
        rows = store.query(PREFIXES + text)
        assert isinstance(rows, ox.QuerySolutions)
        return [["" if term is None else term.value for term in row] for row in rows]

    return answer


class Person:
    """Uses a page by its controls, and counts the clicks."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)

    def rows(self) -> list[str]:
        return [text.strip() for text in self.page.locator("#table-scroll tbody th a").all_inner_texts()]


@pytest.fixture
def person(opened: Open, page_file: Path) -> Person:
    return Person(opened(page_file, fragment=""))


def facet(column: str, value: str) -> str:
    return f"[data-key='{column}'] input[data-value='{value}']"


def test_the_table_opens_first_with_a_row_a_system(person: Person, ask: Any) -> None:
    systems = [row[0] for row in ask("SELECT ?name { ?s a slm:System ; rdfs:label ?name }")]
    assert sorted(person.rows()) == sorted(systems)
    headings = person.page.locator("#table-scroll thead th").all_inner_texts()
    for heading in (
        "Speech encoder",
        "LLM",
        "LLM: tuning",
        "Dataset",
        "Task",
        "Method",
        "Hours stated",
        "Year",
        "Venue",
    ):
        assert any(text.startswith(heading) for text in headings), heading


def test_an_encoder_a_family_and_a_task_in_four_clicks(person: Person, ask: Any) -> None:
    person.click(facet("usesSpeechEncoder", "encoder/whisper"))
    person.click(facet("usesLLM", "any:family/llama"))
    person.click(facet("addressesTask", "task/st"))
    expected = ask(
        f"""SELECT DISTINCT ?name {{ {ANY_LLAMA} ?system rdfs:label ?name ;
            slm:usesSpeechEncoder <https://w3id.org/slm-graph/encoder/whisper> ;
            slm:addressesTask <https://w3id.org/slm-graph/task/st> }}"""
    )
    assert expected
    assert sorted(person.rows()) == sorted(row[0] for row in expected)
    assert person.clicks <= 4
    assert f"{len(expected)} of " in person.page.inner_text("#table-count")


def test_a_frozen_llm_in_two_clicks(person: Person, ask: Any) -> None:
    person.click(facet("usesLLM.tuning", "frozen"))
    expected = ask(
        """SELECT DISTINCT ?name { ?usage a slm:LLMUsage ; slm:usageBy ?system ; slm:tuning/rdfs:label ?tuning .
            ?system rdfs:label ?name FILTER (STR(?tuning) = "frozen") }"""
    )
    assert expected
    assert sorted(person.rows()) == sorted(row[0] for row in expected)
    assert person.clicks <= 2


def test_values_of_a_facet_are_alternatives_and_facets_add_up(person: Person) -> None:
    whisper, hubert = facet("usesSpeechEncoder", "encoder/whisper"), facet("usesSpeechEncoder", "encoder/hubert")
    person.click(whisper)
    alone = set(person.rows())
    person.click(hubert)
    either = set(person.rows())
    assert alone < either
    person.click(facet("usesLLM", "any:family/qwen"))
    assert set(person.rows()) < either
    person.click("#table-tools [data-at=all-rows]")
    assert len(person.rows()) > len(either)


def test_what_is_not_stated_is_a_value(person: Person, ask: Any) -> None:
    person.click(facet("usesLLM", "not-stated"))
    expected = ask("SELECT ?name { ?s a slm:System ; rdfs:label ?name FILTER NOT EXISTS { ?s slm:usesLLM ?llm } }")
    assert expected
    assert sorted(person.rows()) == sorted(row[0] for row in expected)


def test_a_count_is_what_choosing_it_leaves(person: Person) -> None:
    person.click(facet("addressesTask", "task/asr"))
    for value in ("any:family/llama", "llm/vicuna", "not-stated"):
        line = person.page.locator(f"[data-key='usesLLM'] li:has(input[data-value='{value}'])")
        told = int(line.locator(".count").inner_text())
        person.click(facet("usesLLM", value))
        assert len(person.rows()) == told
        person.click(facet("usesLLM", value))


def test_by_hours_in_two_clicks(person: Person, ask: Any) -> None:
    person.click("#table-scroll thead [data-at='sort-hours']")
    most = ask("SELECT ?name { ?u slm:hours ?h ; slm:usageBy/rdfs:label ?name } ORDER BY DESC(?h) LIMIT 1")
    assert person.rows()[0] == most[0][0]
    assert person.clicks <= 2
    assert person.page.get_attribute("th:has([data-at='sort-hours'])", "aria-sort") == "descending"


def test_two_systems_beside_each_other_in_four_clicks(person: Person) -> None:
    person.click("[data-at='compare-system/salmonn']")
    person.click("[data-at='compare-system/wavllm']")
    person.click("[data-at=compare]")
    assert person.clicks <= 4
    cell = person.page.locator(".comparison tbody tr").first.locator("td")
    assert "Whisper" in cell.nth(0).inner_text()
    assert "Whisper" in cell.nth(1).inner_text()
    assert "●" in cell.nth(0).locator(".shared").inner_text()
    lines = person.page.locator(".comparison tbody tr").count()
    person.click("[data-at=differences]")
    assert 0 < person.page.locator(".comparison tbody tr").count() < lines
    cell.nth(0).locator("summary").click()
    assert "Wishper encoder (speech)" in cell.nth(0).inner_text()
    person.page.go_back()
    until(person.page, f"document.querySelectorAll('.comparison tbody tr').length === {lines}")


def test_untried_pairs_in_two_clicks(person: Person, ask: Any) -> None:
    person.click("#to-matrix")
    assert person.clicks <= 2
    tried = ask(
        """SELECT DISTINCT ?encoder ?family {
            ?system slm:usesSpeechEncoder ?e ; slm:usesLLM/slm:family/rdfs:label ?family .
            ?e rdfs:label ?encoder }"""
    )
    cells = person.page.evaluate(
        """() => { const heads = [...document.querySelectorAll('.matrix thead th')].map((th) => th.textContent);
            return [...document.querySelectorAll('.matrix tbody tr')].flatMap((tr) =>
                [...tr.querySelectorAll('td')].map((td, k) => [tr.querySelector('th').textContent, heads[k],
                    td.querySelector('a')?.textContent || ''])); }"""
    )
    families = {family for _, family in tried}
    full = {(encoder, family) for encoder, family, number in cells if number and family in families}
    assert full == {(encoder, family) for encoder, family in tried}
    assert any(not number for *_, number in cells)


def test_a_cell_of_the_matrix_opens_its_rows(person: Person, ask: Any) -> None:
    person.click("#to-matrix")
    person.click(".matrix tbody tr:first-child td:nth-of-type(1) a")
    expected = ask(
        """SELECT DISTINCT ?name { ?s slm:usesSpeechEncoder <https://w3id.org/slm-graph/encoder/whisper> ;
            slm:usesLLM/slm:family <https://w3id.org/slm-graph/family/llama> ; rdfs:label ?name }"""
    )
    assert sorted(person.rows()) == sorted(row[0] for row in expected)


def test_the_axes_of_the_matrix_are_chosen(person: Person, ask: Any) -> None:
    person.click("#to-matrix")
    person.page.select_option("[data-at='pick-Down']", label="Dataset")
    person.page.select_option("[data-at='pick-Across']", label="Task")
    datasets = ask("SELECT DISTINCT ?d { ?s slm:usesDataset ?d }")
    assert person.page.locator(".matrix tbody tr").count() == len(datasets)


def test_the_timeline_tells_months_and_what_is_new(person: Person, ask: Any) -> None:
    person.click("#to-timeline")
    years = ask(
        """SELECT ?year (COUNT(DISTINCT ?s) AS ?n) { ?s a slm:System ; slm:introducedBy/slm:year ?year }
            GROUP BY ?year ORDER BY ?year"""
    )
    told = person.page.locator(".timeline h2").all_inner_texts()
    assert [text.upper() for text in told] == [f"{year} · {number}" for year, number in years]
    assert person.page.locator(".timeline dt").first.inner_text() == "Apr"


def saved(person: Person, button: str) -> str:
    with person.page.expect_download() as download:
        person.click(button)
    return Path(download.value.path()).read_text("utf-8")


def test_all_rows_as_csv_in_two_clicks(person: Person, ask: Any) -> None:
    text = saved(person, "[data-at=save-csv]")
    assert person.clicks <= 2
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    expected: dict[str, set[str]] = {}
    for name, encoder in ask("SELECT ?name ?e { ?s rdfs:label ?name ; slm:usesSpeechEncoder/rdfs:label ?e }"):
        expected.setdefault(name, set()).add(encoder)
    assert len(rows) == len(person.rows())
    for row in rows:
        cell = row["Speech encoder"]
        assert ({*cell.split(", ")} if cell else set()) == expected.get(row["System"], set())


def test_what_is_shown_as_markdown_latex_and_bibtex(person: Person) -> None:
    person.click(facet("usesLLM", "llm/vicuna"))
    markdown = saved(person, "[data-at=save-md]").splitlines()
    assert len(markdown) == 2 + len(person.rows())
    assert {line.count(" | ") for line in markdown if not line.startswith("| ---")} == {markdown[0].count(" | ")}
    latex = saved(person, "[data-at=save-tex]")
    assert latex.count(r"\\") == 1 + len(person.rows())
    assert r"\midrule" in latex
    assert saved(person, "[data-at=save-bib]").count("@misc{") == len(person.rows())


def test_a_citation_in_three_clicks(person: Person) -> None:
    person.click("#table-scroll tbody th a >> text=/^SALMONN$/")
    person.click("#details .cite summary")
    assert person.clicks <= 3
    cited = person.page.inner_text("#details .cite")
    assert "author = {Changli Tang and Wenyi Yu and " in cited
    assert "Tang, C., Yu, W., " in cited
    assert "(2023). SALMONN: Towards Generic Hearing Abilities" in cited


def test_columns_are_chosen_and_a_link_shows_the_same(person: Person, opened: Open, page_file: Path) -> None:
    person.click("[data-at=columns]")
    person.click("[data-at='column-addressesTask']")
    person.click(facet("usesLLM", "any:family/llama"))
    person.click("#table-scroll thead [data-at='sort-year']")
    person.page.fill("#table-words", "whisper")
    until(person.page, "location.hash.includes('words=whisper')")
    link = person.page.evaluate("location.hash")
    other = opened(page_file, fragment=link)
    assert other.inner_text("#table-scroll") == person.page.inner_text("#table-scroll")
    assert "Task" not in other.locator("#table-scroll thead th").all_inner_texts()
    assert other.input_value("#table-words") == "whisper"
    person.page.go_back()
    until(person.page, "!location.hash.includes('order=-year')")


def test_other_things_are_rows_too(person: Person, ask: Any) -> None:
    person.page.select_option("[data-at='pick-A row a']", label="Dataset")
    datasets = ask("SELECT ?d { ?d a slm:Dataset }")
    assert len(person.rows()) == len(datasets)
    headings = " ".join(person.page.locator("#table-scroll thead th").all_inner_texts())
    assert "Is used by" in headings


def test_the_keyboard_stays_where_it_was(person: Person) -> None:
    person.page.focus(facet("usesLLM", "any:family/llama"))
    person.page.keyboard.press("Space")
    until(person.page, "location.hash.includes('usesLLM')")
    assert person.page.evaluate("document.activeElement.dataset.value") == "any:family/llama"
    person.page.focus("#table-words")
    person.page.keyboard.type("whi", delay=20)
    assert person.page.input_value("#table-words") == "whi"


def test_on_a_phone_the_rows_come_first(opened: Open, page_file: Path) -> None:
    page = opened(page_file, fragment="", viewport=PHONE)
    assert page.evaluate("document.querySelector('#facets').open") is False
    assert page.locator("#table-scroll tbody tr").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

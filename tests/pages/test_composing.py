"""Conditions of the composing question, picked as a person picks them, and answers as a matrix or lit in the graph."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from browsing import Open, until
from slm_graph.graphs import LocalGraph
from slm_graph.questions import bind_question, read_questions
from tools import ROOT

BASE = "https://w3id.org/slm-graph/"
WHERE = "#questions/systems-where"


@pytest.fixture(scope="module")
def asked(graph: LocalGraph) -> Any:
    """Return what answers the composing question as the command line does."""
    question = next(question for question in read_questions(ROOT / "queries") if question.name == "systems-where")

    def answer(**conditions: str) -> list[str]:
        rows = bind_question(question, conditions, graph).answer(graph)
        return [str(row[0].value) for row in rows]  # type: ignore[union-attr]

    return answer


def answered(page: Any) -> list[str]:
    until(page, "document.querySelector('.result') && !document.querySelector('.result[aria-busy]')")
    return [text.strip() for text in page.locator(".answer-rows tbody td:first-child").all_inner_texts()]


def test_conditions_are_picked_without_knowing_how_they_are_written(opened: Open, page_file: Path, asked: Any) -> None:
    page = opened(page_file, "")
    page.click("#to-questions")
    page.click("text=Compose a question of conditions")
    assert answered(page) == asked(encoder="whisper", llm="llama", method="not lora")
    page.click("[data-at=drop-2]")
    assert answered(page) == asked(encoder="whisper", llm="llama")
    page.select_option("[data-at=add-condition]", "task")
    page.select_option("[data-at=value-2-0]", "task/st")
    expected = asked(encoder="whisper", llm="llama", task="st")
    assert answered(page) == expected
    assert expected
    page.click("[data-at=or-0]")
    page.select_option("[data-at=value-0-1]", "encoder/hubert")
    assert answered(page) == asked(encoder="whisper or hubert", llm="llama", task="st")
    page.select_option("[data-at=is-2]", "no")
    assert answered(page) == asked(encoder="whisper or hubert", llm="llama", task="not st")
    link = page.evaluate("location.hash")
    assert "with.task=not%20task/st" in link
    assert answered(opened(page_file, link)) == answered(page)
    page.go_back()
    assert answered(page) == asked(encoder="whisper or hubert", llm="llama", task="st")


def test_all_kinds_of_conditions_can_be_picked(opened: Open, page_file: Path, asked: Any) -> None:
    page = opened(page_file, WHERE)
    kinds = page.eval_on_selector_all(
        "[data-at=add-condition] option", "all => all.map((o) => o.value).filter(Boolean)"
    )
    assert {"encoder", "llm", "dataset", "task", "method", "tuning", "input", "output", "year"} <= set(kinds)
    page.click("[data-at=drop-2]")
    page.click("[data-at=drop-1]")
    page.select_option("[data-at=of-0]", "year")
    page.select_option("[data-at=value-0-0]", "2023")
    assert answered(page) == asked(year="2023")
    page.select_option("[data-at=of-0]", "tuning")
    page.select_option("[data-at=value-0-0]", "tuning/frozen")
    assert answered(page) == asked(tuning="frozen")
    page.focus("[data-at=value-0-0]")
    page.keyboard.press("ArrowDown")
    until(page, "!location.hash.includes('tuning/frozen')")
    assert page.evaluate("document.activeElement.dataset.at") == "value-0-0"


def test_the_number_beside_a_choice_is_that_of_its_answer(opened: Open, page_file: Path, asked: Any) -> None:
    page = opened(page_file, WHERE)
    page.click("[data-at=drop-2]")
    page.click("[data-at=drop-1]")
    for kind in ("encoder", "llm", "family", "dataset", "task", "method"):
        page.select_option("[data-at=of-0]", kind)
        options = page.eval_on_selector_all(
            "[data-at=value-0-0] option", "all => all.map((option) => [option.value, option.textContent])"
        )
        told = {value: int(match[1]) for value, text in options if (match := re.search(r" \((\d+)\)$", text))}
        assert len(told) > 4
        for value in [*told][::5]:
            assert len(asked(**{kind: BASE + value})) == told[value], value


def test_what_no_choice_has_is_told(opened: Open, page_file: Path) -> None:
    page = opened(page_file, f"{WHERE}?with.task=nonsense")
    until(page, "document.querySelector('.result .fault')")
    assert page.inner_text(".result .fault") == "task: nothing is called nonsense"
    page = opened(page_file, f"{WHERE}?with.llm=llama&with.task=ASR")
    assert len(answered(page)) > 3


def saved(page: Any, name: str) -> str:
    with page.expect_download() as download:
        page.click(f".downloads button:text-is('{name}')")
    return str(Path(download.value.path()).read_text(encoding="utf-8"))


def test_an_answer_is_a_matrix_where_two_columns_fit(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/encoder-llm-matrix")
    page.wait_for_selector(".answer-rows")
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV"))))
    page.click("[data-at=as-matrix]")
    cells = page.evaluate(
        """() => { const texts = (within, what) => [...within.querySelectorAll(what)].map((one) => one.textContent);
            const matrix = document.querySelector('.result .matrix'), heads = texts(matrix, 'thead th');
            return [...matrix.querySelectorAll('tbody tr')].flatMap((tr) =>
                [...tr.querySelectorAll('td')].map((td, k) =>
                [tr.querySelector('th').textContent, heads[k], td.querySelector('[role=img]')?.textContent]))
                .filter(([, , number]) => number); }"""
    )
    assert {tuple(cell) for cell in cells} == {(row["encoder"], row["family"], row["systems"]) for row in rows}
    lines = list(csv.reader(io.StringIO(saved(page, "CSV").removeprefix("\ufeff"))))
    assert len(lines) - 1 == len({row["encoder"] for row in rows})
    page.select_option("[data-at=pick-Down]", "family")
    assert page.locator(".result .matrix tbody tr").count() == len({row["family"] for row in rows})
    assert page.evaluate("location.hash") == "#questions/encoder-llm-matrix?rows=family&as=matrix"
    assert opened(page_file, "#questions/encoders-by-systems").locator("[data-at=as-matrix]").count() == 0


def test_an_answer_is_saved_as_latex_and_its_papers_as_bibtex(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/systems-by-encoder")
    page.wait_for_selector(".answer-rows")
    count = page.locator(".answer-rows tbody tr").count()
    lines = saved(page, "LaTeX").splitlines()
    assert "\\toprule" in lines
    assert len([line for line in lines if line.endswith("\\\\")]) == count + 1
    assert saved(page, "BibTeX").count("@misc{") >= count
    assert json.loads(saved(page, "JSON"))["results"]["bindings"]


def test_an_answer_is_lit_in_the_graph_with_a_way_back(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/systems-by-encoder")
    names = answered(page)
    page.click("[data-at=light]")
    until(page, f"slmGraph.focus().length >= {len(names)}")
    lit = set(page.evaluate("slmGraph.focus()"))
    labels = page.evaluate("slmGraph.nodes.filter((n) => slmGraph.focus().includes(n.id)).map((n) => n.label)")
    assert set(names) <= set(labels)
    assert "Which systems use" in page.inner_text("#lit")
    link = page.evaluate("location.hash")
    other = opened(page_file, link)
    until(other, f"slmGraph.focus().length === {len(lit)}")
    page.evaluate("slmGraph.choose('system/salmonn')")
    assert "system/salmonn" in page.evaluate("slmGraph.focus()")
    page.keyboard.press("Escape")
    assert set(page.evaluate("slmGraph.focus()")) == lit
    page.click("#lit a")
    assert answered(page) == names
    page.go_back()
    until(page, f"slmGraph.focus().length === {len(lit)}")
    page.click("#lit button[aria-label='Light nothing']")
    assert page.evaluate("slmGraph.focus()") == []
    assert page.is_hidden("#lit")


def test_what_is_lit_and_hidden_is_said(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph?question=papers-by-dataset&lit=yes")
    until(page, "document.querySelector('#lit').textContent.includes('of them hidden')")
    page.click("#lit button:text-is('Show all')")
    until(page, "!document.querySelector('#lit').textContent.includes('of them hidden')")

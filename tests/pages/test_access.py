"""The page for all: axe-core finds nothing, views are reached by few keys, texts fit a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from browsing import LARGE, PHONE, Open
from tools import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = {
    "": "#view-table table",
    "#compare/system/salmonn,system/wavllm": "#view-compare table",
    "#matrix": "#view-matrix table",
    "#timeline": "#view-timeline > *",
    "#graph/system/salmonn": "#details h2",
    "#questions/encoders-by-systems": ".answer-rows",
    "#thing/system/salmonn": "#view-thing h2",
}
TABLET = {"width": 820, "height": 1180}


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{row['id']}: {[node['target'] for node in row['nodes'][:3]]}" for row in found]


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(LARGE, "light", id="large-light"),
        pytest.param(PHONE, "dark", id="phone-dark"),
        pytest.param(LARGE, "dark", id="large-dark", marks=pytest.mark.exhaustive),
        pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.exhaustive),
        pytest.param(TABLET, "light", id="tablet-light", marks=pytest.mark.exhaustive),
        pytest.param(TABLET, "dark", id="tablet-dark", marks=pytest.mark.exhaustive),
    ],
)
def test_axe_finds_nothing(opened: Open, page_file: Path, viewport: dict[str, int], scheme: str) -> None:
    for fragment, part in VIEWS.items():
        page = opened(page_file, fragment, viewport=viewport, scheme=scheme)
        page.wait_for_selector(part)
        assert violations(page) == [], fragment
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], fragment
        page.context.close()


def test_axe_sees_what_is_wrong(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "")
    page.evaluate("document.querySelector('#search').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#search').removeAttribute('placeholder')")
    assert any("#search" in row for row in violations(page))


def test_dialogs_pass_axe_too(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph")
    page.keyboard.press("?")
    page.click("#about > details > summary")
    assert violations(page) == []


@pytest.mark.parametrize("fragment", ["", "#graph/system/salmonn", "#questions/encoders-by-systems"])
def test_the_first_tab_leads_past_the_head(opened: Open, page_file: Path, fragment: str) -> None:
    page = opened(page_file, fragment)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.view') !== null")
    assert page.evaluate("location.hash") == fragment


def test_the_panel_is_left_by_few_keys(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph/system/salmonn")
    page.focus("#details h2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-panel"
    page.keyboard.press("Enter")
    assert page.evaluate("!document.activeElement.closest('#details')")
    page.focus("#details h2")
    page.keyboard.press("Escape")
    assert page.is_hidden("#details")

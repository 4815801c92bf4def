"""The page for all: axe-core finds nothing, views are reached by few keys, texts fit a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from browsing import FLAGS, LARGE, PHONE, Open
from tools import ROOT, program

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
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.exhaustive),
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


REFLOW = {"width": 320, "height": 256}
"""What a window of 1280 by 1024 pixels shows at 400 % (WCAG 2.2, 1.4.10)."""
BEYOND = """(width) => [...document.querySelectorAll('button, select, input, summary, h2, h3, p')]
    .filter((e) => e.checkVisibility() && !e.closest('.scroll, .answer-rows, #table-scroll, .skip, .skip-panel'))
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .map((e) => e.id || e.className || e.textContent)"""


@pytest.mark.parametrize("fragment", VIEWS)
def test_a_page_at_400_percent_scrolls_one_way_only(opened: Open, page_file: Path, fragment: str) -> None:
    page = opened(page_file, fragment, viewport=REFLOW)
    page.wait_for_selector(VIEWS[fragment], state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= REFLOW["width"]
    assert page.evaluate(BEYOND, REFLOW["width"]) == []
    # The head goes away as one scrolls, so that it leaves room for what is read.
    page.evaluate("scrollTo(0, 1000)")
    assert page.evaluate("document.querySelector('header').getBoundingClientRect().bottom") <= 10


def test_text_at_200_percent_loses_nothing(browser: Any, page_file: Path) -> None:
    large = browser.browser_type.launch(
        executable_path=program("chromium", "chromium"), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    )
    try:
        for fragment, part in VIEWS.items():
            page = large.new_page(viewport=LARGE)
            page.goto(page_file.as_uri() + fragment)
            page.wait_for_selector(part)
            assert page.evaluate("getComputedStyle(document.body).fontSize") == "28px"
            assert page.evaluate("document.documentElement.scrollWidth") <= LARGE["width"]
            assert page.evaluate(BEYOND, LARGE["width"]) == []
            cut = page.evaluate(
                """[...document.querySelectorAll('button, summary, h2, h3, #status')]
                    .filter((e) => e.checkVisibility() && getComputedStyle(e).display !== 'inline')
                    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.id || e.textContent)"""
            )
            assert cut == [], fragment
            page.close()
    finally:
        large.close()


def tabs_until(page: Any, condition: str, key: str = "Tab") -> int:
    """Return how often a key is pressed until the focus is where it is wanted."""
    for count in range(1, 60):
        page.keyboard.press(key)
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {condition}; }})()"):
            return count
    raise AssertionError(condition)


def test_few_tabs_lead_through_the_first_screen(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "")
    # The search, and the first filter, from the start of the page.
    assert tabs_until(page, "e.id === 'search'") <= 10
    assert tabs_until(page, "e.closest('#facets')") <= 4
    # All filters are skipped by one key, or gone through one by one.
    assert tabs_until(page, "e.textContent === 'Skip the filters'") == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "table-scroll"
    page.focus("#facets summary >> nth=0")
    assert tabs_until(page, "e.id === 'table-scroll'") <= 55
    # A list of values is one place; arrows go through it.
    page.focus("[data-key=usesLLM] input >> nth=0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")
    assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") == "usesLLM"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") != "usesLLM"


def test_the_keyboard_goes_to_what_is_chosen_and_comes_back(opened: Open, page_file: Path) -> None:
    for fragment, part in (("", "#table-scroll"), ("#matrix", "#view-matrix"), ("#timeline", "#view-timeline")):
        page = opened(page_file, fragment)
        page.focus(f"{part} a[data-thing] >> nth=3")
        opener = page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('#details') !== null"), fragment
        page.keyboard.press("Escape")
        assert page.is_hidden("#details")
        assert page.evaluate("document.activeElement.outerHTML") == opener, fragment
        page.context.close()


def test_landmarks_tell_the_parts_of_the_page(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph/system/salmonn")
    roles = page.evaluate(
        """['header', 'nav[aria-label]', '[role=search]', 'main', 'aside#details[aria-label]', '#filters[aria-label]']
            .map((part) => document.querySelectorAll(part).length)"""
    )
    assert min(roles) >= 1


def test_a_phone_shows_a_list_first(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "", viewport=PHONE)
    first, second = (page.locator("#table-scroll tbody tr").nth(k).bounding_box() for k in (0, 1))
    assert first["width"] <= PHONE["width"]
    assert second["y"] < PHONE["height"]
    assert page.evaluate("document.querySelector('#table-scroll').scrollWidth") <= PHONE["width"]
    assert "Speech encoder: " in page.evaluate(
        "getComputedStyle(document.querySelector('#table-scroll td'), '::before').content"
    ) + page.inner_text("#table-scroll tbody tr >> nth=0")
    page.select_option("[data-at='pick-Sort by']", label="Year")
    assert page.evaluate("location.hash") == "#table?order=-year"

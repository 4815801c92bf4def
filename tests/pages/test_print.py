"""Printing gives the view: whole tables, the graph as a picture that fits the page, and none of the controls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from browsing import PHONE, Open, until

SHEET = {"width": 1039, "height": 720}
"""What is left of an A4 sheet, lying, in the pixels of CSS."""
VIEWS = {
    "": "#table-scroll tbody th",
    "#compare/system/salmonn,system/wavllm": ".comparison tbody th",
    "#matrix": ".matrix tbody th",
    "#timeline": ".timeline section",
    "#graph/system/salmonn": "#details h2",
    "#questions/systems-where": ".answer-rows tbody td",
    "#thing/system/salmonn": ".thing section > ul > li",
}
CONTROLS = "button:not(.chip, th button), input, nav a:not([aria-current]), [role=search], #filters"


def printed(page: Any) -> None:
    """Have a page look as it is printed, on a sheet that wide."""
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def sheets(page: Any) -> int:
    content = page.pdf(prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.parametrize("fragment", VIEWS)
def test_a_view_is_printed_whole(opened: Open, page_file: Path, fragment: str) -> None:
    page = opened(page_file, fragment, viewport={"width": 1400, "height": 500})
    page.wait_for_selector(VIEWS[fragment])
    count = page.locator(VIEWS[fragment]).count()
    printed(page)
    assert page.locator(VIEWS[fragment]).locator("visible=true").count() == count > 0
    reach = page.evaluate(
        """[...document.querySelectorAll('main *')].filter((e) => e.checkVisibility() && !e.closest('svg'))
            .map((e) => e.getBoundingClientRect()).reduce((most, box) => Math.max(most, box.right), 0)"""
    )
    assert reach <= SHEET["width"] + 1
    # Nothing scrolls on paper.
    cut = page.evaluate(
        """[...document.querySelectorAll('main, main *')]
            .filter((e) => e.checkVisibility() && !e.closest('svg, .unseen')
            && getComputedStyle(e).overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 1)
            .map((e) => e.id || e.className)"""
    )
    assert cut == []
    names = page.locator(CONTROLS).locator("visible=true").evaluate_all("all => all.map((e) => e.className || e.id)")
    assert names == []
    assert 1 <= sheets(page) <= 4


def test_the_graph_is_printed_as_a_picture_on_one_sheet(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph", scheme="dark")
    printed(page)
    box = page.locator("#figure svg").bounding_box()
    assert 0.9 * SHEET["width"] <= box["width"] <= SHEET["width"]
    assert box["y"] + box["height"] <= SHEET["height"]
    assert page.locator("#figure svg path").count() > 290
    assert page.locator("#figure .legend text").count() >= 7
    # On paper it is light, whatever the screen is.
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert sheets(page) == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    until(page, "document.documentElement.dataset.theme === 'dark'")
    assert page.locator("#figure svg").count() == 0


def test_what_narrows_a_table_down_is_printed_with_it(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#table?where.usesLLM=any:family/llama&where.addressesTask=task/st", viewport=PHONE)
    printed(page)
    told = page.inner_text("#table-filters")
    assert "LLM: any LLaMA" in told
    assert "Task: Speech Translation" in told
    assert " of 29 rows" in page.inner_text("#table-count")

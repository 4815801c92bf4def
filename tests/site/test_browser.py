"""The site in a browser: nothing runs that a graph says, axe-core finds nothing, the search finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from browsing import LARGE, PHONE, until
from hostile import HOSTILE, KINDS, hostile
from slm_graph.site import write_site
from tools import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FEW_PAGES = (
    "index.html system/salmonn/index.html ontology/usesLLM/index.html ontology/Task/index.html query/index.html "
    "query/systems-by-tuning/index.html search/index.html download/index.html 404.html"
).split()
"""One of each template and of what is special in it; the ontology's page takes longer than all of them."""
PAGES = (
    *FEW_PAGES,
    *"paper/2310.13289/index.html dataset/librispeech/index.html task/asr/index.html ontology/index.html".split(),
    *"row/speech-llms-progress/8/index.html ontology/System/index.html query/encoders-by-systems/index.html".split(),
    "usage/salmonn/lora/index.html",
)


class Visitor:
    """Opens pages, and remembers what went wrong in them."""

    def __init__(self, browser: Any, viewport: dict[str, int], scheme: str, *, scripts: bool = True) -> None:
        self.context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("request", lambda request: self.faults.append(request.url) if outside(request.url) else None)

    def open(self, path: Path, query: str = "") -> Any:
        self.page.goto(path.as_uri() + query)
        return self.page


def outside(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


@pytest.mark.parametrize(
    ("viewport", "scheme", "names"),
    [
        pytest.param(PHONE, "dark", FEW_PAGES, id="few"),
        pytest.param(LARGE, "light", PAGES, id="large-light", marks=pytest.mark.exhaustive),
        pytest.param(PHONE, "dark", PAGES, id="phone-dark", marks=pytest.mark.exhaustive),
        pytest.param(LARGE, "dark", PAGES, id="large-dark", marks=pytest.mark.exhaustive),
        pytest.param(PHONE, "light", PAGES, id="phone-light", marks=pytest.mark.exhaustive),
    ],
)
def test_axe_finds_nothing(
    browser: Any, site: Path, viewport: dict[str, int], scheme: str, names: Sequence[str]
) -> None:
    visitor = Visitor(browser, viewport, scheme)
    for name in names:
        page = visitor.open(site / name)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
        assert visitor.faults == [], name
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then((result) => result.violations)")
        assert [f"{row['id']}: {[node['target'] for node in row['nodes'][:3]]}" for row in found] == [], name
        visitor.faults.clear()  # axe asks for the style sheet, which a page from a disk may not
    visitor.context.close()


def test_pages_are_read_without_script(browser: Any, site: Path) -> None:
    visitor = Visitor(browser, LARGE, "light", scripts=False)
    page = visitor.open(site / "system" / "salmonn" / "index.html")
    assert page.locator("mark", has_text="GigaSpeech").count() == 1
    page.click("dd a:text-is('Whisper')")
    assert page.inner_text("h1") == "Whisper"
    page.click("dd >> text=Robust Speech Recognition")
    assert page.locator("pre").inner_text().startswith("@misc{2022robust,")
    visitor.context.close()


def test_the_search_finds_by_misspellings_and_beginnings(browser: Any, site: Path) -> None:
    visitor = Visitor(browser, LARGE, "light")
    page = visitor.open(site / "system" / "salmonn" / "index.html")
    page.fill("header input", "wishper")
    page.press("header input", "Enter")
    until(page, "document.querySelectorAll('#hits a').length > 0")
    assert page.inner_text("#hits a") == "Whisper"
    assert page.inner_text("#hits li").startswith("Whisper Speech encoder · Wishper")
    page.fill("#words", "libri sp")
    assert page.inner_text("#hits a") == "LibriSpeech"
    page.click("#hits a")
    assert page.inner_text("h1") == "LibriSpeech"
    page = visitor.open(site / "search" / "index.html", "?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E")
    assert page.inner_text("#told") == "0 pages"
    assert visitor.faults == []
    visitor.context.close()


def test_a_thing_and_a_question_open_in_the_explorer(browser: Any, site: Path) -> None:
    visitor = Visitor(browser, LARGE, "light")
    page = visitor.open(site / "encoder" / "whisper" / "index.html")
    page.click("text=In the explorer")
    page.wait_for_selector("#view-thing h2")
    assert page.inner_text("#view-thing h2") == "Whisper"
    page = visitor.open(site / "query" / "systems-by-encoder" / "index.html")
    page.click("text=Ask it in the explorer")
    page.wait_for_selector(".answer-rows")
    assert "with.encoder=encoder/" in page.url
    visitor.context.close()


@pytest.mark.parametrize(
    "kind", [name if name == "script" else pytest.param(name, marks=pytest.mark.exhaustive) for name in KINDS]
)
def test_hostile_texts_do_no_harm(browser: Any, tmp_path: Path, kind: str) -> None:
    source = tmp_path / "<img src=x onerror=window.hit=1>.ttl"
    source.write_text(hostile(KINDS[kind]), encoding="utf-8")
    folder = tmp_path / "site"
    write_site(folder, source)
    visitor = Visitor(browser, PHONE, "light")
    elements = ", ".join("img iframe object embed svg base [onload] [onerror] [onclick] [href^=javascript]".split())
    pages = sorted(path for path in folder.rglob("*.html") if "explore" not in path.parts)
    assert len(pages) > len(HOSTILE)
    for path in pages:
        page = visitor.open(path)
        assert page.evaluate("window.hit") is None, path
        assert page.locator(elements).count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert visitor.faults == []
    visitor.context.close()

"""The explorer of the site: from a disk and from a server it loads what it needs when it needs it, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lighthouse
from browsing import LARGE, shown, until
from slm_graph.graphs import open_graph
from slm_graph.pages import page_files, select_view
from slm_graph.questions import read_questions
from tools import ROOT

LATER = ["engine.js", "graph.js", "library.js", "worker.js"]
QUESTION = "#questions/encoders-by-systems"


@pytest.fixture(scope="module", params=["disk", "server"])
def address(request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the explorer, on the disk and below a path of a server."""
    if request.param == "disk":
        yield (site / "explore" / "index.html").as_uri()
        return
    folder = tmp_path_factory.mktemp("server")
    (folder / "some").mkdir()
    (folder / "some" / "where").symlink_to(site)
    with lighthouse.served(folder) as root:
        yield f"{root}/some/where/explore/index.html"


class Reader:
    """Opens the explorer, and remembers which files it asked for and what went wrong."""

    def __init__(self, browser: Any, address: str) -> None:
        self.page = browser.new_page(viewport=LARGE)
        self.loaded: list[str] = []
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))
        self._start = address.rpartition("/")[0] + "/"
        self.page.goto(address)
        until(self.page, "document.documentElement.dataset.ready")

    def _note(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.loaded.append(re.split("[?#]", url.removeprefix(self._start))[0])


def test_a_view_loads_what_it_needs_when_it_is_seen(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    page = reader.page
    assert page.locator("main table tbody tr").count() > 20
    assert reader.loaded == ["index.html"]
    page.click("#to-graph")
    until(page, "window.slmGraph && window.slmGraph.nodes.length > 100")
    assert shown(page)[0] > 100
    assert reader.loaded == ["index.html", "library.js"]
    page.evaluate(f"location.hash = '{QUESTION}'")
    page.wait_for_selector(".answer-rows tbody tr")
    assert sorted(reader.loaded[2:]) == ["engine.js", "graph.js", "worker.js"]
    page.click("#to-graph")
    page.evaluate(f"location.hash = '{QUESTION}'")
    page.wait_for_selector(".answer-rows tbody tr")
    assert len(reader.loaded) == 5
    assert reader.faults == []
    page.click("text=Home")
    assert page.inner_text("h1") == "slm-graph"
    assert page.locator("h2", has_text="What is here").count() == 1
    page.close()


def test_a_file_that_changes_is_asked_for_by_another_address(site: Path, tmp_path: Path) -> None:
    graph = tmp_path / "slm-graph.ttl"
    text = (ROOT / "output" / "slm-graph.ttl").read_text(encoding="utf-8")
    graph.write_text(f"{text}\n<https://w3id.org/slm-graph/system/salmonn> rdfs:comment 'more' .\n", encoding="utf-8")
    view = select_view(open_graph(graph), questions=read_questions(ROOT / "queries"))
    pages = [
        page_files(view.network, view.title, view.asking)["index.html"],
        (site / "explore/index.html").read_bytes(),
    ]
    addresses, earlier = ({*re.findall(rb'data-file="([^"]+)"', page)} for page in pages)
    assert [address.partition(b"?")[0] for address in addresses - earlier] == [b"graph.js"]


def test_what_does_not_load_is_told(browser: Any, site: Path, tmp_path: Path) -> None:
    shutil.copy(site / "explore" / "index.html", tmp_path)
    reader = Reader(browser, (tmp_path / "index.html").as_uri())
    reader.page.click("#to-graph")
    until(reader.page, "document.getElementById('status').textContent.includes('library.js cannot be loaded')")
    reader.page.evaluate(f"location.hash = '{QUESTION}'")
    until(reader.page, "/(engine|graph|worker).js cannot be loaded/.test(document.body.innerText)")
    reader.page.close()


def test_the_policy_lets_in_what_stands_beside_the_page_alone(site: Path) -> None:
    folder = site / "explore"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*LATER, "index.html", "picture.png"])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', (folder / "index.html").read_text("utf-8"))
    assert policy is not None
    assert re.sub("'sha256-[^']+'", "H", policy[1]) == (
        "default-src 'none'; script-src H 'self' file: 'wasm-unsafe-eval'; worker-src blob:; style-src H; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    assert (folder / "index.html").stat().st_size < 800_000


def test_the_picture_of_a_link_is_one_that_readers_show(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "system" / "salmonn" / "index.html").as_uri())
    name_and_text = "all => all.map((one) => [one.getAttribute('property'), one.content])"
    told = dict(page.eval_on_selector_all("meta[property]", name_and_text))
    assert told["og:title"] == "SALMONN"
    assert told["og:description"].startswith("Hears speech")
    page.goto((site / "system" / "salmonn" / told["og:image"]).resolve().as_uri())
    size = page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]")
    assert size == [int(told["og:image:width"]), int(told["og:image:height"])] == [1200, 630]
    page.close()

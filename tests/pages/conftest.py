"""Fixtures: the page of the survey, and what opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import LARGE, Open, until
from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.network import Network, kinds_of, to_network
from slm_graph.pages.asking import asking_of
from slm_graph.pages.page import write_page
from slm_graph.questions import read_questions
from tools import ROOT


@pytest.fixture(scope="session")
def graph(output: Path) -> LocalGraph:
    return open_graph(output / "slm-graph.ttl")


@pytest.fixture(scope="session")
def network(graph: LocalGraph) -> Network:
    return to_network(graph)


@pytest.fixture(scope="session")
def page_file(graph: LocalGraph, network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "slm-graph.html"
    write_page(path, network, asking=asking_of(graph, kinds_of(network), read_questions(ROOT / "queries")))
    return path


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Return what opens a page; at the end, nothing was requested and nothing went wrong."""
    contexts, faults = [], []

    def open_page(path: Path, fragment: str = "#graph", viewport: dict[str, int] = LARGE, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport=viewport, color_scheme=scheme, reduced_motion="reduce", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        allowed = path.as_uri()
        page.on("request", lambda request: faults.append(request.url) if request.url.split("#")[0] != allowed else None)
        page.on(
            "console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
        page.goto(allowed + fragment)
        until(page, "document.documentElement.dataset.ready")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A blob is what a download is made of; it lives in the page.
    assert [fault for fault in faults if not fault.startswith(("blob:", "data:"))] == []

"""Fixtures: the site of the survey, made once, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import FLAGS
from slm_graph.questions import read_questions
from slm_graph.site import write_site
from tools import ROOT, missing, program


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, ROOT / "output" / "slm-graph.ttl", read_questions(ROOT / "queries"))
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = program("chromium", "chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is missing; pip install playwright")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()

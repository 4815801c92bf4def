"""Fixtures: the project as committed, and its graph built afresh."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import selection
from browsing import FLAGS
from projects import held_project
from servers import Server, oxigraph, virtuoso
from slm_graph.build.graph import write_graph
from slm_graph.project import Project, find_project
from slm_graph.rdf import WRITTEN_ENDINGS
from tools import ROOT, missing, program

# The commands that tests start need not compile all our modules each time, whatever this machine says of bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# In CI the same examples each time: what fails there failed before, or was changed.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# It hears of every file that is opened, which slows all tests down: `make exhaustive` asks for it.
WATCH = selection.Watch() if "SLM_GRAPH_WATCH" in os.environ else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Which tests read the survey is found by reading all of them, so it is asked only where it matters.
    if WATCH or "survey" in config.option.markexpr:
        selection.mark(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    if WATCH:
        WATCH.seen.clear()


@pytest.fixture(autouse=True)
def _reads_the_survey_unseen(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if WATCH and WATCH.seen and request.node.get_closest_marker("survey") is None:
        request.node.user_properties.append(("unseen", ", ".join(sorted(WATCH.seen))))


@pytest.fixture(scope="session")
def project() -> Project:
    """Return the survey of this repository."""
    return find_project(ROOT / "data")


@pytest.fixture(scope="session")
def output(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fresh build of the graph, in all formats; tests/build/test_void.py validates it."""
    folder = tmp_path_factory.mktemp("output")
    write_graph(project, folder, formats=WRITTEN_ENDINGS, validate=False)
    return folder


@pytest.fixture(scope="session")
def held_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the graph of the systems that the held questions were answered of, however many there are by now."""
    folder = tmp_path_factory.mktemp("held")
    write_graph(held_project(folder), folder / "output", formats=("ttl",), validate=False)
    return folder / "output" / "slm-graph.ttl"


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return an Oxigraph for all tests; each uses graphs of its own, and lets the server live."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a Virtuoso for all tests; each uses graphs of its own, and lets the server live."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    """Bundle the page's script where it changed, once for all processes that test."""
    if not hasattr(config, "workerinput"):
        import hatch_build

        hatch_build.bundle()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests nobody knew to read the survey; in one line what was skipped, and how to get what was missing."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    for name in sorted(
        {report.nodeid for report in reports if "unseen" in dict(getattr(report, "user_properties", ()))}
    ):
        terminalreporter.write_line(f"{name} reads the survey, and tests/selection.py does not see it")
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    commands = {
        "apt-get install": {name for reason in reasons for name in re.findall(r"Debian package ([\w.-]+)", reason)},
        "pip install": {name for reason in reasons for name in re.findall(r"pip install ([\w.-]+)", reason)},
    }
    advice = "; ".join(f"{command} {' '.join(sorted(names))}" for command, names in commands.items() if names)
    if advice:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped, for programs that are missing: {advice}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a browser for all tests: a process can start Playwright once."""
    chromium = program("chromium", "chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is missing; pip install playwright")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()

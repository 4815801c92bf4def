"""Fixtures: the project as committed, and its graph built afresh."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from servers import Server, oxigraph, virtuoso
from slm_graph.build.graph import write_graph
from slm_graph.project import Project, find_project
from tools import ROOT

# In CI the same examples each time: what fails there failed before, or was changed.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def project() -> Project:
    """Return the survey of this repository."""
    return find_project(ROOT / "data")


@pytest.fixture(scope="session")
def output(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fresh build of the graph, in all formats."""
    folder = tmp_path_factory.mktemp("output")
    write_graph(project, folder)
    return folder


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

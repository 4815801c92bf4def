"""Fixtures: the project as committed, and its graph built afresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.build import write_graph
from slm_graph.project import Project
from tools import ROOT


@pytest.fixture(scope="session")
def project() -> Project:
    """Return the survey of this repository."""
    return Project(ROOT / "ontology" / "schema.yaml", ROOT / "data")


@pytest.fixture(scope="session")
def output(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fresh build of the graph, in all formats."""
    folder = tmp_path_factory.mktemp("output")
    write_graph(project, folder)
    return folder

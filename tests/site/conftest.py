"""Fixtures: the site of the survey, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.questions import read_questions
from slm_graph.site import write_site
from tools import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, ROOT / "output" / "slm-graph.ttl", read_questions(ROOT / "queries"))
    return folder

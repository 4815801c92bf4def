"""A site whose files are made when they are asked for is the one of the folder."""

from __future__ import annotations

from pathlib import Path

from slm_graph.graphs import open_graph
from slm_graph.questions import read_questions
from slm_graph.site import LiveSite
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"


def test_its_files_are_those_of_the_folder(site: Path) -> None:
    live = LiveSite(open_graph(TTL, steady=True), TTL, read_questions(ROOT / "queries"))
    for name in (
        "index.html", "system/salmonn/index.html", "ontology/index.html", "assets/site.css", "search/index.js",
        "system/salmonn/index.ttl", "download/slm-graph.ttl", "explore/index.html", "query/index.html",
    ):  # fmt: skip
        assert live.file(name) == (site / name).read_bytes(), name

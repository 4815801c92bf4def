"""`slm-graph view` of a large file: without a store, and without SPARQL in the page."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.network import of_classes, to_network
from tools import ROOT

FILE = ROOT / "output" / "slm-graph.ttl"


@pytest.mark.parametrize("is_large", [False, True])
def test_a_page_of_a_large_file_answers_no_sparql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_large: bool
) -> None:
    if is_large:
        monkeypatch.setattr("slm_graph.commands.view.LARGE_BYTES", 0)
    page = tmp_path / "page.html"
    result = CliRunner().invoke(cli, ["view", str(FILE), "--classes", "System, LLM", "-o", str(page)])
    assert result.exit_code == 0, result.output
    assert ("too many for a page to answer SPARQL; ask `slm-graph serve`" in result.output) == is_large
    nodes = of_classes(to_network(FILE), ["System", "LLM"]).number_of_nodes()
    assert f"\n{nodes} nodes, " in result.output
    assert (page.stat().st_size < 1_500_000) == is_large


def test_a_page_of_the_largest_surveys_tells_what_it_does_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slm_graph.commands.view.LARGE_BYTES", 0)
    whole, page = tmp_path / "whole.html", tmp_path / "page.html"
    survey = str(FILE.with_suffix(".nt"))
    assert CliRunner().invoke(cli, ["view", survey, "-o", str(whole)]).exit_code == 0
    monkeypatch.setattr("slm_graph.commands.view.LARGEST_BYTES", 0)
    result = CliRunner().invoke(cli, ["view", survey, "-o", str(page)])
    assert result.exit_code == 0, result.output
    assert "A large graph: this page tells its things and the links between them" in result.output
    assert '<p class="notice" role="note">A large graph: ' in page.read_text(encoding="utf-8")
    network = to_network(FILE)
    assert f"{network.number_of_nodes()} nodes, {network.number_of_edges()} links" in result.output
    with_words, without = data_of(whole), data_of(page)
    assert any("evidence" in link for link in with_words["data-links"])
    for link in with_words["data-links"]:
        link.pop("evidence", None)
    for node in with_words["data-page"]["nodes"]:
        node["statements"] = []
        node.pop("differing", None)
    with_words["data-page"]["words"] = {}
    assert without == with_words


def data_of(page: Path) -> dict[str, Any]:
    """Return the data that stand packed in a page, by the ids of their elements."""
    text = page.read_text(encoding="utf-8")
    packed = re.findall(r'<script type="application/gzip" id="(data-\w+)">([^<]+)<', text)
    return {name: json.loads(gzip.decompress(base64.b64decode(content))) for name, content in packed}

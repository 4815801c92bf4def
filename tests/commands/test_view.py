"""`slm-graph view` of a large file: without a store, and without SPARQL in the page."""

from __future__ import annotations

from pathlib import Path

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

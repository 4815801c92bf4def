"""Amounts from a table to the entry and through the check: what an import writes, the check accepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases_in_lines import lines_of
from projects import laid_out
from slm_graph.commands.main import cli
from slm_graph.documents.document import values
from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.whole import check
from slm_graph.project import find_project
from slm_graph.text.amounts import find_amounts


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project without entries."""
    laid_out(tmp_path)
    (tmp_path / "data" / "systems" / "one.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(folder: Path, cells: list[str]) -> list[list[str]]:
    """Return the amounts of the entries that a table with these cells gives, an entry each."""
    rows = "".join(f"| System {number} | {cell} |\n" for number, cell in enumerate(cells, 1))
    (folder / "table.md").write_text(f"| Name | Dataset |\n| --- | --- |\n{rows}", encoding="utf-8")
    cli(["import", "table.md"], standalone_mode=False)
    entries = [read_yaml(folder / "data" / "systems" / f"system-{n}.yaml")[0] for n in range(1, len(cells) + 1)]
    trees = [entry.tree for entry in entries if entry and isinstance(entry.tree, dict)]
    return [[f"{u['amount']} {u['unit']}" for u in values(t.get("datasets", [])) if "amount" in u] for t in trees]


def test_the_check_accepts_the_amounts_that_an_import_writes(small: Path) -> None:
    cells = {
        "WavCaps, two million songs": "2000000 songs",
        "WavCaps, 3万小时": "30000 hours",
        "LibriSpeech, 1.5bn tokens": "1500000000 tokens",
        "LibriSpeech, 20 000 h": "20000 hours",
        "LibriSpeech, 20\u202f500 h": "20500 hours",
        "WavCaps, half a million clips": "500000 clips",
        "LibriSpeech (twelve hours)": "12 hours",
        "WavCaps (1.2亿条)": "120000000 samples",
    }
    assert imported(small, list(cells)) == [[amount] for amount in cells.values()]
    assert check(find_project())[0] == []


def test_the_check_accepts_every_case(small: Path) -> None:
    cells = [f"LibriSpeech ({case.values[0]})" for case in lines_of("amounts/amounts") if find_amounts(case.values[0])]
    assert any(imported(small, cells))
    assert check(find_project())[0] == []

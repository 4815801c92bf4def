"""What was never published goes, and leaves no stub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import cases, laid_out
from renaming_project import BASE, SECOND, small_data, statements, texts
from slm_graph.documents import text_tree
from slm_graph.entries import check
from slm_graph.problems import Fault
from slm_graph.renaming import delete


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of a small project that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return small_data(tmp_path)


def deleted(data: Path, thing: str) -> None:
    plan = delete(data, thing, is_unpublished=True)
    assert plan.stubs == []
    plan.write()
    assert check(data)[0] == []


@pytest.mark.parametrize(
    ("thing", "name", "text"),
    [
        ("dataset/wavcaps", "vocabulary/datasets.yaml", "- id: wavcaps\n  label: WavCaps\n"),
        ("usage/one/hours", "systems/one.yaml", "  - {key: hours, amount: 10000, unit: hours, quote: 10k hours}\n"),
        ("system/two", "systems/two.yaml", SECOND.replace("\n", "\r\n")),
    ],
)
def test_it_goes_and_nothing_else(data: Path, thing: str, name: str, text: str) -> None:
    before, graph = texts(data), statements(data)
    deleted(data, thing)
    after = texts(data)
    assert after == {
        key: value.replace(text, "") if key == name else value for key, value in before.items() if value != text
    }
    gone = graph - statements(data)
    assert statements(data) <= graph
    iris = {one for one, _, _ in gone if one.startswith(f"<{BASE}")}
    assert f"<{BASE}{thing}>" in iris


def test_an_entry_takes_its_further_rows_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in cases("surveys") if case.name == "disagreement")
    monkeypatch.chdir(laid_out(tmp_path, case))
    data = tmp_path / "data"
    before = texts(data)
    deleted(data, "system/one")
    rows = {"rows/second/one.yaml", "rows/second/one-talks.yaml"}
    assert before.keys() - texts(data).keys() == {"systems/one.yaml", *rows}


def test_an_entry_in_json_lines(data: Path) -> None:
    path = data / "systems" / "all.jsonl"
    one, two = data / "systems" / "one.yaml", data / "systems" / "two.yaml"
    lines = [json.dumps(text_tree(file.read_text(encoding="utf-8"))) + "\n" for file in (one, two)]
    one.unlink()
    two.unlink()
    path.write_text("".join(lines), encoding="utf-8")
    deleted(data, "system/two")
    assert path.read_text(encoding="utf-8") == lines[0]
    with pytest.raises(Fault, match=r"data/systems/all\.jsonl:1: datasets\.1 must go; do it by hand"):
        delete(data, "usage/one/hours", is_unpublished=True)

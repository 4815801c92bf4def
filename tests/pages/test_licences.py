"""Whatever of others the page embeds is named in its About, with its licence and whose it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browsing import Open
from slm_graph.pages.bundle import bundled, licences
from tools import ROOT


def test_all_that_is_bundled_has_a_licence_and_an_owner() -> None:
    listed = {row.name: row for row in licences()}
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {*wanted, "vis-network", "pyvis"} <= listed.keys()
    for row in listed.values():
        assert row.licence, row.name
        assert "©" in row.text or "Copyright" in row.text, row.name
        if "MIT" in row.licence:
            assert "Permission is hereby granted" in row.text, row.name


def test_the_versions_told_are_those_of_the_lock() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    told = {row.name: row.version for row in licences() if f"node_modules/{row.name}" in lock}
    assert len(told) > 10
    assert told == {name: lock[f"node_modules/{name}"]["version"] for name in told}


def test_the_about_shows_them(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph")
    page.keyboard.press("?")
    page.click("#about > details > summary")
    summaries = page.locator("#about details details summary").all_inner_texts()
    assert summaries == [f"{row.name} {row.version}: {row.licence}" for row in licences()]
    page.click("#about summary:has-text('oxigraph')")
    assert "Permission is hereby granted" in page.inner_text("#about details details[open] pre")


@pytest.mark.parametrize("name", ["page.js", "worker.js"])
def test_no_font_is_embedded(name: str, page_file: Path) -> None:
    assert "@font-face" not in bundled(name).read_text(encoding="utf-8")
    assert "@font-face" not in page_file.read_text(encoding="utf-8")

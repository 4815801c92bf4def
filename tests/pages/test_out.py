"""What a view shows in rows is saved from it, as a table in three formats and as the papers to cite."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from browsing import Open

VIEWS = {
    "": "#view-table",
    "#compare/system/salmonn,system/wavllm": "#view-compare",
    "#matrix": "#view-matrix",
    "#timeline": "#view-timeline",
    "#questions/systems-by-encoder": "#view-questions",
    "#graph": "#table",
}


def saved(page: Any, selector: str) -> str:
    with page.expect_download() as download:
        page.click(selector)
    return str(Path(download.value.path()).read_text(encoding="utf-8-sig"))


@pytest.mark.parametrize("fragment", VIEWS)
def test_a_view_of_rows_is_saved_as_table_and_as_papers(opened: Open, page_file: Path, fragment: str) -> None:
    page = opened(page_file, fragment)
    if fragment == "#graph":
        page.click("#show-table")
    button = f"{VIEWS[fragment]} button:text-is('{{}}')"
    page.wait_for_selector(button.format("CSV"))
    rows = list(csv.reader(io.StringIO(saved(page, button.format("CSV")))))
    assert len(rows) > 2
    assert len({len(row) for row in rows}) == 1
    body = saved(page, button.format("Markdown")).splitlines()
    assert len(body) >= len(rows)
    assert "\\bottomrule" in saved(page, button.format("LaTeX"))
    assert saved(page, button.format("BibTeX")).count("@misc{") > 1


def test_the_timeline_is_saved_with_its_dates(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#timeline")
    rows = list(csv.DictReader(io.StringIO(saved(page, "#view-timeline [data-at=save-csv]"))))
    assert len(rows) == 29
    dates = [row["Date"] for row in rows]
    assert dates == sorted(dates)
    (salmonn,) = [row for row in rows if row["System"] == "SALMONN"]
    assert salmonn["Date"] == "2023-10"
    assert "Whisper" in salmonn["Speech encoder"]

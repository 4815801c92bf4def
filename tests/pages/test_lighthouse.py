"""Lighthouse on the page as a web server gives it: accessibility, best practices, and how soon it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

import lighthouse

CATEGORIES = "accessibility,best-practices,performance"
RUNS = 3
"""A machine that does other things makes one run slow; the best one tells what the page can do."""


@pytest.mark.exhaustive
def test_lighthouse_finds_a_page_for_all(page_file: Path, tmp_path: Path) -> None:
    best = 0.0
    with lighthouse.served(page_file.parent) as address:
        for _ in range(RUNS):
            scores, failed = lighthouse.scores(f"{address}/{page_file.name}", CATEGORIES, tmp_path / "report.json")
            assert (scores["accessibility"], scores["best-practices"]) == (1, 1), failed
            best = max(best, scores["performance"])
            if best >= 0.9:
                break
    assert best >= 0.9

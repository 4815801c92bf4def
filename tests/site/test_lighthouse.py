"""Lighthouse on three kinds of pages of the site: for all, by good practice, soon there, found by search engines."""

from __future__ import annotations

from pathlib import Path

import pytest

import lighthouse

CATEGORIES = "accessibility,best-practices,performance,seo"
RUNS = 3


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["system/salmonn", "ontology/System", "query/encoders-by-systems"])
def test_lighthouse_finds_a_page_for_all(site: Path, tmp_path: Path, name: str) -> None:
    with lighthouse.served(site) as address:
        for _ in range(RUNS):
            scores, failed = lighthouse.scores(f"{address}/{name}/index.html", CATEGORIES, tmp_path / "report.json")
            if min(scores.values()) >= 0.95:
                return
    pytest.fail(f"{scores}; {failed}")

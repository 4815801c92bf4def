"""A site of a large graph, whose statements stay in their file, is the one that a store in memory gives."""

from __future__ import annotations

import importlib
import json
import random
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest

from slm_graph.questions import read_questions
from slm_graph.site import downloads, write_site
from tools import ROOT

site = importlib.import_module("slm_graph.site.site")  # the package has a function of this name
LINES = (ROOT / "output" / "slm-graph.nt").read_text(encoding="utf-8").splitlines()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sample(path: Path, every: int) -> Path:
    """Write some subjects of the survey, their lines in any order, with two whose IRIs differ in case alone."""
    subjects = [[*lines] for _, lines in groupby(LINES, key=lambda line: line.partition(" ")[0])]
    lines = [line for several in subjects[::every] for line in several]
    lines += [f'<https://w3id.org/slm-graph/llm/{name}> <urn:b> "c" .' for name in ("odd", "ODD")]
    lines += ['<urn:a> <urn:b> "c" .']
    random.Random(1).shuffle(lines)  # noqa: S311
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_both_ways_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, questions = sample(tmp_path / "graph.nt", 4), read_questions(ROOT / "queries")
    monkeypatch.setattr(site, "MOST_EXPLORED", 100)
    monkeypatch.setattr("slm_graph.site.pages.MOST_ASKED", 100)  # nobody asks so large a graph a question
    assert site.placed_graph(graph, 101) is not None
    monkeypatch.setattr(site, "_IN_MEMORY", 1000)
    placed = write_site(tmp_path / "placed", graph, questions)
    monkeypatch.setattr(site, "placed_graph", lambda *_: None)
    monkeypatch.setattr(site, "_IN_MEMORY", 10**9)
    stored = write_site(tmp_path / "stored", graph, questions)
    assert stored == placed
    assert not placed.explorer
    assert snapshot(tmp_path / "placed") == snapshot(tmp_path / "stored")
    assert placed.files > 500
    index = (tmp_path / "placed" / "search" / "index.js").read_text()
    kinds, rows = json.loads(index.removeprefix("window.searched = ").removesuffix(";\n"))
    assert ["odd", "llm/odd", kinds.index("")] not in rows  # its folder is llm/ODD on some systems
    assert "LLM" in kinds
    assert len(rows) > 100
    assert write_site(tmp_path / "placed", graph, questions) == placed._replace(changed=0)


def test_a_small_graph_stays_in_memory(tmp_path: Path) -> None:
    assert site.placed_graph(sample(tmp_path / "graph.nt", 50), site.MOST_EXPLORED + 1) is None


def test_many_pages_have_several_sitemaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_PER_SITEMAP", 4)
    folders = [f"{number}/" for number in range(5)]
    files = dict(downloads.sitemap(iter(folders), len(folders), ["q"], "http://e.org"))
    assert [*files] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    told = [[str(item[0].text) for item in ElementTree.fromstring(files[name])] for name in files]  # noqa: S314
    pages = ["", "query/", "download/", *folders, "query/q/"]
    assert [*told[0], *told[1], *told[2]] == [f"http://e.org/{page}" for page in pages]
    assert told[3] == [f"http://e.org/{name}" for name in [*files][:3]]
    assert [*dict(downloads.sitemap(iter(folders[:1]), 1, [], "http://e.org"))] == ["sitemap.xml"]

"""The site as a whole: every IRI opens, no link is dead, the same graph gives the same bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from slm_graph.graphs import open_graph
from slm_graph.questions import read_questions
from slm_graph.rdf import BASE
from slm_graph.site import write_site
from slm_graph.site.places import PagePlaces
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"
CASES = sorted(path for path in (ROOT / "tests" / "cases" / "view").iterdir() if path.suffix != ".txt")


ATTRIBUTE = re.compile(r"""\s(href|src|action|id)=(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"""<[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>""", re.IGNORECASE)


class Addresses:
    """The addresses of a page, and the ids in it: of 1,400 pages html.parser takes most of the time of these tests."""

    def __init__(self, text: str) -> None:
        pairs = [match.groups("") for tag in TAG.findall(text) for match in ATTRIBUTE.finditer(tag)]
        self.addresses = [unescape(one + other) for name, one, other in pairs if name != "id" and one + other]
        self.ids = [unescape(one + other) for name, one, other in pairs if name == "id"]


def dead_links(folder: Path) -> list[str]:
    """Return the links of all pages that lead nowhere; those out of the site must be of the web."""
    pages = {path: Addresses(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    dead = []
    for page, read in pages.items():
        # A graph's own page is tried in tests/pages.
        for address in read.addresses if "explore" not in page.relative_to(folder).parts else ():
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "data"):
                continue
            target = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
            known = "explore" in target.parts or not parts.fragment or parts.fragment in pages[target].ids
            if parts.scheme or address.startswith("/") or not target.is_file() or not known:
                dead.append(f"{page.relative_to(folder)}: {address}")
    return dead


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.survey
def test_every_iri_of_the_graph_opens(site: Path) -> None:
    store = open_graph(GRAPH).store
    iris = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    assert len(iris) > 1000
    for iri in sorted(iris):
        folder = site / iri.removeprefix(BASE)
        assert iri.startswith(BASE), iri
        assert [name for name in ("index.html", "index.ttl", "index.jsonld") if not (folder / name).is_file()] == []


@pytest.mark.survey
def test_no_link_is_dead(site: Path) -> None:
    assert dead_links(site) == []


def test_dead_links_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<a href='b.html'></a><a href='/c'></a><a href='#d'></a><a href='#e' id='e'></a>")
    assert dead_links(tmp_path) == ["a.html: b.html", "a.html: /c", "a.html: #d"]


@pytest.mark.survey
def test_the_data_of_all_things_are_the_graph(site: Path) -> None:
    graph = open_graph(GRAPH).store
    told = {ending: set[str]() for ending in ("ttl", "jsonld")}
    for ending, triples in told.items():
        for path in sorted(site.rglob(f"index.{ending}")):
            rdf_format = ox.RdfFormat.from_extension(ending)
            triples |= {str(quad.triple) for quad in ox.parse(path.read_bytes(), format=rdf_format)}
    told_of_graph = {str(quad.triple) for quad in graph}
    assert told_of_graph <= told["ttl"]
    assert len(told["jsonld"]) == len(told["ttl"])
    assert told_of_graph <= told["jsonld"]


def test_the_same_graph_gives_the_same_bytes_and_leaves_them_untouched(tmp_path: Path) -> None:
    source = ROOT / "tests" / "cases" / "view" / "foaf.rdf"
    folder, other = tmp_path / "site", tmp_path / "other"
    write_site(folder, source)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert write_site(folder, source).changed == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    page = next(folder.glob("thing/*/index.html"))
    page.write_text("torn")
    assert write_site(folder, source).changed == 1
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "slm_graph", "site", str(source), "-o", str(other)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=tmp_path)
    assert snapshot(folder) == snapshot(other)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_any_graph_becomes_a_site(case: Path, tmp_path: Path) -> None:
    write_site(tmp_path, case, read_questions(ROOT / "queries"))
    assert dead_links(tmp_path) == []
    named = {quad.subject.value for quad in open_graph(case).store if isinstance(quad.subject, ox.NamedNode)}
    pages = {path.parent for path in tmp_path.rglob("index.jsonld")}
    assert len(pages) >= len(named) > 0


@pytest.mark.survey
def test_the_first_page_shows_the_kinds_and_folds_the_rest(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    kinds, _, rest = text.partition("<details>")
    for name in ("System", "LLM", "Dataset", "Paper"):
        assert f">{name}</a></dt>" in kinds
    rest = rest[: rest.index("</details>")]
    for name in ("Usage", "Survey row", "dcat:Dataset", "void:Dataset"):
        assert f">{name}</a></dt>" in rest
        assert f">{name}</a></dt>" not in kinds
    assert ">Dataset</a></dt>" not in rest


def test_places_are_apart_whatever_the_case() -> None:
    iris = ["http://e/a/x", "http://e/a/X", "http://e/search/x", "http://e/a/index.html", "http://e/a/é", "http://e/"]
    places = PagePlaces(iris, "http://e/")
    folders = [places[iri] for iri in iris]
    assert folders[0] == "a/x"
    assert all(folder.startswith("thing/") for folder in folders[1:])
    assert len({folder.casefold() for folder in folders}) == len(iris)

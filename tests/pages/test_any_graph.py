"""The page of any RDF file: FOAF, SKOS, OWL, DCAT, schema.org, classes of somebody's own, and none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from browsing import PAYLOADS, PHONE, Open, shown, until
from hostile import HOSTILE, KINDS, hostile, literal, prefixes
from slm_graph.commands.main import cli
from slm_graph.graphs import open_graph
from slm_graph.network import kinds_of, to_network
from tools import ROOT

CASES = sorted(path for path in (ROOT / "tests" / "cases" / "view").iterdir() if path.suffix != ".txt")
# OWL again, and more of it.
ONTOLOGY = pytest.param(ROOT / "ontology" / "slm.ttl", marks=pytest.mark.exhaustive, id="slm.ttl")
EVERYTHING = "#graph?lonely=yes"
COUNT = "#questions?sparql=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D"


def made(source: Path, folder: Path) -> Path:
    """Return the page that the command makes of a file."""
    path = folder / "page.html"
    result = CliRunner().invoke(cli, ["view", str(source), "-o", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.mark.parametrize("source", [*CASES, ONTOLOGY], ids=lambda path: path.name)
def test_a_file_opens_as_a_table_and_a_graph_and_is_asked(opened: Open, source: Path, tmp_path: Path) -> None:
    network = to_network(open_graph(source, steady=True))
    kinds = kinds_of(network)
    count = {cls: sum(data["cls"] == cls for _, data in network.nodes(data=True)) for cls in kinds.classes}
    path = made(source, tmp_path)
    page = opened(path, "")
    assert page.locator("#table-scroll tbody tr").count() == count[kinds.classes[0]]
    options = page.locator("#table-kind option").all_inner_texts()
    assert options == ([kinds.labels[cls] for cls in kinds.classes] if len(kinds.classes) > 1 else [])
    for cls in kinds.classes[1:]:
        page.select_option("#table-kind select", label=kinds.labels[cls])
        assert page.locator("#table-scroll tbody tr").count() == count[cls]
    page.evaluate(f"location.hash = '{EVERYTHING}'")
    until(page, "document.documentElement.dataset.view === 'graph'")
    nodes, links = network.number_of_nodes(), network.number_of_edges()
    assert shown(page) == [nodes, nodes, links, links]
    page.evaluate(f"location.hash = '{COUNT}'")
    page.wait_for_selector("#view-questions td", timeout=20000)
    triples = {str(quad.triple) for quad in open_graph(source, steady=True).store}
    assert page.inner_text("#view-questions td").replace(",", "") == str(len(triples))
    assert page.locator("#view-questions [data-question]").count() == 1, "no stored question has these terms"


def test_a_stranger_reads_a_foaf_file(opened: Open, tmp_path: Path) -> None:
    page = opened(made(ROOT / "tests" / "cases" / "view" / "foaf.rdf", tmp_path), "")
    assert page.inner_text("h1") == "foaf"
    page.fill("#search", "ada")
    page.keyboard.press("Enter")
    page.wait_for_selector("#details:not([hidden])")
    told = page.inner_text("#details")
    for text in ("Ada Lindqvist", "Bo Okafor", "dee#me", "Homepage ↗", "Works on speech."):
        assert text in told
    page.click("#details a >> text=Bo Okafor")
    assert "mailto:bo@example.org" in page.inner_text("#details")
    assert page.locator("#details a[href^='mailto:']").count() == 0
    for view in ("matrix", "compare", "table"):
        page.click(f"nav a >> text=/^{view}$/i")
        page.wait_for_selector(f"#view-{view}:not([hidden])")
        assert "survey" not in page.inner_text("body").lower()


def test_the_same_file_gives_the_same_page(tmp_path: Path) -> None:
    source = ROOT / "tests" / "cases" / "view" / "pizza.ttl"
    first = made(source, tmp_path).read_bytes()
    assert made(source, tmp_path).read_bytes() == first


def test_a_part_of_a_file_is_found_by_its_name(tmp_path: Path) -> None:
    source = str(ROOT / "tests" / "cases" / "view" / "foaf.rdf")
    for arguments, told in (
        (["--around", "Ada Lindqvist"], "8 nodes"),
        (["--around", "Cy Duarte"], "3 nodes"),
        (["--classes", "Person"], "3 nodes"),
        (["--around", "Ada Lindquist"], "did you mean Ada Lindqvist?"),
        (["--data", source], "FILE and --data"),
    ):
        result = CliRunner().invoke(cli, ["view", source, "-o", str(tmp_path / "a.html"), *arguments])
        assert told in result.output


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_file_without_things_is_told(tmp_path: Path, text: str) -> None:
    source = tmp_path / "a.ttl"
    source.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["view", str(source), "-o", str(tmp_path / "a.html")])
    assert (result.exit_code, "describes no thing" in result.output) == (1, True)
    assert not (tmp_path / "a.html").exists()


def test_of_very_many_things_the_graph_shows_what_is_around_the_chosen_one(opened: Open, tmp_path: Path) -> None:
    count = 10_001
    source = tmp_path / "a.ttl"
    lines = (
        f"ex:p{n} a foaf:Person ; foaf:name 'Person {n}' ; foaf:knows ex:p{(n + 1) % count} ." for n in range(count)
    )
    source.write_text(prefixes() + "\n".join(lines), encoding="utf-8")
    page = opened(made(source, tmp_path), "")
    assert "10,001 of 10,001 rows" in page.inner_text("#table-count")
    page.click("#to-graph")
    assert shown(page) == [0, count, 0, count]
    assert "search a thing" in page.inner_text("#left-out")
    page.fill("#search", "Person 77")
    page.keyboard.press("Enter")
    page.wait_for_selector("#details:not([hidden])")
    assert shown(page) == [3, count, 2, count]
    assert page.evaluate("slmGraph.labels().map((label) => label.text).sort()") == [
        "Person 76",
        "Person 77",
        "Person 78",
    ]
    page.click("#details .steps button:last-child")
    assert shown(page) == [5, count, 4, count]


def test_a_page_of_very_many_things_can_be_used(opened: Open, tmp_path: Path) -> None:
    count, links = 10_001, 5_002
    source = tmp_path / "a.ttl"
    lines = [f"ex:p{n} a foaf:Person ; foaf:name 'Person {n}' ." for n in range(count - 3)]
    lines += ["ex:zofia a foaf:Person ; foaf:name 'Zofia Żak' .", "ex:hub a foaf:Person ; foaf:name 'LibriHub' ."]
    lines += ["ex:city a foaf:Organization ; foaf:name 'Libri Hubert' ; foaf:member ex:hub , ex:zofia ."]
    lines += [f"ex:p{n} foaf:knows ex:hub ." for n in range(links - 2)]
    source.write_text(prefixes() + "\n".join(lines), encoding="utf-8")
    path = made(source, tmp_path)
    assert "Opening 10,001 things and 5,002 links" in path.read_text(encoding="utf-8")
    page = opened(path, "")
    assert page.locator("#opening").count() == 0
    for typed, first in {
        "person 77": "Person 77",
        "zak": "Zofia Żak",
        "zofja": "Zofia Żak",
        "librihub": "LibriHub",
        "libri hub": "LibriHub",
        "hubert": "Libri Hubert",
    }.items():
        page.fill("#search", typed)
        assert page.inner_text("#suggestions li:first-child .name") == first, typed
    page.fill("#search", "nobody at all")
    assert page.inner_text("#suggestions") == "Nothing is called so"
    page.evaluate("location.hash = 'thing/' + encodeURIComponent('http://ex.org/hub')")
    until(page, "document.querySelector('#view-thing article h2')?.textContent === 'LibriHub'")
    listed = page.locator("#view-thing section", has_text="4,700 more").locator("li a")
    assert listed.count() == 300
    page.click("#view-thing button:text('4,700 more')")
    assert page.locator("#view-thing button:text('4,400 more')").count() == 1
    assert page.evaluate("document.activeElement.textContent") != ""
    page.click("#to-graph")
    until(page, "document.querySelector('#status')?.textContent.includes('around')")
    assert shown(page)[0] == 2_001
    assert "2,000 of the 5,001 around it" in page.inner_text("#left-out")
    page.evaluate("location.hash = 'graph/' + encodeURIComponent('http://ex.org/p77')")
    until(page, "document.querySelector('#status').textContent.includes('1 around Person 77')")
    assert shown(page)[0] == 2


def test_of_few_things_nothing_is_left_out(opened: Open, tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    lines = [f"ex:p{n} a foaf:Person ; foaf:name 'Person {n}' ; foaf:knows ex:p0 ." for n in range(300)]
    source.write_text(prefixes() + "\n".join(lines), encoding="utf-8")
    path = made(source, tmp_path)
    assert "Opening" not in path.read_text(encoding="utf-8")
    page = opened(path, "#thing/" + "http://ex.org/p0")
    assert page.locator("#view-thing button:text('more')").count() == 0


# --- hostile texts


def no_harm(page: Any, width: int) -> None:
    """Hold that nothing ran, nothing was made of the texts, and nothing is wider than the window."""
    assert page.evaluate("window.hit") is None
    elements = "img script iframe object embed form [onload] [onerror] [onclick] [style*=url]".split()
    bad = ", ".join([*(f":is(main, header, dialog) {name}" for name in elements), "a[href^='javascript' i]"])
    assert page.locator(bad).count() == 0
    hrefs = page.eval_on_selector_all("a[target=_blank]", "all => all.map((a) => a.protocol)")
    assert {*hrefs} <= {"http:", "https:"}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= page.viewport_size["height"]


@pytest.mark.parametrize(
    "kind", [name if name == "script" else pytest.param(name, marks=pytest.mark.exhaustive) for name in KINDS]
)
def test_hostile_texts_do_no_harm(opened: Open, tmp_path: Path, kind: str) -> None:
    source = tmp_path / "</script><img src=x onerror=window.hit=1>.ttl".replace("/", "")
    source.write_text(hostile(KINDS[kind]), encoding="utf-8")
    path = made(source, tmp_path)
    for viewport in ({"width": 1400, "height": 900}, PHONE):
        page = opened(path, "", viewport=viewport)
        no_harm(page, viewport["width"])
        for view in ("compare", "matrix", "timeline", "graph", "thing", "table"):
            page.evaluate(f"location.hash = '{view}'")
            until(page, f"document.documentElement.dataset.view === '{view}'")
            no_harm(page, viewport["width"])
    for number in range(len(HOSTILE)):
        page.evaluate(f"location.hash = 'thing/http://ex.org/thing/{number}'")
        until(page, "document.querySelector('#view-thing article h2')")
        no_harm(page, PHONE["width"])
    page.evaluate("location.hash = 'table'")
    for words in ("script", "right", "L" * 40, "long"):
        page.fill("#search", words)
        no_harm(page, PHONE["width"])


@pytest.mark.parametrize("title", ["".join(PAYLOADS), "L" * 10_000], ids=["payloads", "long"])
def test_a_hostile_title_stays_a_text(opened: Open, tmp_path: Path, title: str) -> None:
    source = tmp_path / "a.ttl"
    source.write_text(f"<urn:o> a owl:Ontology ; rdfs:label {literal(title)} .".join([prefixes(), "\n"]))
    page = opened(made(source, tmp_path), "")
    no_harm(page, 1400)
    assert page.inner_text("h1")[:5] == title[:5]


def test_a_name_turns_no_other_name_round(opened: Open, tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    names = "".join(f"ex:{name} rdfs:label '{name}' . ex:s ex:p ex:{name} ." for name in ("b", "c"))
    source.write_text(f"{prefixes()}ex:s a ex:C ; ex:p ex:a . ex:a rdfs:label 'a\\u202Ex' .{names}", encoding="utf-8")
    page = opened(made(source, tmp_path), "")
    places = page.eval_on_selector_all(
        "#table-scroll tbody td a", "all => all.map((a) => [a.textContent[0], a.getBoundingClientRect().x])"
    )
    assert [name for name, _ in sorted(places, key=lambda place: place[1])] == ["a", "b", "c"]

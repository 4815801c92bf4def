"""The page, driven in Chromium from its file, without a network."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from click.testing import CliRunner

from browsing import LARGE, PAYLOADS, PHONE, Open, shown, until
from projects import laid_out
from slm_graph.build.graph import write_graph
from slm_graph.commands.main import cli
from slm_graph.graphs.local import local_graph
from slm_graph.network import Network, to_network
from slm_graph.pages.data import page_data
from slm_graph.pages.looks import LOOKS, look
from slm_graph.pages.page import network_page, write_page
from slm_graph.pages.policy import script_json
from slm_graph.project import find_project

ONTOLOGY = "https://w3id.org/slm-graph/ontology#"

WHOLE = "#graph?hidden=&lonely=yes"
"""The graph with papers and what has no links, which it leaves out at first."""

# --- the text


def test_page_is_one_valid_file(page_file: Path) -> None:
    text = page_file.read_bytes().decode("utf-8")
    assert text.startswith("<!doctype html>")
    assert [path.name for path in page_file.parent.iterdir()] == ["slm-graph.html"]
    # A strict parser raises where the HTML standard has a parse error.
    tree = html5lib.HTMLParser(strict=True).parse(text)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    head = text[: text.index("<title>")]
    assert head.index("Content-Security-Policy") < head.index("viewport")
    assert "default-src 'none'" in head
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', head)
    assert policy is not None
    assert re.sub("'sha256-[^']+'", "H", policy[1]) == (
        "default-src 'none'; script-src H H 'wasm-unsafe-eval'; worker-src blob:; style-src H; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert page_file.stat().st_size <= 3_300_000
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text.split("<script>")[0])


def test_search_engines_read_what_the_graph_is_whatever_it_says() -> None:
    title = "</script><script>alert(1)</script>"
    said = f"""
        <http://example.org/g> a <http://www.w3.org/ns/dcat#Dataset> , <http://rdfs.org/ns/void#Dataset> ;
            <http://purl.org/dc/terms/title> "{title}" .
        <http://example.org/a> a <{ONTOLOGY}LLM> ; <http://www.w3.org/2000/01/rdf-schema#label> "A" ."""
    text = network_page(to_network(local_graph(said)))
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    scripts = [element for element in document.iter("script") if element.get("type") == "application/ld+json"]
    assert [json.loads(element.text or "")["name"] for element in scripts] == [title]
    said_nothing = network_page(to_network(local_graph(said[said.index("<http://example.org/a>") :])))
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(said_nothing)
    assert not [element for element in document.iter("script") if element.get("type") == "application/ld+json"]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_for_every_hash_seed(output: Path, page_file: Path, tmp_path: Path, seed: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "slm_graph", "view", "--data", str(output / "slm-graph.ttl"), "-o", "a.html"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "a.html").read_bytes() == page_file.read_bytes()


def test_data_cannot_leave_their_script() -> None:
    text = script_json({"a": "</script><!--\u2028\u2029&"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!--\u2028\u2029&"}


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_stand_out_and_shapes_differ(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    light, dark = re.findall(r"--ground: (#\w{6}); --card: (#\w{6}); --text: (#\w{6}); --soft: (#\w{6})", text)
    packed = re.search(r'id="data-page">(.*?)</script>', text)
    assert packed is not None
    data = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    for tone, grounds in (("light", light), ("dark", dark)):
        colours = [row._asdict()[tone] for row in LOOKS] + data["palette"][tone]
        for ground in grounds[:2]:
            for colour in [*colours, *grounds[2:]]:
                assert contrast(colour, ground) >= 4.5, f"{colour} on {ground}"
    assert len({row.shape for row in LOOKS}) == len(LOOKS)


def test_no_two_classes_look_the_same() -> None:
    count = len(LOOKS) ** 2
    for tone in ("light", "dark"):
        assert len({(look(rank).shape, look(rank)._asdict()[tone]) for rank in range(count)}) == count


def test_a_class_that_no_code_names_has_a_look_and_words() -> None:
    own, label = "https://example.org/own#", "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = (
        f'<urn:a> a <{own}Robot> ; {label} "A" ; <{own}hasGripper> <urn:g> . <urn:g> a <{own}RobotGripper> . '
        f"<urn:u> a <{own}Use> ; <{own}usageBy> <urn:a> ; <{own}usageOf> <urn:g> ."
    )
    data = page_data(to_network(local_graph(text)), "robots", "class")
    assert [(cls["label"], cls["shape"]) for cls in data["classes"]] == [
        ("Robot", LOOKS[0].shape), ("Robot gripper", LOOKS[1].shape),
    ]  # fmt: skip
    assert [predicate["inverse"] for predicate in data["predicates"]] == ["is robot gripper of"]


# --- the page in a browser


def test_counts_are_the_graphs(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, WHOLE)
    nodes, links = network.number_of_nodes(), network.number_of_edges()
    assert shown(page) == [nodes, nodes, links, links]
    counts = [int(text.replace(",", "")) for text in page.locator("#classes .count").all_inner_texts()]
    assert sum(counts) == nodes
    counts = [int(text.replace(",", "")) for text in page.locator("#predicates .count").all_inner_texts()]
    assert sum(counts) == links


def test_what_is_left_out_at_first_is_said(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file)
    papers = sum(cls == "Paper" for _, cls in network.nodes(data="cls"))
    lonely = sum(degree == 0 for _, degree in network.degree())
    assert papers > 100
    assert shown(page)[:2] == [len(network) - papers - lonely, len(network)]
    assert page.inner_text("#left-out") == f"hidden: {papers} Paper, {lonely} without links"
    page.click("#show-all")
    assert shown(page)[0] == len(network)
    assert page.inner_text("#left-out") == ""
    page.click("#reset")
    page.fill("#year-from", "2023")
    undated = sum(year is None for _, year in network.nodes(data="year"))
    assert f"{undated} without a year kept" in page.inner_text("#left-out")
    before = shown(page)[0]
    page.check("#dated")
    assert shown(page)[0] < before
    assert f"{undated} without a year left out" in page.inner_text("#left-out")


def test_brackets_walk_around_what_was_chosen(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, "#graph/system/salmonn")
    page.focus("#network")
    salmonn = "https://w3id.org/slm-graph/system/salmonn"
    names = {network.nodes[node]["label"] for node in network.successors(salmonn)}
    walked = []
    for key in "]]]][":
        page.keyboard.press(key)
        walked.append(page.inner_text("#details h2"))
    assert {*walked} <= names
    assert len({*walked[:4]}) == 4
    assert walked[4] == walked[2]


def test_recent_years_have_a_colour_each(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph?colours=year")
    keys = page.eval_on_selector_all(
        "#colours li",
        "all => all.map((li) => [li.querySelector('span').textContent, li.querySelector('path').getAttribute('fill')])",
    )
    colours = {name: colour for name, colour in keys if re.fullmatch(r"\d{4}", name)}
    assert {"2022", "2023", "2024"} <= set(colours)
    assert len({*colours.values()}) == len(colours)


def test_labels_do_not_overlap_and_grow_with_zoom(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    shares = []
    for _ in range(3):
        labels = page.evaluate("slmGraph.labels()")
        for index, one in enumerate(labels):
            for other in labels[index + 1 :]:
                assert (
                    one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                    or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
                ), (one, other)  # fmt: skip
        in_view = page.evaluate(
            "slmGraph.nodes.filter((n) => { const p = slmGraph.at(n.id); return p.x > 0 && p.x < innerWidth && p.y > 0 && p.y < innerHeight }).length"  # noqa: E501
        )
        shares.append(len(labels) / in_view)
        page.focus("#network")
        for _ in range(4):
            page.keyboard.press("+")
        page.wait_for_timeout(100)
    assert len(labels) > 20
    assert shares == sorted(shares)
    assert shares[-1] > 1.5 * shares[0]


def test_search_finds_by_misspelling_and_by_keyboard_alone(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    page.keyboard.press("/")
    page.keyboard.type("wishp")
    assert "Whisper" in page.inner_text("#suggestions li[aria-selected=true]")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("Enter")
    page.wait_for_selector("#details h2:focus")
    assert page.inner_text("#details h2") == "Whisper"
    assert page.evaluate("location.hash") == "#graph/encoder/whisper"
    page.keyboard.press("Escape")
    page.wait_for_selector("#details", state="hidden", timeout=5000)
    page.keyboard.press("/")
    page.keyboard.type("asr")
    assert "Automatic Speech Recognition" in page.inner_text("#suggestions")
    page.keyboard.press("Control+A")
    page.keyboard.type("qqqq")
    assert page.inner_text("#suggestions") == "Nothing is called so"


def test_salmonn_its_encoders_and_their_other_users(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, "#system/salmonn")
    links = network.in_edges("https://w3id.org/slm-graph/encoder/whisper", data="predicate")
    users = [system for system, _, predicate in links if predicate == "usesSpeechEncoder"]
    details = page.inner_text("#details")
    for text in (
        "SALMONN",
        "BEATs",
        "Whisper",
        f"also in {len(users) - 1}: ",
        "Wishper encoder (speech)",
        "Row 8 of",
        "4400 hours",
    ):
        assert text in details
    hrefs = page.eval_on_selector_all("#details .out a", "all => all.map((a) => [a.href, a.rel, a.target])")
    assert ["https://arxiv.org/abs/2310.13289", "noopener noreferrer", "_blank"] in hrefs
    page.click("#details .also a >> text=WavLLM")
    assert page.inner_text("#details h2") == "WavLLM"


def test_click_isolates_and_back_returns(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, WHOLE)
    salmonn = "https://w3id.org/slm-graph/system/salmonn"
    around = {*network.predecessors(salmonn), *network.successors(salmonn), salmonn}
    at = page.evaluate("slmGraph.at('system/salmonn')")
    page.mouse.click(at["x"], at["y"])
    page.wait_for_selector("#details:not([hidden])", timeout=5000)
    assert page.inner_text("#details h2") == "SALMONN"
    assert len(page.evaluate("slmGraph.focus()")) == len(around)
    page.keyboard.press("2")
    assert len(page.evaluate("slmGraph.focus()")) > len(around)
    assert page.get_attribute("#details .steps button:last-child", "aria-pressed") == "true"
    page.evaluate("slmGraph.choose('encoder/whisper')")
    assert page.inner_text("#details h2") == "Whisper"
    page.go_back()
    until(page, "location.hash.startsWith('#graph/system/salmonn')")
    assert page.inner_text("#details h2") == "SALMONN"
    page.go_back()
    page.wait_for_selector("#details", state="hidden", timeout=5000)


def test_double_click_opens_the_page_of_a_thing(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    page.evaluate("window.open = (url) => { window.openedUrl = url; }")
    at = page.evaluate("slmGraph.at('system/salmonn')")
    page.mouse.dblclick(at["x"], at["y"])
    until(page, "window.openedUrl")
    assert page.evaluate("window.openedUrl") == "https://arxiv.org/abs/2310.13289"


def test_a_link_tells_its_predicate_and_words_on_hover(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#system/salmonn")
    one, other = (page.evaluate(f"slmGraph.at('{name}')") for name in ("system/salmonn", "dataset/gigaspeech"))
    for step in range(35, 65, 3):
        share = step / 100
        page.mouse.move(one["x"] + (other["x"] - one["x"]) * share, one["y"] + (other["y"] - one["y"]) * share)
        page.wait_for_timeout(60)
        if "GigaSpeech" in page.inner_text("#tip") and page.is_visible("#tip"):
            break
    assert re.search("SALMONN → (uses dataset|trained on) → GigaSpeech", page.inner_text("#tip"))


def test_filters_narrow_down(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, WHOLE)
    papers = sum(cls == "Paper" for _, cls in network.nodes(data="cls"))
    page.uncheck("#classes input[data-name=Paper]")
    assert shown(page)[0] == len(network) - papers
    before = shown(page)[2]
    page.uncheck("#predicates input[data-name='uses LLM']")
    assert shown(page)[2] == before - sum(name == "usesLLM" for *_, name in network.edges(data="predicate"))
    page.click("#show-all")
    assert shown(page)[0] == len(network)
    page.fill("#year-from", "2024")
    dated = [year for _, year in network.nodes(data="year") if year is not None]
    assert shown(page)[0] == len(network) - sum(year < 2024 for year in dated)
    page.click("#show-all")
    page.select_option("#modality", "music")
    assert 0 < shown(page)[0] < len(network)
    page.click("#show-all")
    page.select_option("#group", "speech recognition")
    assert 0 < shown(page)[0] < len(network)
    page.click("#no-classes")
    assert shown(page)[0] == 0
    page.click("#all-classes")
    page.select_option("#colour-by", "community")
    assert page.locator("#colours li").count() > 3
    assert page.inner_text("#colours").count("around") > 2


def test_every_control_is_reached_by_tab_and_shows_it(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#system/salmonn")
    seen: dict[str, str] = {}
    for _ in range(160):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return [e.id || e.className || e.tagName, getComputedStyle(e).outlineStyle, e === document.body] })()"  # noqa: E501
        )
        if focused[2]:
            break
        seen[focused[0]] = focused[1]
    assert {"search", "fit", "show-table", "png", "svg", "theme", "show-help", "network", "reset", "physics"} <= set(
        seen
    )
    assert all(style != "none" for style in seen.values()), seen
    page.focus("#network")
    before = page.evaluate("slmGraph.at('system/salmonn')")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(50)
    assert page.evaluate("slmGraph.at('system/salmonn')")["x"] < before["x"]
    page.keyboard.press("]")
    until(page, "!location.hash.includes('system/salmonn')")


def test_table_lists_the_nodes(opened: Open, page_file: Path, network: Network) -> None:
    page = opened(page_file, WHOLE)
    page.keyboard.press("l")
    assert page.locator("#table tbody tr").count() == len(network)
    assert page.locator("#table th[scope=col]").count() == 4
    page.click("#table a >> text=SALMONN >> nth=0")
    assert page.inner_text("#details h2") == "SALMONN"
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")


def test_exports(opened: Open, page_file: Path, network: Network, tmp_path: Path) -> None:
    page = opened(page_file, WHOLE)
    with page.expect_download() as download:
        page.click("#png")
    download.value.save_as(tmp_path / "a.png")
    png = (tmp_path / "a.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2 * (LARGE["width"] + 210)
    with page.expect_download() as download:
        page.click("#svg")
    download.value.save_as(tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))  # noqa: S314
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}path")) == len(network)
    names = [element.text for element in root.findall(f"{space}g/{space}text")]
    assert names == page.locator("#classes li span:not(.count)").all_inner_texts()
    assert len(root.findall(f"{space}line")) == network.number_of_edges()
    assert "SALMONN" in [element.text for element in root.findall(f"{space}text")]


def test_dark_by_system_and_by_switch(opened: Open, page_file: Path) -> None:
    page = opened(page_file, scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    light = page.evaluate(ground)
    assert (dark, light) == ("rgb(18, 22, 28)", "rgb(247, 248, 250)")
    assert opened(page_file, scheme="light").evaluate(ground) == light


def test_physics_is_off_and_has_a_switch(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    where = "JSON.stringify(slmGraph.network.getPositions())"
    before = page.evaluate(where)
    page.wait_for_timeout(200)
    assert page.evaluate(where) == before
    page.check("#physics")
    until(page, f"{where} !== {json.dumps(before)}")


def test_works_on_a_phone(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#system/salmonn", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator("#details").bounding_box()
    assert box["width"] == PHONE["width"]
    assert box["height"] < PHONE["height"] / 2
    for button in page.locator(".buttons button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    at = page.evaluate("slmGraph.at('system/salmonn')")
    assert 0 < at["x"] < PHONE["width"]
    assert at["y"] < page.locator("#details").bounding_box()["y"]
    assert page.is_hidden("#filters")
    page.click("#show-filters")
    assert page.is_visible("#filters")
    page.keyboard.press("Escape")
    assert page.is_hidden("#filters")


def test_an_unknown_fragment_shows_everything(opened: Open, page_file: Path) -> None:
    for fragment in ("#nothing/there", "#%E0%A4%A", "#__proto__"):
        assert opened(page_file, fragment).is_hidden("#details")


# --- hostile graphs


def hostile() -> str:
    """Return a graph with a payload in every field that reaches the page."""
    lines = []
    for number, payload in enumerate(PAYLOADS):
        text = json.dumps(payload)
        iri = f"<https://w3id.org/slm-graph/system/x'{number}&amp;)%3Cscript%3E(alert)>"
        fields = (
            "rdfs:label skos:notation skos:altLabel skos:hiddenLabel skos:definition dcterms:description slm:taskGroup "
            "slm:organization slm:year slm:modality slm:architecture fabio:hasArXivId prism:doi slm:huggingFaceId "
            "slm:aclAnthologyId schema:codeRepository foaf:homepage dcterms:license schema:sameAs slm:hasPrompt"
        ).split()
        lines += [f"{iri} a slm:System ; {field} {text} ." for field in fields]
        lines += [f"{iri} {field} <javascript:window.hit=8> ." for field in ("foaf:homepage", "schema:codeRepository")]
        llm, usage = f"<urn:llm:{number}>", f"<urn:usage:{number}>"
        lines.append(
            f"{llm} a slm:LLM ; rdfs:label {text} . {iri} slm:usesLLM {llm} ; <{ONTOLOGY}x'onload=hit> {llm} ."
        )
        lines.append(f"{usage} a slm:Usage ; slm:usageBy {iri} ; slm:usageOf {llm} ; prov:wasDerivedFrom <urn:row> .")
        lines.append(f"<urn:row> rdfs:label {text} ; slm:rowNumber {text} .")
        fields = "slm:quote slm:column slm:tuning slm:amount slm:unit slm:purpose skos:note slm:amountText".split()
        lines += [f"{usage} {field} {text} ." for field in fields]
    prefixes = {
        "slm": ONTOLOGY,
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "fabio": "http://purl.org/spar/fabio/",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "schema": "http://schema.org/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "prov": "http://www.w3.org/ns/prov#",
    }
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()) + "\n".join(lines)


def test_a_hostile_graph_runs_nothing(opened: Open, tmp_path: Path) -> None:
    network = to_network(local_graph(hostile()))
    path = tmp_path / "hostile.html"
    write_page(path, network, title=PAYLOADS[0] + PAYLOADS[1])
    page = opened(path)
    assert shown(page)[1] == 2 * len(PAYLOADS)
    for node in page.evaluate("slmGraph.nodes.map((n) => n.id)"):
        page.evaluate("(id) => slmGraph.choose(id)", node)
        page.wait_for_selector("#details:not([hidden])", timeout=5000)
        assert (
            page.evaluate("document.querySelectorAll('#details img, #details script, #details [onload]').length") == 0
        )
        for href in page.eval_on_selector_all("#details .out a", "all => all.map((a) => a.protocol)"):
            assert href in ("http:", "https:")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("script")
    assert page.locator("#suggestions li").count() > 1
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    assert page.locator("#table tbody tr").count() == 2 * len(PAYLOADS)
    page.keyboard.press("Escape")
    at = page.evaluate("slmGraph.at(slmGraph.nodes[0].id)")
    page.mouse.move(at["x"], at["y"])
    with page.expect_download():
        page.click("#svg")
    assert page.evaluate("window.hit") is None


def test_the_policy_stops_what_is_injected(browser: Any, page_file: Path, tmp_path: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    path = tmp_path / "injected.html"
    bad = "<script>window.hit=1</script><img src=x onerror='window.hit=2'><div onclick=''></div>"
    path.write_text(text.replace("<noscript>", bad + "<noscript>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    until(page, "document.documentElement.dataset.ready")
    assert page.evaluate("window.hit") is None
    page.close()


# --- the command


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--around", "SALMONN", "--depth", "2"], 0, "nodes"),
        (["--classes", "System,SpeechEncoder,LLM", "--color-by", "year"], 0, "nodes"),
        (["--query", "encoder-llm-network"], 0, "nodes"),
        (["--format", "graphml"], 0, "graphml"),
        (["--format", "csv"], 0, "edges.csv"),
        (["--around", "SALMON"], 2, "did you mean SALMONN?"),
        (["--classes", "Systems"], 2, "did you mean System?"),
        (["--query", "encoder-llm-net"], 2, "no such question; did you mean encoder-llm-network?"),
        (["--depth", "2"], 2, "--depth without --around"),
        (["--data", "none.ttl"], 1, "none.ttl: No such file or directory"),
        (["--output", "file/below/a.html"], 1, "Not a directory"),
    ],
)
def test_view_command(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    given = [] if "--data" in arguments else ["--data", str(output / "slm-graph.ttl")]
    result = CliRunner().invoke(cli, ["view", *given, *arguments])
    assert result.exit_code == status, result.output
    assert message in result.output
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)


def test_a_view_of_classes_has_their_things(output: Path, tmp_path: Path, network: Network) -> None:
    words = ["view", "--data", str(output / "slm-graph.ttl"), "--classes", "System,LLM", "-o", str(tmp_path / "a.html")]
    count = sum(cls in ("System", "LLM") for _, cls in network.nodes(data="cls"))
    assert f"{count} nodes, " in CliRunner().invoke(cli, words).output


def test_build_writes_the_page_unless_told_not_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for options, there in (([], True), (["--no-view"], False), (["--format", "ttl"], False)):
        folder = "-".join(["out", *options])
        result = CliRunner().invoke(cli, ["build", "--no-shacl", "--output", folder, *options])
        assert result.exit_code == 0, result.output
        assert (tmp_path / folder / "slm-graph.html").exists() == there


def test_stats_tell_what_is_there(tmp_path: Path) -> None:
    write_graph(find_project(laid_out(tmp_path) / "data"), tmp_path / "output", formats=["ttl"], validate=False)
    result = CliRunner().invoke(cli, ["stats", "--data", str(tmp_path / "output" / "slm-graph.ttl")])
    assert result.exit_code == 0
    for text in (" 1  System", " 1  of 1: speech encoder", " 1  Whisper", "Automatic Audio Captioning"):
        assert text in result.output


def test_a_page_needs_something_to_show() -> None:
    with pytest.raises(ValueError, match="nothing to show"):
        network_page(to_network(local_graph("")))

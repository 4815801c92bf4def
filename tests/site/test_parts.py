"""The parts of pages: statements in their cells, lineage, citations, schema.org, tables, blank nodes, files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from slm_graph.files import replace_file
from slm_graph.graphs import local_graph
from slm_graph.network import Described, described_graph
from slm_graph.rdf import BASE, OWL, SKOS
from slm_graph.site.links import PageLinks
from slm_graph.site.places import PagePlaces
from slm_graph.site.relations import lineage
from slm_graph.site.site import write_site
from slm_graph.site.tables import PER_PAGE


def text_of(site: Path, name: str) -> str:
    return (site / name / "index.html").read_text(encoding="utf-8")


def linked_data(site: Path, name: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(site, name))
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def test_quotes_are_marked_in_their_whole_cells(site: Path) -> None:
    cell = (
        "<blockquote><mark>Librispeech</mark>, <mark>GigaSpeech</mark> <mark>(ASR)</mark>\n<mark>WavCaps</mark>, "
        "<mark>AudioCaps</mark> <mark>(Sound)</mark>\n<mark>Clotho</mark> <mark>(caption)</mark> <mark>for pretraining"
        "</mark>, <mark>4400 hours for instruction tuning</mark>.</blockquote>"
    )
    assert cell in text_of(site, "system/salmonn")
    assert cell in text_of(site, "row/speech-llms-progress/8")
    own = text_of(site, "usage/salmonn/gigaspeech")
    assert "<blockquote>Librispeech, <mark>GigaSpeech</mark> <mark>(ASR)</mark>" in own


def test_a_component_tells_who_uses_it_in_which_words(site: Path) -> None:
    text = text_of(site, "llm/vicuna")
    used = text[text.index("Used by") : text.index("Comes from")]
    assert "system/salmonn/index.html" in used
    assert "instruction tuning with a LoRA adapter" in used
    assert "LLaMA" in text[text.index("Comes from") :]


def test_a_task_tells_what_is_used_for_it_and_not_itself_again(site: Path) -> None:
    text = text_of(site, "task/st")
    used = text[text.index("Used by") : text.index("Linked from")]
    assert re.match(r"Used by \d+, in \d+ statements<", used)
    assert re.search(r">LauraGPT</a> · <a href=[^>]*dataset/covost-2/[^>]*>CoVoST 2</a> <q>", used)
    assert "for task: Speech Translation" not in used
    assert "related” of" not in text  # "related" says it already


def test_an_amount_says_what_is_counted_and_whether_there_is_more(site: Path) -> None:
    assert "50,000 (unit not stated)" in text_of(site, "usage/audiochatllama/multilingual-librispeech")
    assert "at least 1,000,000 videos" in text_of(site, "usage/anygpt/music-videos")
    assert "> · 4,400 hours" not in text_of(site, "system/salmonn")
    assert "<li>4,400 hours · " in text_of(site, "system/salmonn")


def test_a_class_is_a_table_of_what_tells_its_things_apart(site: Path) -> None:
    text = text_of(site, "ontology/Task")
    head = [re.sub("<.*?>", "", column) for column in re.findall(r'<th scope="col">(.*?)</th>', text)]
    assert head[:4] == ["name", "used by", "abbreviation", "definition"]
    assert not {"in scheme", "top concept of", "exact match"} & {*head}
    row = next(line for line in text.splitlines() if ">Automatic Speech Recognition</a></th>" in line)
    assert re.search(r'<td data-of="used by">\d+</td><td data-of="abbreviation">ASR</td>', row)


def test_what_the_bundled_ontology_means_is_told_of_a_survey_without_its_own() -> None:
    system = f"{BASE}ontology#System"
    described = described_graph(local_graph(f"<urn:s> a <{system}> ."))
    assert described.literals(system, f"{SKOS}definition") != []
    assert f"{BASE}ontology" in described.instances(f"{OWL}Ontology")


def test_facts_are_told_once_and_in_order(site: Path) -> None:
    llm = text_of(site, "llm/llama")
    assert llm.count(">decoder-only<") == 1
    assert "is succeeded by" in llm[llm.index("Linked from") :]
    assert "is the origin of" not in llm[llm.index("Linked from") :]
    survey = text_of(site, "survey/speech-llms-progress")
    assert survey.index(">Row 9 of") < survey.index(">Row 10 of")
    system = text_of(site, "system/salmonn")
    places = [system.index(f">{words}</a>") for words in ("uses speech encoder", "uses LLM", "described by")]
    assert places == sorted(places)


def test_the_types_of_schema_org_follow_from_the_ontology(site: Path) -> None:
    kinds = {
        "paper/2310.13289": "ScholarlyArticle", "dataset/librispeech": "Dataset", "task/asr": "DefinedTerm",
        "system/salmonn": "SoftwareApplication", "llm/vicuna": "SoftwareApplication", "method/lora": "DefinedTerm",
        "ontology/System": "DefinedTerm", "ontology": "DefinedTermSet", "graph": "Dataset",
    }  # fmt: skip
    assert {name: linked_data(site, name)["@type"] for name in kinds} == kinds
    paper = linked_data(site, "paper/2310.13289")
    assert paper["@id"] == f"{BASE}paper/2310.13289"
    assert paper["author"][0]["name"] == "Changli Tang"
    assert linked_data(site, "task/asr")["termCode"] == "ASR"


def test_an_answer_names_its_columns_in_words_and_leads_from_names_to_things(site: Path) -> None:
    text = text_of(site, "query/encoders-by-systems")
    head = re.findall(r'<th scope="col">(.*?)</th>', text)
    assert head == ["encoder", "systems"]
    assert '<td data-of="encoder"><a href="../../encoder/whisper/index.html">Whisper</a></td><td class="number"' in text


def test_an_answer_has_large_numbers_in_groups_and_its_file_as_they_are(site: Path) -> None:
    text = text_of(site, "query/training-hours")
    numbers = re.findall(r'<td class="number" data-of="amount">(.*?)</td>', text)
    assert {"15,000,000", "4,400"} <= {*numbers}
    assert ",15000000," in (site / "query" / "training-hours" / "answer.csv").read_text(encoding="utf-8")
    years = text_of(site, "query/systems-per-year")
    assert ">2023</td>" in years


def test_the_values_that_a_parameter_may_have_are_called_by_their_names(site: Path) -> None:
    text = text_of(site, "query/systems-by-tuning")
    parameters = text[text.index("<h2>Parameters") : text.index("<h2>Answer")]
    assert "one of <a href=" in parameters
    assert ">frozen</a>" in parameters
    assert "://" not in parameters


def test_links_that_are_called_the_same_are_told_apart(site: Path) -> None:
    row = re.search(r'<p class="out">(.*?)</p>', text_of(site, "system/salmonn"))
    assert row
    names = re.findall(r">([^<]+)</a>", row[1])
    assert "Hugging Face (close match): SALMONN ↗" in names
    assert len(names) == len({*names})


def test_a_paper_is_cited_as_bibtex(site: Path) -> None:
    text = text_of(site, "paper/2310.13289")
    assert "@misc{tang2023salmonn," in text
    assert "eprint = {2310.13289}" in text
    assert "@misc{tang2023salmonn," in text_of(site, "system/salmonn")


def test_a_retired_iri_says_what_took_its_place(site: Path) -> None:
    text = text_of(site, "usage/salmonn/lora")
    assert "out of use" in text
    assert "../../../usage/salmonn/vicuna/index.html" in text


def test_the_term_tells_domain_alignment_examples_and_count(site: Path) -> None:
    text = text_of(site, "ontology")
    term = text[text.index('id="usesLLM"') : text.index('id="usesSpeechEncoder"')]
    for told in ("domain", "range", "in the graph", "→"):
        assert told in term
    paper = text[text.index('id="Paper"') : text.index("</section>", text.index('id="Paper"'))]
    assert "schema:ScholarlyArticle" in paper


def test_a_circle_of_origins_ends() -> None:
    statements = [f"<urn:{one}> <http://e/broader> <urn:{other}> ." for one, other in ("ab", "bc", "ca")]
    graph = local_graph(" ".join(statements))
    described = Described(graph)
    linker = PageLinks(described, PagePlaces([], ""), "")
    assert [step.depth for step in lineage(described, "urn:a", linker, up=True)] == [1, 2]


def test_blank_nodes_lists_and_circles_are_told_inside() -> None:
    text = "<urn:a> <urn:p> [ <urn:q> ( 'x' 'y' ) ] , _:c . _:c <urn:q> _:d . _:d <urn:q> _:c ."
    described = Described(local_graph(text))
    linker = PageLinks(described, PagePlaces([], ""), "")
    html = "".join(linker.value(value).__html__() for value in described.stated("urn:a")["urn:p"])
    assert "x; y" in html
    assert "…" in html


def test_a_long_table_has_several_pages(tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    count = PER_PAGE + 5
    source.write_text("".join(f"<http://e/t/{n}> a <http://e/C> .\n" for n in range(count)))
    write_site(tmp_path / "site", source)
    (folder,) = {path.parent for path in (tmp_path / "site").rglob("page-2.html")}
    assert (folder / "page-2.html").read_text().count("<tr>") == 5 + 1
    assert 'href="page-2.html"' in (folder / "index.html").read_text()


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def stopped(part: str, content: bytes) -> None:
        Path(part).write_bytes(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("slm_graph.files.writing._write_bytes", stopped)
    with pytest.raises(OSError, match=r"a\.txt"):
        replace_file(path, b"new text")
    assert {other.name: other.read_bytes() for other in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_the_files_to_load_describe_themselves(site: Path) -> None:
    folder = site / "download"
    quads = [*ox.parse(path=folder / "dcat.ttl", base_iri=folder.as_uri() + "/")]
    values = (quad.object for quad in quads if "downloadURL" in quad.predicate.value)
    loaded = {Path(value.value).name for value in values if isinstance(value, ox.NamedNode)}
    assert loaded == {"slm-graph.ttl", "slm-graph.nt", "slm-graph.jsonld", "slm-graph.trig"}
    assert all((folder / name).is_file() for name in {*loaded, "void.ttl", "queries.ttl"})
    page = text_of(site, "download")
    assert all(f"the whole graph as {label}<" in page for label in ("Turtle", "N-Triples", "JSON-LD", "TriG"))
    assert f"<loc>{BASE}system/salmonn/</loc>" in (site / "sitemap.xml").read_text()

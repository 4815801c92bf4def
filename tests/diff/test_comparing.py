"""What changed between two graphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.diff.comparing import difference
from slm_graph.diff.model import Difference
from slm_graph.diff.revisions import graph_of
from slm_graph.diff.words import as_markdown, as_text
from slm_graph.graphs.local import LocalGraph, local_graph, open_graph
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
PREFIXES = """\
@prefix slm: <https://w3id.org/slm-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://w3id.org/slm-graph/> .
@prefix void: <http://rdfs.org/ns/void#> .
"""
OLD = """\
:graph a void:Dataset ; void:triples 1 .
<https://w3id.org/slm-graph/llm/a> a slm:LLM ; rdfs:label "A" .
<https://w3id.org/slm-graph/llm/b> a slm:LLM ; rdfs:label "B" .
<https://w3id.org/slm-graph/system/s> a slm:System ; rdfs:label "S" ; slm:usesLLM <https://w3id.org/slm-graph/llm/a> ;
  slm:hasUsage <https://w3id.org/slm-graph/usage/s/a> .
<https://w3id.org/slm-graph/usage/s/a> a slm:LLMUsage, slm:Usage ; rdfs:label "S: A" ;
  slm:usageBy <https://w3id.org/slm-graph/system/s> ;
  slm:usageOf <https://w3id.org/slm-graph/llm/a> ; slm:quote "we use A", "LoRA" .
"""
NEW = """\
:graph a void:Dataset ; void:triples 2 .
<https://w3id.org/slm-graph/llm/a> a slm:LLM ; rdfs:label "A*" ; slm:parameterCount 7 .
<https://w3id.org/slm-graph/llm/b> a slm:LLM ; rdfs:label "B" .
<https://w3id.org/slm-graph/system/s> a slm:System ; rdfs:label "S" ; slm:usesLLM <https://w3id.org/slm-graph/llm/b> ;
  slm:hasUsage <https://w3id.org/slm-graph/usage/s/b> .
<https://w3id.org/slm-graph/usage/s/b> a slm:LLMUsage, slm:Usage ; rdfs:label "S: B" ;
  slm:usageBy <https://w3id.org/slm-graph/system/s> ;
  slm:usageOf <https://w3id.org/slm-graph/llm/b> ; slm:quote "we use *B*" .
<https://w3id.org/slm-graph/system/t> a slm:System ; rdfs:label "T" .
"""


def graph(text: str) -> LocalGraph:
    return local_graph(PREFIXES + text)


@pytest.fixture(scope="module")
def changes() -> Difference:
    return difference(graph(OLD), graph(NEW))


def test_in_words(changes: Difference) -> None:
    assert (
        as_text(changes)
        == """\
Systems added: 1
  + System T (system/t)

Edges gained: 1
  + S uses LLM B (llm/b): “we use *B*”

Edges lost: 1
  - S uses LLM A (llm/a): “LoRA”, “we use A”

Labels changed: 1
  ~ llm/a: A → A*

Other statements changed: 1
  ~ A* (llm/a) slm:parameterCount: nothing → 7

IRIs gone: 1
  ! LLMUsage S: A (usage/s/a)

Besides
  ~ 2 statements that the graph makes about itself (counts, version)
"""
    )


def test_as_markdown(changes: Difference) -> None:
    markdown = as_markdown(changes)
    assert "### Edges gained: 1\n\n- S uses LLM B (llm/b): “we use \\*B\\*”\n" in markdown


def test_the_other_way_round_gains_and_losses_change_places(changes: Difference) -> None:
    back = difference(graph(NEW), graph(OLD))
    assert (back.gained, back.lost) == (changes.lost, changes.gained)
    assert [thing.id for thing in back.removed] == ["system/t"]
    assert [thing.id for thing in back.gone] == ["usage/s/b", "system/t"]


@pytest.mark.parametrize("ending", ["ttl", "nt", "trig", "jsonld"])
def test_the_formats_of_one_graph_do_not_differ(ending: str) -> None:
    found = difference(open_graph(TTL), open_graph(TTL.with_suffix(f".{ending}")))
    assert not found
    assert as_text(found) == "No change.\n"


def test_a_task_that_data_are_labelled_with_backs_its_edge() -> None:
    text = TTL.with_suffix(".nt").read_text(encoding="utf-8")
    base = "https://w3id.org/slm-graph/"
    edge = f"<{base}system/salmonn> <{base}ontology#addressesTask> <{base}task/asr> .\n"
    assert edge in text
    found = difference(open_graph(TTL), local_graph(text.replace(edge, "")))
    assert [(item.system.label, item.property, item.component.id) for item in found.lost] == [
        ("SALMONN", "addressesTask", "task/asr")
    ]
    assert "“(ASR)”" in found.lost[0].quotes
    assert not found.gone


def test_blank_nodes_are_compared_by_what_they_say() -> None:
    assert not difference(graph("_:x rdfs:label 'a' ."), graph("_:y rdfs:label 'a' ."))
    assert difference(graph("_:x rdfs:label 'a' ."), graph("_:x rdfs:label 'b' .")).anonymous == 2


@pytest.mark.parametrize("name", ["--output=x", "-x", ":a", "no-such-revision-or-file"])
def test_what_is_neither_file_nor_revision_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LookupError, match="no such file"):
        graph_of(name)
    assert not list(tmp_path.iterdir())

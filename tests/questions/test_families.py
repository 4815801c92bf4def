"""An LLM whose family no source states is counted by itself."""

from __future__ import annotations

import pytest

from slm_graph.graphs import local_graph
from slm_graph.questions import run_query
from tools import ROOT

GRAPH = """
@prefix slm: <https://w3id.org/slm-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://w3id.org/slm-graph/> .
:kea a slm:System ; rdfs:label "Kea" ; slm:usesLLM :llama ; slm:usesSpeechEncoder :ear ; slm:introducedBy :paper .
:tui a slm:System ; rdfs:label "Tui" ; slm:usesLLM :moa ; slm:usesSpeechEncoder :beak ; slm:introducedBy :paper .
:weka a slm:System ; rdfs:label "Weka" ; slm:usesLLM :moa ; slm:usesSpeechEncoder :ear ; slm:introducedBy :paper .
:u1 a slm:LLMUsage ; slm:usageBy :kea ; slm:usageOf :llama .
:u2 a slm:LLMUsage ; slm:usageBy :tui ; slm:usageOf :moa .
:u3 a slm:LLMUsage ; slm:usageBy :weka ; slm:usageOf :moa .
:paper slm:year 2024 .
:llama a slm:LLM ; rdfs:label "LLaMA-7B" ; slm:family :llamas . :llamas rdfs:label "LLaMA" .
:moa a slm:LLM ; rdfs:label "Moa" .
:ear rdfs:label "Ear" . :beak rdfs:label "Beak" .
"""


@pytest.mark.parametrize(
    ("question", "columns", "rows", "given"),
    [
        ("llm-families-by-systems", "family systems", [("LLaMA", 1), ("Moa", 2)], {}),
        ("encoder-llm-matrix", "encoder family", [("Beak", "Moa"), ("Ear", "LLaMA"), ("Ear", "Moa")], {}),
        ("encoder-llm-gaps", "encoder family", [("Beak", "LLaMA")], {"n": 1}),
        ("llm-family-share-per-year", "family percent", [("LLaMA", 33), ("Moa", 67)], {}),
        ("same-encoder-other-llm", "system", [("Weka",)], {"system": "https://w3id.org/slm-graph/kea"}),
    ],
)
def test_it_counts_by_itself(
    question: str, columns: str, rows: list[tuple[str | int, ...]], given: dict[str, str | int]
) -> None:
    text = (ROOT / "queries" / f"{question}.rq").read_text(encoding="utf-8")
    answer = run_query(local_graph(GRAPH), text, **given)
    assert sorted(tuple(row[name] for name in columns.split()) for row in answer) == rows

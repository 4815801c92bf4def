"""What counts as a disagreement of two surveys, on a graph made for it; the real one is in tests/build."""

from __future__ import annotations

from itertools import count

import pytest

from slm_graph.graphs import local_graph
from slm_graph.network import disagreements, to_network
from slm_graph.questions import run_query
from tools import ROOT

QUESTION = (ROOT / "queries" / "disagreeing-sources.rq").read_text(encoding="utf-8")
GRAPH = """
@prefix slm: <https://w3id.org/slm-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix : <https://w3id.org/slm-graph/> .
:kea a slm:System ; rdfs:label "Kea" ; slm:describedBy :row-a , :row-b .
:row-a a slm:SurveyRow ; rdfs:label "Row a" ; slm:inSurvey :a ; slm:rowName "Kea" .
:row-b a slm:SurveyRow ; rdfs:label "Row b" ; slm:inSurvey :b ; slm:rowName "Kea 1" .
:a a slm:Survey ; rdfs:label "A" . :b a slm:Survey ; rdfs:label "B" .
:whisper a slm:SpeechEncoder . :whisper-large a slm:SpeechEncoder . :large-v3 a slm:SpeechEncoder .
:beats a slm:SpeechEncoder . :llama a slm:LLM . :vicuna a slm:LLM . :set a slm:Dataset . :other a slm:Dataset .
:whisper rdfs:label "Whisper" . :whisper-large rdfs:label "Whisper-large" ; slm:variantOf :whisper .
:large-v3 rdfs:label "Whisper-large-v3" ; slm:variantOf :whisper-large . :beats rdfs:label "BEATs" .
:llama rdfs:label "LLaMA" . :vicuna rdfs:label "Vicuna" ; slm:trainedFrom :llama ; slm:derivedFromModel :llama .
:lora rdfs:label "LoRA" . :frozen rdfs:label "frozen" . :set rdfs:label "Set" . :other rdfs:label "Other" .
"""


NUMBERS = count()


def usage(row: str, states: str, edge: str, name: str) -> str:
    of_row = f'slm:usageBy :kea ; slm:usageOf :{name} ; prov:wasDerivedFrom :row-{row} ; slm:quote "q"'
    return f":u{next(NUMBERS)} {of_row} ; {states} .\n:kea slm:{edge} :{name} .\n"


def encoder(row: str, name: str, more: str = "") -> str:
    return usage(row, f"a slm:EncoderUsage {more}", "usesSpeechEncoder", name)


def llm(row: str, name: str, more: str = "") -> str:
    return usage(row, f"a slm:LLMUsage {more}", "usesLLM", name)


def data(row: str, name: str, amount: str, unit: str = "hours") -> str:
    return usage(row, f'a slm:DatasetUsage ; slm:amount {amount} ; slm:unit "{unit}"', "usesDataset", name)


ENCODERS = [("encoder", "BEATs", "B"), ("encoder", "Whisper", "A")]
EDGES = {
    "encoder": "usesSpeechEncoder", "LLM": "usesLLM", "tuning of the LLM": "usesLLM", "amount of Set": "usesDataset",
}  # fmt: skip
LLMS = [("LLM", "LLaMA", "A"), ("LLM", "Vicuna", "B")]


@pytest.mark.parametrize(
    ("statements", "rows"),
    [
        (encoder("a", "whisper") + encoder("b", "whisper"), []),
        (encoder("a", "whisper") + encoder("b", "large-v3"), []),
        (encoder("a", "large-v3") + encoder("b", "whisper"), []),
        (encoder("a", "whisper") + llm("b", "llama"), []),
        (encoder("a", "whisper") + encoder("a", "beats"), []),
        (encoder("a", "whisper") + encoder("b", "beats"), ENCODERS),
        (encoder("a", "whisper") + encoder("b", "large-v3") + encoder("b", "beats"),
         [("encoder", "BEATs", "B"), ("encoder", "Whisper", "A"), ("encoder", "Whisper-large-v3", "B")]),
        (llm("a", "llama") + llm("b", "vicuna"), LLMS),
        (llm("a", "llama", "; slm:tuning :lora") + llm("b", "llama", "; slm:tuning :frozen"),
         [("tuning of the LLM", "LoRA", "A"), ("tuning of the LLM", "frozen", "B")]),
        (llm("a", "llama", "; slm:tuning :lora") + llm("b", "llama"), []),
        (llm("a", "llama", "; slm:tuning :lora") + encoder("b", "whisper", "; slm:tuning :frozen"), []),
        (data("a", "set", "10") + data("b", "set", "10.0"), []),
        (data("a", "set", "10") + data("b", "other", "12"), []),
        (data("a", "set", "10") + data("b", "set", "12", "songs"), []),
        (data("a", "set", "10") + data("b", "set", "12"),
         [("amount of Set", "10 hours", "A"), ("amount of Set", "12 hours", "B")]),
    ],
)  # fmt: skip
def test_both_state_it_and_one_value_is_no_size_of_the_other(statements: str, rows: list[tuple[str, str, str]]) -> None:
    graph = local_graph(GRAPH + statements)
    answer = run_query(graph, QUESTION)
    assert sorted((row["about"], row["value"], row["survey"]) for row in answer) == rows
    assert {(row["system"], row["quote"]) for row in answer} == ({("Kea", "q")} if rows else set())
    assert all(row["row"] == ("Kea" if row["survey"] == "A" else "Kea 1") for row in answer)
    # What the page marks is found in the network, by the same rule.
    network = to_network(graph)
    marked = {
        (line.predicate, network.nodes[value]["label"] if value in network else value, row)
        for lines in disagreements(network).values()
        for line in lines
        for row, values in line.stated.items()
        for value in values
    }
    wanted = {(EDGES[about], value, f"Row {survey.lower()}") for about, value, survey in rows}
    assert marked == wanted

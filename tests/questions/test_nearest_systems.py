"""Which systems are nearest to one: weighed by how rare what is shared is, likened ones first, never nothing."""

from __future__ import annotations

import pytest

from slm_graph.graphs.local import LocalGraph, local_graph, open_graph
from slm_graph.questions.asking import run_query
from tools import ROOT


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(ROOT / "output" / "slm-graph.ttl")


def test_every_system_has_near_ones(graph: LocalGraph) -> None:
    for row in run_query(graph, "timeline"):
        answer = run_query(graph, "nearest-systems", system=row["systemIri"])
        assert answer[0]["system"], row["system"]
        assert all(item["shared"] for item in answer)
        assert len({item["systemIri"] for item in answer}) <= 5


@pytest.mark.parametrize(("system", "first"), [("ltu-as", "LTU"), ("ltu", "LTU-AS"), ("llasm", "LLaVA")])
def test_what_a_row_likens_comes_first(graph: LocalGraph, system: str, first: str) -> None:
    row = run_query(graph, "nearest-systems", system=system)[0]
    assert (row["system"], row["kind"]) == (first, "likened")


SMALL = """
@prefix slm: <https://w3id.org/slm-graph/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <urn:> .
:a a slm:System ; rdfs:label "A" ; slm:usesDataset :rare , :common .
:b a slm:System ; rdfs:label "B" ; slm:usesDataset :rare .
:c a slm:System ; rdfs:label "C" ; slm:usesDataset :common ; slm:usesLLM :small .
:d a slm:System ; rdfs:label "D" ; slm:usesDataset :common ; slm:usesLLM :large .
:e a slm:System ; rdfs:label "E" ; slm:usesDataset :alone .
:f a slm:System ; rdfs:label "F" .
:rare rdfs:label "rare" . :common rdfs:label "common" . :alone rdfs:label "alone" .
:small rdfs:label "7B" ; slm:variantOf :line . :large rdfs:label "13B" ; slm:variantOf :line . :line rdfs:label "line" .
"""


def test_what_is_rare_counts_most() -> None:
    graph = local_graph(SMALL)
    answer = [(row["system"], row["score"], row["shared"], row["systems"]) for row in near(graph, "urn:a")]
    assert answer == [("B", 50, "rare", 2), ("C", 33, "common", 3), ("D", 33, "common", 3)]
    assert [(row["system"], row["shared"]) for row in near(graph, "urn:c")][:2] == [("D", "line"), ("D", "common")]


@pytest.mark.parametrize("system", ["urn:e", "urn:f"])
def test_nothing_in_common_is_said(system: str) -> None:
    rows = near(local_graph(SMALL), system)
    assert [row["shared"] for row in rows] == ["nothing that the survey names of it is named of another system"]
    assert rows[0]["system"] is None


def near(graph: LocalGraph, system: str) -> list[dict[str, object]]:
    return list(run_query(graph, "nearest-systems", system=system))

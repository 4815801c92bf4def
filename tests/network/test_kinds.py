"""What is a node and what a short edge: by the ontology beside a graph, the bundled one, or the graph alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slm_graph.graphs import LocalGraph, local_graph
from slm_graph.network import Network, kinds_of, to_network
from slm_graph.network.kinds import kinds_in, ontology_folder
from slm_graph.network.observed import observed_ontology
from slm_graph.network.ontologies import read_ontology
from slm_graph.network.reader import network_of
from slm_graph.network.statements import Statements
from slm_graph.problems import InvalidData
from slm_graph.project import bundled

OWN = "https://example.org/own#"
GRAPH = f"""
@prefix own: <{OWN}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:a> a own:Robot ; rdfs:label "A" ; own:hasGripper <urn:g> .
<urn:g> a own:Gripper ; rdfs:label "G" ; own:madeBy <urn:l> .
<urn:l> a own:Lab ; rdfs:label "L" .
<urn:u> a own:Use , own:GripperUse ; own:usageBy <urn:a> ; own:usageOf <urn:g> ; own:quote "a gripper" .
"""


def test_the_survey_shows_what_its_ontology_says(graph: LocalGraph, network: Network) -> None:
    statements = Statements(graph)
    observed = network_of(statements, kinds_in(observed_ontology(statements)))
    assert list(observed.nodes(data=True)) == list(network.nodes(data=True))
    assert list(observed.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))
    for field in ("entries", "uses", "backed", "encoders", "papers", "models"):
        assert getattr(kinds_of(observed), field) == getattr(kinds_of(network), field), field


def test_a_graph_of_an_unknown_ontology_tells_its_kinds_itself() -> None:
    network = to_network(local_graph(GRAPH))
    kinds = kinds_of(network)
    assert kinds.classes == ("Robot", "Gripper", "Lab")
    assert kinds.entries == {"Robot"}
    assert kinds.uses == {"hasGripper": "gripper"}
    (evidence,) = network["urn:a"]["urn:g"][f"{OWN}hasGripper"]["evidence"]
    assert evidence["quotes"] == ["a gripper"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with an ontology, whose labels tell it from the bundled one, and an output."""
    shutil.copytree(bundled("ontology"), tmp_path / "ontology")
    ontology = tmp_path / "ontology" / "slm.ttl"
    text = ontology.read_text(encoding="utf-8")
    ontology.write_text(text.replace('rdfs:label "LLM"@en', 'rdfs:label "Backbone"@en'), encoding="utf-8")
    (tmp_path / "output").mkdir()
    return tmp_path


@pytest.mark.parametrize("folder", ["output", "."])
def test_the_ontology_beside_a_graph_is_taken(home: Path, output: Path, folder: str) -> None:
    graph = home / folder / "graph.ttl"
    shutil.copy(output / "slm-graph.ttl", graph)
    assert ontology_folder(graph) == home / "ontology"
    assert kinds_of(to_network(graph)).uses["usesLLM"] == "backbone"


def test_an_ontology_takes_over_terms_of_another(tmp_path: Path) -> None:
    owl, label = "http://www.w3.org/2002/07/owl#", "<http://www.w3.org/2000/01/rdf-schema#label>"
    taken = [f"https://w3id.org/slm-graph/ontology#{name}" for name in ("System", "LLM", "Task")]
    lines = [f"<{cls}> a <{owl}Class> ." for cls in reversed(taken)]
    lines.append(f'<{OWN}Gripper> a <{owl}Class> ; {label} "Gripper"@en .')
    (tmp_path / "own.ttl").write_text(" ".join(lines), encoding="utf-8")
    ontology = read_ontology(tmp_path, bundled("ontology"))
    assert list(ontology.classes) == [f"{OWN}Gripper", *taken]
    assert "http://www.w3.org/2004/02/skos/core#Concept" in ontology.above[taken[-1]]


def test_an_ontology_that_is_not_the_graphs_is_left_aside(home: Path) -> None:
    graph = home / "output" / "graph.ttl"
    graph.write_text(GRAPH, encoding="utf-8")
    assert kinds_of(to_network(graph)).entries == {"Robot"}


def test_an_ontology_that_is_no_turtle_is_told_with_its_place(home: Path, output: Path) -> None:
    (home / "ontology" / "slm.ttl").write_text("slm:A a", encoding="utf-8")
    with pytest.raises(InvalidData) as raised:
        to_network(output / "slm-graph.ttl", home / "ontology")
    assert raised.value.problems[0].path.endswith("slm.ttl")

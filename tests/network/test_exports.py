"""GraphML and CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx

from slm_graph.graphs import local_graph
from slm_graph.network import Network, to_network, write_csv, write_graphml

ONTOLOGY = "https://w3id.org/slm-graph/ontology#"


def test_csv_and_graphml_hold_the_network(network: Network, tmp_path: Path) -> None:
    nodes, edges = write_csv(tmp_path, network)
    with nodes.open(encoding="utf-8", newline="") as stream:
        assert {row["IRI"] for row in csv.DictReader(stream)} == {*network}
    with edges.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == network.number_of_edges()
    write_graphml(tmp_path / "a.graphml", network)
    read = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(network), network.number_of_edges())


def test_graphml_leaves_out_what_xml_cannot_hold(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = f'<http://example.org/a> a <{ONTOLOGY}LLM> ; {label} "a\\u0001<b>\\u2028" .'
    write_graphml(tmp_path / "a.graphml", to_network(local_graph(text)))
    assert nx.read_graphml(tmp_path / "a.graphml").nodes["http://example.org/a"]["label"] == "a<b>\u2028"

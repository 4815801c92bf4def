"""Parts of a network."""

from __future__ import annotations

import pytest

from slm_graph.graphs import LocalGraph
from slm_graph.network import Network, around, of_classes, of_results

BASE = "https://w3id.org/slm-graph/"
SALMONN = f"{BASE}system/salmonn"


def test_around_goes_in_both_directions(network: Network) -> None:
    one, two = around(network, SALMONN, 1), around(network, SALMONN, 2)
    assert len(one) == 1 + len({*network.predecessors(SALMONN), *network.successors(SALMONN)})
    assert {*one} < {*two}
    assert f"{BASE}system/wavllm" in two, "SALMONN and WavLLM share Whisper"


def test_classes_choose_nodes(network: Network) -> None:
    part = of_classes(network, ["System", "LLM"])
    assert {cls for _, cls in part.nodes(data="cls")} == {"System", "LLM"}
    with pytest.raises(LookupError, match="did you mean LLM"):
        of_classes(network, ["LLMs"])


def test_results_choose_a_part(network: Network, graph: LocalGraph) -> None:
    query = f"CONSTRUCT {{ ?s a slm:System . ?e a slm:SpeechEncoder . ?s slm:usesSpeechEncoder ?e }} WHERE {{ VALUES ?s {{ <{SALMONN}> }} ?s slm:usesSpeechEncoder ?e }}"  # noqa: E501
    part = of_results(network, graph.query(query), graph)
    assert (part.number_of_nodes(), part.number_of_edges()) == (3, 2)
    assert part.nodes[SALMONN]["label"] == "SALMONN"
    assert all(data["evidence"] for *_, data in part.edges(data=True))
    rows = of_results(network, graph.query(f"SELECT ?e {{ <{SALMONN}> slm:usesSpeechEncoder ?e }}"), graph)
    assert len(rows) == 2
    with pytest.raises(ValueError, match="yes or no"):
        of_results(network, graph.query("ASK {}"), graph)

"""What is measured of a network, and counted."""

from __future__ import annotations

from collections import Counter

from slm_graph.network import Network, centrality, communities, components_of, similar_systems, statistics

BASE = "https://w3id.org/slm-graph/"


def test_measures(network: Network) -> None:
    central = centrality(network)
    assert central[f"{BASE}task/asr"][0] > 10
    assert all(0 <= between <= 1 for _, between in central.values())
    members = Counter(communities(network).values())
    assert sum(members.values()) == len(network)
    assert [count for _, count in sorted(members.items())] == sorted(members.values(), reverse=True)
    for pair in similar_systems(network):
        assert {*pair.shared} == components_of(network, pair.one) & components_of(network, pair.other)


def test_statistics_count_what_is_there(network: Network) -> None:
    found = statistics(network)
    assert sum(found.classes.values()) == len(network)
    assert sum(found.predicates.values()) == network.number_of_edges()
    assert found.central_encoders[0][:2] == ("Whisper", 9)
    assert "Machine Translation" in found.unused["Task"]

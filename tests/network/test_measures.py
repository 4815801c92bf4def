"""What is measured of a network, and counted."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import laid_out
from slm_graph.build import write_graph
from slm_graph.graphs import local_graph
from slm_graph.network import (
    Network,
    Similarity,
    centrality,
    communities,
    components_of,
    measures,
    nearest_systems,
    similar_systems,
    statistics,
    systems_of,
    to_network,
)
from slm_graph.network.measures import Users
from slm_graph.project import find_project

BASE = "https://w3id.org/slm-graph/"


def test_measures(network: Network) -> None:
    central = centrality(network)
    assert central[f"{BASE}task/asr"][0] > 10
    assert all(0 <= between <= 1 for _, between in central.values())
    members = Counter(communities(network).values())
    assert sum(members.values()) == len(network)
    assert [count for _, count in sorted(members.items())] == sorted(members.values(), reverse=True)


@pytest.mark.parametrize(("nodes", "sources"), [(800, 800), (1600, 400), (10_000, 200)])
def test_betweenness_takes_steps_as_there_are_links(nodes: int, sources: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def between(plain: nx.Graph, k: int | None, seed: int) -> dict[int, float]:
        asked.append(len(plain) if k is None else k)
        return dict.fromkeys(plain, 0.0)

    monkeypatch.setattr(nx, "betweenness_centrality", between)
    centrality(nx.MultiDiGraph([(str(n), str(n + 1)) for n in range(nodes - 1)]))
    assert asked == [sources]


def test_an_estimated_betweenness_is_near_the_exact_one(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    exact = centrality(network)
    monkeypatch.setattr(measures, "_EXACT", 300)
    estimated = centrality(network)
    assert estimated != exact
    first, ranked = (sorted(values, key=lambda node: -values[node][1]) for values in (exact, estimated))
    assert set(first[:5]) <= set(ranked[:10])


def test_statistics_count_what_is_there(tmp_path: Path) -> None:
    write_graph(find_project(laid_out(tmp_path) / "data"), tmp_path / "output", formats=["nt"], validate=False)
    network = to_network(tmp_path / "output" / "slm-graph.nt")
    found = statistics(network)
    assert sum(found.classes.values()) == len(network)
    assert sum(found.predicates.values()) == network.number_of_edges()
    assert found.classes["System"] == 1
    assert found.central_encoders[0][:2] == ("Whisper", 1)
    assert found.unused["Task"] == ["Automatic Audio Captioning"]


def all_pairs(network: Network) -> list[Similarity]:
    """Return every pair of systems that share something, the most alike first."""
    uses = {system: components_of(network, system) for system in systems_of(network)}
    shared = {(one, other): uses[one] & uses[other] for one, other in combinations(sorted(uses), 2)}
    pairs = [
        Similarity(one, other, round(len(both) / len(uses[one] | uses[other]), 4), tuple(sorted(both)))
        for (one, other), both in shared.items()
        if both
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def test_the_nearest_systems_are_those_of_all_pairs(network: Network) -> None:
    assert similar_systems(network) == all_pairs(network)[:8]
    assert_nearest(network, most=5)


@given(st.lists(st.sets(st.integers(0, 9)), max_size=9), st.integers(1, 3))
def test_few_of_many_pairs_are_looked_at(used: list[set[int]], most: int) -> None:
    ontology = f"{BASE}ontology#"
    lines = [f"<urn:llm:{number}> a <{ontology}LLM> ." for number in range(10)]
    for system, components in enumerate(used):
        lines.append(f"<urn:system:{system}> a <{ontology}System> .")
        lines += [f"<urn:system:{system}> <{ontology}usesLLM> <urn:llm:{component}> ." for component in components]
    network = to_network(local_graph(" ".join(lines)))
    assert similar_systems(network, most) == all_pairs(network)[:most]
    assert_nearest(network, most)


def assert_nearest(network: Network, most: int) -> None:
    pairs = [pair for pair in all_pairs(network) if len(pair.shared) > 1]
    for system, near in nearest_systems(network, most).items():
        own = [pair for pair in pairs if system in (pair.one, pair.other)][:most]
        assert [(pair.score, pair.shared, {pair.one, pair.other}) for pair in near] == [
            (pair.score, pair.shared, {pair.one, pair.other}) for pair in own
        ]


def test_what_all_share_is_looked_at_in_part_and_what_is_rare_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "_PAIRS", 1000)
    ontology, count = f"{BASE}ontology#", 500
    lines = [f"<urn:llm:{name}> a <{ontology}LLM> ." for name in ("all", "too", "few")]
    for number in range(count):
        used = ["all", "too", *(["few"] if number in (3, count - 3) else [])]
        lines.append(f"<urn:s:{number:03}> a <{ontology}System> .")
        lines += [f"<urn:s:{number:03}> <{ontology}usesLLM> <urn:llm:{name}> ." for name in used]
    network = to_network(local_graph(" ".join(lines)))
    near = nearest_systems(network)
    assert all(len(pairs) == 5 for pairs in near.values())
    assert (near["urn:s:003"][0].other, near["urn:s:003"][0].score) == (f"urn:s:{count - 3:03}", 1.0)
    users = Users({system: components_of(network, system) for system in systems_of(network)})
    looked_at = [system for _, system, _ in users.near("urn:llm:all", "urn:s:100")]
    assert (len(looked_at), users.count("urn:llm:all")) == (100, count)
    assert {"urn:s:099", "urn:s:100", "urn:s:101"} <= {*looked_at}


def test_systems_are_alike_whoever_looks_at_them(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    alone = similar_systems(network), nearest_systems(network)
    monkeypatch.setattr(measures, "_TOGETHER", 7)
    monkeypatch.setattr(measures, "cores", lambda: 2)
    assert (similar_systems(network), nearest_systems(network)) == alone

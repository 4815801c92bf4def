"""A network that is not held says what the held one does, but for the words of usages."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from projects import laid_out
from slm_graph.build import write_graph
from slm_graph.network import LargeNetwork, Network, kinds, large, large_network, ontology_folder, to_network
from slm_graph.network import numbered as reading
from slm_graph.project import find_project
from tools import ROOT

SURVEY = ROOT / "output" / "slm-graph.nt"
MODALITY = "<https://w3id.org/slm-graph/ontology#modality>"


def told(network: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the nodes with what is told of them, without statements that only usages make."""
    lists = ("facts", "links")
    return [
        (node, {**data, "statements": [], **{name: [tuple(pair) for pair in data[name]] for name in lists}})
        for node, data in network.nodes(data=True)
    ]


def assert_same(large: LargeNetwork | None, network: Network) -> None:
    assert large is not None
    assert told(large) == told(network)
    assert large.graph == network.graph
    assert (len(large), large.number_of_edges()) == (len(network), network.number_of_edges())
    assert [*large.edges(data="predicate")] == [*network.edges(data="predicate")]
    assert [*large.edges()] == [*network.edges()]
    assert not any(data["evidence"] for *_, data in large.edges(data=True))
    for name in ("cls", "label", "year", "modality", "groups"):
        assert [*large.nodes(data=name)] == [*network.nodes(data=name)]
    for node in network:
        assert node in large
        assert {*large.successors(node)} == {*network.successors(node)}
        assert {*large.predecessors(node)} == {*network.predecessors(node)}
        assert [*large.out_edges(node, data="predicate")] == [*network.out_edges(node, data="predicate")]
        assert large.degree(node) == network.degree(node)


@pytest.mark.parametrize("is_grouped", [True, False])
def test_things_and_links_are_those_of_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_grouped: bool
) -> None:
    file = tmp_path / "graph.nt"
    lines = SURVEY.read_text(encoding="utf-8").splitlines(keepends=True)
    if not is_grouped:
        random.Random(1).shuffle(lines)  # noqa: S311 (no secret)
    file.write_bytes("".join(lines).encode().removesuffix(b"\n"))
    monkeypatch.setattr(large, "_TOGETHER", 100)
    monkeypatch.setattr(large, "cores", lambda: 2)
    monkeypatch.setattr(reading, "_PART", 100_000)
    ontology = ROOT / "ontology"
    assert_same(large_network(file, ontology), to_network(file, ontology))


@pytest.mark.parametrize("stated", ['"speech"', "<urn:modality>", "<https://w3id.org/slm-graph/modality/speech>"])
def test_modalities_that_usages_state_are_those_of_systems(tmp_path: Path, stated: str) -> None:
    write_graph(find_project(laid_out(tmp_path) / "data"), tmp_path / "output", formats=["nt"], validate=False)
    path = tmp_path / "output" / "slm-graph.nt"
    text = path.read_text(encoding="utf-8")
    usage = next(line.split(" ")[0] for line in text.splitlines() if "#usageOf> " in line and "/encoder/" in line)
    path.write_text(f"{text}{usage} {MODALITY} {stated} .\n", encoding="utf-8")
    read = large_network(path, ontology_folder(path))
    if stated.startswith('"'):
        assert read is None
    else:
        assert_same(read, to_network(path))


def test_what_is_no_survey_is_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    assert large_network(path, None) is None
    assert large_network(ROOT / "output" / "slm-graph.ttl", None) is None


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(SURVEY.read_bytes())
    fitting = kinds.fitting

    def changed(*arguments: Any) -> Any:
        path.write_bytes(SURVEY.read_bytes() + b"\n")
        return fitting(*arguments)

    monkeypatch.setattr(large, "fitting", changed)
    with pytest.raises(OSError, match="has changed while it was read; try again"):
        large_network(path, ROOT / "ontology")


def test_ids_are_below_the_base_that_the_graph_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.nt"
    text = SURVEY.read_text(encoding="utf-8")
    space = 'uriSpace> "https://w3id.org/slm-graph/'
    assert text.count(f'{space}"') == 1
    path.write_text(text.replace(f'{space}"', f'{space}paper/"'), encoding="utf-8")
    monkeypatch.setattr(large, "_TOGETHER", 100)
    assert_same(large_network(path, ROOT / "ontology"), to_network(path, ROOT / "ontology"))

"""Statements read from a file and from a store are the same, in whatever order they stand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from slm_graph.graphs import StreamedGraph, open_graph
from slm_graph.network.kinds import kinds_in, ontology_of
from slm_graph.network.outline import outline_of, read_outline
from slm_graph.network.reader import network_of, to_network
from slm_graph.network.statements import Statements
from slm_graph.network.statistics import statistics
from slm_graph.problems import InvalidData
from tools import ROOT

SURVEY = ROOT / "output" / "slm-graph.nt"
PLAIN = ROOT / "ontology" / "slm.ttl"


def held(statements: Statements) -> dict[str, dict[str, list[object]]]:
    return {subject: dict(values) for subject, values in statements.by_subject.items()}


@pytest.mark.parametrize("is_grouped", [True, False])
def test_a_file_is_read_as_a_store_is(tmp_path: Path, *, is_grouped: bool) -> None:
    lines = SURVEY.read_text(encoding="utf-8").splitlines(keepends=True)
    lines += lines[:50]
    if not is_grouped:
        random.Random(1).shuffle(lines)  # noqa: S311 (no secret)
    file = tmp_path / "graph.nt"
    file.write_text("".join(lines), encoding="utf-8")
    streamed, stored = Statements(StreamedGraph(file)), Statements(open_graph(SURVEY))
    assert held(streamed) == held(stored)
    assert list(streamed.by_subject) == list(stored.by_subject)
    assert (dict(streamed.labels), streamed.classes, streamed.base) == (
        dict(stored.labels), stored.classes, stored.base,
    )  # fmt: skip


def test_blank_nodes_are_labelled_by_their_order(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text("[] <urn:p> [ <urn:p> 1 ] . [] <urn:p> 2 .", encoding="utf-8")
    assert list(Statements(StreamedGraph(file)).by_subject) == ["_:b0", "_:b1", "_:b2"]


@pytest.mark.parametrize("path", [SURVEY, PLAIN], ids=["survey", "plain"])
def test_an_outline_is_counted_as_the_network_is(path: Path) -> None:
    network = to_network(path)
    outline = read_outline(path)
    whole = outline_of(network)
    assert outline._replace(links=sorted(outline.links)) == whole._replace(links=sorted(whole.links))
    assert statistics(outline) == statistics(network)


def test_a_file_gives_the_network_of_its_store() -> None:
    statements = Statements(open_graph(SURVEY))
    network = network_of(statements, kinds_in(ontology_of(statements, ROOT / "ontology")))
    read = to_network(SURVEY)
    assert [*read.nodes(data=True)] == [*network.nodes(data=True)]
    assert [*read.edges(data=True)] == [*network.edges(data=True)]


def test_a_file_that_is_no_rdf_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text("<urn:a> <urn:b>\n<urn:c> <urn:d> .", encoding="utf-8")
    with pytest.raises(InvalidData, match=r"graph\.ttl:2:"):
        read_outline(file)

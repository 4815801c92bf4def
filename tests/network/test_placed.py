"""What is read from its place in the file is what a store in memory tells, whatever stands in the file."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.graphs import open_graph
from slm_graph.network import PlacedDescribed, described_graph, described_in_place, placed, placed_graph
from slm_graph.rdf import BASE
from tools import ROOT

SURVEY = ROOT / "output" / "slm-graph.nt"
ONTOLOGY = ROOT / "ontology"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ODD = (
    f'<{BASE}llm/odd> <{LABEL}> "a \\"quote\\" and \\\\ more"@fr .',
    f'<{BASE}llm/odd> <{LABEL}> "two  words" .',
    f'<{BASE}llm/odd> <{LABEL}> "two  words"^^<http://www.w3.org/2001/XMLSchema#string> .',
    f'<{BASE}llm/odd> <{LABEL}> "é"@en-gb .',
    f'<{BASE}llm/odd> <{LABEL}> "é"@EN-GB .',
    f'<{BASE}llm/odd> <{LABEL}> " " .',
    f"<{BASE}llm/odd> <{LABEL}> <{BASE}llm/vicuna> .",
    f'<{BASE}llm/odd> <{BASE}ontology#year> "010"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    f"<{BASE}llm/odd> <{BASE}ontology#broader> <{BASE}llm/vicuna> .",
    f'<{BASE}ontology#System> <{LABEL}> "aaa" .',
    f'<{BASE}ontology#System> <urn:odd> "x" .',
    "<urn:c d> <urn:odd> <urn:e> .".replace(" d>", "%20d>"),
)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return SURVEY.read_text(encoding="utf-8").splitlines()


def write(folder: Path, lines: Sequence[str]) -> Path:
    path = folder / "graph.nt"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("seed", [None, 1])
def test_everything_that_a_page_asks_is_as_from_a_store(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch, seed: int | None
) -> None:
    """In the order of the file; and with its lines in any order, some of them twice, so that subjects come apart."""
    lines = [*lines, *ODD]
    if seed is not None:
        lines += lines[::7]
        random.Random(seed).shuffle(lines)  # noqa: S311
    monkeypatch.setattr(placed, "_TOGETHER", 500)
    path = write(tmp_path, lines)
    graph, store = placed_graph(path, 1), open_graph(path, steady=True)
    assert graph is not None
    one, other = described_in_place(graph, ONTOLOGY), described_graph(store, ONTOLOGY)
    assert isinstance(one, PlacedDescribed)
    assert (len(graph.store), graph.base, graph.prefixes) == (len(store.store), store.base, store.prefixes)
    keys = other.subjects()
    assert (one.subjects(), one.classes(), one.papers) == (keys, other.classes(), other.papers)
    assert all(map(one.is_described, keys))
    outside = [key_of_ontology for key_of_ontology in sorted(other._of_ontology) if key_of_ontology[:2] == "_:"]
    named = {quad.object.value for quad in store.store if isinstance(quad.object, ox.NamedNode)}
    assert outside
    for key in (*sorted(keys | named), *outside, "urn:nobody"):
        for name in ("stated", "stating", "types", "instances", "use", "label", "is_named", "owner"):
            if name != "use" or not key.startswith("_:"):
                assert getattr(one, name)(key) == getattr(other, name)(key), (name, key)
        assert one.is_described(key) == (key in keys)
    predicates = {quad.predicate.value for quad in store.store}
    assert all(one.pairs(name) == other.pairs(name) for name in predicates if "ontology#" in name)
    assert {**one._labels} == other._labels


def test_patterns_are_answered_as_by_a_store(tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placed, "_FEW", 3)  # some properties have more subjects, some fewer
    path = write(tmp_path, [*lines[:400], *ODD])
    graph, store = placed_graph(path, 1), open_graph(path).store
    assert graph is not None
    asked = [*store][::9]
    for quad in asked:
        for mask in range(1, 8):
            pattern = [
                term if mask >> place & 1 else None
                for place, term in enumerate((quad.subject, quad.predicate, quad.object))
            ]
            told = sorted(map(str, graph.store.quads_for_pattern(*pattern)))
            assert told == sorted(map(str, store.quads_for_pattern(*pattern))), pattern
    assert [*graph.store.quads_for_pattern(ox.NamedNode("urn:nobody"), None, None)] == []
    assert [*graph.store.quads_for_pattern(None, ox.NamedNode("urn:nobody"), None)] == []
    assert len(asked) > 30


@pytest.mark.parametrize("line", ["_:a <urn:b> <urn:c> .", "<urn:a>  <urn:b> <urn:c> .", "<urn:a> <urn:b> ."])
def test_what_has_another_form_is_left_to_the_store(tmp_path: Path, line: str) -> None:
    good = "<urn:a> <urn:b> <urn:c> ."
    assert placed_graph(write(tmp_path, [good]), 1) is not None
    assert placed_graph(write(tmp_path, [good, line]), 1) is None
    assert placed_graph(write(tmp_path, [good, good]), 2) is None  # one statement
    turtle = write(tmp_path, [good]).rename(tmp_path / "graph.ttl")
    assert placed_graph(turtle, 1) is None


def test_a_file_that_is_replaced_is_read_on_and_one_that_is_cut_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path, ["<urn:a> <urn:b> <urn:c> .", "<urn:d> <urn:b> <urn:e> ."])
    graph = placed_graph(path, 1)
    assert graph is not None
    asked = ox.NamedNode("urn:d"), None, None
    (tmp_path / "new").write_text("")
    (tmp_path / "new").replace(path)
    assert len([*graph.store.quads_for_pattern(*asked)]) == 1
    write(tmp_path, ["<urn:a> <urn:b> <urn:c> .", "<urn:d> <urn:b> <urn:e> ."])
    graph = placed_graph(path, 1)
    assert graph is not None
    os.truncate(path, 30)
    with pytest.raises(OSError, match="has changed while it was read; try again"):
        [*graph.store.quads_for_pattern(*asked)]

"""Statements as numbers give the outline that the parser's statements give, whatever stands in the file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import laid_out
from slm_graph.build import write_graph
from slm_graph.network import numbered as reading
from slm_graph.network import outline as outlines
from slm_graph.network.numbered import numbered
from slm_graph.network.outline import Outline, read_outline
from slm_graph.problems import InvalidData
from slm_graph.project import find_project
from tools import ROOT

SURVEY = ROOT / "output" / "slm-graph.nt"
ONTOLOGY = "https://w3id.org/slm-graph/ontology#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SYSTEM = "<https://w3id.org/slm-graph/system/odd>"
TYPED = f"{SYSTEM} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}System> ."
ODD = (
    f'{SYSTEM} {LABEL} "a \\"quote\\" and \\u00e9"@fr .',
    f'{SYSTEM} {LABEL} "odd" .',
    f'{SYSTEM} {LABEL} "odd"@en-GB .',
    f'{SYSTEM} {LABEL} " " .',
    f'{SYSTEM} {LABEL} "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    f"{SYSTEM} <{ONTOLOGY}usesLLM> <https://w3id.org/slm-graph/llm/vicuna> .",
    f"{SYSTEM} <{ONTOLOGY}usesLLM> <https://w3id.org/slm-graph/llm/vicuna> . # told",
    f"{SYSTEM}\t<{ONTOLOGY}usesLLM>  <https://w3id.org/slm-graph/llm/vicuna>.",
    f"<https://w3id.org/slm-graph/usage/odd> <{ONTOLOGY}usageBy> {SYSTEM} .",
    f'<https://w3id.org/slm-graph/usage/odd> <{ONTOLOGY}usageBy> "odd" .',
    f"<https://w3id.org/slm-graph/usage/odd> <{ONTOLOGY}usageOf> <https://w3id.org/slm-graph/llm/vicuna> .",
    f"<https://w3id.org/slm-graph/usage/odd> <{ONTOLOGY}quote> <urn:quote> .",
    "<https://w3id.org/slm-graph/usage/odd> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Odd> .",
    f"<https://w3id.org/slm-graph/syst\\u0065m/odd> {LABEL} \"escaped\" .",
    f'<http://e.org/é> {LABEL} "é" .',
    f'<urn:isbn:1> {LABEL} "a book" .',
    f'_:odd {LABEL} "nobody" .',
    "",
    "# nothing",
    f'<relative> {LABEL} "odd" .',
    f'<http://e.org/a b> {LABEL} "odd" .',
    f'<http://e.org/%zz> {LABEL} "odd" .',
    f'<http://e.org:port/> {LABEL} "odd" .',
    f'<http://e.org/a#b#c> {LABEL} "odd" .',
    f'{SYSTEM} {LABEL} "a bad \\escape" .',
    f'{SYSTEM} {LABEL} "not closed .',
    f'{SYSTEM} {LABEL} "odd"@- .',
    f'{SYSTEM} {LABEL} "odd"^^<datatype> .',
    f'{SYSTEM} {LABEL} "odd" <urn:graph> .',
    f'"odd" {LABEL} "odd" .',
    f"{SYSTEM} {LABEL} .",
)  # fmt: skip


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("small")
    write_graph(find_project(laid_out(folder) / "data"), folder / "output", formats=["nt"], validate=False)
    return (folder / "output" / "slm-graph.nt").read_text(encoding="utf-8").splitlines()


def outline_or_faults(path: Path, least: int) -> tuple[Outline, list[str]] | str:
    """Return the outline of a file, read as numbers if it has so many bytes, and its things in order; or its faults."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outlines, "_LARGE", least)
        try:
            outline = read_outline(path)
        except InvalidData as error:
            return str(error)
    # Of a graph that is no survey, the order of links is that of the network.
    return outline._replace(links=[*outline.links]), [*outline.classes]


@given(
    st.lists(st.sampled_from(ODD), max_size=4), st.integers(0, 2), st.sampled_from([0, 10, 1000]), st.booleans(),
    st.sampled_from([300, 5000, 1 << 23]), st.randoms(use_true_random=False),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_both_readers_find_the_same(
    lines: list[str], tmp_path: Path, odd: list[str], typed: int, without: int, shuffled: bool, part: int,
    source: random.Random,
) -> None:  # fmt: skip
    kept = [line for number, line in enumerate(lines) if not without or number % without]
    for line in (*odd, *[TYPED] * typed):
        kept.insert(source.randrange(len(kept)), line)
    if shuffled:
        source.shuffle(kept)
    path = tmp_path / "graph.nt"
    path.write_bytes("".join(f"{line}\n" for line in kept).encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "_PART", part)
        assert outline_or_faults(path, -1) == outline_or_faults(path, 10**9)


@pytest.mark.parametrize("line", ODD)
def test_each_odd_line_is_read_as_the_parser_does(lines: list[str], tmp_path: Path, line: str) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes("".join(f"{text}\n" for text in [*lines, TYPED, line]).encode())
    assert outline_or_faults(path, -1) == outline_or_faults(path, 10**9)


def test_the_survey_is_read_by_two_processes_as_by_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PART", 100_000)
    monkeypatch.setattr(reading, "_LEAST", 0)
    monkeypatch.setattr(reading, "cores", lambda: 2)
    assert numbered(SURVEY, {f"{ONTOLOGY}System"}) is not None
    assert outline_or_faults(SURVEY, -1) == outline_or_faults(SURVEY, 10**9)


@pytest.mark.parametrize("text", [b"\xff", b"\\u0000", b"\\x"])
def test_what_is_not_canonical_is_left_to_the_parser(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b'<urn:a> <urn:b> "%s" .\n' % text)
    numbers = numbered(path, set())
    assert (numbers is None) == (text != b"\\u0000")


def test_labels_of_what_is_told_in_several_parts_are_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:{}> .\n"
    texts = [typed.format("Other"), f'<urn:a> {LABEL} "A" .\n', typed.format("Thing")]
    path = tmp_path / "graph.nt"
    path.write_text("".join(texts), encoding="utf-8")
    monkeypatch.setattr(reading, "_PART", len(texts[0]) + 1)
    assert numbered(path, {"urn:Thing"}) is None
    numbers = numbered(path, {"urn:Other"})
    assert numbers is not None
    assert numbers.label(numbers.number_of("urn:a")) == "A"

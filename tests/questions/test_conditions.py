"""Conditions joined by and, or and not: what is typed, the rows that it becomes, and what they ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import rdflib

from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.problems import WrongArgument
from slm_graph.questions.asking import run_query
from slm_graph.questions.binding import bind_question
from slm_graph.questions.conditions import table_place
from slm_graph.questions.question import parse_question
from slm_graph.questions.stored import find_question
from slm_graph.rdf import sparql
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
HEAD = "#+ summary: s\n#+ conditions:\n#+   - task: slm:addressesTask\n"
PREFIX = "PREFIX slm: <https://w3id.org/slm-graph/ontology#>\n"
BODY = "SELECT ?s { VALUES (?condition ?is ?property ?value) { } ?s ?property ?value }"


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


@pytest.fixture(scope="module")
def held(held_graph: Path) -> LocalGraph:
    """Return the graph of the systems that were counted below."""
    return open_graph(held_graph)


def systems(graph: LocalGraph, **conditions: str | list[str]) -> set[str]:
    return {row["system"] for row in run_query(graph, "systems-where", **conditions)}


def test_conditions_are_sets(graph: LocalGraph) -> None:
    """Or is the union, several are the intersection, not is what is left: of any two tasks, methods and LLMs."""
    everything = {row["system"] for row in run_query(graph, "timeline")}
    for name, one, other in (("task", "asr", "st"), ("llm", "qwen", "vicuna"), ("method", "lora", "frozen-llm")):
        with_one, with_other = systems(graph, **{name: one}), systems(graph, **{name: other})
        assert with_one
        assert with_other
        assert systems(graph, **{name: f"{one} or {other}"}) == with_one | with_other
        assert systems(graph, **{name: f"{one},{other}"}) == with_one | with_other
        assert systems(graph, **{name: f"{one} and {other}"}) == with_one & with_other
        assert systems(graph, **{name: [one, other]}) == with_one & with_other
        assert systems(graph, **{name: f"not {one}"}) == everything - with_one
        assert systems(graph, **{name: f"not {one} or {other}"}) == everything - with_one - with_other
        assert systems(graph, **{name: [one, f"not {other}"]}) == with_one - with_other


def test_a_model_stands_for_what_comes_from_it(graph: LocalGraph) -> None:
    assert systems(graph, llm="llama") == {row["system"] for row in run_query(graph, "systems-by-llm-family")}
    assert systems(graph, llm="llama-2") < systems(graph, llm="llama")
    assert "SpeechVerse" in systems(graph, encoder="wavlm")


@pytest.mark.parametrize(
    ("conditions", "number"),
    [
        ({"size": "7B"}, 10), ({"size": "7b", "year": "2024"}, 4), ({"tuning": "lora"}, 4),
        ({"output": "image or video"}, 2), ({"input": "image", "output": "not image"}, 3),
        ({"direction": "S2S"}, 2), ({"dataset": "librispeech", "encoder": "not whisper"}, 4),
        ({"family": "opt"}, 2), ({"stage": "preference-optimisation"}, 1),
    ],
)  # fmt: skip
def test_every_parameter_asks(held: LocalGraph, conditions: Mapping[str, str], number: int) -> None:
    assert len(systems(held, **conditions)) == number


@pytest.mark.parametrize(
    "conditions",
    [
        {"encoder": "whisper", "task": ["asr", "not st"]},
        {"year": "2023 or 2024", "llm": "not llama"},
        {"size": "7B or 13B", "method": "not lora"},
    ],
)
def test_rdflib_agrees(graph: LocalGraph, conditions: Mapping[str, str]) -> None:
    bound = bind_question(find_question("systems-where"), conditions, graph)
    rows = rdflib.Graph().parse(TTL).query(bound.text)
    assert [str(row[0]) for row in rows] == [row["system"] for row in run_query(graph, "systems-where", **conditions)]  # type: ignore[index]


def test_the_stored_text_is_what_its_defaults_give(graph: LocalGraph) -> None:
    """So that who puts the file as it is to a triplestore gets what the command answers."""
    question = find_question("systems-where")
    assert list(run_query(graph, question.body)) == list(run_query(graph, question))
    tables = []
    for text in (question.text, bind_question(question, {}, graph).text):
        start, end = table_place(text) or (0, 0)
        table = text[start:end]
        for prefix, namespace in sparql.prefixes(text).items():
            table = re.sub(rf"(?<=\s){prefix}:([\w-]+)", rf"<{namespace}\1>", table)
        tables.append(table.split())
    assert tables[0] == tables[1]


def test_every_property_that_a_parameter_asks_of_is_looked_at() -> None:
    question = find_question("systems-where")
    body = question.text[(table_place(question.text) or (0, 0))[1] :]
    for parameter in question.parameters:
        assert f"slm:{parameter.property_iri.rpartition('#')[2]}" in body, parameter.name


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"task": "asr or zz"}, r"^task: zz: no such Task"),
        ({"task": "asr or"}, r"^task: asr or: no such Task"),
        ({"task": "not"}, r"^task: not: no such Task"),
        ({"size": "large"}, r"^size: 'large' is not a whole number$"),
        ({"colour": "red"}, r"^colour: systems-where has no such parameter"),
    ],
)
def test_a_condition_that_cannot_be_read_is_told(graph: LocalGraph, values: Mapping[str, str], message: str) -> None:
    with pytest.raises(WrongArgument, match=message):
        run_query(graph, "systems-where", **values)


def test_one_value_is_one_value(graph: LocalGraph) -> None:
    with pytest.raises(WrongArgument, match=r"^task: is given 2 times; it takes one value$"):
        run_query(graph, "systems-by-task", task=["asr", "st"])


def test_a_name_with_and_stays_whole(graph: LocalGraph) -> None:
    assert systems(graph, task="Singer and Music Emotion Recognition") == {"Qwen-Audio"}


def test_conditions_need_their_table() -> None:
    for body, problem in ((BODY, []), ("ASK { ?s ?p 1 }", ["q.rq:3:8: the query has no table VALUES"])):
        problems = parse_question(HEAD + PREFIX + body, "q", "q.rq")[1]
        assert [str(item)[: len(problem[0])] for item in problems] == problem if problem else not problems

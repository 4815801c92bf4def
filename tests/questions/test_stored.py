"""Stored questions: their headers, their parameters, and what they give to Python."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.graphs.local import LocalGraph, local_graph, open_graph
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.problems import InvalidData
from slm_graph.questions.asking import run_query
from slm_graph.questions.binding import bind_question
from slm_graph.questions.question import parse_question
from slm_graph.questions.stored import find_question, read_question, read_questions
from tools import ROOT

QUESTION = """\
#+ summary: Which systems use an encoder?
#+ description: >-
#+   One row
#+   for each.
#+ tags: [lookup, encoders]
#+ defaults:
#+   - n: 5
#+ enumerate:
#+   - kind: [literal, template]
#+ values:
#+   - encoder: slm:SpeechEncoder
PREFIX slm: <https://w3id.org/slm-graph/ontology#>
SELECT ?system ?y ?t WHERE {
  ?system slm:usesSpeechEncoder ?_encoder_iri ; slm:introducedBy/slm:year ?y
  OPTIONAL { ?system slm:hasPrompt/slm:promptKind ?__kind_literal }
  BIND("?_encoder_iri" AS ?t)
} ORDER BY ?y ?system LIMIT ?_n_integer
"""
HEAD = "#+ summary: s\n"
BODY = "SELECT ?s { ?s ?p ?_n_integer }\n"


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(ROOT / "output" / "slm-graph.ttl")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "queries").mkdir()
    return Path("queries", "q.rq")


def test_a_question_is_read_whole(path: Path) -> None:
    path.write_text(QUESTION, encoding="utf-8")
    question = read_question(path, is_stored=True)
    assert (question.name, question.form, question.tags) == ("q", "SELECT", ("lookup", "encoders"))
    assert question.description == "One row for each."
    assert question.body.startswith("PREFIX")
    by_name = {item.name: item for item in question.parameters}
    assert list(by_name) == ["encoder", "kind", "n"]
    assert by_name["encoder"].classes == ("https://w3id.org/slm-graph/ontology#SpeechEncoder",)
    assert (by_name["kind"].required, by_name["kind"].enumeration) == (False, ("literal", "template"))
    assert (by_name["n"].type, by_name["n"].default) == ("integer", "5")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (BODY, "1:1: has no summary; write what it asks: `#+ summary: …`"),
        ("#+ summary: [a\n" + BODY, "1:15: the header is no YAML: expected ',' or ']', but got '<stream end>'"),
        ("#+ summary: a: b\n" + BODY, "1:14: the header is no YAML: mapping values are not allowed here"),
        ("#+ just words\n" + BODY, "1:1: the header has no keys; write `#+ summary: …`"),
        (HEAD + "#+ sumary: a\n" + BODY, "2:4: sumary: not a key of a header; did you mean summary?"),
        (HEAD + "#+ summary: a\n" + BODY, "2:4: summary is given twice; keep one"),
        (HEAD + "#+ method: PUT\n" + BODY, "2:12: PUT: method is GET or POST"),
        (HEAD + "#+ defaults: 5\n" + BODY, "2:14: defaults is a list: write `- parameter: value` below it"),
        (HEAD + "#+ defaults:\n#+   - 5\n" + BODY, "3:8: defaults are written `- parameter: value`"),
        (HEAD + "#+ defaults:\n#+   - m: 5\n" + BODY, "3:8: m: the query has no such parameter"),
        (HEAD + "#+ defaults:\n#+   - n: five\n" + BODY, "3:11: n: 'five' is not a whole number"),
        (HEAD + "#+ defaults:\n#+   - n: 5\n#+ enumerate:\n#+   - n: [1, 2]\n" + BODY, "3:11: 5 is not one of 1, 2"),
        (HEAD + "#+ values:\n#+   - n: slm:LLM\n" + BODY, "3:11: n is no IRI; write ?_n_iri, or leave out values"),
        (
            HEAD + "#+ values:\n#+   - n: slm:LLM\nASK { ?s ?p ?_n_iri }",
            "3:11: slm:LLM: the query declares no prefix slm:",
        ),
        (
            HEAD + "SELECT ?_n_integer { ?s ?p ?_n_integer }",
            "2:8: ?_n_integer is a parameter and cannot be in a projection; give what you project another name",
        ),
        (
            HEAD + "SELECT (1 AS ?_n_integer) { ?s ?p ?_n_integer }",
            "2:14: ?_n_integer is a parameter and cannot be in a projection; give what you project another name",
        ),
        (
            HEAD + "ASK { ?s rdfs:label ?o }",
            "2:10: rdfs: is not declared; add PREFIX rdfs: <…>, that the query runs anywhere",
        ),
        (HEAD + "ASK { ?s ?p ?_n_integer . }}", "2:28: } closes nothing"),
        (HEAD + "CONSTRUCT { ?s ?p 1 } { ?s ?p ?_long_text_iri } oops", "2:49: oops is no word"),
    ],
)
def test_a_fault_is_told_with_its_place(path: Path, text: str, problem: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData) as error:
        read_question(path, is_stored=True)
    assert str(error.value).startswith(f"queries/q.rq:{problem}")


def test_all_problems_of_all_questions_are_told(path: Path) -> None:
    path.write_text(BODY, encoding="utf-8")
    path.with_name("r.rq").write_bytes(b"\xff")
    with pytest.raises(InvalidData) as error:
        read_questions()
    assert [problem.path for problem in error.value.problems] == ["queries/q.rq", "queries/r.rq"]


@given(st.text(max_size=80))
def test_any_header_is_read_or_told(text: str) -> None:
    parse_question("".join(f"#+ {line}\n" for line in text.splitlines()) + BODY, "q", "q.rq")


def test_binding_finds_things_and_leaves_strings_alone(graph: LocalGraph) -> None:
    question, problems = parse_question(QUESTION, "q", "q.rq")
    assert not problems
    bound = bind_question(question, {"encoder": "Wishper", "n": 2}, graph)
    assert bound.taken_for["encoder"].label == "Whisper"
    assert 'BIND("?_encoder_iri" AS ?t)' in bound.text
    assert "?__kind_literal" in bound.text, "left out, it stays a variable"
    assert "LIMIT  2 " in bound.text
    assert len(run_query(graph, question, encoder="whisper")) == 5


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "q needs encoder (SpeechEncoder, by id, label, abbreviation, alias or IRI): -p encoder=…"),
        ({"encoder": "wisper"}, "encoder: wisper: no such SpeechEncoder; did you mean Whisper?"),
        ({"encodr": "whisper"}, "encodr: q has no such parameter; did you mean encoder?"),
        ({"zzz": "whisper"}, "zzz: q has no such parameter; it has encoder, kind, n"),
        ({"encoder": "whisper", "n": "many"}, "n: 'many' is not a whole number"),
        (
            {"encoder": "whisper", "kind": "tamplate"},
            "kind: tamplate is not one of literal, template; did you mean template?",
        ),
    ],
)
def test_a_wrong_parameter_is_told(graph: LocalGraph, values: Mapping[str, str], message: str) -> None:
    question, _ = parse_question(QUESTION, "q", "q.rq")
    with pytest.raises(ValueError) as error:  # noqa: PT011 (compared below)
        bind_question(question, values, graph)
    assert str(error.value) == message


def test_an_enumeration_of_things_is_compared_as_things(graph: LocalGraph) -> None:
    text = (
        "#+ summary: s\n#+ enumerate:\n#+   - tuning: [frozen, lora]\n#+ values:\n#+   - tuning: slm:Tuning\n"
        "PREFIX slm: <https://w3id.org/slm-graph/ontology#>\nSELECT ?s { ?s slm:tuning ?_tuning_iri }"
    )
    question, _ = parse_question(text, "q", "q.rq")
    assert len(run_query(graph, question, tuning="LoRA adapter"))
    with pytest.raises(ValueError, match=r"^tuning: full is not one of frozen, lora$"):
        run_query(graph, question, tuning="full")


def test_several_classes_can_give_a_value(graph: LocalGraph) -> None:
    question = find_question(str(ROOT / "queries" / "edge-evidence.rq"))
    for component in ("librispeech", "whisper", "ASR"):
        assert (
            bind_question(question, {"component": component}, graph)
            .taken_for["component"]
            .iri.endswith(component.lower())
        )


def test_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_question("systems-by-encoder").name == "systems-by-encoder"
    with pytest.raises(LookupError, match=r"^systems-by-encodr: no such question; did you mean systems-by-encoder\?"):
        find_question("systems-by-encodr")
    with pytest.raises(LookupError, match=r"^folder/q.rq: no such file$"):
        find_question("folder/q.rq")


def test_parameter_types() -> None:
    text = "ASK { ?a ?_a ?_b_number, ?_c_en, ?_d_xsd_date, ?_e_xsd_gYearMonth, ?__f_boolean, ?_g_decimal, ?_h_i_iri }"
    parameters = parse_question(text, "q", "q.rq")[0].parameters
    assert [(item.name, item.type) for item in parameters] == [
        ("a", "literal"), ("b", "number"), ("c", "@en"), ("d", "date"), ("e", "gYearMonth"),
        ("f", "boolean"), ("g", "decimal"), ("h_i", "iri"),
    ]  # fmt: skip
    values = {"b": "1e3", "c": "hello", "d": "2026-11-22", "e": "2026-11", "f": "true", "g": "4.50"}
    by_name = {item.name: item for item in parameters}
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert {name: by_name[name].term(value) for name, value in values.items()} == {
        "b": f'"1e3"^^<{xsd}double>', "c": '"hello"@en', "d": f'"2026-11-22"^^<{xsd}date>',
        "e": f'"2026-11"^^<{xsd}gYearMonth>',
        "f": f'"true"^^<{xsd}boolean>', "g": f'"4.50"^^<{xsd}decimal>',
    }  # fmt: skip


# --- Answers in Python


def test_rows_are_plain_python() -> None:
    graph = local_graph(
        "@prefix : <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        ":a :p 1, 2.5, 1e3, true, 'text', 'Wort'@de, '2026-11-22'^^xsd:date, '2026-11'^^xsd:gYearMonth,"
        "'x'^^xsd:integer, :b ."
    )
    answer = run_query(graph, "SELECT ?v ?nothing { ?a <http://example.org/p> ?v }")
    assert answer.columns == ["v", "nothing"]
    assert {repr(row["v"]) for row in answer} == set(
        map(
            repr,
            [
                1,
                Decimal("2.5"),
                1000.0,
                True,
                "text",
                "Wort",
                datetime.date(2026, 11, 22),
                "2026-11",
                "x",
                "http://example.org/b",
            ],
        )
    )
    assert all(row["nothing"] is None for row in answer)


def test_an_answer_is_what_a_data_frame_is_made_of(graph: LocalGraph) -> None:
    # pandas takes a Sequence whose items are of type dict, and the columns from their keys.
    answer = run_query(graph, "systems-by-encoder", encoder="whisper")
    assert isinstance(answer, Sequence)
    assert all(type(row) is dict and list(row) == answer.columns for row in answer)
    assert answer[0] == next(iter(answer))
    assert answer[:2] == [answer[0], answer[1]]


def test_pandas_takes_an_answer(graph: LocalGraph) -> None:
    pandas = pytest.importorskip("pandas")
    answer = run_query(graph, "systems-by-encoder", encoder="whisper")
    frame = pandas.DataFrame(answer)
    assert (list(frame.columns), len(frame)) == (answer.columns, len(answer))


def test_ask_and_construct(graph: LocalGraph) -> None:
    yes = run_query(graph, "ASK { ?s a slm:System }")
    assert (yes.boolean, bool(yes), list(yes)) == (True, True, [{"answer": True}])
    assert not run_query(graph, "ASK { ?s a slm:Nothing }")
    triples = run_query(graph, "CONSTRUCT WHERE { system:salmonn slm:usesLLM ?llm }").triples
    assert [tuple(triples[0])] == [
        (
            "<https://w3id.org/slm-graph/system/salmonn>",
            "<https://w3id.org/slm-graph/ontology#usesLLM>",
            "<https://w3id.org/slm-graph/llm/vicuna>",
        )
    ]


def test_graphs_of_every_kind_answer_alike(graph: LocalGraph) -> None:
    path = ROOT / "output" / "slm-graph.ttl"
    as_rdflib = rdflib.Graph().parse(path)
    answers = [
        list(run_query(source, "systems-by-encoder", encoder="Wishper"))
        for source in (path, str(path), graph, graph.store, as_rdflib)
    ]
    assert all(answer == answers[0] for answer in answers)
    with pytest.raises(TypeError, match="int: no graph"):
        run_query(5, "systems-by-encoder")


def test_a_syntax_error_has_the_place_in_the_original_text(graph: LocalGraph) -> None:
    text = "SELECT ?s {\n  ?s ?p ?_a, ?_a oops }"
    with pytest.raises(InvalidData) as error:
        run_query(graph, text, a="a rather long text")
    assert str(error.value).startswith("query:2:18: oops is no word")


def test_what_cannot_be_evaluated_is_a_fault(graph: LocalGraph) -> None:
    with pytest.raises((QueryFault, OSError)):
        run_query(graph._replace(allow_service=True), "SELECT ?s { SERVICE <urn:x> { ?s ?p ?o } }")

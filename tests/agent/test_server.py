"""Each tool, text and prompt as an assistant meets it: the SDK's client over the real command."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mcp_types
import pytest

from assistants import Assistant, started
from held_questions import HELD, answers, held_answer
from slm_graph.agent.answering import TOOLS
from slm_graph.agent.prompts import JOBS
from slm_graph.agent.sizes import ROOM
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"
LARGEST = ROOM + 8_000
"""Characters of an answer: what is listed, and what stands around it."""


@pytest.fixture(scope="module")
def survey() -> Iterator[Assistant]:
    with started(str(GRAPH)) as helper:
        yield helper


@pytest.fixture(scope="module")
def held(held_graph: Path) -> Iterator[Assistant]:
    with started(str(held_graph)) as helper:
        yield helper


# --- what there is


def test_tools_have_schemas_that_are_schemas(survey: Assistant) -> None:
    import jsonschema  # takes over a second

    tools = survey.run("list_tools").tools
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    for tool in tools:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert tool.annotations.read_only_hint
        assert tool.description.endswith((".", ":", "first."))
    assert len(json.dumps([tool.model_dump() for tool in tools], ensure_ascii=False)) < LARGEST


def test_the_questions_and_their_parameters_are_in_the_schema_of_ask(survey: Assistant) -> None:
    (schema,) = (tool.input_schema for tool in survey.run("list_tools").tools if tool.name == "ask")
    stored = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
    assert schema["properties"]["question"]["enum"] == stored
    parameters = schema["properties"]["parameters"]["properties"]
    assert parameters["kind"]["enum"] == ["literal", "template", "description"]
    assert parameters["year"]["type"] == ["integer", "string", "array"]
    assert "tuning/lora" in parameters["tuning"]["examples"]
    assert "examples" not in parameters["system"]


@pytest.mark.parametrize("uri", ["schema", "questions", "glossary", "ontology"])
def test_texts_are_bounded_and_say_what_they_should(survey: Assistant, uri: str) -> None:
    (content,) = survey.run("read_resource", f"slm-graph://{uri}").contents
    wanted = {
        "schema": "- slm:System: 29; A speech language model",
        "questions": "- systems-by-encoder([encoder: SpeechEncoder = encoder/whisper]): Which systems use an encoder",
        "glossary": "- ASR: Automatic Speech Recognition (task/asr)",
        "ontology": "slm:System a owl:Class",
    }
    assert wanted[uri] in content.text
    assert len(content.text) <= 60_100


def test_texts_are_listed(survey: Assistant) -> None:
    listed = survey.run("list_resources").resources
    assert [item.name for item in listed] == ["schema", "questions", "glossary", "ontology"]
    assert "there are slm-graph://schema" in survey.fault("read_resource", "file:///etc/passwd")


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_prompts_hold_their_arguments_and_the_rules(survey: Assistant, job: Any) -> None:
    listed = {item.name: item for item in survey.run("list_prompts").prompts}
    assert [(item.name, item.required) for item in listed[job.name].arguments] == [
        (item.name, item.required) for item in job.arguments
    ]
    given = {item.name: f"given {{{item.name}}} braces" for item in job.arguments}
    (message,) = survey.run("get_prompt", job.name, given).messages
    assert all(text in message.content.text for text in given.values())
    assert "not stated in this survey" in message.content.text


def test_prompts_say_what_they_lack(survey: Assistant) -> None:
    assert (
        survey.fault("get_prompt", "compare", {}) == "compare needs things: Two to six things, with commas between them"
    )
    assert survey.fault("get_prompt", "compare", {"things": "a", "by": "b"}) == "by: compare takes about, things"
    assert "no such prompt; there are answer-with-quotes" in survey.fault("get_prompt", "guess", {})


# --- the tools


def test_find_takes_misspellings_abbreviations_and_parts_of_names(survey: Assistant) -> None:
    def first(text: str, **more: Any) -> str:
        return str(survey.call("find", text=text, **more)["matches"][0]["id"])

    assert first("Wishper") == "encoder/whisper"
    assert first("AAC") == "task/aac"
    assert first("q-former", kind="Method") == "method/q-former"
    assert first("wisper") == "encoder/whisper"
    assert first("https://w3id.org/slm-graph/llm/vicuna") == "llm/vicuna"
    assert {item["kind"] for item in survey.call("find", text="llama", kind="LLM", limit=100)["matches"]} == {"LLM"}


def test_find_gives_page_after_page(survey: Assistant) -> None:
    whole = survey.call("find", text="llama", limit=100)
    pages = [survey.call("find", text="llama", limit=7, offset=offset) for offset in range(0, whole["total"], 7)]
    assert [item["id"] for page in pages for item in page["matches"]][:100] == [item["id"] for item in whole["matches"]]
    assert pages[0]["left_off"] == f"7 of {whole['total']} shown; for more call find with offset 7"
    assert "left_off" not in pages[-1]


def test_what_is_not_there_is_not_stated(survey: Assistant) -> None:
    answer = survey.call("find", text="Zarathustra-9000")
    assert answer == {"total": 0, "note": "Zarathustra-9000: not stated in this survey"}
    assert survey.refusal("describe", thing="Zarathustra-9000") == "Zarathustra-9000: not stated in this survey"
    assert survey.refusal("describe", thing="whispr") == "whispr: not stated in this survey; did you mean Whisper?"
    assert "not stated in this survey" in survey.refusal("describe", thing="https://example.org/nothing")
    empty = survey.call("ask", question="systems-where", parameters={"encoder": "Whisper", "llm": "PaLM"})
    assert empty["total"] == 0
    assert empty["note"].startswith("no row: not stated in this survey.")


def test_describe_tells_row_column_and_quote(survey: Assistant) -> None:
    told = survey.call("describe", thing="SALMONN")
    (whisper,) = (item for item in told["statements"] if item.get("things", [{}])[0].get("id") == "encoder/whisper")
    assert (whisper["quotes"], whisper["columns"]) == (["Wishper encoder (speech)"], ["Speech model"])
    assert (whisper["row"], whisper["row_number"]) == ("row/speech-llms-progress/8", 8)
    assert whisper["says"] == {"modality": "speech"}
    assert told["kinds"] == ["System"]
    assert told["similar"][0]["percent"] >= told["similar"][1]["percent"] > 0
    assert {"LTU-AS", "COSMIC"} <= {pair["thing"]["label"] for pair in told["similar"]}


def test_describe_says_what_a_system_does_not_state(survey: Assistant) -> None:
    told = survey.call("describe", thing="system/audiogpt")
    assert {"speech encoder", "dataset"} <= {*told["not_stated"]}
    assert told["note"] == "not_stated: not stated in this survey; that is no proof of the contrary"


def test_describe_goes_on_by_parts(survey: Assistant) -> None:
    told = survey.call("describe", thing="task/asr")
    total = int(told["left_off"][-1].split(" of ")[1].split()[0]) if told.get("left_off") else len(told["used_by"])
    users: list[str] = []
    while len(users) < total:
        part = survey.call("describe", thing="task/asr", part="used_by", offset=len(users))
        users += [item["statement"] for item in part["used_by"]]
    assert len({*users}) == total > 25
    assert survey.call("describe", thing="task/asr", part="used_by", offset=total)["note"] == (
        f"used_by: nothing from {total} on"
    )


def test_a_name_of_several_things_is_told(survey: Assistant) -> None:
    assert survey.refusal("describe", thing="LLaMA") == (
        "LLaMA: may be family/llama (LLaMA), llm/llama (LLaMA); give one of these ids"
    )


def test_questions_like_fills_in_what_the_words_name(survey: Assistant) -> None:
    near = survey.call("questions_like", words="who uses wishper?")["suggestions"][0]
    assert (near["question"], near["parameters"]) == ("systems-by-encoder", {"encoder": "whisper"})
    answer = survey.call("ask", question=near["question"], parameters=near["parameters"])
    assert answer["taken_for"]["encoder"]["id"] == "encoder/whisper"
    conditions = survey.call("questions_like", words="whisper and vicuna without lora")["suggestions"][0]
    assert conditions["note"].startswith("The parameters are conditions")
    assert survey.call("questions_like", words="xyzzy") == {
        "note": "no stored question is near; try other words, `find` and `describe`, or `sparql`"
    }


def test_ask_carries_the_words_of_each_row(survey: Assistant) -> None:
    answer = survey.call("ask", question="systems-by-encoder", parameters={"encoder": "HuBERT"})
    quoted = {row["values"]["system"]: row["evidence"][0]["quotes"] for row in answer["rows"]}
    assert quoted["Spirit LM"] == ["HuBERT for semantic token"]
    assert all(row["evidence"][0]["row_number"] for row in answer["rows"])


def test_a_condition_rests_on_what_comes_from_the_thing_too(survey: Assistant) -> None:
    """LLaMA stands for its sizes and for what was trained from it, which the row names."""
    conditions = {"encoder": "Whisper", "llm": "LLaMA", "task": "ASR"}
    answer = survey.call("ask", question="systems-where", parameters=conditions)
    for row in answer["rows"]:
        things = [thing["kind"] for words in row["evidence"] for thing in words["things"]]
        assert {"Speech encoder", "LLM", "Task"} <= {*things} or "Dataset" in things, row


def test_ask_tells_which_defaults_it_took(survey: Assistant) -> None:
    assert survey.call("ask", question="systems-by-encoder")["defaults"] == {"encoder": "encoder/whisper"}
    asked = survey.call("ask", question="systems-where", parameters={"task": ["asr", "st"], "tuning": "not lora"})
    assert "defaults" not in asked


def test_every_quote_stands_in_the_cell_of_its_row(survey: Assistant) -> None:
    cells: dict[str, str] = {}
    count = 0
    for question in ("systems-by-encoder", "training-data", "stated-tunings", "systems-by-task"):
        for row in survey.call("ask", question=question, limit=30)["rows"]:
            for words in row.get("evidence", []):
                if words["row"] not in cells:
                    facts = survey.call("describe", thing=words["row"], part="facts")["facts"]
                    cells[words["row"]] = " ".join(text for fact in facts for text in fact.get("texts", []))
                assert all(quote in cells[words["row"]] for quote in words["quotes"]), words
                count += 1
    assert count > 50


def test_compare_puts_things_side_by_side(survey: Assistant) -> None:
    answer = survey.call("compare", things=["SALMONN", "wavLLM"])
    rows = {row["property"]: row for row in answer["rows"]}
    assert rows["speech encoder"]["shared"] == ["Whisper"]
    salmonn, wavllm = rows["speech encoder"]["cells"]
    assert [value["text"] for value in salmonn["values"]] == ["BEATs", "Whisper"]
    assert wavllm["values"][0]["quotes"]
    gpt = survey.call("compare", things=["AudioGPT", "SALMONN"])
    assert next(row for row in gpt["rows"] if row["property"] == "dataset")["cells"][0] == {
        "note": "not stated in this survey"
    }
    assert survey.refusal("compare", things=["SALMONN", "system/salmonn"]) == (
        "things: one thing alone cannot be compared; give two or more that differ"
    )


def test_sparql_answers_in_all_forms(survey: Assistant) -> None:
    rows = survey.call(
        "sparql", query="SELECT ?s ?y { ?s a slm:System ; rdfs:label 'SALMONN' ; slm:introducedBy/slm:year ?y }"
    )
    assert rows["rows"] == [{"values": {"s": "system/salmonn", "y": 2023}}]
    assert survey.call("sparql", query="ASK { ?s a slm:Nothing }") == {"answer": False}
    triples = survey.call("sparql", query="DESCRIBE llm:vicuna")
    assert triples["columns"] == ["subject", "predicate", "object"]
    assert survey.call("sparql", query="SELECT (1/0 AS ?x) { }")["rows"] == [{}], "a row without values is one too"
    assert survey.call("sparql", query="SELECT * { ?s a slm:Nothing }")["note"].startswith("no row: not stated in this")
    past = survey.call("ask", question="systems-by-task", offset=1000)
    assert ("rows" in past, past["note"]) == (False, "nothing from 1,000 on")
    whole = survey.call("sparql", query="SELECT * { ?s ?p ?o }", limit=5, offset=10)
    assert whole["left_off"].startswith("11 to 15 of ")


# --- what goes wrong


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("find", {}, "'text' is a required property"),
        ("find", {"txt": "a"}, "txt: no such argument; did you mean text?"),
        ("find", {"text": ""}, "text: '' should be non-empty"),
        ("find", {"text": "a", "limit": 0}, "limit: 0 is less than the minimum of 1"),
        ("find", {"text": "a", "limit": "5"}, "limit: '5' is not of type 'integer'"),
        ("find", {"text": "x" * 2_000}, "text: is not what it must be: maxLength 1000"),
        ("find", {"text": "a", "kind": "Encodr"}, "kind Encodr: the graph has none of this kind; there are "),
        ("describe", {"thing": "   "}, "thing: is empty; give an id, a name or an IRI"),
        ("describe", {"thing": "SALMONN", "part": "all"}, "part: all is none of what it may be; give one of facts, "),
        ("ask", {"question": "systems-by-encodr"}, "is none of what it may be; did you mean systems-by-encoder?"),
        (
            "ask",
            {"question": "systems-by-encoder", "parameters": {"encder": "a"}},
            "encder: no such parameter; did you",
        ),
        (
            "ask",
            {"question": "systems-by-encoder", "parameters": {"task": "a"}},
            "task: systems-by-encoder has no such",
        ),
        (
            "ask",
            {"question": "systems-by-encoder", "parameters": {"encoder": "Wispher 3"}},
            "encoder: Wispher 3: no such",
        ),
        ("ask", {"question": "encoder-llm-gaps", "parameters": {"n": "many"}}, "n: 'many' is not a whole number"),
        ("ask", {"question": "systems-where", "parameters": {"task": []}}, "task: give a text, a number, or a list"),
        ("compare", {"things": ["SALMONN"]}, "things: ['SALMONN'] is too short"),
        ("sparql", {"query": "SELEC"}, "query:1:1: "),
        ("sparql", {"query": "SELECT * { ?a nope:b ?c }"}, "nope: is not declared; add PREFIX nope: <…>"),
        ("sparql", {"query": "INSERT DATA { <urn:a> <urn:b> 1 }"}, "is no query; begin with SELECT, ASK, CONSTRUCT"),
        (
            "sparql",
            {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"},
            "query: SERVICE would ask another",
        ),
        ("sparql", {"query": "LOAD <file:///etc/passwd>"}, "is no query"),
    ],
)
def test_bad_arguments_are_refused_with_what_to_do(
    survey: Assistant, tool: str, arguments: dict[str, Any], message: str
) -> None:
    refusal = survey.refusal(tool, **arguments)
    assert message in refusal
    assert len(refusal) < 2_000
    assert "\n" not in refusal
    assert "Traceback" not in refusal


def test_an_unknown_tool_is_an_error_of_the_protocol(survey: Assistant) -> None:
    assert survey.fault("call_tool", "delete", {}) == (
        "delete: no such tool; there are find, describe, questions_like, ask, compare, sparql"
    )


def test_a_runaway_query_is_stopped_and_others_are_answered() -> None:
    with started(str(GRAPH), "--timeout", "2") as helper:
        helper.call("find", text="Whisper")
        begun = time.monotonic()
        refusal = helper.refusal("sparql", query=RUNAWAY)
        assert refusal.startswith("stopped after 2 s without an answer; ask for less")
        assert time.monotonic() - begun < 10
        assert helper.call("find", text="Whisper")["matches"][0]["id"] == "encoder/whisper"


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STR(?a) > STR(?i)) }"


def test_a_greedy_query_is_stopped_and_others_are_answered() -> None:
    greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f"
    with started(str(GRAPH), "--memory", "400") as helper:
        helper.call("find", text="Whisper")
        assert helper.refusal("sparql", query=greedy).startswith("needs more than 400 MB of memory")
        assert helper.call("find", text="Whisper")["matches"][0]["id"] == "encoder/whisper"


# --- the held questions


@pytest.mark.parametrize("name", HELD)
def test_the_held_questions_are_answered_by_sequences_of_calls(held: Assistant, name: str) -> None:
    """Words to questions, then the questions page by page; each name that was given is found as the thing it was."""
    held.call("questions_like", words=HELD[name]["question"])
    assert answers(name, held.rows) == held_answer(name), HELD[name]["question"]


def test_names_are_found_as_the_things_that_questions_take_them_for(held: Assistant) -> None:
    for parameter, name in (("encoder", "Wishper"), ("task", "ER"), ("method", "curriculum learning")):
        taken = held.call("ask", question=f"systems-by-{parameter}", parameters={parameter: name})["taken_for"]
        kind = {"encoder": "Speech encoder", "task": "Task", "method": "Method"}[parameter]
        assert held.call("find", text=name, kind=kind)["matches"][0]["id"] == taken[parameter]["id"]


# --- sizes


def test_the_answers_of_all_questions_are_bounded(survey: Assistant) -> None:
    schema = next(tool.input_schema for tool in survey.run("list_tools").tools if tool.name == "ask")
    for question in schema["properties"]["question"]["enum"]:
        answer = survey.call("ask", question=question, limit=200)
        assert len(json.dumps(answer, ensure_ascii=False)) < LARGEST, question


def test_a_large_answer_says_what_was_left_off(survey: Assistant) -> None:
    page = survey.call("ask", question="datasets-never-shared", limit=200)
    shown = len(page["rows"])
    assert page["left_off"] == f"{shown} of {page['total']} shown; for more call ask with offset {shown}"


# --- the process


def test_the_command_ends_when_the_assistant_leaves() -> None:
    command = [sys.executable, "-P", "-m", "slm_graph", "mcp", str(GRAPH)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        for line in (
            '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},'
            '"clientInfo":{"name":"test","version":"1"}}}',
            '{"jsonrpc":"2.0","method":"notifications/initialized"}',
            "no JSON at all",
            '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"find","arguments":{"text":"\\ud800"}}}',
            '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"find","arguments":{"text":"Wishper"}}}',
        ):
            process.stdin.write(line + "\n")
            process.stdin.flush()
        lines = [json.loads(process.stdout.readline())]
        while lines[-1].get("id") != 3:
            lines.append(json.loads(process.stdout.readline()))
        assert lines[0]["result"]["serverInfo"]["name"] == "slm-graph"
        assert lines[-1]["result"]["structuredContent"]["matches"][0]["id"] == "encoder/whisper"
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    graph = tmp_path / "a.ttl"
    graph.write_text('<urn:a> a <urn:Thing> ; <http://www.w3.org/2000/01/rdf-schema#label> "Apple" .', "utf-8")
    with started(str(graph)) as helper:
        assert helper.call("find", text="apple")["total"] == 1
        graph.write_text('<urn:b> a <urn:Thing> ; <http://www.w3.org/2000/01/rdf-schema#label> "Banana" .', "utf-8")
        assert helper.call("find", text="apple")["total"] == 0
        graph.write_text("no Turtle", "utf-8")
        assert "a.ttl:1:" in helper.refusal("find", text="apple")
        graph.write_text('<urn:b> a <urn:Thing> ; <http://www.w3.org/2000/01/rdf-schema#label> "Banana" .', "utf-8")
        assert helper.call("find", text="banana")["total"] == 1


@pytest.mark.parametrize(
    ("prompt", "argument", "typed", "offered"),
    [
        ("profile", "thing", "salm", "SALMONN"),
        ("compare", "things", "SALMONN, Wishp", "SALMONN, Whisper"),
        ("profile", "thing", " ", None),
        ("check-claim", "claim", "SALMONN", None),
        ("nothing", "thing", "SALMONN", None),
        ("profile", "thing", "x" * 50_000, None),
    ],
)
def test_what_is_typed_as_the_name_of_a_thing_is_completed(
    survey: Assistant, prompt: str, argument: str, typed: str, offered: str | None
) -> None:
    reference = mcp_types.PromptReference(type="ref/prompt", name=prompt)
    values = survey.run("complete", reference, {"name": argument, "value": typed}).completion.values
    assert values[:1] == ([offered] if offered else [])
    assert len(values) <= 20

"""The page and the description of the stored questions."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import rdflib
from pyshacl import validate

from slm_graph.graphs.local import local_graph
from slm_graph.questions.catalogue import graph_endpoint, question_description, question_page
from slm_graph.questions.question import parse_question
from slm_graph.questions.stored import read_questions
from tools import ROOT

# What the SIB's own shapes ask of an example (sparql-examples-utils), in our words.
SIB_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <http://schema.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
  sh:property [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct spex:describe ) ] ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path rdfs:comment ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path sh:prefixes ; sh:minCount 1 ] , [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path schema:keyword ; sh:maxCount 0 ] .
"""  # noqa: E501
FORMS = [
    "SELECT ?s { ?s ?p ?_v }",
    "ASK { ?s ?p ?_v }",
    "CONSTRUCT { ?s ?p 1 } { ?s ?p ?_v }",
    "DESCRIBE ?s { ?s ?p ?_v }",
]
GRAPH = local_graph("<http://example.org/a> <http://example.org/b> 'x|y' .")
ENDPOINT = "https://example.org/sparql"


def questions() -> list[str]:
    head = "#+ summary: Who says *x*?\n#+ tags: [who]\n#+ defaults:\n#+   - v: x|y\n"
    return [head + form for form in FORMS]


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_every_form_is_an_executable_that_runs_as_it_stands(number: int) -> None:
    question = parse_question(questions()[number], f"q{number}", "q.rq")[0]
    description = rdflib.Graph().parse(data=question_description([question], ENDPOINT), format="turtle")
    conforms, _, report = validate(description, shacl_graph=rdflib.Graph().parse(data=SIB_SHAPES, format="turtle"))
    assert conforms, report
    executable = rdflib.URIRef(f"https://w3id.org/slm-graph/query/q{number}")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    spex = rdflib.Namespace("https://purl.expasy.org/sparql-examples/ontology#")
    texts = [
        str(text)
        for name in (sh.select, sh.ask, sh.construct, spex.describe)
        for text in description.objects(executable, name)
    ]
    assert [text.strip() for text in texts] == [FORMS[number].replace("?_v", '"x|y"')]
    assert GRAPH.query(texts[0])


def test_the_survey_has_a_valid_description() -> None:
    description = rdflib.Graph().parse(
        data=question_description(read_questions(ROOT / "queries"), ENDPOINT), format="turtle"
    )
    conforms, _, report = validate(description, shacl_graph=rdflib.Graph().parse(data=SIB_SHAPES, format="turtle"))
    assert conforms, report


def test_the_target_is_the_endpoint_that_the_graph_names() -> None:
    said = f"<http://example.org/graph> <http://rdfs.org/ns/void#sparqlEndpoint> <{ENDPOINT}> ."
    question = parse_question(questions()[0], "q", "q.rq")[0]
    target = rdflib.URIRef("http://schema.org/target")
    for text, expected in ((said, [rdflib.URIRef(ENDPOINT)]), ("", [])):
        description = question_description([question], graph_endpoint(local_graph(text)))
        assert list(rdflib.Graph().parse(data=description, format="turtle").objects(None, target)) == expected


def test_loading_it_twice_changes_nothing() -> None:
    text = (ROOT / "output" / "queries.ttl").read_text(encoding="utf-8")
    once = rdflib.Graph().parse(data=text, format="turtle")
    assert not [node for triple in once for node in triple if isinstance(node, rdflib.BNode)]


def test_the_page_shows_question_parameters_and_answer() -> None:
    page = question_page(
        [parse_question(text, f"q{number}", "q.rq")[0] for number, text in enumerate(questions())], GRAPH
    )
    assert "- who: [q0](#q0), [q1](#q1), [q2](#q2), [q3](#q3)\n" in page
    assert "### q0\n\nWho says \\*x\\*?\n\n| parameter | is | default | required |\n" in page
    assert "| v | text | x\\|y | no |\n" in page
    assert "    slm-graph query q0 -p v='x|y'\n\n| s |\n| --- |\n| http://example.org/a |\n" in page
    assert "\ntrue\n" in page
    assert "```turtle\n<http://example.org/a>" in page


def test_other_hash_seeds_give_the_same_bytes() -> None:
    code = (
        "import sys; from slm_graph.questions import question_description, question_page;"
        "from slm_graph.questions import read_questions; from slm_graph.graphs import graph_file, open_graph;"
        "stored = read_questions(); page = question_page(stored, open_graph(graph_file()));"
        "sys.stdout.buffer.write((page + question_description(stored)).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert len(outputs) == 1

"""IRIs as answers show them, read again in a query and as a parameter."""

from __future__ import annotations

import pytest

from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.problems import InvalidData
from slm_graph.questions.asking import run_query
from slm_graph.questions.shown import with_whole_iris
from tools import ROOT

USAGE = "https://w3id.org/slm-graph/usage/llasm/whisper"


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(ROOT / "output" / "slm-graph.ttl")


@pytest.mark.parametrize(
    "shown", ["<usage/llasm/whisper>", "usage:llasm/whisper", r"usage:llasm\/whisper", f"<{USAGE}>"]
)
def test_what_is_shown_is_read(graph: LocalGraph, shown: str) -> None:
    assert run_query(graph, f"SELECT ?of {{ {shown} slm:usageOf ?of }}")[0]["of"].endswith("encoder/whisper")
    assert run_query(graph, f"SELECT ?of {{ ?of slm:hasUsage {shown}. }}")[0]["of"].endswith("system/llasm")
    given = run_query(graph, "SELECT ?of { ?_usage_iri slm:usageOf ?of }", usage=shown)
    assert given[0]["of"].endswith("encoder/whisper")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { system:salmonn slm:usesLLM/rdfs:label ?o }",
        "SELECT ?o { ?a ?b ?o FILTER (?o < 5 && ?o > 1) } # usage:a/b",
        "SELECT ?o { ?a ?b 'usage:llasm/whisper <usage/x>' , ?o }",
        "BASE <http://example.org/> ASK { <usage/x> ?b ?c }",
        "PREFIX usage: <http://example.org/> ASK { usage:x/usage:y ?b ?c }",
        "PREFIX : <urn:a#> ASK { :x ?b ?c }",
        "ASK { <urn:a> ?b <> }",
        "ASK { ?a nowhere:x/nowhere:y ?c }",
    ],
)
def test_all_else_stays(graph: LocalGraph, query: str) -> None:
    assert with_whole_iris(query, graph).text == query


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            r"ASK { <usage\/llasm\/whisper> ?p ?o }",
            r"query:1:7: <usage\/llasm\/whisper>: an IRI takes no backslash; write <usage/llasm/whisper>",
        ),
        ("ASK { <usage/llasm/whisper> ?p ?o .\n usage:llasm/whisper oops ?o }", "query:2:22: oops is no word"),
    ],
)
def test_a_fault_has_its_place_in_what_was_typed(graph: LocalGraph, query: str, message: str) -> None:
    with pytest.raises(InvalidData) as error:
        run_query(graph, query)
    assert str(error.value).startswith(message)

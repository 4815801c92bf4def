"""What query editors read of a graph: its classes with their properties, examples and prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import QuerySolutions, RdfFormat, Store
from pyshacl import validate

from slm_graph.build.graph import write_graph
from slm_graph.build.void import VOID_FILE
from slm_graph.project import Project
from slm_graph.questions import read_questions
from slm_graph.rdf import sparql
from tools import ROOT

EDITOR = ROOT / "tests" / "editor"
PREFIXES = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX ext: <http://ldf.fi/void-ext#>
"""
PART = "?ofClass void:class ?class ; void:propertyPartition ?part . ?part void:property ?property ;"
# What a file says of its parts, and how the same is counted in the graph.
COUNTED = {
    "properties": (
        f"SELECT ?class ?property ?number {{ {PART} void:triples ?number }}",
        "SELECT ?class ?property (COUNT(*) AS ?number) { ?s a ?class ; ?property ?o } GROUP BY ?class ?property",
    ),
    "classes": (
        f"SELECT ?class ?property ?to ?number {{ {PART}"
        " void:classPartition [ void:class ?to ; void:triples ?number ] }",
        "SELECT ?class ?property ?to (COUNT(*) AS ?number) { ?s a ?class ; ?property ?o . ?o a ?to }"
        " GROUP BY ?class ?property ?to",
    ),
    "datatypes": (
        f"SELECT ?class ?property ?to ?number {{ {PART}"
        " ext:datatypePartition [ ext:datatype ?to ; void:triples ?number ] }",
        "SELECT ?class ?property ?to (COUNT(*) AS ?number) { ?s a ?class ; ?property ?o . FILTER (ISLITERAL(?o))"
        " BIND (DATATYPE(?o) AS ?to) } GROUP BY ?class ?property ?to",
    ),
}


def loaded(*paths: Path) -> Store:
    store = Store()
    for path in paths:
        store.load(path=path, format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a query; what is not bound is ""."""
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        yield tuple("" if value is None else value.value for value in solution)


def asked(name: str, store: Store) -> list[tuple[str, ...]]:
    return list(rows(store, (EDITOR / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def whole(output: Path) -> Store:
    """Return a store with all that is for editors, beside the graph."""
    return loaded(output / "slm-graph.ttl", output / VOID_FILE, ROOT / "output" / "queries.ttl")


@pytest.mark.parametrize("what", COUNTED)
def test_parts_have_the_triples_that_the_graph_has(output: Path, what: str) -> None:
    told, counted = COUNTED[what]
    expected = sorted(rows(loaded(output / "slm-graph.ttl"), counted))
    assert expected
    assert sorted(rows(loaded(output / VOID_FILE), told)) == expected


def test_an_editor_finds_every_class_with_its_properties(output: Path, whole: Store) -> None:
    graph = loaded(output / "slm-graph.ttl")
    things = set(rows(graph, "SELECT DISTINCT ?class ?property ?to { ?s a ?class ; ?property ?o . ?o a ?to }"))
    literals = set(
        rows(
            graph,
            "SELECT DISTINCT ?class ?property (DATATYPE(?o) AS ?to)"
            " { ?s a ?class ; ?property ?o . FILTER (ISLITERAL(?o)) }",
        )
    )
    found = asked("classes.rq", whole)
    properties = set(rows(graph, "SELECT DISTINCT ?class ?property { ?s a ?class ; ?property ?o }"))
    assert {(cls, property_) for cls, property_, _ in found} == properties
    assert {row for row in found if row[2]} == things | literals


def test_an_editor_finds_every_stored_question(whole: Store) -> None:
    found = asked("examples.rq", whole)
    questions = {question.name: question for question in read_questions(ROOT / "queries")}
    assert sorted(iri.rpartition("/")[2] for iri, _, _ in found) == sorted(questions)
    for iri, comment, text in found:
        question = questions[iri.rpartition("/")[2]]
        assert comment == question.summary
        assert sparql.form(text) == question.form


def test_an_editor_finds_every_prefix_once(output: Path, whole: Store) -> None:
    found = asked("prefixes.rq", whole)
    declared = dict(re.findall(r"^@prefix (\S+): <(.+)> \.$", (output / "slm-graph.ttl").read_text("utf-8"), re.M))
    for question in read_questions(ROOT / "queries"):
        declared |= sparql.prefixes(question.text)
    assert len(found) == len({prefix for prefix, _ in found})
    assert declared.items() <= set(found)


def test_the_graph_keeps_its_shapes_beside_the_file(output: Path) -> None:
    data = rdflib.Graph().parse(output / "slm-graph.ttl").parse(output / VOID_FILE)
    conforms, _, report = validate(data, shacl_graph=rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl"))
    assert conforms, report


def test_a_graph_without_turtle_has_no_file(project: Project, tmp_path: Path) -> None:
    write_graph(project, tmp_path, formats=["nt"], validate=False)
    assert [path.name for path in tmp_path.iterdir()] == ["slm-graph.nt"]

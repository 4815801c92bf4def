"""Compiled shapes report what pyshacl reports, whatever is wrong with a graph."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from slm_graph.build.graph import write_graph
from slm_graph.build.partition import BuildPlan
from slm_graph.build.shacl import violations
from slm_graph.build.shape_checks import ShapeChecks, Violation, read_statements
from slm_graph.build.shape_tests import UnknownConstraint
from slm_graph.documents import Document
from slm_graph.entries import entry_documents, read_survey
from slm_graph.ontology import shape_statements, shapes
from slm_graph.problems import InvalidData
from slm_graph.project import find_project
from slm_graph.rdf import RDF_TYPE, Pair, Term
from tools import ROOT

SHAPES = (ROOT / "ontology" / "shapes.ttl").read_text(encoding="utf-8")
SLM = "https://w3id.org/slm-graph/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
_line = re.compile(r"(<[^>]*>) (<[^>]*>) (.*) \.\n")

Graph = dict[Term, list[Pair]]


def graph_of(text: str) -> Graph:
    graph: Graph = {}
    for subject, predicate, item in _line.findall(text):
        graph.setdefault(Term(subject), []).append((Term(predicate), Term(item)))
    return graph


def text_of(graph: Graph) -> str:
    return "".join(f"{subject} {name} {item} .\n" for subject, pairs in graph.items() for name, item in pairs)


def compiled(graph: Graph, shapes: str = SHAPES) -> set[Violation]:
    checks = ShapeChecks(read_statements(shapes))
    types = {subject: [item for name, item in pairs if name == RDF_TYPE] for subject, pairs in graph.items()}
    return {
        fault
        for subject, pairs in graph.items()
        for fault in checks.violations(subject, pairs, lambda item: types.get(item, []))
    }


def reference(graph: Graph, shapes: str = SHAPES) -> set[Violation]:
    data = rdflib.Graph().parse(data=text_of(graph), format="nt")
    return {Violation(*found) for found in violations(data, shapes)}


@pytest.fixture(scope="module")
def small() -> str:
    """Return a part of the survey's graph: one system, its paper, its row, and all of the vocabulary that has few."""
    text = (ROOT / "output" / "slm-graph.nt").read_text(encoding="utf-8")
    names = (
        "system/salmonn",
        "paper/salmonn",
        "usage/salmonn/",
        "prompt/salmonn",
        "row/",
        "graph",
        "tuning/",
        "stage/",
    )
    parts = tuple(f"<https://w3id.org/slm-graph/{name}" for name in names)
    lines = [line for line in text.splitlines(keepends=True) if line.startswith(parts)]
    named = {match for line in lines for match in re.findall(r"<[^>]*>", line.split(" ", 2)[2])}
    kept = [line for line in text.splitlines(keepends=True) if line.split(" ", 1)[0] in named]
    return "".join(dict.fromkeys(lines + kept))


def changed(graph: Graph) -> Iterator[tuple[str, Graph]]:
    """Yield a graph with one thing wrong, for each property of each kind of thing and each way to be wrong."""
    seen: set[tuple[object, ...]] = set()
    for subject, pairs in graph.items():
        types = tuple(item for name, item in pairs if name == RDF_TYPE)
        for position, (name, item) in enumerate(pairs):
            if (types, name) in seen or name == RDF_TYPE:
                continue
            seen.add((types, name))
            others = [
                ("gone", []),
                ("twice", [(name, item), (name, Term('"another one"'))]),
                ("in Latin", [(name, Term('"salve"@la'))]),
                ("in two English texts", [(name, Term('"one"@en')), (name, Term('"two"@en'))]),
                ("of no class", [(name, Term("<urn:of-no-class>"))]),
                ("of another class", [(name, Term("<https://w3id.org/slm-graph/graph>"))]),
                ("no number", [(name, Term(f'"many"^^<{XSD}decimal>')), (name, Term(f'"x"^^<{XSD}integer>'))]),
                ("of the pattern of nothing", [(name, Term(re.sub(r'^"(?:[^"\\]|\\.)*"', '"-  -"', item)))]),
            ]  # fmt: skip
            for what, instead in others:
                yield (
                    f"{subject} {name} {what}",
                    {**graph, subject: [*pairs[:position], *instead, *pairs[position + 1 :]]},
                )


def test_statements_of_the_schema_are_those_of_the_text() -> None:
    schema = read_survey(find_project()).schema
    read = rdflib.Graph().parse(data=shapes(schema), format="turtle")
    read.remove((rdflib.URIRef(f"{schema.base}shapes"), None, None))
    lines = "".join(f"{' '.join(triple)} .\n" for triple in shape_statements(schema))
    made = rdflib.Graph().parse(data=lines.replace("_:", "_:b"), format="nt")
    assert isomorphic(made, read)
    assert any(isinstance(node, rdflib.BNode) for node in made.objects())


def test_a_sound_graph_has_no_violation() -> None:
    graph = graph_of((ROOT / "output" / "slm-graph.nt").read_text(encoding="utf-8"))
    assert compiled(graph) == set()


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_whatever_is_wrong_both_report_the_same(small: str, step: int) -> None:
    """All that can be wrong is put into copies of one graph, whose things have other names, and validated at once."""
    graph = graph_of(small)
    wrong: Graph = dict(graph)
    for number, (_, version) in enumerate(islice(changed(graph), 0, None, step)):
        for subject, pairs in version.items():
            if pairs is not graph.get(subject):
                wrong[Term(f"<urn:{number}:{subject[1:]}")] = pairs
    told, expected = compiled(wrong), reference(wrong)
    assert len(told) > 500 / step
    assert told == expected
    assert fired(expected) == set(COMPONENTS), "each component in use must be seen to fire"


COMPONENTS = ("minCount", "maxCount", "datatype", "nodeKind", "class", "pattern", "uniqueLang", "languageIn", "in")


def fired(faults: set[Violation]) -> set[str]:
    """Return the components that the shapes of these faults have."""
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    messages = {fault.message for fault in faults}
    nodes = [node for node, message in shapes.subject_objects(sh.message) if str(message) in messages]
    return {name for name in COMPONENTS if any((node, sh[name], None) in shapes for node in nodes)}


def test_all_components_of_the_shapes_are_among_those_that_fire() -> None:
    used = set(re.findall(r"sh:([a-z][A-Za-z]*)", SHAPES))
    about = {"path", "order", "message", "property", "targetClass", "targetSubjectsOf"}
    assert used - about == set(COMPONENTS)


@pytest.mark.parametrize(
    "constraint", ["sh:minLength 3", "sh:equals slm:x", "sh:node shape:Other", "sh:nodeKind sh:Literal"]
)
def test_what_is_not_compiled_is_told(constraint: str) -> None:
    more = f"shape:More a sh:NodeShape ; sh:targetClass slm:LLM ; sh:property [ sh:path slm:x ; {constraint} ] ."
    with pytest.raises(UnknownConstraint, match=constraint.split(" ")[0]):
        ShapeChecks(read_statements(f"{SHAPES}\n{more}\n"))


STRICTER = """
shape:Stricter a sh:NodeShape ; sh:targetClass slm:Prompt ;
    sh:property [ sh:path slm:promptKind ; sh:in ( "template" ) ; sh:message "Only templates here." ] .
shape:Fewer a sh:NodeShape ; sh:targetClass slm:System ;
    sh:property [ sh:path slm:usesDataset ; sh:maxCount 2 ; sh:message "Two datasets are enough." ] .
shape:Paper a sh:NodeShape ; sh:targetClass slm:Paper ;
    sh:property [ sh:path slm:introduces ; sh:maxCount 0 ; sh:message "A paper introduces nothing." ] .
shape:Labelled a sh:NodeShape ; sh:targetSubjectsOf slm:quote ;
    sh:property [ sh:path slm:usageOf ; sh:class slm:Dataset ; sh:message "A usage is of a dataset." ] .
"""


def test_a_build_of_lines_tells_what_the_reference_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    project = find_project(tmp_path / "data")
    documents = [document for document in entry_documents(read_survey(project)) if isinstance(document, Document)]
    lines = tmp_path / "data" / "entries.jsonl"
    lines.write_text("".join(json.dumps(document.tree) + "\n" for document in documents[:8]), encoding="utf-8")
    project.shapes.write_text(SHAPES + STRICTER, encoding="utf-8")
    told = []
    for validator in (BuildPlan.validator, None):
        monkeypatch.setattr(BuildPlan, "validator", validator)
        with pytest.raises(InvalidData) as caught:
            write_graph(replace(project, entries=lines), tmp_path / "out", formats=["nt"])
        told.append(list(caught.value.problems))
    assert told[0] == told[1]
    messages = {problem.message.partition(" (")[0] for problem in told[0]}
    assert messages == set(re.findall('sh:message "(.*?)"', STRICTER))

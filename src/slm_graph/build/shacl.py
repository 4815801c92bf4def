"""The graph against the SHACL shapes, with failures told like all other problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from slm_graph.build.mapper import Mapper
from slm_graph.build.places import entry_nodes, further_nodes
from slm_graph.build.shape_checks import Violation
from slm_graph.build.validation import Place, read_shapes, violation_problem
from slm_graph.documents import Document
from slm_graph.entries import Survey, entry_documents, entry_tree
from slm_graph.problems import Problem
from slm_graph.rdf import Term

if TYPE_CHECKING:
    import rdflib


def violations(data: rdflib.Graph, shapes_text: str) -> list[Violation]:
    """Validate a graph against shapes; the results are sorted.

    Parameters
    ----------
    data
        The graph.
    shapes_text
        SHACL shapes, as Turtle.
    """
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    _, report, _ = pyshacl.validate(
        data, shacl_graph=rdflib.Graph().parse(data=shapes_text, format="turtle"), inplace=True
    )
    assert isinstance(report, rdflib.Graph)  # noqa: S101  (a report, unless asked for otherwise)

    def text(node: rdflib.term.Node, property_: rdflib.URIRef) -> str:
        value = report.value(node, property_)
        return "" if value is None else str(value)

    results = report.subjects(rdflib.RDF.type, SH.ValidationResult)
    return sorted(
        Violation(
            text(result, SH.focusNode),
            text(result, SH.resultPath),
            text(result, SH.resultMessage),
            text(result, SH.value),
        )
        for result in results
    )


def read_graph(path: Path, ending: str) -> rdflib.Graph:
    """Read an RDF file, the triples of all its graphs as one; pyoxigraph parses, much faster than rdflib."""
    import rdflib
    from pyoxigraph import RdfFormat, Triple, parse, serialize

    quads = parse(path=path, format=RdfFormat.from_extension(ending))
    lines = serialize((Triple(quad.subject, quad.predicate, quad.object) for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="ntriples")


def shape_problems(survey: Survey, mapper: Mapper, graph_file: Path, ending: str) -> list[Problem]:
    """Return what the shapes object to in a graph file, each at the field of the data that it comes from."""
    found = violations(read_graph(graph_file, ending), read_shapes(survey).text)
    if not found:
        return []
    places = dict(_places(survey, mapper))
    return sorted({violation_problem(survey, places, violation) for violation in found})


def _places(survey: Survey, mapper: Mapper) -> Iterator[tuple[Term, Place]]:
    for item in survey.vocabulary.items:
        yield mapper.node(item.class_name, item.id), (item.document, item.path, item.class_name)
    for document in entry_documents(survey):
        if isinstance(document, Document) and isinstance(document.tree, dict):
            for node, path, class_name in entry_nodes(mapper, document.tree):
                yield node, (document, path, class_name)
    for row in (row for rows in survey.further.values() for row in rows):
        for node, path, class_name in further_nodes(mapper, entry_tree(row.document)):
            yield node, (row.document, path, class_name)

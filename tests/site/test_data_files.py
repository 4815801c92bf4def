"""The data beside a page says what the graph says, whoever wrote it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from slm_graph.graphs import LocalGraph
from slm_graph.network import Described
from slm_graph.site.data_files import DataFiles

SUBJECT, PREDICATE = ox.NamedNode("http://a.org/s"), ox.NamedNode("http://a.org/p")
XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = [
    ox.NamedNode("http://a.org/ns#LLM"), ox.NamedNode("http://a.org/ns#a.b."), ox.NamedNode("http://a.org/ü"),
    ox.Literal("plain"), ox.Literal('"quoted"'), ox.Literal("back\\slash"), ox.Literal("two\nlines"), ox.Literal(""),
    ox.Literal("Köln \u2028 \x7f"), ox.Literal("a@b"), ox.Literal("Wort", language="de"),
    ox.Literal("x@en", language="de"),
    ox.Literal("12", datatype=ox.NamedNode(f"{XSD}integer")), ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("0.5", datatype=ox.NamedNode(f"{XSD}decimal")),
    ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean")),
    ox.Literal("2023-10", datatype=ox.NamedNode(f"{XSD}gYearMonth")), ox.BlankNode("b0"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_thing_is_written_as_pyoxigraph_writes_it(value: ox.NamedNode | ox.Literal | ox.BlankNode) -> None:
    store = ox.Store()
    store.extend(ox.Quad(SUBJECT, PREDICATE, term) for term in (value, ox.Literal("other")))
    files = DataFiles(Described(LocalGraph(store, {"ns": "http://a.org/ns#", "xsd": XSD})))
    written = files.of([SUBJECT.value])
    assert written == files._written([SUBJECT.value])
    for ending, rdf_format in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        assert len([*ox.parse(input=written[ending], format=rdf_format)]) == 2

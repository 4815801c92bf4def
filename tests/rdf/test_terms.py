"""Text to literal and back, and IRIs; pyoxigraph is the second opinion."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph import rdf
from slm_graph.rdf.terms import (
    RDF_TYPE,
    LiteralParts,
    Term,
    Triple,
    datatype_suffix,
    iri,
    iri_text,
    is_iri,
    literal,
    literal_parts,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
SUFFIXES = st.sampled_from(
    [
        ("", f"{XSD}string", ""),
        (datatype_suffix(f"{XSD}decimal"), f"{XSD}decimal", ""),
        ("@en", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en"),
        ("@zh-Hans", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "zh-Hans"),
    ]
)
NOT_IN_AN_IRI = "".join(map(chr, range(0x21))) + '<>"{}|^`\\'


@given(st.text(), SUFFIXES)
def test_text_to_literal_to_text(text: str, suffix: tuple[str, str, str]) -> None:
    assert literal_parts(literal(text, suffix[0])) == LiteralParts(text, *suffix[1:])


@given(st.text())
def test_another_parser_reads_the_same_text(text: str) -> None:
    line = f"<http://example.org/s> <http://example.org/p> {literal(text)} .\n"
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == text


@given(st.text(), st.text())
def test_different_texts_give_different_terms(one: str, other: str) -> None:
    assert (literal(one) == literal(other)) == (one == other)


@pytest.mark.parametrize("text", ["", '"', "\\", '\\"', "\\n", "a\nb\r\n", "\t\x7f\x85\u2028\U0001f3a7", "'"])
def test_edges(text: str) -> None:
    term = literal(text)
    assert "\n" not in term
    assert "\r" not in term
    assert literal_parts(term).text == text


@pytest.mark.parametrize(
    "term", ['"', '""x', '"a"b"', '"a\nb"', '"a"^^xsd:string', '"a"@', "<http://example.org/>", "_:b", '"\\"', ""]
)
def test_what_is_no_literal_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="is not a literal"):
        literal_parts(Term(term))


@given(st.text(st.characters(exclude_characters=NOT_IN_AN_IRI), min_size=1))
def test_text_to_iri_to_text(text: str) -> None:
    term = iri(text)
    assert iri_text(term) == text
    assert is_iri(term)
    assert not is_iri(literal(text))


@pytest.mark.parametrize("character", NOT_IN_AN_IRI)
def test_a_character_that_no_iri_has_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="is not an IRI"):
        iri(f"https://example.org/a{character}b")


def test_a_string_has_no_datatype_suffix() -> None:
    assert datatype_suffix(f"{XSD}string") == ""
    assert datatype_suffix(f"{XSD}date") == "^^<http://www.w3.org/2001/XMLSchema#date>"


def test_a_triple_names_its_parts() -> None:
    triple = Triple(iri("http://example.org/s"), RDF_TYPE, iri("http://example.org/C"))
    assert " ".join(triple) == (
        "<http://example.org/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C>"
    )


def test_the_door_gives_the_literals_of_files_not_those_of_queries() -> None:
    # A query needs u escaped after a backslash; in a file that would be another line than every other writer's.
    assert rdf.literal("\\u0041") == literal("\\u0041") == '"\\\\u0041"'
    assert rdf.sparql.literal("\\u0041") != rdf.literal("\\u0041")

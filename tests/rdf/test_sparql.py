"""Tokens and binding: nothing that a user passes becomes syntax."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slm_graph.questions.parameters import Parameter
from slm_graph.rdf import sparql
from slm_graph.rdf.terms import Term

HOSTILE = [
    '"',
    "'",
    "\\",
    "\n",
    "\r",
    "\t",
    "}",
    "{",
    ">",
    "<",
    "#",
    "?_ab",
    "$_a",
    "\\u0022",
    "\\U00000022",
    '"""',
    "'''",
    "é",
    "\u202e",
    "\U0001f600",
    "\x00",
    " . ?s ?p ?o }",
]
hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(), max_size=8).map("".join)
QUERY = (
    "SELECT ?x (STR(?y) AS ?z) { BIND(?_a AS ?x) BIND(?_ab AS ?y) # ?_a\n"
    " FILTER(?x != '?_a' && ?x != <http://example.org/?_a>) }"
)


def pieces(query: str) -> list[sparql.Token]:
    return [token for token in sparql.tokens(query) if token.kind not in ("space", "comment")]


@given(st.text())
def test_tokens_are_the_whole_text(text: str) -> None:
    assert "".join(token.text for token in sparql.tokens(text)) == text


@given(hostile_text)
@example("\\u0022 } #")
@example("\\\\u0022")
def test_a_text_stays_one_token_and_keeps_its_value(text: str) -> None:
    term = Parameter("a", "_a", "literal", required=True).term(text)
    bound = sparql.bind(QUERY, {"_a": term, "_ab": Term('"other"')}).text
    before, after = pieces(QUERY), pieces(bound)
    assert [token.kind for token in after] == [
        "string" if token.text in ("?_a", "?_ab") else token.kind for token in before
    ]
    assert [token.text for token in after if token.kind != "string"] == [
        token.text for token in before if token.kind != "string" and token.text not in ("?_a", "?_ab")
    ]
    rows = list(ox.Store().query(bound))  # type: ignore[arg-type]
    assert [(row[0].value, row[1].value) for row in rows] == [(text, "other")]


@settings(deadline=None)
@given(hostile_text)
@example("\\u0022 } #")
def test_rdflib_which_decodes_escapes_first_reads_the_same_text(text: str) -> None:
    bound = sparql.bind("SELECT ?x { BIND(?_a AS ?x) }", {"_a": sparql.literal(text)}).text
    rows = [str(row[0]) for row in rdflib.Graph().query(bound)]  # type: ignore[index]
    assert rows == [text]


@given(hostile_text.map(lambda text: f"http://example.org/{text}") | hostile_text)
def test_an_iri_is_refused_or_stays_one_token(text: str) -> None:
    try:
        term = Parameter("a", "_a_iri", "iri", required=True).term(text)
    except ValueError:
        return
    bound = sparql.bind("SELECT ?x { BIND(?_a_iri AS ?x) }", {"_a_iri": term}).text
    assert [token.kind for token in pieces(bound)].count("iri") == 1
    rows = [row[0] for row in ox.Store().query(bound)]  # type: ignore[union-attr]
    assert rows == [ox.NamedNode(text)]


@pytest.mark.parametrize("kind", ["integer", "number", "boolean", "decimal", "date"])
@given(text=hostile_text | st.text(alphabet="0123456789+-.eE\u0661"))
def test_what_is_no_number_is_refused(kind: str, text: str) -> None:
    try:
        term = Parameter("n", "_n", kind, required=True).term(text)
    except ValueError:
        return
    assert all(character in "0123456789+-.eEtruefalsZ:" for character in text)
    assert bool(ox.Store().query(sparql.bind("ASK { BIND(?_n AS ?x) }", {"_n": term}).text))


def test_longer_names_strings_comments_and_iris_are_left_alone() -> None:
    query = "ASK { ?_ab ?p '''?_a ' ''' , \"?_a\" , <urn:?_a> . FILTER(1<2 &&?_a>3) } # ?_a"
    assert sparql.bind(query, {"_a": Term('"x"')}).text == query.replace("&&?_a>", '&&"x">')


def test_a_bound_number_after_limit_is_bare() -> None:
    term = Parameter("n", "_n_integer", "integer", required=True).term("3")
    bound = sparql.bind("SELECT * { ?s ?p ?_n_integer } LIMIT ?_n_integer", {"_n_integer": term}).text
    assert bound == 'SELECT * { ?s ?p "3"^^<http://www.w3.org/2001/XMLSchema#integer> } LIMIT  3 '


def test_the_dollar_form_is_the_same_variable() -> None:
    assert sparql.bind("ASK { $_a ?p ?o }", {"_a": Term("<urn:x>")}).text == "ASK { <urn:x> ?p ?o }"


def test_a_hash_in_a_prefixed_name_begins_no_comment() -> None:
    assert "_a" in sparql.variables(r"ASK { ex:b\#c ex:d ?_a }")


@given(st.integers(0, 200))
def test_offsets_go_back_to_the_original_text(offset: int) -> None:
    bound = sparql.bind(QUERY, {"_a": Term('"a long literal"'), "_ab": Term('"y"')})
    offset = min(offset, len(bound.text) - 1)
    inside = any(start <= offset < start + length for start, length, _, _ in bound.replaced)
    assert QUERY[bound.original(offset)] == ("?" if inside else bound.text[offset])


def test_projection_and_as_are_assigned_but_filters_are_not() -> None:
    query = "SELECT ?a (MAX(?m) AS ?b) WHERE { { SELECT ?c { ?c ?p ?d } } BIND(?e AS ?f) FILTER(?g > 1) }"
    assert set(sparql.assigned(query)) == {"a", "b", "c", "f"}

"""Prefixes: expand and shorten undo each other, and Turtle parsers agree."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.rdf.prefixes import Prefixes

NAMESPACES = {
    "ex": "http://example.org/",
    "deep": "http://example.org/deep/",
    "slm": "https://w3id.org/slm-graph/ontology#",
}
PREFIXES = Prefixes(NAMESPACES)
LOCAL = st.from_regex(r"\A[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")


@given(st.sampled_from(sorted(NAMESPACES)), LOCAL)
def test_curie_to_iri_to_curie(prefix: str, local: str) -> None:
    assert PREFIXES.shorten(PREFIXES.expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


@given(st.sampled_from(sorted(NAMESPACES.values())), st.text())
def test_what_is_shortened_expands_to_the_same_iri(namespace: str, rest: str) -> None:
    curie = PREFIXES.shorten(namespace + rest)
    assert curie is None or PREFIXES.expand(curie) == namespace + rest


@given(st.text("aZ09_.-:/#%'(~é", min_size=1))
def test_a_turtle_parser_reads_what_is_shortened(rest: str) -> None:
    iri = "http://example.org/" + rest
    curie = PREFIXES.shorten(iri)
    if curie is not None:
        header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES)
        (quad,) = pyoxigraph.parse(f"{header}{curie} a {curie} .", format=pyoxigraph.RdfFormat.TURTLE)
        assert quad.subject == pyoxigraph.NamedNode(iri)


def test_the_longest_namespace_wins() -> None:
    assert PREFIXES.shorten("http://example.org/deep/er") == "deep:er"
    assert PREFIXES.shorten("http://example.org/deeper") == "ex:deeper"
    in_any_order = [
        {"ex": "http://example.org/", "sub": "http://example.org/sub-"},
        {"sub": "http://example.org/sub-", "ex": "http://example.org/"},
    ]
    assert {Prefixes(order).shorten("http://example.org/sub-a") for order in in_any_order} == {"sub:a"}


@pytest.mark.parametrize(
    "iri", ["http://example.org/", "http://example.org/a/b", "http://example.org/a.", "http://other.org/a", "ex:a", ""]
)
def test_what_needs_escapes_or_has_no_prefix_is_not_shortened(iri: str) -> None:
    assert PREFIXES.shorten(iri) is None


def test_an_undefined_prefix_is_refused() -> None:
    with pytest.raises(KeyError, match="nope"):
        PREFIXES.expand("nope:a")
    assert "nope" not in PREFIXES
    assert "slm" in PREFIXES


def test_prefixes_keep_their_order() -> None:
    assert list(PREFIXES) == list(NAMESPACES.items())

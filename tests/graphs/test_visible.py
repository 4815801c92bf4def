"""What of a graph a query can see: the rest may be left out, and no answer changes."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from slm_graph.graphs import open_graph
from slm_graph.graphs.visible import visible
from slm_graph.questions import StoredQuery, read_questions
from slm_graph.rdf import sparql
from tools import ROOT

PREFIXES = {"": "urn:"}
QUESTIONS = read_questions(ROOT / "queries")


@pytest.fixture(scope="module")
def survey() -> ox.Store:
    return open_graph(ROOT / "output" / "slm-graph.ttl").store


def answer(store: ox.Store, query: str) -> Counter[str]:
    results = store.query(query, prefixes=PREFIXES)
    if isinstance(results, ox.QueryBoolean):
        return Counter([str(bool(results))])
    return Counter(map(str, results))


def part(store: ox.Store, query: str, prefixes: dict[str, str] = PREFIXES) -> ox.Store | None:
    seen = visible(query, prefixes)
    if seen is None:
        return None
    reduced = ox.Store()
    reduced.extend(seen.part(store))
    return reduced


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_a_stored_question_is_answered_alike_by_what_it_sees(question: StoredQuery, survey: ox.Store) -> None:
    query = sparql.bind(question.text, question.default_terms).text
    reduced = part(survey, query)
    if reduced is not None:
        assert len(reduced) < len(survey)
        assert answer(reduced, query) == answer(survey, query)


def test_most_stored_questions_see_a_part() -> None:
    whole = [
        question.name
        for question in QUESTIONS
        if visible(sparql.bind(question.text, question.default_terms).text, {}) is None
    ]
    # Which statements these see, the graph itself says: the properties of its columns.
    assert whole == ["disagreeing-sources", "tasks-of-system"]


def seen(query: str) -> dict[str, list[str] | None] | None:
    """Return what a query sees, without `urn:`.

    Of a subject in parentheses: what it is the subject of, with which object, or with ^ what it is the object of.
    """
    found = visible(query, PREFIXES)
    if found is None:
        return None

    def name(node: ox.NamedNode) -> str:
        return node.value.rpartition(":")[2].rpartition("#")[2]

    objects: dict[str, list[str] | None] = {}
    for predicate, some, mark in found.patterns():
        of = ""
        if mark is not None:
            value = f" {name(mark.value)}" if mark.value else ""
            of = f"({'' if mark.is_subject else '^'}{name(mark.predicate)}{value}) "
        objects[of + name(predicate)] = None if some is None else sorted(item.value[4:] for item in some)
    return objects | ({"nodes": sorted(node.value[4:] for node in found.nodes)} if found.nodes else {})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?s :p ?o ; a :C }", {"(type C) p": None, "type": ["C"]}),
        ("ASK { ?s a ?c ; :p ?o }", {"p": None, "(p) type": None}),
        ("ASK { ?s :p ?o . ?o :q ?r }", {"p": None, "(^p) q": None}),
        ("ASK { ?s :p ?o FILTER NOT EXISTS { ?s :q ?r } }", {"p": None, "(p) q": None}),
        ("ASK { ?s :p ?o OPTIONAL { ?s :q ?r } ?s :r :a }", {"(r a) p": None, "(p) q": None, "r": ["a"]}),
        ("ASK { { ?s a :C } UNION { ?s a :D } ?s :p ?o }", {"p": None, "type": ["C", "D"]}),
        ("ASK { ?s :p ?o { SELECT ?t { ?s a :C ; :r ?t } } }", {"p": None, "(type C) r": None, "type": ["C"]}),
        ("ASK { ?s a :C . ?s a ?class }", {"type": None}),
        ('ASK { ?s :p "1" ; :q 1 }', {"(q) p": None, "(p) q": None}),
        ("CONSTRUCT { ?s :other ?o } { ?s :p ?o }", {"p": None}),
        ("ASK { ?s :p/(:q|^:r)+ ?o }", {"p": None, "q": None, "r": None}),
        ("ASK { ?s :p ?o FILTER NOT EXISTS { ?o :q :a } }", {"p": None, "q": ["a"]}),
        ("SELECT (COUNT(?s) AS ?n) { ?s :p ?o } GROUP BY ?o HAVING (SUM(IF(EXISTS { ?o :q ?r }, 1, 0)) > 0)", None),
        ("ASK { VALUES ?p { :p :q } ?s ?p ?o }", {"p": None, "q": None}),
        ("ASK { VALUES (?p ?o) { (:p :a) (:q :b) } ?s ?p ?o }", {"p": ["a", "b"], "q": ["a", "b"]}),
        ("ASK { VALUES ?p { :p UNDEF } ?s ?p ?o }", None),
        ("ASK { VALUES ?p { :p } OPTIONAL { ?s ?p ?o } }", {"p": None}),
        ("ASK { ?a :r ?b OPTIONAL { ?s ?p ?o } VALUES ?p { :p } }", None),
        ("ASK { { SELECT ?s { ?s ?p ?o } } VALUES ?p { :p } }", None),
        ("ASK { { SELECT ?s ?p { ?s ?p ?o } } VALUES ?p { :p } }", {"p": None}),
        ("ASK { { SELECT ?s ?p { ?s ?p ?o } LIMIT 1 } VALUES ?p { :p } }", None),
        ("ASK { ?s :q* ?o }", None),
        ("ASK { ?s :p ?m . ?m :q* ?o }", {"p": None, "q": None}),
        ("ASK { ?s :p/:q* ?o }", {"p": None, "q": None}),
        ("ASK { OPTIONAL { ?s :p ?o } ?o :q? ?e }", None),
        ("ASK { { ?s :p ?o } UNION { ?a :p ?b } ?o :q? ?e }", None),
        ("ASK { { ?s :p ?o } UNION { ?o :r ?b } ?o :q? ?e }", {"p": None, "q": None, "r": None}),
        ("ASK { :a :q* ?o }", {"q": None, "nodes": ["a"]}),
        ("ASK { VALUES ?s { :a :b } ?s :q? ?o }", {"q": None, "nodes": ["a", "b"]}),
        ("ASK { 'a' :q* ?o }", None),
        ("ASK { ?s !:p ?o }", None),
        ("ASK { ?s ?p ?o }", None),
        ("ASK { GRAPH ?g { ?s :p ?o } }", None),
        ("ASK FROM <urn:g> { ?s :p ?o }", None),
        ("ASK { SERVICE <urn:a> { ?s :p ?o } }", None),
        ("DESCRIBE ?s { ?s :p ?o }", None),
        ("no SPARQL", None),
        ("ASK { ?s unknown:p ?o }", None),
    ],
)  # fmt: skip
def test_what_is_seen(query: str, expected: dict[str, list[str] | None] | None) -> None:
    assert seen(query) == expected


def test_of_subjects_without_a_mark_nothing_is_kept() -> None:
    store = ox.Store()
    # What they are may be said later.
    store.load("PREFIX : <urn:> :a :p :x . :b :p :y . :b a :D . :a a :C .", format=ox.RdfFormat.TURTLE)
    reduced = part(store, "ASK { ?s a :C ; :p ?o }")
    assert reduced is not None
    assert {quad.subject.value for quad in reduced} == {"urn:a"}
    assert len(reduced) == 2


def test_of_statements_with_other_objects_none_is_kept() -> None:
    store = ox.Store()
    store.load("PREFIX : <urn:> :a a :C . :b a :D . :c :p :C .", format=ox.RdfFormat.TURTLE)
    reduced = part(store, "ASK { ?s a :C }")
    assert reduced is not None
    assert [quad.subject.value for quad in reduced] == ["urn:a"]


NAMES = [f":{name}" for name in "abcd"]
PREDICATES = [f":{name}" for name in "pqr"]
VARIABLES = [f"?{name}" for name in "xyz"]

ends = st.sampled_from([*VARIABLES, *VARIABLES, *NAMES])
paths = st.recursive(
    st.sampled_from(PREDICATES),
    lambda path: st.one_of(
        st.builds("({}/{})".format, path, path),
        st.builds("({}|{})".format, path, path),
        st.builds("(^{})".format, path),
        st.builds("({}{})".format, path, st.sampled_from("*+?")),
    ),
    max_leaves=3,
)
verbs = st.one_of(st.sampled_from(PREDICATES), st.sampled_from(PREDICATES), paths, st.sampled_from(["?x", "?v"]))
tables = st.builds(
    lambda variable, values: f"VALUES {variable} {{ {' '.join(values)} }}",
    st.sampled_from([*VARIABLES, "?v"]),
    st.lists(st.sampled_from([*NAMES, *PREDICATES, "UNDEF"]), min_size=1, max_size=2),
)
triples = st.builds("{} {} {} .".format, ends, verbs, ends)
groups = st.recursive(
    st.one_of(triples, triples, tables),
    lambda group: st.one_of(
        st.builds("{} {}".format, group, group),
        st.builds("{{ {} }} UNION {{ {} }}".format, group, group),
        st.builds("{} OPTIONAL {{ {} }}".format, group, group),
        st.builds("{} MINUS {{ {} }}".format, group, group),
        st.builds("{} FILTER EXISTS {{ {} }}".format, group, group),
        st.builds("{} FILTER NOT EXISTS {{ {} }}".format, group, group),
        st.builds("{{ SELECT DISTINCT {} {{ {} }} }}".format, st.sampled_from([*VARIABLES, "?x ?v"]), group),
        st.builds("{{ SELECT ?x (COUNT(?y) AS ?n) {{ {} }} GROUP BY ?x }}".format, group),
        st.builds("{{ {} }}".format, group),
    ),
    max_leaves=5,
)
statements = st.builds(
    "{} {} {} .".format,
    st.sampled_from(NAMES),
    st.sampled_from([*PREDICATES, ":other", ":another"]),
    st.sampled_from(NAMES),
)


@settings(max_examples=300)
@given(st.lists(statements, max_size=12), groups)
def test_a_query_is_answered_alike_by_what_it_sees(graph: list[str], group: str) -> None:
    store = ox.Store()
    store.load(f"PREFIX : <urn:> {' '.join(graph)}", format=ox.RdfFormat.TURTLE)
    query = f"SELECT * {{ {group} }}"
    try:
        whole = answer(store, query)
    except (SyntaxError, RuntimeError):
        # A variable that is in scope twice.
        assume(False)
    reduced = part(store, query)
    assume(reduced is not None)
    assert reduced is not None
    assert answer(reduced, query) == whole

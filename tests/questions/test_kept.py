"""Answers and counts as tables that are kept."""

from __future__ import annotations

import pytest

from slm_graph.graphs import local_graph
from slm_graph.questions.kept import answer_table, count_table
from slm_graph.questions.question import parse_question

GRAPH = local_graph(
    "PREFIX : <https://w3id.org/slm-graph/> PREFIX slm: <https://w3id.org/slm-graph/ontology#>"
    r":system\/one a slm:System ; slm:year 2023 ; slm:note 'a\tb\\n\nc' . :system\/two a slm:System ."
)


@pytest.mark.parametrize(
    ("query", "table"),
    [
        ("SELECT ?s ?y { ?s slm:year ?y }", "s\ty\nsystem/one\t2023\n"),
        (
            "SELECT ?s ?y { ?s a slm:System OPTIONAL { ?s slm:year ?y } } ORDER BY ?y",
            "s\ty\nsystem/two\t\nsystem/one\t2023\n",
        ),
        ("SELECT ?n { ?s slm:note ?n }", "n\na\\tb\\\\n\\nc\n"),
        ("SELECT ?n { ?s slm:none ?n }", "n\n"),
        ("ASK { ?s slm:year 2023 }", "answer\ntrue\n"),
        ("CONSTRUCT { ?s slm:is ?y } { ?s slm:year ?y }", "subject\tpredicate\tobject\nsystem/one\tslm:is\t2023\n"),
    ],
)  # fmt: skip
def test_an_answer_is_a_table(query: str, table: str) -> None:
    question, problems = parse_question(f"PREFIX slm: <https://w3id.org/slm-graph/ontology#>\n{query}", "q", "q.rq")
    assert not problems
    assert answer_table(question, GRAPH) == table


def test_counts() -> None:
    assert count_table(GRAPH).splitlines() == [
        "name\tis\tcount",
        "all\tstatements\t4",
        "slm:System\tclass\t2",
        "slm:note\tproperty\t1",
        "slm:year\tproperty\t1",
    ]

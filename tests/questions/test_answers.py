"""Every stored question on the survey: several engines answer the same, and no answer is empty for no reason."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import pytest
import rdflib

from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.questions.binding import BoundQuery, bind_question
from slm_graph.questions.results import ReaderView, write_results
from slm_graph.questions.stored import read_question
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
QUESTIONS = sorted((ROOT / "queries").glob("*.rq"))
Rows: TypeAlias = "Counter[tuple[str, ...]]"

each_question = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def graph() -> LocalGraph:
    return open_graph(TTL)


@pytest.fixture(scope="module")
def rdflib_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(TTL)


def bound(path: Path, graph: LocalGraph) -> BoundQuery:
    return bind_question(read_question(path, is_stored=True), {}, graph)


def test_there_are_questions() -> None:
    assert len(QUESTIONS) >= 30


# In rdflib's own REPLACE, from Python 3.13 on.
@pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")
@pytest.mark.parametrize(
    "path",
    # It is the slow one of the engines: CI asks it a third of the questions.
    [
        pytest.param(path, marks=[pytest.mark.exhaustive] if n % 3 else [], id=path.stem)
        for n, path in enumerate(QUESTIONS)
    ],
)
def test_rdflib_answers_the_same(path: Path, graph: LocalGraph, rdflib_graph: rdflib.Graph) -> None:
    question = bound(path, graph)
    assert answer_of_rdflib(question, rdflib_graph) == answer_of_pyoxigraph(question, graph)


@each_question
def test_no_question_answers_nothing_without_saying_why(path: Path, graph: LocalGraph) -> None:
    question = bound(path, graph)
    is_empty = not answer_of_pyoxigraph(question, graph)
    assert is_empty == bool(question.question.empty), "write `#+ empty: why`, or ask something that has an answer"


@each_question
def test_every_table_fits_a_terminal(path: Path, graph: LocalGraph) -> None:
    output = io.BytesIO()
    write_results(bound(path, graph).answer(graph), "table", output, ReaderView(graph.prefixes, graph.base), 80)
    assert all(len(line) <= 80 for line in output.getvalue().decode().splitlines())


def answer_of_pyoxigraph(question: BoundQuery, graph: LocalGraph) -> Rows:
    results = question.answer(graph)
    if isinstance(results, ox.QueryBoolean):
        return Counter([("true" if results else "false",)])
    if isinstance(results, ox.QuerySolutions):
        header = [variable.value for variable in results.variables]
        return counted(header, [["" if value is None else value.value for value in row] for row in results])
    return Counter((text,) for text in {str(triple) for triple in results})


def answer_of_rdflib(question: BoundQuery, graph: rdflib.Graph) -> Rows:
    result = graph.query(question.text)
    if result.type == "ASK":
        return Counter([("true" if result.askAnswer else "false",)])
    if result.type == "SELECT":
        header = [str(variable) for variable in result.vars or []]
        return counted(header, [["" if value is None else str(value) for value in row] for row in result])  # type: ignore[union-attr]
    assert result.graph is not None
    return Counter(
        (str(quad.triple),) for quad in ox.parse(result.graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    )


def counted(header: list[str], rows: list[list[str]]) -> Rows:
    """Return rows without their order; the header is one of them, so that it is compared too."""
    return Counter([tuple(header), *(tuple(map(canonical, row)) for row in rows)]) if rows else Counter()


def canonical(text: str) -> str:
    """Return one spelling of a number: engines write 4400, 4400.0 and 4.4E3."""
    try:
        return str(Decimal(text).normalize()) if text.strip() == text and text.isascii() else text
    except InvalidOperation:
        return text

"""The stored questions for a terminal, and the files that are made of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from slm_graph.graphs import last_part, open_graph
from slm_graph.project import GRAPH_NAME
from slm_graph.questions.binding import BoundQuery
from slm_graph.questions.kept import answer_table, count_table
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.results import ReaderView
from slm_graph.questions.stored import read_questions
from slm_graph.rdf import BASE
from slm_graph.tables import wrapped


def question_list(questions: Sequence[StoredQuery], width: int = 80) -> Iterator[str]:
    """Yield the lines of a list of questions by their first tag, each with its summary.

    Examples
    --------
    >>> next(question_list(read_questions()))
    'comparison'
    """
    by_tag: dict[str, list[StoredQuery]] = {}
    for question in questions:
        by_tag.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    indent = 4 + max((len(question.name) for question in questions), default=0)
    for tag in sorted(by_tag):
        yield tag
        for question in by_tag[tag]:
            first, *more = wrapped(question.summary, max(width - indent, 30))
            yield f"  {question.name:<{indent - 4}}  {first}"
            yield from (" " * indent + line for line in more)
        yield ""
    yield f"{len(questions)} questions; `slm-graph query NAME --show` tells more of one."


def question_data(question: StoredQuery) -> dict[str, Any]:
    """Return what a program is told of a question, as values of JSON.

    Examples
    --------
    >>> from slm_graph.questions.stored import find_question
    >>> [parameter["name"] for parameter in question_data(find_question("systems-by-encoder"))["parameters"]]
    ['encoder']
    """
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": question.tags,
        "form": question.form,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "expects": parameter.expects,
                "required": parameter.required,
                "default": parameter.default,
                "choices": parameter.enumeration,
                "classes": parameter.classes,
            }
            for parameter in question.parameters
        ],
    }


def question_help(question: StoredQuery) -> Iterator[str]:
    """Yield the lines that tell what a question asks, its parameters and its SPARQL.

    Examples
    --------
    >>> from slm_graph.questions.stored import find_question
    >>> next(question_help(find_question("systems-by-encoder")))
    'systems-by-encoder'
    """
    yield question.name
    empty = f"An empty answer is right: {question.empty}" if question.empty else ""
    for text in filter(None, (question.summary, question.description, empty)):
        yield from textwrap.wrap(text, 80, initial_indent="  ", subsequent_indent="  ")
    for parameter in question.parameters:
        yield ""
        yield f"  -p {parameter.name}={parameter.type.lstrip('@').upper()}"
        yield f"      {parameter.expects}{_default(parameter)}"
    yield ""
    yield from question.body.strip().split("\n")


def _default(parameter: Parameter) -> str:
    if parameter.property_iri and parameter.default is not None:
        return f"  [without any condition: {parameter.default.replace(BASE, '')}]"
    if parameter.default is not None:
        return f"  [default: {parameter.default}]"
    return "" if parameter.required else "  [may be left out]"


def taken_lines(bound: BoundQuery, view: ReaderView) -> Iterator[str]:
    """Yield what parameters were taken for, where it is not what was given."""
    for name, thing in bound.taken_for.items():
        if thing.label and thing.given not in (thing.label, thing.iri, last_part(thing.iri)):
            yield f"{name}: {thing.given}, taken for {thing.label} ({view.short(thing.iri)})"


def question_files(root: Path) -> dict[Path, str | None]:
    """Return the texts of docs/queries.md, the answers and counts in docs/, and output/queries.ttl.

    Parameters
    ----------
    root
        The folder of a project; without questions or a graph it has none of these files. A file of docs/answers/ that
        no question has any more is there with None.
    """
    from slm_graph.questions.catalogue import graph_endpoint, question_description, question_page

    queries, graph = root / "queries", root / "output" / GRAPH_NAME
    if not queries.is_dir() or not graph.is_file():
        return {}
    questions, source = read_questions(queries), open_graph(graph)
    docs = root / "docs"
    answers = {docs / "answers" / f"{question.name}.tsv": answer_table(question, source) for question in questions}
    return {
        docs / "queries.md": question_page(questions, source),
        root / "output" / "queries.ttl": question_description(questions, graph_endpoint(source), source.base),
        docs / "counts.tsv": count_table(source),
        **dict.fromkeys(sorted((docs / "answers").glob("*.tsv"))),
        **answers,
    }

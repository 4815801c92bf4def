"""What a shell completes behind a command: the names of questions, what their parameters can be, ids of things.

The shell asks this program at each press of the tab key, so that a fault is no answer, and never a line on the screen.

References
----------
https://click.palletsprojects.com/en/stable/shell-completion/
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from slm_graph.questions import Parameter

_MOST = 200
"""How many things are offered; nobody reads more of them."""


def question_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the stored questions, each with what it asks."""
    from slm_graph.project import find_project
    from slm_graph.questions import read_questions

    with contextlib.suppress(Exception):
        # Bash breaks `-p llm=llama` into three words, of which only the last is completed.
        if names := [name for name in ctx.params.get("parameters", ()) if "=" not in name]:
            return _values(ctx, names[-1], incomplete, "")
        return [
            CompletionItem(question.name, help=question.summary)
            for question in read_questions(find_project(graph=_graph(ctx)).queries, is_parsed=False)
            if question.name.startswith(incomplete)
        ]
    return []


def parameter_values(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the parameters of the question on the line as `NAME=`, and behind the sign what each can be."""
    name, equals, value = incomplete.partition("=")
    with contextlib.suppress(Exception):
        if equals:
            return _values(ctx, name, value, f"{name}=")
        return [
            CompletionItem(f"{parameter.name}=", help=parameter.expects)
            for parameter in _parameters(ctx)
            if parameter.name.startswith(name)
        ]
    return []


def exporters(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the formats of `export`, each with what it is."""
    from slm_graph.exporting import exporters as known

    with contextlib.suppress(Exception):
        return [
            CompletionItem(one.name, help=one.summary) for one in known().values() if one.name.startswith(incomplete)
        ]
    return []


def things(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the things of the graph as `kind/id`, or by the id that is begun, each with its label."""
    with contextlib.suppress(Exception):
        offered: dict[str, str] = {}
        for name, label in _things(ctx, (), incomplete):
            offered.setdefault(name if name.startswith(incomplete) else name.rpartition("/")[2], label)
        return [CompletionItem(name, help=label) for name, label in offered.items()]
    return []


def _graph(ctx: click.Context) -> Path | None:
    path = ctx.params.get("file") or ctx.params.get("data")
    return path if isinstance(path, Path) and path.is_file() else None


def _words(ctx: click.Context) -> list[str]:
    """Return what stands for the question so far; behind an option that lacks its value, click leaves it unread."""
    given = ctx.params.get("question") or ctx.args
    return [given] if isinstance(given, str) else [*given]


def _parameters(ctx: click.Context) -> Iterable[Parameter]:
    from slm_graph.questions import find_question

    return find_question(_words(ctx)[0], _graph(ctx)).parameters


def _values(ctx: click.Context, name: str, incomplete: str, before: str) -> list[CompletionItem]:
    return [
        CompletionItem(f"{before}{choice}", help=label)
        for parameter in _parameters(ctx)
        if parameter.name == name
        for choice, label in _choices(parameter, ctx, incomplete)
    ]


def _choices(parameter: Parameter, ctx: click.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    if parameter.enumeration:
        return [(item, "") for item in parameter.enumeration if item.startswith(incomplete)]
    return [(name.rpartition("/")[2], label) for name, label in _things(ctx, parameter.classes, incomplete)]


def _things(ctx: click.Context, classes: Iterable[str], incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the short IRI and the label of things of some classes whose id begins so; of any, whose IRI may too."""
    from slm_graph.graphs import graph_file, open_graph
    from slm_graph.rdf import RDFS, iri, sparql

    graph = open_graph(_graph(ctx) or graph_file())
    of_classes = f"VALUES ?class {{ {' '.join(map(iri, classes))} }}" if classes else ""
    ends = ("?id",) if classes else ("?short", "?id")
    begins = " || ".join(f"STRSTARTS({end}, {sparql.literal(incomplete)})" for end in ends)
    rows = graph.query(
        f"SELECT DISTINCT ?short ?label {{ {of_classes} ?thing a ?class ; <{RDFS}label> ?label ."
        f" FILTER (ISIRI(?thing) && STRSTARTS(STR(?thing), {sparql.literal(graph.base)}))"
        f" BIND (STRAFTER(STR(?thing), {sparql.literal(graph.base)}) AS ?short)"
        ' BIND (REPLACE(?short, "^.*/", "") AS ?id)'
        f" FILTER ({begins}) }} ORDER BY ?short LIMIT {_MOST}"
    )
    for short, label in rows:  # type: ignore[union-attr]
        yield short.value, label.value

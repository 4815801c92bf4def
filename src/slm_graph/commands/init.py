"""`slm-graph init`: a survey of one's own to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note

if TYPE_CHECKING:
    from slm_graph.graphs import LocalGraph


_TELLING = (
    "systems-by-llm",
    "encoders-by-systems",
    "datasets-by-systems",
    "systems-by-task",
    "timeline",
    "survey-links",
)
"""Questions that a newcomer sees the use of; the first one with an answer is offered."""

GROUP = "Make"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("table", metavar="[TABLE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--all-items", is_flag=True, help="Take over the whole vocabulary of the bundled survey, not a few items of it."
)
def command(folder: Path, table: Path | None, all_items: bool) -> None:
    """Start a survey of your own: from a table, or an example.

    DIR is made, or is empty. From TABLE (Markdown, such as a README with tables or lists of links, CSV, TSV or XLSX)
    it gets entries, vocabulary, stored questions, the graph and its page. Without TABLE it gets schema, vocabulary and
    an example table, which can be imported and built at once. Its README.md says what to change.

    \b
    Examples:
      slm-graph init my-survey README.md
      slm-graph init my-survey
      slm-graph init my-survey --all-items
    """
    if table is not None and all_items:
        raise click.UsageError("--all-items is for the example; a survey from TABLE takes what its rows name")
    if table is not None:
        _from_table(folder, table)
        return
    from slm_graph.starter import start_survey

    paths = start_survey(folder, all_items=all_items)
    note(f"{len(paths)} files in {folder}; its README.md says what is what. Next:")
    note(f"  cd {shlex.quote(str(folder))} && slm-graph import table.md && slm-graph build")


def _from_table(folder: Path, table: Path) -> None:
    from slm_graph.graphs import open_graph
    from slm_graph.pages import graph_page
    from slm_graph.project import Project
    from slm_graph.starter import survey_from_table
    from slm_graph.tables import wrapped

    def page(project: Project, graph: Path) -> bytes:
        page = graph_page(graph, "ttl", project.schema.parent, options.questions_of_page(project.queries))
        assert page is not None, "a graph of a table has a page"  # noqa: S101
        return page

    started = survey_from_table(folder, table, page)
    graph = open_graph(started.graph)
    files = f"{len(started.files)} files in {folder}; its README.md says what is what."
    for text in [*started.summary, *_counts(graph), files]:
        for line in wrapped(text, options.terminal_width()):
            note(line)
    note(f"Open {started.page} in a browser, and try:")
    question = _first_question(graph, folder / "queries")
    note(f"  cd {shlex.quote(str(folder))} && slm-graph query{question}")


def _counts(graph: LocalGraph) -> list[str]:
    """Return what the graph has, in a line."""
    from slm_graph.network import kinds_of, statistics, to_network

    network = to_network(graph)
    labels = kinds_of(network).labels
    classes = ", ".join(f"{count} {labels.get(name, name)}" for name, count in statistics(network).classes.items())
    return [f"The graph has {len(network):,} things and {network.number_of_edges():,} links: {classes}"]


def _first_question(graph: LocalGraph, folder: Path) -> str:
    """Return a stored question that this graph has an answer to, after a space."""
    from slm_graph.questions import run_query

    for name in _TELLING:
        path = folder / f"{name}.rq"
        if path.is_file() and next(iter(run_query(graph, path.read_text(encoding="utf-8"))), None) is not None:
            return f" {name}"
    return ""

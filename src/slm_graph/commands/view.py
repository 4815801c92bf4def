"""`slm-graph view`: a graph, or a part of it, to look at."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import completing, options
from slm_graph.commands.streams import note

GROUP = "Show"
LARGE_BYTES = 40_000_000
"""Of a larger file the page has no SPARQL: a browser would need gigabytes and minutes for it."""
LARGEST_BYTES = 250_000_000
"""Of a larger survey the page has no words of usages either, which are most of it."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--around",
    metavar="ID",
    shell_complete=completing.things,
    help="Only what stands around this thing: an id, a label, an alias.",
)
@click.option(
    "--depth", type=click.IntRange(1, 9), default=None, metavar="N", help="Steps that --around goes.  [default: 1]"
)
@click.option("--classes", metavar="CLASS,…", help="Only things of these classes: System,SpeechEncoder,LLM.")
@click.option(
    "--query",
    "question",
    metavar="NAME",
    shell_complete=completing.question_names,
    help="Only what a stored question or a file of SPARQL answers.",
)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=completing.parameter_values,
    help="A parameter of the question.",
)
@click.option(
    "--color-by",
    type=click.Choice(("class", "community", "year", "modality")),
    default="class",
    show_default=True,
    help="What the colours tell at first; the page has a switch.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(("html", "graphml", "csv")),
    default="html",
    show_default=True,
    help="graphml and csv (nodes.csv, edges.csv, usages.csv) are for Gephi, Cytoscape and databases.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; of csv, the folder.  [default: output/slm-graph.html, .graphml, or output/]",
)
@options.opened
@options.rdf_file
@options.timeout
@options.memory
@options.allow_service
def command(
    file: Path | None, around: str | None, depth: int | None, classes: str | None, question: str | None,
    parameters: tuple[str, ...],
    color_by: str, format_name: str, output: Path | None, is_opened: bool, data: Path | None,
    timeout: float, memory: int, allow_service: bool,
) -> None:  # fmt: skip
    """Write the interactive graph as one HTML file.

    It opens in a browser without a server or a network. FILE is any file of RDF, whatever its vocabulary; without it
    the graph is that of this project, or else the bundled one. The page answers SPARQL, unless the file has over 40 MB.
    Of a survey of over 250 MB it has the things and their links, without the words that these rest on.

    \b
    Examples:
      slm-graph view --open
      slm-graph view foaf.rdf -o foaf.html
      slm-graph view --around salmonn --depth 2 --output salmonn.html
      slm-graph view --classes System,SpeechEncoder,LLM --color-by year
      slm-graph view --query system-neighbourhood -p system=SALMONN -o answer.html
      slm-graph view --format graphml --output slm-graph.graphml
    """
    from slm_graph.commands import stopping
    from slm_graph.graphs import StreamedGraph, graph_file, open_graph
    from slm_graph.network import Statements, ontology_folder
    from slm_graph.pages import large_view, largest_view, select_view, write_view
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project

    if depth is not None and around is None:
        raise WrongArgument("--depth without --around; say around what")
    if parameters and question is None:
        raise WrongArgument("-p without --query")
    if is_opened and format_name != "html":
        raise WrongArgument(f"--open with --format {format_name}, which no browser shows")
    if file is not None and data is not None:
        raise WrongArgument("FILE and --data: give one of them")
    given = file or data
    file = given or graph_file()
    chosen = None if classes is None else [name.strip() for name in classes.split(",") if name.strip()]
    is_large = question is None and around is None and file.is_file() and file.stat().st_size > LARGE_BYTES
    with stopping.limited(timeout, memory, file) as clock:
        is_whole = format_name == "html" and chosen is None and color_by != "community"
        is_largest = is_large and is_whole and file.stat().st_size > LARGEST_BYTES
        if is_largest and (largest := largest_view(file, ontology_folder(file), file.stem)):
            clock.start()
            view = largest
        elif is_large:
            statements = Statements(StreamedGraph(file))
            clock.start()
            view = large_view(statements, chosen, ontology_folder(file), file.stem)
        else:
            graph = open_graph(file, steady=True)._replace(allow_service=allow_service)
            asked = options.question_of(question, None, given) if question is not None else None
            clock.start()
            view = select_view(
                graph,
                asked,
                options.values_of(parameters),
                classes=chosen,
                around=around or "",
                depth=depth or 1,
                ontology=ontology_folder(file),
                questions=options.questions_of_page(find_project(graph=file).queries) if format_name == "html" else (),
                name=file.stem,
            )
    if is_large and format_name == "html":
        note(f"{file}: {file.stat().st_size:,} bytes are too many for a page to answer SPARQL; ask `slm-graph serve`")
    if view.notice:
        note(view.notice)
    path = output or find_project().output / ("" if format_name == "csv" else f"slm-graph.{format_name}")
    for written in write_view(path, view, format_name, color_by):
        note(f"{written}  {written.stat().st_size:,} bytes")
    note(f"{view.network.number_of_nodes():,} nodes, {view.network.number_of_edges():,} links")
    if is_opened:
        options.open_page(path)

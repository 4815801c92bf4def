"""`slm-graph diff`: what changed between two graphs."""

from __future__ import annotations

import sys

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say_json

GROUP = "Ask"
FAULT_STATUS = 2


@click.command()
@click.argument("old")
@click.argument("new")
@options.report_format("markdown", "json", help="Markdown is for a pull request, JSON for a program.")
@click.option("--allow-gone", is_flag=True, help="Take it that IRIs are gone: exit with 1, not 2.")
def command(old: str, new: str, format_name: str, allow_gone: bool) -> None:
    """Tell what changed between two graphs.

    That is: systems, edges with their quotes, labels, IRIs that are gone.

    OLD and NEW are files of RDF, or git revisions of output/slm-graph.ttl (of another file: REVISION:PATH). The exit
    status is 0 where nothing changed, 1 where something did, and 2 where a published IRI is gone or a graph cannot be
    read.

    \b
    Examples:
      slm-graph diff main output/slm-graph.ttl
      slm-graph diff old.ttl new.nt --format markdown
    """
    from slm_graph.diff import as_data, as_markdown, as_text, difference, graphs_of
    from slm_graph.problems import Fault, printable

    changes = difference(*graphs_of(old, new))
    if format_name == "json":
        say_json(as_data(changes))
    else:
        click.echo(printable(as_markdown(changes) if format_name == "markdown" else as_text(changes)), nl=False)
    if changes.gone and not allow_gone:
        raise Fault(
            f"{len(changes.gone)} published IRIs are gone; keep them, or say that it is meant with --allow-gone"
        )
    sys.exit(1 if changes else 0)

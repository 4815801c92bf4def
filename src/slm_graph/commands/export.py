"""`slm-graph export`: the graph in the formats that others take."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import completing
from slm_graph.commands.streams import note, say

GROUP = "Publish"


@click.command()
@click.argument("name", required=False, shell_complete=completing.exporters)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--list", "is_listed", is_flag=True, help="Tell the formats.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to.  [default: output/NAME]"
)
def command(name: str | None, file: Path | None, is_listed: bool, output: Path | None) -> None:
    """Write the graph in a format that others take.

    NAME is a format, FILE any file of RDF; without it the graph is that of this project, or else the bundled one.

    \b
    Examples:
      slm-graph export --list
      slm-graph export csv -o tables
      slm-graph export bibtex
      slm-graph export croissant other.ttl -o dataset
    """
    from slm_graph.exporting import exporters, write_export
    from slm_graph.graphs import graph_file
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project

    if is_listed:
        known = exporters().values()
        width = max(len(exporter.name) for exporter in known)
        for exporter in known:
            say(f"{exporter.name:<{width}}  {exporter.summary}")
        return
    if name is None:
        raise WrongArgument("give a format: slm-graph export --list tells them")
    for path in write_export(name, file or graph_file(), output or find_project().output / name):
        note(f"{path}  {path.stat().st_size:,} bytes")

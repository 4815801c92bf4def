"""`slm-graph merge`: the parts of a build to one graph."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note

GROUP = "Make"
ENDING = "; nothing written"


@click.command()
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PART...")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Data that the parts were made of.  [default: where they were then]",
)
@options.output
@options.shacl
def command(parts: tuple[Path, ...], data: Path | None, output: Path, shacl: bool) -> None:
    """Put the parts of a build together.

    Parts are what `slm-graph build --partition` made. All problems are told, those of each part and those of all
    together, in the order of the entries; the exit status is that of a build in one piece, and so is the graph.
    Parts may be given in any order.

    \b
    Examples:
      slm-graph merge parts/*.part
      slm-graph merge parts/*.part --output graph --no-shacl
    """
    from slm_graph.build import merge, plan_of_parts, read_parts

    files = read_parts(parts)
    written = merge(plan_of_parts(files, data), files, output, validate=shacl)
    for line in options.written_lines(written):
        note(line)

"""`slm-graph merge`: the parts of a build to one graph."""

from __future__ import annotations

from pathlib import Path

import click

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
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: _output(),
    show_default="output",
    help="Folder to write to.",
)
@click.option(
    "--shacl/--no-shacl", default=True, help="Validate the graph against the SHACL shapes.  [default: --shacl]"
)
def command(parts: tuple[Path, ...], data: Path | None, output: Path, shacl: bool) -> None:
    """Put the parts of a build together, which `slm-graph build --partition` made.

    All problems are told, those of each part and those of all together, in the order of the entries; the exit status is
    that of a build in one piece, and so is the graph. Parts may be given in any order.

    \b
    Examples:
      slm-graph merge parts/*.part
      slm-graph merge parts/*.part --output graph --no-shacl
    """
    from slm_graph.build import merge, plan_of_parts, read_parts

    files = read_parts(parts)
    written = merge(plan_of_parts(files, data), files, output, validate=shacl)
    width = max(len(str(file.path)) for file in written)
    for file in written:
        note(f"{file.path!s:<{width}}  {file.size:>11,} bytes")


def _output() -> Path:
    from slm_graph.project import find_project

    return find_project().output

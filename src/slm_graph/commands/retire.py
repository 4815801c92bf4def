"""`slm-graph retire`: an IRI out of use, with a stub that says what takes its place."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import completing, options
from slm_graph.commands.changing import carry_out

GROUP = "Keep"
ENDING = "; nothing written"


@click.command()
@click.argument("thing", metavar="ID", shell_complete=completing.things)
@click.option(
    "--replaced-by",
    default="",
    metavar="OTHER",
    shell_complete=completing.things,
    help="What takes its place.  [default: nothing]",
)
@options.kept_data
@options.dry_run
def command(thing: str, replaced_by: str, data: Path | None, dry_run: bool) -> None:
    """Take something out of use, and leave a stub where its IRI was.

    ID is an id, or kind/id where several kinds have it. With --replaced-by an item goes into another one: every
    reference follows, its names become names of OTHER, and nothing else in a file is touched. Without it an item goes
    only where nothing refers to it. What nobody has published yet, `slm-graph delete` takes away without a stub.

    \b
    Examples:
      slm-graph retire clapcap --replaced-by encoder/clap --dry-run
      slm-graph retire usage/anygpt/music-videos
      slm-graph retire system/salmonn
    """
    from slm_graph.project import find_project
    from slm_graph.renaming import retire

    project = find_project(data)
    carry_out(project, lambda: retire(project, thing, replaced_by), dry_run=dry_run)

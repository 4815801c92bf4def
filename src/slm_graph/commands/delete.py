"""`slm-graph delete`: something that nobody has published yet goes, without a stub."""

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
    "--release",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The graph that was published.  [default: output/slm-graph.ttl at the last git tag]",
)
@click.option("--unpublished", is_flag=True, help="Nothing was published yet; needed where there is no release.")
@options.kept_data
@options.dry_run
def command(thing: str, release: Path | None, unpublished: bool, data: Path | None, dry_run: bool) -> None:
    """Take something away that was never published, and leave no stub.

    ID is an id, or kind/id where several kinds have it. An item goes only where nothing refers to it; with an entry
    goes its file, and those of its further rows. What was published is taken out of use by `slm-graph retire`.

    \b
    Examples:
      slm-graph delete seed-asr --unpublished --dry-run
      slm-graph delete usage/anygpt/music-videos --release old/slm-graph.ttl
    """
    from slm_graph.project import find_project
    from slm_graph.renaming import delete

    project = find_project(data)
    carry_out(project, lambda: delete(project, thing, release=release, is_unpublished=unpublished), dry_run=dry_run)

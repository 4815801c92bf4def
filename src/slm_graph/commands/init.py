"""`slm-graph init`: a survey of one's own to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from slm_graph.commands.streams import say


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--all-items", is_flag=True, help="Take over the whole vocabulary of the bundled survey, not a few items of it."
)
def command(folder: Path, all_items: bool) -> None:
    """Start a survey of your own: schema, vocabulary, an example table.

    DIR is made, or is empty. What is in it can be imported and built at once; its README.md says what to change.

    \b
    Examples:
      slm-graph init my-survey
      slm-graph init my-survey --all-items
    """
    from slm_graph.starter import start_survey

    paths = start_survey(folder, all_items=all_items)
    say(f"{len(paths)} files in {folder}; its README.md says what is what. Next:")
    say(f"  cd {shlex.quote(str(folder))} && slm-graph import table.md && slm-graph build")

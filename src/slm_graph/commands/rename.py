"""`slm-graph rename`: another id, with a stub where the old IRI was."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import completing, options
from slm_graph.commands.changing import carry_out

GROUP = "Keep"
ENDING = "; nothing written"


@click.command()
@click.argument("old", shell_complete=completing.things)
@click.argument("new")
@options.kept_data
@options.dry_run
def command(old: str, new: str, data: Path | None, dry_run: bool) -> None:
    """Give something another id, in all files of the data.

    OLD is an id, or kind/id where several kinds have it; NEW is an id. Every reference follows, and nothing else in
    a file is touched. The old IRI, and those that follow from it (the usages of a system, say), stay as stubs in
    data/vocabulary/retired.yaml, which tell what takes their place.

    \b
    Examples:
      slm-graph rename encoder/whisper whisper-asr --dry-run
      slm-graph rename salmonn salmonn-13b
      slm-graph rename usage/salmonn/instruction-hours tuning-hours
    """
    from slm_graph.project import find_project
    from slm_graph.renaming import rename

    project = find_project(data)
    carry_out(project, lambda: rename(project, old, new), dry_run=dry_run)

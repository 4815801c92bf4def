"""`slm-graph rename`: another id, with a stub where the old IRI was."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import completing
from slm_graph.commands.streams import note, say

GROUP = "Keep"
ENDING = "; nothing written"


@click.command()
@click.argument("old", shell_complete=completing.things)
@click.argument("new")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of data.  [default: data/ here]")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; write nothing.")
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
    if not dry_run:
        project.require_own_data()
    renaming = rename(project, old, new)
    for line in renaming.lines():
        note(line)
    if dry_run:
        say("Nothing written (--dry-run).")
        return
    renaming.write()
    note("Next: slm-graph check, then slm-graph build and slm-graph docs")

"""`slm-graph release`: the graph under a version, as a folder for an archive."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note, say

GROUP = "Publish"
ENDING = "; nothing written"


@click.command()
@click.argument("version")
@options.data
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder to write.  [default: releases/VERSION]",
)
@click.option(
    "--since",
    metavar="RELEASE",
    default="",
    help="The release before: its folder, or its graph as a file or a git revision.  [default: the newest older one"
    " beside DIR, or the graph of the last git tag]",
)
@click.option(
    "--date",
    "issued",
    metavar="YYYY-MM-DD",
    default="",
    help="The day of the release.  [default: that of SOURCE_DATE_EPOCH, or none]",
)
@click.option("--allow-gone", is_flag=True, help="Take it that IRIs of the release before are gone.")
@click.option("--check", "is_check", is_flag=True, help="Read a release back that is there, and write nothing.")
def command(
    version: str, data: Path | None, output: Path | None, since: str, issued: str, allow_gone: bool, is_check: bool
) -> None:
    """Write a release: a folder that an archive takes as it is.

    VERSION is the one that data/survey.yaml says. The folder has the graph in all formats, with the IRI of its version
    and of the one before; ontology, shapes and questions; what changed since, in words; what it was made with, as
    CycloneDX; how to cite it; checksums. The same data give the same bytes; another release is never written over.

    \b
    Examples:
      slm-graph release 0.1.0
      slm-graph release 0.1.0 --date 2026-11-22 -o slm-graph-0.1.0
      slm-graph release 0.1.0 --since v0.0.9
      slm-graph release 0.1.0 --check
    """
    from slm_graph.commands.progress import FileProgress
    from slm_graph.project import find_project
    from slm_graph.releasing import check_release, write_release

    project = find_project(data)
    folder = output or project.output.parent / "releases" / version
    if is_check:
        checked = check_release(folder, version)
        note(f"{folder}: {checked.files} files as released; {checked.in_words}")
        return
    with FileProgress(project.entries) as progress:
        released = write_release(
            project,
            folder,
            version,
            since=since,
            issued=issued,
            allow_gone=allow_gone,
            progress=progress.advance,
        )
    if not released.written:
        note(f"{folder} is there already, and is this very release.")
        return
    for line in options.written_lines(released.written):
        note(line)
    note(f"Read back: {released.checked.in_words}.")
    note(
        f"Compared with {released.earlier}; see changes.md." if released.earlier else "No release before it was found."
    )
    for line in released.advice:
        say(line, err=True)

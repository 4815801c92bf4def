"""`slm-graph review`: what an import takes words and columns for, to be decided on in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say

GROUP = "Make"


@click.command()
@options.data
@options.port_of(7881)
def command(data: Path | None, port: int) -> None:
    """Decide on the words and columns of imports, in a browser.

    Each word of a column of things is shown once, with what it may name; each column with the fields that it fills.
    What you decide is written into data/surveys/ID.words.tsv and ID.yaml, and the next import follows it. The page is
    for this machine alone, at an address that nobody else knows. Ctrl-C ends it.

    \b
    Examples:
      slm-graph review
      slm-graph review --data my-survey/data --port 0
    """
    import secrets

    from slm_graph.project import find_project

    options.require_server("a review")
    from slm_graph.reviewing import MappingFiles, review_application
    from slm_graph.serve import address_of, listening, run

    project = find_project(data)
    project.require_own_data()
    files, secret = MappingFiles(project), secrets.token_urlsafe(16)
    count = len(files.surveys)
    with listening("127.0.0.1", port) as listener:
        address = address_of(listener)

        def started() -> None:
            say(f"{count} survey{'' if count == 1 else 's'} of {project.data}: open")
            say(f"  {address}{secret}/")
            say("Ctrl-C ends it")

        run(review_application(files, address.rstrip("/"), secret), listener, started, lambda line: say(line, err=True))

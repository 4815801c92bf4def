"""`slm-graph split`: several items for one, and a stub that leads to all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from slm_graph.commands import completing, options
from slm_graph.commands.changing import carry_out

GROUP = "Keep"
ENDING = "; nothing written"


@click.command()
@click.argument("thing", metavar="ID", shell_complete=completing.things)
@click.argument("new", nargs=-1, required=True, metavar="NEW NEW…")
@click.option("--to", multiple=True, metavar="NEW=ID,ID…", help="Whose references lead to a new item.")
@click.option("--label", multiple=True, metavar="NEW=LABEL", help="The label of a new item.  [default: its id]")
@options.kept_data
@options.dry_run
def command(
    thing: str, new: tuple[str, ...], to: tuple[str, ...], label: tuple[str, ...], data: Path | None, dry_run: bool
) -> None:
    """Write several items in the place of one that is several things.

    ID is an id, or kind/id where several kinds have it; NEW are ids. Each entry and item that names ID is led to one of
    them by --to; where one is left out, all that are missing are listed, and nothing is written. The old IRI stays as
    a stub that leads to all of them.

    \b
    Examples:
      slm-graph split luise luise-a luise-b --to luise-a=seed-asr --dry-run
    """
    from slm_graph.project import find_project
    from slm_graph.renaming import split

    project = find_project(data)
    pairs: dict[str, list[str]] = {}
    for item_id, value in _pairs("--to", to):
        pairs.setdefault(item_id, []).extend(part.strip() for part in value.split(",") if part.strip())
    labels = dict(_pairs("--label", label))
    carry_out(project, lambda: split(project, thing, new, pairs, labels), dry_run=dry_run)


def _pairs(option: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    from slm_graph.problems import WrongArgument

    for text in texts:
        item_id, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise WrongArgument(f"{option} {text}: has no value; write {option} NEW=…")
        yield item_id, value.strip()

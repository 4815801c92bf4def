"""`slm-graph build`: the data checked, and the graph written."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note
from slm_graph.processes import seldom_collected

if TYPE_CHECKING:
    from slm_graph.project import Project

GROUP = "Make"
ENDING = "; nothing written"
IS_CHECKED = True
_PAGE_UP_TO = 20_000_000
"""Bytes of a graph; the page of a larger one would be no picture."""


class _Formats(click.Option):
    """Asks rdf/ for the formats when it needs them, since every other command's start and help would wait for it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from slm_graph.rdf import DEFAULT_ENDINGS

        self.type, self.show_default = self._choice(), ", ".join(DEFAULT_ENDINGS)
        return super().get_help_record(ctx)

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        self.type = self._choice()
        return super().type_cast_value(ctx, value)

    @staticmethod
    def _choice() -> click.Choice[str]:
        from slm_graph.rdf import WRITTEN_ENDINGS

        return click.Choice(WRITTEN_ENDINGS)


@click.command()
@options.data_of(options.PathOrAddress(path_type=Path))
@options.output_of(options.PathOrAddress(path_type=Path, file_okay=False))
@click.option(
    "--base", metavar="IRI", default="", help="IRI below which the nodes live.  [default: https://w3id.org/slm-graph/]"
)
@click.option(
    "--format",
    "formats",
    cls=_Formats,
    type=click.UNPROCESSED,
    multiple=True,
    help="Write this format only; may be given several times.",
)
@options.shacl
@click.option(
    "--view/--no-view",
    default=None,
    help="Write the interactive page too.  [default: --view, but --no-view where a --format is given]",
)
@options.opened
@click.option(
    "--partition",
    "part",
    metavar="K/N",
    default="",
    help="Map the K-th of N parts of JSON Lines alone, into a file for `slm-graph merge`.",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Processes that map JSON Lines.  [default: one a core]",
)
@click.option("--engine", type=click.Choice(["spark"]), help="Let Spark map JSON Lines, from and to wherever it reads.")
@click.option("--master", metavar="URL", default="local[*]", show_default=True, help="Which Spark.")
@seldom_collected()
def command(
    data: Path | str | None,
    output: Path | str,
    base: str,
    formats: tuple[str, ...],
    shacl: bool,
    view: bool | None,
    is_opened: bool,
    part: str,
    processes: int | None,
    engine: str | None,
    master: str,
) -> None:
    """Check, map and validate the data, and write the graph.

    The new files replace the old ones only when they are whole; where there are problems nothing is written.

    \b
    Examples:
      slm-graph build
      slm-graph build --data my-survey/data --base https://example.org/my-survey/
      slm-graph build --data entries.jsonl --format nt --no-shacl
      slm-graph build --data entries.jsonl --partition 3/16 --output parts
      slm-graph build --engine spark --data s3a://lake/e.jsonl --output s3a://lake
    """
    from slm_graph.build import build_on_spark, write_graph
    from slm_graph.commands.progress import FileProgress
    from slm_graph.files import shown
    from slm_graph.problems import WrongArgument, base_argument, path_argument
    from slm_graph.project import find_project
    from slm_graph.rdf import DEFAULT_ENDINGS

    start = time.perf_counter()
    base_argument("--base", base)
    if (part or engine) and (view or is_opened or (part and engine)):
        raise WrongArgument("--partition, --engine, and --view or --open: give one of them")
    if engine:
        lines = formats or ("nt",)
        for name in build_on_spark(data, output, master=master, base=base, formats=lines, validate=shacl):
            note(name)
        return
    project, output = find_project(data), path_argument("--output", output)
    if part:
        _write_part(project, output, part, base, formats or DEFAULT_ENDINGS, processes)
        return

    has_page = is_opened or not formats if view is None else view
    if is_opened and not has_page:
        raise WrongArgument("--open and --no-view at once; give one of them")
    with FileProgress(project.entries) as progress:
        written = write_graph(
            project,
            output,
            base=base,
            formats=formats or DEFAULT_ENDINGS,
            validate=shacl,
            processes=processes or 0,
            progress=progress.advance,
            beside=partial(_page_beside, project) if has_page else lambda graph, ending: {},
        )
    for line in options.written_lines(written):
        note(line)
    if has_page and (page := written[-1].path).suffix == ".html":
        from slm_graph.commands.next_steps import next_steps

        of = "the survey that slm-graph carries" if project.is_fallback else shown(project.entries or project.data)
        note(f"Built from {of} in {time.perf_counter() - start:.1f} s.")
        for line in next_steps(page, written[0].path):
            note(line)
        if is_opened:
            options.open_page(page)


def _page_beside(project: Project, graph: Path, ending: str) -> dict[str, bytes | None]:
    # Here, since a build without a page starts in half the time without them.
    from slm_graph.pages import PAGE_FILE, graph_page

    if graph.stat().st_size > _PAGE_UP_TO:
        return {PAGE_FILE: None}
    questions = options.questions_of_page(project.queries)
    return {PAGE_FILE: graph_page(graph, ending, project.schema.parent, questions)}


def _write_part(
    project: Project, output: Path, part: str, base: str, formats: Sequence[str], processes: int | None
) -> None:
    from slm_graph.build import write_part
    from slm_graph.problems import WrongArgument

    match = re.fullmatch("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", part)
    if match is None or int(match[1]) > int(match[2]):
        raise WrongArgument(f"--partition {part}: write K/N, such as 3/16 for the third of sixteen")
    number, of = int(match[1]), int(match[2])
    path, problems = write_part(project, output, number, of, base=base, formats=formats, processes=processes or 0)
    note(f"{path}  {path.stat().st_size:>11,} bytes")
    if problems:
        note(f"{problems} problem{'s' if problems > 1 else ''} in it, which `slm-graph merge` tells with all others.")

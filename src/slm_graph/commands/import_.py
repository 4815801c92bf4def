"""`slm-graph import`: entries drafted from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say, say_json

if TYPE_CHECKING:
    from slm_graph.importing import Import

GROUP = "Make"
ENDING = "; nothing written"
FEW = 1
"""How many problems are listed with a report that fits a screen."""


@click.command()
@click.argument("path", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of data.  [default: data/ here]")
@click.option(
    "--columns",
    "columns",
    metavar="HEADER=FIELD",
    multiple=True,
    help="What a column means, where its header does not tell; may be given several times.",
)
@click.option("--survey", default="", metavar="ID", help="The survey that the table belongs to; made where it is new.")
@click.option(
    "--accept",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    metavar="CONFIDENCE",
    help="From which confidence on a word is taken for what it is proposed to name.",
)
@click.option("--draft-new", is_flag=True, help="Draft vocabulary items for names that the vocabulary lacks.")
@click.option("--update", is_flag=True, help="Write what the table changed in entries that there are.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; write nothing.")
@click.option("--verbose", is_flag=True, help="List every row and every word, not the first ones alone.")
@options.report_format(
    "json", help="JSON is for a program: every table, column, entry, name and problem, and the files that were written."
)
def command(
    path: Path,
    data: Path | None,
    columns: tuple[str, ...],
    survey: str,
    accept: float,
    draft_new: bool,
    update: bool,
    dry_run: bool,
    verbose: bool,
    format_name: str,
) -> None:
    """Draft entries from the tables of a file.

    TABLE is Markdown (pipe tables, HTML tables, lists of links under headings), CSV, TSV or XLSX; - is standard input.

    Each row becomes data/systems/ID.yaml, or data/rows/SURVEY/KEY.yaml where the system has an entry already, with the
    words that every statement rests on. The rows are those of a survey: the one of --survey, or else the one whose
    title or rows the file has; entries of another survey are never touched. Each name of a thing stands once in
    data/surveys/ID.words.tsv with what it is taken for and how sure that is; what you decide there, in the column
    "decision" (an id, new, or nothing), every later import follows. What a person has edited is never written over.

    \b
    Examples:
      slm-graph import README.md --dry-run
      slm-graph import README.md --columns 'Audio tower=encoders'
      slm-graph import README.md --survey speech-trident
      slm-graph import README.md --draft-new
      slm-graph import README.md --accept 0.95
      slm-graph import README.md --update
      slm-graph import README.md --dry-run --format json
    """
    from slm_graph.files import shown
    from slm_graph.importing import import_table
    from slm_graph.problems import Fault
    from slm_graph.project import find_project

    project = find_project(data)
    if not dry_run:
        project.require_own_data()
    result = import_table(
        project, path, columns=columns, survey=survey, draft_new=draft_new, update=update, accept=accept
    )
    is_empty = not result.changes and not result.new_items
    if format_name == "json":
        written = [] if dry_run or is_empty else result.write().paths
        say_json({**result.data(), "written": [shown(path) for path in written]})
    else:
        _tell(result, verbose=verbose)
    if is_empty:
        raise Fault(f"{path}: no row gives a system; nothing written")
    if format_name == "text":
        for line in ["Nothing written (--dry-run)."] if dry_run else result.write().lines(verbose=verbose):
            say(line)


def _tell(result: Import, *, verbose: bool) -> None:
    for line in result.lines(verbose=verbose):
        say(line)
    problems = result.problems if verbose or len(result.problems) <= FEW + 1 else result.problems[:FEW]
    for problem in problems:
        say(str(problem), err=True)
    if len(problems) < len(result.problems):
        say(f"… {len(result.problems) - len(problems)} more; --verbose lists all", err=True)

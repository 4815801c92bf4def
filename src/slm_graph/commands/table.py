"""`slm-graph table`: the entries as a Markdown table again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note

GROUP = "Show"
ENDING = "; nothing written"
IS_CHECKED = True


@click.command()
@options.data
@click.option(
    "--labels", is_flag=True, help="Make the cells of what the entries state, with canonical labels and abbreviations."
)
@click.option(
    "--survey", default="", metavar="ID", help="The survey whose table it is; by default that of survey.yaml."
)
@click.option("--words", is_flag=True, help="Write the words of the survey and what they name, as SSSOM.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write to.")
def command(data: Path | None, labels: bool, survey: str, words: bool, output: Path | None) -> None:
    """Write the rows of a survey as a Markdown table again.

    The columns are those that the survey's file lists, the rows are in their order; the list of abbreviations follows.
    The cells are those of the survey: of a column of which entries keep phrases alone, these. With --words it is the
    words of data/surveys/ID.words.tsv, each with the thing that it names, or sssom:NoTermFound.

    \b
    Examples:
      slm-graph table
      slm-graph table --output TABLE.md
      slm-graph table --labels --data my-survey/data
      slm-graph table --survey another-survey
      slm-graph table --survey another-survey --words -o words.sssom.tsv
    """
    from slm_graph.build import words_sssom
    from slm_graph.entries import table_text
    from slm_graph.files import write_file
    from slm_graph.problems import WrongArgument, printable
    from slm_graph.project import find_project

    if words and labels:
        raise WrongArgument("--words writes no cells; leave out --labels")
    project = find_project(data)
    text = words_sssom(project, survey) if words else table_text(project, labels=labels, survey=survey)
    if output is None:
        click.echo(printable(text) if sys.stdout.isatty() else text, nl=False)
    else:
        write_file(output, text.encode())
        note(f"{output}  {output.stat().st_size:,} bytes")

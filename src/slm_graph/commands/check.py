"""`slm-graph check`: every problem of the data, or every fault of a graph."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say, say_first, say_json

if TYPE_CHECKING:
    from slm_graph.commands.stopping import Clock
    from slm_graph.problems import Problem

GROUP = "Keep"
ENDING = ""
IS_CHECKED = True


@click.command()
@options.data
@click.option(
    "--survey",
    "table",
    type=click.Path(path_type=Path),
    metavar="TABLE.md",
    help="Compare the entries with the survey's own table.",
)
@click.option(
    "--survey-id", default="", metavar="ID", help="The survey whose table that is; by default that of survey.yaml."
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check this graph with the queries/checks/ of its project instead of the data.",
)
@click.option(
    "--release",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tell which IRIs of this earlier graph are gone.  [default: output/slm-graph.ttl at the last git tag, if any]",
)
@options.report_format("json", "github", help="github writes annotations, that a pull request shows at the lines.")
@options.timeout
@options.memory
def command(
    data: Path | None,
    table: Path | None,
    survey_id: str,
    graph: Path | None,
    release: Path | None,
    format_name: str,
    timeout: float,
    memory: int,
) -> None:
    """Read everything and print every problem; write nothing.

    Each line is a file, a line, a column, what is wrong there and what to do. The exit status is 1 where there are
    problems.

    \b
    Examples:
      slm-graph check
      slm-graph check --data my-survey/data
      slm-graph check --survey survey.md
      slm-graph check --survey other.md --survey-id another-survey
      slm-graph check --release old/slm-graph.ttl
      slm-graph check --graph output/slm-graph.ttl
      slm-graph check --format github
    """
    from slm_graph.commands import stopping
    from slm_graph.problems import InvalidData, WrongArgument

    if graph is not None:
        if data is not None or table is not None or release is not None:
            raise WrongArgument("--graph checks a graph alone; leave out --data, --survey and --release")
        with stopping.limited(timeout, memory, graph) as clock:
            _check_graph(graph, format_name, clock)
        return
    try:
        files, kept = _check_data(data, table, survey_id, release)
    except InvalidData as error:
        if format_name == "text":
            raise
        _report(format_name, error.files, error.problems)
        sys.exit(error.exit_status)
    if format_name == "json":
        _report(format_name, files, [])
    else:
        say(f"{files} files, no problems{kept}.")


def _check_data(data: Path | None, table: Path | None, survey_id: str, release: Path | None) -> tuple[int, str]:
    """Return how many files were read, and what is said of an earlier release; raise InvalidData for problems."""
    from slm_graph.entries import check, find_release, gone_problems
    from slm_graph.problems import InvalidData
    from slm_graph.project import find_project

    project = find_project(data)
    problems, files = check(project)
    published = None if problems else find_release(project, release)
    if published is not None:
        problems += gone_problems(project, published)
    if table is not None:
        from slm_graph.importing import table_problems

        files += 1
        try:
            problems += table_problems(project, table, survey_id)
        except InvalidData as error:
            problems += error.problems
    if problems:
        raise InvalidData(problems, files)
    return files, f"; no IRI of {published.name} is gone" if published else ""


def _report(format_name: str, files: int, problems: Sequence[Problem]) -> None:
    """Print problems for a program: one JSON object, or an annotation of GitHub a line."""
    if format_name == "json":
        say_json({"files": files, "problems": [problem._asdict() for problem in problems]})
        return
    for path, line, column, message in problems:
        say(f"::error file={_property(path)},line={line},col={column}::{_data(message)}")


def _data(text: str) -> str:
    """Escape a text as the runner of GitHub Actions wants it.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _check_graph(path: Path, format_name: str, clock: Clock) -> None:
    from slm_graph.graphs import open_graph
    from slm_graph.project import find_project
    from slm_graph.questions import graph_faults, read_checks

    checks = read_checks(find_project(graph=path).checks)
    graph = open_graph(path)
    clock.start()
    faults = graph_faults(graph, checks)
    if format_name == "json":
        rows = [{"check": fault.check, "row": dict(fault.values)} for fault in faults]
        say_json({"checks": len(checks), "faults": rows})
    elif format_name == "github":
        for fault in faults:
            say(f"::error file={_property(path.as_posix())}::{_data(str(fault))}")
    else:
        say_first(faults, "the same with --format json")
    if faults:
        number, failed = len(faults), len({fault.check for fault in faults})
        say(f"{number} fault{'s' if number > 1 else ''} by {failed} of {len(checks)} checks.", err=True)
        sys.exit(1)
    if format_name != "json":
        say(f"{len(checks)} checks, no faults.")

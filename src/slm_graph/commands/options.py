"""Options that several commands have, and what is read of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from slm_graph.commands.streams import say

if TYPE_CHECKING:
    from slm_graph.build import Written
    from slm_graph.questions import StoredQuery

_SECONDS, _MEGABYTES = 60.0, 8_000
_MOST_CHARACTERS = 1_000_000

Option: TypeAlias = "Callable[[Callable[..., Any]], Callable[..., Any]]"
"""What is written above a command."""


class PathOrAddress(click.Path):
    """A path, or as a text an address of elsewhere, such as hdfs://host/entries.jsonl."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path, or an address as it is."""
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


def data_of(place: click.Path) -> Option:
    """Return the option --data of a type of path."""
    return click.option(
        "--data",
        type=place,
        help="Folder of data, or JSON Lines file of entries.  [default: data/ here, or else the bundled survey]",
    )


data = data_of(click.Path(path_type=Path))
rdf_file = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of RDF.  [default: output/slm-graph.ttl here, or else the bundled graph]",
)


def timeout_of(seconds: float, text: str) -> Option:
    """Return the option --timeout with its default and what it stops."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        default=seconds,
        show_default=True,
        help=text,
    )


def memory_of(megabytes: int, text: str) -> Option:
    """Return the option --memory with its default and what it stops."""
    return click.option(
        "--memory", type=click.IntRange(min=1), metavar="MB", default=megabytes, show_default=True, help=text
    )


def port_of(number: int) -> Option:
    """Return the option --port with its default."""
    return click.option(
        "--port", type=click.IntRange(0, 65535), default=number, show_default=True, help="Port; 0 is a free one."
    )


timeout = timeout_of(_SECONDS, "Stop the queries when they take longer; the reading of the graph is not counted.")
memory = memory_of(_MEGABYTES, "Stop when the graph and the queries take more memory.")


def report_format(*others: str, help: str) -> Option:
    """Return the option --format of a command that tells something: as text, or in one of the other forms."""
    return click.option(
        "-f",
        "--format",
        "format_name",
        type=click.Choice(("text", *others)),
        default="text",
        show_default=True,
        help=help,
    )


def output_of(place: click.Path) -> Option:
    """Return the option --output of a type of path."""
    return click.option(
        "--output", type=place, default=lambda: _output(), show_default="output", help="Folder to write to."
    )


output = output_of(click.Path(path_type=Path, file_okay=False))
shacl = click.option(
    "--shacl/--no-shacl", default=True, help="Validate the graph against the SHACL shapes.  [default: --shacl]"
)
opened = click.option("--open", "is_opened", is_flag=True, help="Open the page in the browser at the end.")
allow_service = click.option("--allow-service", is_flag=True, help="Let SERVICE of a query speak with other servers.")


def values_of(parameters: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of `-p NAME=VALUE`, by name."""
    from slm_graph.problems import WrongArgument

    values: dict[str, list[str]] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise WrongArgument(f"-p {parameter}: write -p NAME=VALUE")
        values.setdefault(name.strip(), []).append(value)
    return values


def question_of(name: str | None, text: str | None, graph: Path | None) -> StoredQuery:
    """Return the question of a name or a file, of the text of -e, or (-) of standard input."""
    from slm_graph.problems import InvalidData, WrongArgument
    from slm_graph.questions import find_question, parse_question

    if text is None and name is not None and name != "-":
        return find_question(name, graph)
    source = "-e" if text is not None else "standard input"
    try:
        question, problems = parse_question(_standard_input() if text is None else text, source, source)
    except UnicodeDecodeError:
        raise WrongArgument(f"{source}: is not UTF-8") from None
    if problems:
        raise InvalidData(problems)
    return question


def questions_of_page(folder: Path) -> list[StoredQuery]:
    """Return the stored questions that a page offers; where some are faulty none, and a line that says so."""
    from slm_graph.problems import InvalidData
    from slm_graph.questions import read_questions

    try:
        return read_questions(folder)
    except InvalidData as error:
        say(f"the page has no stored questions: {len(error.problems)} problems in {folder}; e.g.", err=True)
        say(str(error.problems[0]), err=True)
        return []


def _standard_input() -> str:
    """Return the text of standard input."""
    from slm_graph.problems import WrongArgument

    text = sys.stdin.read(_MOST_CHARACTERS + 1)
    if len(text) > _MOST_CHARACTERS:
        raise WrongArgument(f"standard input: over {_MOST_CHARACTERS:,} characters; give a shorter query")
    return text


def open_page(page: Path) -> None:
    """Open a file in the browser, or say that there is none."""
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        say(f"no browser to be found; open {page} in one", err=True)


def terminal_width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def require_server(what: str) -> None:
    """Raise a Fault where the packages are not installed that answer HTTP."""
    from importlib.util import find_spec

    from slm_graph.problems import Fault

    if not all(map(find_spec, ("starlette", "uvicorn"))):
        raise Fault(f"{what} needs two more packages: pip install 'slm-graph[serve]'")


def written_lines(written: Sequence[Written]) -> Iterator[str]:
    """Yield the files that were written, each with its size."""
    width = max(len(str(file.path)) for file in written)
    for file in written:
        yield f"{file.path!s:<{width}}  {file.size:>11,} bytes"


def _output() -> Path:
    from slm_graph.project import find_project

    return find_project().output


kept_data = click.option(
    "--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of data.  [default: data/ here]"
)

dry_run = click.option("--dry-run", is_flag=True, help="Tell what would be done; write nothing.")

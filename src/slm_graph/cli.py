"""The command `slm-graph`: reads its arguments, calls the library, writes what comes back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from slm_graph import __version__

_FORMATS = ("ttl", "nt", "jsonld", "trig")
_DATA_HELP = "Folder of data, or JSON Lines file of entries.  [default: data/ here, or else the bundled survey]"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="slm-graph %(version)s")
def cli() -> None:
    """A survey of speech language models as a knowledge graph.

    \b
    Example:
      slm-graph check      what is wrong with the data, and where
      slm-graph build      write the graph to output/
    """


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), help=_DATA_HELP)
@click.option("--survey", "table", type=click.Path(path_type=Path), metavar="TABLE.md", help="Compare the entries with the survey's own table.")
def check(data: Path | None, table: Path | None) -> None:
    """Read everything and print every problem; write nothing.

    Each line is a file, a line, a column, what is wrong there and what to do. The exit status is 1 where there are
    problems.

    \b
    Examples:
      slm-graph check
      slm-graph check --data my-survey/data
      slm-graph check --survey survey.md
    """
    from slm_graph.problems import InvalidData
    from slm_graph.reading import check as find_problems

    project = _project(data)
    try:
        problems, files = find_problems(project)
        if table is not None:
            from slm_graph.table import table_problems

            problems = sorted({*problems, *table_problems(project, table)})
    except InvalidData as error:
        _fail_with_problems(error, files=1)
    if problems:
        _fail_with_problems(InvalidData(problems), files)
    click.echo(f"{files} files, no problems.")


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), help=_DATA_HELP)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=Path("output"), show_default=True, help="Folder to write to.")
@click.option("--base", metavar="IRI", default="", help="IRI below which the nodes live.  [default: https://w3id.org/slm-graph/]")
@click.option("--format", "formats", type=click.Choice(_FORMATS), multiple=True, help="Write this format only; may be given several times.  [default: all]")
@click.option("--shacl/--no-shacl", default=True, help="Validate the graph against the SHACL shapes.  [default: --shacl]")
@click.option("--processes", type=click.IntRange(min=1), default=None, metavar="N", help="Processes that map JSON Lines.  [default: one a core]")
def build(data: Path | None, output: Path, base: str, formats: tuple[str, ...], shacl: bool, processes: int | None) -> None:
    """Check, map and validate the data, and write the graph.

    The new files replace the old ones only when they are whole; where there are problems nothing is written.

    \b
    Examples:
      slm-graph build
      slm-graph build --data my-survey/data --output graph --base https://example.org/my-survey/
      slm-graph build --data entries.jsonl --format nt --no-shacl
    """
    from slm_graph.build import write_graph
    from slm_graph.problems import InvalidData

    if base and not _is_base(base):
        _fail(f"--base {base}: not the beginning of IRIs; give one such as https://example.org/survey/ (with / or # at its end)")
    project = _project(data)
    try:
        with _Progress(project.entries) as progress:
            written = write_graph(
                project, output, base=base, formats=formats or _FORMATS, validate=shacl, processes=processes or 0, progress=progress.advance
            )  # fmt: skip
    except InvalidData as error:
        _fail_with_problems(error, ending="; nothing written")
    except OSError as error:
        _fail(f"{error.filename or output}: {error.strerror}; choose another folder with --output")
    width = max(len(str(file.path)) for file in written)
    for file in written:
        click.echo(f"{file.path!s:<{width}}  {file.size:>11,} bytes")


@cli.command(hidden=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is not what it would be.")
def docs(only_check: bool) -> None:
    """Write what is generated from ontology/schema.yaml.

    \b
    Example:
      slm-graph docs
    """
    from slm_graph.ontology import ontology_files
    from slm_graph.problems import InvalidData
    from slm_graph.schema import read_schema

    schema_file = find_schema()
    try:
        files = ontology_files(read_schema(schema_file))
    except InvalidData as error:
        _fail_with_problems(error, files=1)
    stale = []
    for name, text in files.items():
        path = schema_file.parent / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_check:
                path.write_text(text, encoding="utf-8", newline="\n")
                click.echo(str(path))
    if only_check and stale:
        _fail(f"{', '.join(stale)}: not what schema.yaml gives; run `make docs`")


def find_schema() -> Path:
    """Return the schema of the working directory, or else the bundled one."""
    from slm_graph.project import find_project

    return find_project().schema


def main() -> None:
    """Run the command; what goes wrong is told in one line."""
    try:
        cli(prog_name="slm-graph")
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python's own exit would complain again.
        sys.stderr.close()
        sys.exit(1)


class _Progress:
    """A progress bar for a large file of entries; nothing for what takes a moment."""

    def __init__(self, entries: Path | None) -> None:
        size = entries.stat().st_size if entries is not None and entries.is_file() else 0
        self._bar = None
        if size > 20_000_000 and sys.stderr.isatty():
            self._bar = click.progressbar(length=size, label="Mapping", file=sys.stderr)

    def __enter__(self) -> _Progress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def advance(self, size: int) -> None:
        if self._bar is not None:
            self._bar.update(size)


def _project(data: Path | None):  # type: ignore[no-untyped-def]
    from slm_graph.project import find_project

    try:
        return find_project(data)
    except FileNotFoundError as error:
        _fail(str(error))


def _is_base(text: str) -> bool:
    import re

    return re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#]", text) is not None


def _fail(message: str) -> NoReturn:
    click.echo(f"slm-graph: {message}", err=True)
    sys.exit(1)


def _fail_with_problems(error: Exception, files: int = 0, ending: str = "") -> NoReturn:
    from slm_graph.problems import InvalidData

    assert isinstance(error, InvalidData)  # noqa: S101
    for problem in error.problems:
        click.echo(str(problem), err=True)
    number, places = len(error.problems), len({problem.path for problem in error.problems})
    of = f" of {files} files" if files else f" file{'s' if places > 1 else ''}"
    click.echo(f"{number} problem{'s' if number > 1 else ''} in {places}{of}{ending}.", err=True)
    sys.exit(1)

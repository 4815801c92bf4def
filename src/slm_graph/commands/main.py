"""The command `slm-graph`: gathers the commands of this folder, and tells what goes wrong in one line."""

from __future__ import annotations

import contextlib
import functools
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import click

from slm_graph import commands
from slm_graph.about import __version__
from slm_graph.commands import streams

_GROUPS = ("Make", "Ask", "Show", "Publish", "Keep")
"""What commands are for, in the order of the help; a command's file says it as its `GROUP`."""


class Commands(click.Group):
    """The commands: each file of the folder that has a `command`; `import_.py` has the one called `import`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        stems = {path.stem for folder in commands.__path__ for path in Path(folder).glob("[a-z]*.py")}
        return sorted(stem.rstrip("_") for stem in stems - {"main"} if hasattr(_module(stem), "command"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; no other one is imported for it."""
        for stem in (cmd_name, f"{cmd_name}_"):
            if cmd_name.isidentifier() and _is_there(stem) and hasattr(_module(stem), "command"):
                return _command(stem)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by what they are for."""
        names = self.list_commands(ctx)
        width = max(map(len, names))
        limit = formatter.width - width - 6
        for group in (*_GROUPS, ""):
            rows = [
                (name.ljust(width), command.get_short_help_str(limit))
                for name in names
                if (command := self.get_command(ctx, name)) is not None and help_group(name) == group
            ]
            if rows:
                with formatter.section(group or "Other"):
                    formatter.write_dl(rows)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 something is wrong with the data or the world, 2 with the command line (of diff:"
    " 0 the same, 1 changed, 2 an IRI is gone), 130 interrupted.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print answers and problems alone, not what was done.")
@click.option("-v", "--verbose", is_flag=True, help="Tell what is worked on, and how long it took.")
@click.version_option(__version__, "-V", "--version", message="slm-graph %(version)s")
def cli(quiet: bool, verbose: bool) -> None:
    """A survey of speech language models as a knowledge graph.

    \b
    Examples:
      slm-graph build      check the data, and write the graph to output/
      slm-graph query      what can be asked
      slm-graph view       the graph as one page for a browser
    """


def main() -> None:
    """Run the command."""
    if not streams.fill_closed_streams():
        _end("standard output is closed; send it to a file or to /dev/null", 1)
    streams.name_output()
    with _handler(None):
        cli(prog_name="slm-graph")


def _is_there(stem: str) -> bool:
    return stem != "main" and any((Path(folder) / f"{stem}.py").is_file() for folder in commands.__path__)


def help_group(name: str) -> str:
    """Return under which heading of the help a command stands; "" for one whose file does not say."""
    stem = name if _is_there(name) else f"{name}_"
    group: str = getattr(_module(stem), "GROUP", "")
    return group


def _module(stem: str) -> ModuleType:
    return import_module(f"{commands.__name__}.{stem}")


@functools.cache
def _command(stem: str) -> click.Command:
    module = _module(stem)
    command: click.Command = module.command
    command.name = stem.rstrip("_")
    assert command.callback is not None  # noqa: S101
    command.callback = _telling(command.callback, module)
    return command


def _telling(call: Callable[..., Any], module: ModuleType) -> Callable[..., Any]:
    """Return the function of a command, with the one handler of what goes wrong in it.

    A command's file may have `ENDING`, with which the number of problems is told, and what their count ends with;
    `IS_CHECKED`, where its problems are those that `slm-graph check` tells of the same --data; and `FAULT_STATUS`, the
    exit status of every fault.
    """

    @functools.wraps(call)
    def telling(*arguments: Any, **options: Any) -> Any:
        with _handler(module), _timed():
            return call(*arguments, **options)

    return telling


@contextlib.contextmanager
def _timed() -> Iterator[None]:
    """Tell what is worked on, and how long it took, where that was asked for."""
    if not _is_verbose():
        yield
        return
    from slm_graph.files import shown
    from slm_graph.project import find_project

    project, start = find_project(), time.perf_counter()
    of = "the survey that slm-graph carries" if project.is_fallback else "the survey here"
    streams.say(f"slm-graph {__version__}: {of}, {shown(project.data)}, asked with {shown(project.queries)}", err=True)
    try:
        yield
    finally:
        streams.say(f"{click.get_current_context().command_path}: {time.perf_counter() - start:.2f} s", err=True)


@contextlib.contextmanager
def _handler(module: ModuleType | None) -> Iterator[None]:
    """Tell what goes wrong in one line, or a line a problem, and end with its exit status."""
    from slm_graph.problems import Fault, InvalidData

    try:
        yield
    except InvalidData as error:
        is_in_check = getattr(module, "IS_CHECKED", False) and not error.is_by_shapes
        streams.say_first(error.problems, _check_of_the_same() if is_in_check else "")
        for line in _count(error, getattr(module, "ENDING", None)):
            streams.say(line, err=True)
        _lead(error.docs)
        sys.exit(getattr(module, "FAULT_STATUS", error.exit_status))
    except Fault as fault:
        streams.say(f"slm-graph: {' '.join(fault.message.split())}", err=True)
        _lead(fault.docs)
        sys.exit(getattr(module, "FAULT_STATUS", fault.exit_status))
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python's own exit would complain again.
        streams.drop_output()
        sys.exit(1)
    except OSError as error:
        _end(_words_of(error), getattr(module, "FAULT_STATUS", 1))
    except UnicodeError as error:
        _end(_words_of_encoding(error), getattr(module, "FAULT_STATUS", 1))
    except MemoryError:
        _end("not enough memory; ask for less", 1)
    except KeyboardInterrupt:
        _end("interrupted", 130)


def _check_of_the_same() -> str:
    """Return what lists all problems of the data that this command was given."""
    context = click.get_current_context()
    if "format_name" in context.params:
        return "the same with --format json"
    data = context.params.get("data")
    given = f" --data {shlex.quote(str(data))}" if data else ""
    return f"`slm-graph check{given} --format json`"


def _lead(docs: str) -> None:
    """Tell where a kind of fault is documented, where much is to be told."""
    if _is_verbose():
        streams.say(f"  documented at {docs}", err=True)


def _is_verbose() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("verbose"))


def _end(message: str, status: int) -> NoReturn:
    streams.say(f"slm-graph: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _count(error: Any, ending: str | None) -> list[str]:
    if ending is None:
        return []
    number, places = len(error.problems), len({problem.path for problem in error.problems})
    files = f" of {error.files} files" if error.files else f" file{'s' if places > 1 else ''}"
    return [f"{number} problem{'s' if number > 1 else ''} in {places}{files}{ending}."]


def _words_of(error: OSError) -> str:
    """Return the file of an error, what is wrong with it, and which option names another one."""
    if error.errno is None:
        return str(error)
    if error.filename == streams.OUTPUT:
        streams.drop_output()
        return f"{streams.OUTPUT}: {error.strerror}"
    named = _named_paths()
    file = error.filename
    if file is None:
        # Writing tells no name: the disk is full, say.
        file = next((path for parameter, path in named if parameter.name == "output"), None)
    advice = ""
    for parameter, path in named:
        if file is not None and (path == Path(file) or path in Path(file).parents or Path(file) in path.parents):
            advice = _advice(parameter)
    return f"{file}: {error.strerror}{advice}" if file else str(error.strerror)


def _named_paths() -> list[tuple[click.Parameter, Path]]:
    """Return the parameters of the command that are files or folders."""
    context = click.get_current_context(silent=True)
    if context is None:
        return []
    pairs = [(parameter, context.params.get(parameter.name or "")) for parameter in context.command.params]
    return [(parameter, path) for parameter, path in pairs if isinstance(path, Path)]


def _words_of_encoding(error: UnicodeError) -> str:
    if isinstance(error, UnicodeEncodeError) and error.encoding.replace("-", "").lower() != "utf8":
        return f"standard output: {error.encoding} has no {error.object[error.start]!a}; set PYTHONIOENCODING=utf-8"
    return (
        f"a text is not UTF-8: {error.reason}"
        if isinstance(error, UnicodeEncodeError | UnicodeDecodeError)
        else str(error)
    )


def _advice(parameter: click.Parameter) -> str:
    is_folder = isinstance(parameter.type, click.Path) and not parameter.type.file_okay
    kind = "folder" if is_folder or parameter.metavar == "DIR" else "file"
    return f"; choose another {kind}" + (f" with {parameter.opts[-1]}" if isinstance(parameter, click.Option) else "")

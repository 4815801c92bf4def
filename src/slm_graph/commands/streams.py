"""The standard streams of a command: open, or said to be closed."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

OUTPUT = "standard output"
MOST_LISTED = 100
"""Problems that are listed for a person, who mends the first ones first; a program gets all."""


def say(line: str, *, err: bool = False) -> None:
    """Print one line, without what would steer a terminal: names of files and of things are anybody's."""
    from slm_graph.problems import one_line

    click.echo(one_line(line), err=err)


def say_first(lines: Sequence[object], all_of_them: str = "") -> None:
    """Print the first of some problems to standard error, and where there are more, how many and what lists them.

    Parameters
    ----------
    lines
        The problems.
    all_of_them
        What lists all, "" where nothing does.
    """
    for line in lines[:MOST_LISTED]:
        say(str(line), err=True)
    if len(lines) > MOST_LISTED:
        listed = f"; {all_of_them} has all" if all_of_them else ""
        say(f"… and {len(lines) - MOST_LISTED:,} more{listed}", err=True)


def note(line: str) -> None:
    """Print one line of what was done, which --quiet leaves out."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().params.get("quiet"):
        say(line)


def say_json(value: object) -> None:
    """Print a value for a program, as JSON in ASCII: nothing in it steers a terminal."""
    import json

    from slm_graph.problems import printable

    click.echo(printable(json.dumps(value, indent=2)))


def fill_closed_streams() -> bool:
    """Open what came closed, so that no file takes its number; tell whether standard output was open."""
    is_output_open = sys.stdout is not None
    for number, stream, flags in (
        (0, sys.stdin, os.O_RDONLY),
        (1, sys.stdout, os.O_WRONLY),
        (2, sys.stderr, os.O_WRONLY),
    ):
        if stream is None:
            # The lowest free number is taken, which is this one: those below are open by now.
            descriptor = os.open(os.devnull, flags)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            os.set_inheritable(number, True)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    return is_output_open


def name_output() -> None:
    """Let the errors of standard output name it, as those of a file name the file."""
    if type(sys.stdout) is io.TextIOWrapper and not sys.stdout.isatty():
        raw = _Output(sys.stdout.fileno(), "wb", closefd=False)
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors)


class _Output(io.FileIO):
    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, OUTPUT) from None


def drop_output() -> None:
    """Send the rest of standard output nowhere: what could not be written is tried again at the exit."""
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)

"""Formats of RDF files, and where a parser objects."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from slm_graph.problems import InvalidData, Problem
from slm_graph.rdf import FORMATS


def file_format(path: Path) -> ox.RdfFormat:
    """Return the format that the ending of a file tells.

    Raises
    ------
    InvalidData
        It tells none.
    """
    rdf_format = ox.RdfFormat.from_extension(path.suffix.removeprefix(".").lower())
    if rdf_format is None:
        ending = path.suffix or "no ending"
        known = ", ".join(f".{known}" for known in FORMATS)
        message = f"{ending}: not known as a format of RDF; name the file {known}"
        raise InvalidData([file_problem(path, 1, 1, message)])
    return rdf_format


@contextmanager
def told_faults(path: Path) -> Iterator[None]:
    """Raise what goes wrong while a file is read as a problem of the file, or as an OSError of one line."""
    try:
        yield
    except SyntaxError as error:
        raise InvalidData([parser_problem(path, error)]) from None
    except MemoryError:
        # Of the parser, about its own buffer: 16 MB for what belongs together.
        raise InvalidData([file_problem(path, 1, 1, "has a term or a comment of over 16 MB; shorten it")]) from None
    except OSError as error:
        if error.errno is None:
            raise InvalidData([file_problem(path, 1, 1, str(error))]) from None
        advice = "; load it into a triplestore and ask that, with --endpoint" if error.errno == errno.EFBIG else ""
        raise OSError(error.errno, f"{error.strerror or error}{advice}", str(path)) from None


def file_problem(path: Path, line: int, column: int, message: str) -> Problem:
    """Return a problem of a file."""
    return Problem(path.as_posix(), line, column, message)


def parser_problem(path: Path, error: SyntaxError) -> Problem:
    """Return the place that a parser of pyoxigraph objects to, and why."""
    details = error.args[1] if len(error.args) > 1 else (None, 1, 1)
    message = re.sub(
        r"^Parser error (at line \d+ )?((between columns \d+ and|column) \d+)?[^:]*: ", "", str(error.args[0])
    )
    return file_problem(path, details[1] or 1, details[2] or 1, message)

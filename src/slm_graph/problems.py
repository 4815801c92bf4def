"""What is told to a person: faults, the problems of data with their places, and wrong arguments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

DOCUMENTATION = "https://w3id.org/slm-graph/docs/"
"""A persistent address: docs/w3id/.htaccess leads it to where the documentation is published."""

_steering = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a\u202b\u202d\u202e\u2066-\u2068]")
_breaks = re.compile("\\s*[\t\n\x0b-\r\x1c-\x1e\x85\u2028\u2029]\\s*")


def printable(text: str) -> str:
    r"""Return a text without what would steer a terminal or turn the direction of a page; lines and tabs stay.

    Examples
    --------
    >>> printable("a\x1b[2J\n\u202eb") == "a\ufffd[2J\n\ufffdb"
    True
    """
    return text if text.isprintable() else _steering.sub("\ufffd", text)


def one_line(text: str) -> str:
    r"""Return a printable text on one line.

    Examples
    --------
    >>> one_line("a\n  b")
    'a b'
    """
    return text if text.isprintable() else printable(_breaks.sub(" ", text))


not_text = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]").search
"""Finds a character that no text has: a control, a surrogate, what Unicode never assigns."""


class Fault(Exception):
    """Something that cannot be done, and that a person is told in one line; the base of all such exceptions.

    Parameters
    ----------
    message
        What is wrong, and the next step.
    exit_status
        What a command ends with: 1 where data or the world are in the way, 2 where what was asked for makes no sense.

    Examples
    --------
    >>> Fault("a question and -e at once; give one of them", exit_status=2).exit_status
    2
    >>> Fault.docs
    'https://w3id.org/slm-graph/docs/python.html#slm_graph.problems.Fault'
    """

    exit_status = 1
    docs: ClassVar[str] = f"{DOCUMENTATION}python.html#slm_graph.problems.Fault"
    """Where the class is documented; a class of another package has the address of ours that it is made from."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, *parts = cls.__module__.split(".")
        if package == "slm_graph":
            # By the name that the wing shows, not that of the file in it.
            cls.docs = f"{DOCUMENTATION}python.html#slm_graph.{parts[0]}.{cls.__qualname__}"

    def __init__(self, message: str, *, exit_status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if exit_status is not None:
            self.exit_status = exit_status


class WrongArgument(Fault, ValueError, TypeError):
    """An argument has a value or a type that will not do; the message names the argument."""

    exit_status = 2


class NotFound(Fault, LookupError):
    """A name stands for nothing, or for several things; the message says what may be meant."""

    exit_status = 2


class NoSuchFile(Fault, FileNotFoundError):
    """There is no file or folder where one is named."""


class Problem(NamedTuple):
    """A fault of the data: file, line and column (both from 1), and what to do about it.

    Examples
    --------
    >>> print(Problem("data/systems/salmonn.yaml", 21, 16, "wisper: no such encoder"))
    data/systems/salmonn.yaml:21:16: wisper: no such encoder
    """

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.path}:{self.line}:{self.column}: {self.message}")


class InvalidData(Fault):
    """The data have problems; `problems` holds all that were found, in file order.

    `files` is the number of files that were read, 0 where nobody counted; `is_by_shapes` tells whether the shapes of
    the graph object, which a check of the data does not ask.

    Examples
    --------
    >>> print(InvalidData([Problem("a.yaml", 1, 1, "empty file; write an entry")]))
    a.yaml:1:1: empty file; write an entry
    """

    def __init__(self, problems: Iterable[Problem], files: int = 0, *, is_by_shapes: bool = False) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems))
        self.files = files
        self.is_by_shapes = is_by_shapes
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Return "; did you mean X?" for the candidate closest to a word, or "" where none is close.

    Examples
    --------
    >>> nearest("wisper", ["whisper", "beats"])
    '; did you mean whisper?'
    >>> nearest("wisper", ["beats"])
    ''
    """
    best = nearest_names(word, candidates, most=1)
    return f"; did you mean {best[0]}?" if best else ""


def nearest_names(word: str, candidates: Iterable[str], most: int = 5) -> list[str]:
    """Return the candidates that are close to a word, the closest first.

    Examples
    --------
    >>> nearest_names("wisper", ["beats", "whisper", "whispers"])
    ['whisper', 'whispers']
    """
    from rapidfuzz import fuzz, process, utils

    # Sorted, so that equal scores give the same answer in every run.
    best = process.extract(
        word, sorted(candidates), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=70, limit=most
    )
    return [name for name, *_ in best]


def path_argument(name: str, value: object) -> Path:
    """Return an argument as a path.

    Raises
    ------
    WrongArgument
        It is none.

    Examples
    --------
    >>> path_argument("output", "my/output").name
    'output'
    >>> path_argument("output", 5)
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: output: 5 is no path; give a str or a pathlib.Path
    """
    text = os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
    if isinstance(text, str) and text and "\0" not in text:
        return Path(text)
    raise WrongArgument(f"{name}: {_short(value)} is no path; give a str or a pathlib.Path")


def base_argument(name: str, value: object) -> str:
    """Return an argument as the beginning of IRIs, or "" for the one that the schema has.

    Raises
    ------
    WrongArgument
        It is none.

    Examples
    --------
    >>> base_argument("base", "https://example.org/survey/")
    'https://example.org/survey/'
    """
    if isinstance(value, str) and (not value or re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#]", value)):
        return value
    advice = "not the beginning of IRIs; give one that ends in / or #, as https://example.org/survey/"
    raise WrongArgument(f"{name} {value}: {advice}", exit_status=1)


def texts_argument(name: str, values: object) -> list[str]:
    """Return an argument as a list of texts.

    Raises
    ------
    WrongArgument
        It is none; a text alone is none either.

    Examples
    --------
    >>> texts_argument("columns", "Model=name")
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: columns: 'Model=name' is no list of texts; give a list
    """
    items: list[object] = [values] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)
    texts = [item for item in items if isinstance(item, str)]
    if isinstance(values, str) or len(texts) < len(items):
        raise WrongArgument(f"{name}: {_short(values)} is no list of texts; give a list")
    return texts


def choices_argument(name: str, values: object, choices: Iterable[str]) -> list[str]:
    """Return an argument as a list of texts, each one of some choices.

    Raises
    ------
    WrongArgument
        It is none.

    Examples
    --------
    >>> choices_argument("formats", ["ttl", "rtf"], ["nt", "ttl"])
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: formats: rtf is none of nt, ttl
    """
    items, wanted = texts_argument(name, values), list(choices)
    for item in items:
        if item not in wanted:
            raise WrongArgument(f"{name}: {item} is none of {', '.join(wanted)}")
    return items


def instance_argument(name: str, value: object, types: type | tuple[type, ...], wanted: str) -> None:
    """Raise WrongArgument where an argument is not of some types; `wanted` says in words what is.

    Examples
    --------
    >>> instance_argument("question", 5, str, "a name")
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: question: 5 will not do; give a name
    """
    if not isinstance(value, types):
        raise WrongArgument(f"{name}: {_short(value)} will not do; give {wanted}")


def _short(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]} …"

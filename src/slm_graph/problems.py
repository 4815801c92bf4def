"""A place and a message: how every fault of the data is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


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
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class InvalidData(Exception):
    """The data have problems; `problems` holds all that were found, in file order.

    Examples
    --------
    >>> print(InvalidData([Problem("a.yaml", 1, 1, "empty file; write an entry")]))
    a.yaml:1:1: empty file; write an entry
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems))
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
    from rapidfuzz import fuzz, process, utils

    # Sorted, so that equal scores give the same answer in every run.
    best = process.extractOne(
        word, sorted(candidates), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=70
    )
    return f"; did you mean {best[0]}?" if best else ""

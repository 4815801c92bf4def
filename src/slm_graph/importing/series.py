"""Names with several endings: Vicuna-7B/13B, AISHELL-1/2, Qwen (7B, 1.8B)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from slm_graph.text import SIZE_WORDS

_ending = rf"(?:v?\d+(?:\.\d+)*[a-z]?|{'|'.join(sorted(SIZE_WORDS))})(?![^\W_]|[.-]\d)"
_between_endings = r"[ \t]*(?:[/\uff0f&\uff06+\uff0b、，,]|\b(?:and|or)\b|[和与或])[ \t]*"
_endings = re.compile(
    r"(?P<opening>[-‐‑_ \t\u00a0]?[(（{]?)(?<![\d.])"
    rf"(?P<first>{_ending})(?P<others>(?:{_between_endings}{_ending})+)"
    r"(?P<closing>[)）}]?)",
    re.IGNORECASE,
)
_numbered = re.compile(r"\S+(?:[ \t]+v?\d\S*)?").fullmatch
_LONGEST_STEM = 200
"""The most characters of the words that several endings share."""


class Series(NamedTuple):
    """A name with several endings: Vicuna-7B/13B, AISHELL-1/2, Qwen (7B, 1.8B).

    Parameters
    ----------
    start, end
        Where in the text it stands.
    members
        Of each ending where it stands, the first one with the words before it, and the name in full.
    """

    start: int
    end: int
    members: tuple[tuple[int, int, str], ...]


def series_in(text: str, is_name: Callable[[str], bool], has_base: Callable[[str], bool]) -> list[Series]:
    """Return the names of a text that have several endings, where one of them at least is known.

    Parameters
    ----------
    is_name, has_base
        Tell whether words are a name, and whether they are one with an ending behind it.

    Examples
    --------
    >>> [series] = series_in("Vicuna-7B/13B (LoRA)", {"Vicuna-7B"}.__contains__, bool)
    >>> [name for *_, name in series.members]
    ['Vicuna-7B', 'Vicuna-13B']
    """
    found: list[Series] = []
    for match in _endings.finditer(text):
        series = _series(text, match, is_name, has_base)
        if series and (not found or series.start >= found[-1].end):
            found.append(series)
    return found


def _series(
    text: str, match: re.Match[str], is_name: Callable[[str], bool], has_base: Callable[[str], bool]
) -> Series | None:
    endings = [match.span("first")]
    endings += [
        (match.start("others") + found.start(1), match.start("others") + found.end(1))
        for found in re.finditer(f"{_between_endings}({_ending})", match["others"], re.IGNORECASE)
    ]
    bracketed = match["opening"][-1:] in {"(", "（", "{"}
    shapes = {_shape(text[slice(*ending)]) for ending in endings}
    if len(shapes) > 1:
        return None
    # A number alone after a comma is an ending only where that gives a name: no "CoVoST 2, 3 others".
    all_known = shapes == {"number"} and not re.fullmatch(r"[\d.v/\uff0f \t]+", match["others"])
    if shapes == {"word"} and not match["opening"]:
        return None
    if bracketed != bool(match["closing"]) or re.match(r"[ \t]*(?:h|hrs?|k|m)\b", text[match.end() :]):
        return None
    word = r"[^\W_][^\s,，、;；:：(（)）/\uff0f&\uff06+\uff0b→⇒➔➝]*"
    before = text[max(0, match.start() - _LONGEST_STEM) : match.start()]
    stem = re.search(rf"{word}(?:[ \t]+{word}){{0,3}}$", before)
    if stem is None:
        return None
    joint = "-" if bracketed else match["opening"]
    named = _named(stem[0], joint, [text[slice(*ending)] for ending in endings], is_name, has_base, all_known=all_known)
    if named is None:
        return None
    words, names = named
    start = match.start() - len(words)
    spans = [(start, endings[0][1]), *endings[1:]]
    if bracketed:
        spans[-1] = (spans[-1][0], match.end())
    return Series(start, match.end(), tuple((*span, name) for span, name in zip(spans, names, strict=True)))


def _named(
    stem: str,
    joint: str,
    endings: Sequence[str],
    is_name: Callable[[str], bool],
    has_base: Callable[[str], bool],
    *,
    all_known: bool,
) -> tuple[str, list[str]] | None:
    """Return the words that endings stand behind, and the names that they make.

    These are the longest words that are a name with one of the endings; where there are none, a word that begins with a
    name, and its number: "HuBERT Qwen (7B, 1.8B)" does not begin with the name of what has the sizes.
    """
    begun = None
    words = stem
    while words:
        names = [f"{words}{joint}{ending}" for ending in endings]
        known = [is_name(name) for name in names]
        if all(known) if all_known else any(known):
            return words, names
        if begun is None and not all_known and _numbered(words) and has_base(names[0]):
            begun = words, names
        words = words.partition(" ")[2]
    return begun


def _shape(ending: str) -> str:
    """Return the kind of an ending; those of a series are of one kind."""
    return "word" if ending.lower() in SIZE_WORDS else re.sub(r"[\d.]+", "", ending).lower() or "number"

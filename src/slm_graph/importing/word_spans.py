"""The words of a text that may be a name: from where a word begins to where one ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from slm_graph.text import LetterRun, begins_word, ends_word, is_joint, signs_at, split_pieces

bracket = re.compile(r"[()\[\]（）]").search
_closing_bracket = re.compile(r"[?!.]?[)）\]]")
_MAX_PIECES = 16
_SHORT = 1_000
"""Of texts with so many letters the words are kept."""


class WordSpan(NamedTuple):
    """Words that may be a name: their last run of letters, what their spellings have in common, their text, its end."""

    last: int
    key: str
    text: str
    end: int


def word_spans(text: str) -> Iterable[tuple[int, Iterable[WordSpan]]]:
    """Return for each run of letters of a text where it begins, and the words from there on that may be a name.

    Examples
    --------
    >>> [[span.text for span in spans] for _, spans in word_spans("Libri-Light (60K), ASR")]
    [['Libri-Light', 'Libri-Light (60K)'], [], ['60K'], [], ['ASR']]
    """
    # Of one text the names of several classes are asked for.
    return _kept(text) if len(text) <= _SHORT else _word_spans(text)


@lru_cache(maxsize=500)
def _kept(text: str) -> tuple[tuple[int, tuple[WordSpan, ...]], ...]:
    return tuple((start, tuple(spans)) for start, spans in _word_spans(text))


def _word_spans(text: str) -> Iterator[tuple[int, Iterator[WordSpan]]]:
    pieces = split_pieces(text)
    ends = [ends_word(text, pieces, last) for last in range(len(pieces))]
    joint = [True, *(bool(is_joint(text[left.end : right.start])) for left, right in pairwise(pieces))]
    for first, piece in enumerate(pieces):
        yield piece.start, _from(text, pieces, first, ends, joint) if begins_word(text, pieces, first) else iter(())


def _from(
    text: str, pieces: Sequence[LetterRun], first: int, ends: Sequence[bool], joint: Sequence[bool]
) -> Iterator[WordSpan]:
    start = pieces[first].start
    key = ""
    for last in range(first, min(first + _MAX_PIECES, len(pieces))):
        if last > first and not joint[last]:
            return
        key += pieces[last].folded
        if not ends[last]:
            continue
        end = pieces[last].end
        span = text[start:end]
        if bracket(span):
            closing = _closing_bracket.match(text, end)
            if closing and not _balanced(span):
                span, end = span + closing[0], closing.end()
            if not _balanced(span):
                continue
        if signs := signs_at(text, end):
            span, end = text[start : end + len(signs)], end + len(signs)
        yield WordSpan(last, key, span, end)


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "（）"))

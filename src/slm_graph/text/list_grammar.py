"""The structure of a cell that lists things: items, what stands in brackets after them, labels before them.

SEC: AudioSet, FSD50K; ASC: CochlScene          a label, and the items that it is for
Librispeech, GigaSpeech (ASR) </br> Clotho      items, and brackets after the last of several
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

Span = tuple[int, int]
"""Where in a text something begins and ends."""

OPENING = {"(": ")", "（": "）", "[": "]", "【": "】"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}
"""The brackets that go together."""
# A run of spaces is looked at once, from its beginning. A plus right after a word is of its name, but before another.
_weak = re.compile(
    r"(?<!\s)\s+(?:and|or|plus|as well as|w/|with)\s+"
    r"|(?:(?<!\s)\s+)?(?:[&\uff06/\uff0f→⇒➔➝]|(?<=\s)[+\uff0b]|[+\uff0b](?=[^\W_])|和|与|及|或|[-=]>)\s*",
    re.IGNORECASE,
)
_between_parts = re.compile(r"\s*(?:[,，、;；/\uff0f&\uff06]|(?<=\s)[+\uff0b]|[+\uff0b](?=[^\W_]))\s*|\s+(?:and|or)\s+")
_sentence_end = re.compile(r"\.(?=\s+[^\W\d_]|\s*$|\s*\n)")
_abbreviated = re.compile(r"(?:\b(?i:e\.g|i\.e|etc|vs|cf|approx|incl|al)|\b[A-Z][a-z]{1,2}|^\W*\d+)$")
_LONGEST_ABBREVIATED = 30
_bullet = re.compile(r"\s*(?:[•·▪●*–—-]|[(（]?\d+[.)）])\s+")
_first_number = re.compile(r"\s*([(（]?)1([.)）])\s")
_colon = re.compile(r"(?:(?<!\s)\s+)?[:：](?!//)\s*")
_thousands = re.compile(r"\d,\d{3}(?!\d)")
_joining_word = re.compile(r"(and|or|及|和|或)\b\s*", re.IGNORECASE)
_one_thing = re.compile(r"\w[\w -]*(?<=\w)")
"""What has no sign that may part things; a word may."""
_MAX_LABEL_WORDS = 6


@dataclass
class Piece:
    """One item of a list, as far as the punctuation tells.

    Parameters
    ----------
    start, end
        Where its words stand, without what separates it from others.
    groups
        The brackets in it, with their signs.
    before
        What separates it from the piece before: "" at the start of a block, "," or a word such as "or".
    block
        The number of the block, which a line, a semicolon or a sentence ends.
    label
        Where the label of its list stands.
    """

    start: int
    end: int
    groups: list[Span] = field(default_factory=list)
    before: str = ""
    block: int = 0
    label: Span | None = None


class _Spans:
    """Spans that do not overlap, to be looked up by where they stand."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    @cached_property
    def starts(self) -> set[int]:
        """Where they begin."""
        return {start for start, _ in self._spans}

    @cached_property
    def ends(self) -> set[int]:
        """Where they end."""
        return {end for _, end in self._spans}

    def end_of(self, place: int) -> int:
        """Return the end of the span that a place is in, or the place itself."""
        if not self._spans:
            return place
        before = bisect_right(self._spans, (place, sys.maxsize)) - 1
        return max(place, self._spans[before][1]) if before >= 0 else place

    def begin_in(self, start: int, end: int) -> list[Span]:
        """Return those that begin in a part of the text."""
        return self._spans[bisect_left(self._spans, (start,)) : bisect_left(self._spans, (end,))]


def split_list(text: str, start: int, end: int, names: Sequence[Span], is_name: Callable[[Span], bool]) -> list[Piece]:
    """Return the pieces of a list.

    Parameters
    ----------
    text, start, end
        The text, and the part of it that is the list.
    names
        Spans that are names; what separates items does not do so within one.
    is_name
        Tells whether a span holds something that can be an item of its own, so that "and" before or after it separates.
    """
    if _one_thing.fullmatch(text, start, end) and not _weak.search(text, start, end):
        return [Piece(start, end)]
    return _split_list(text, start, end, _Spans(names), is_name)


def _split_list(text: str, start: int, end: int, names: _Spans, is_name: Callable[[Span], bool]) -> list[Piece]:
    pieces: list[Piece] = []
    label: Span | None = None
    keeps_label = False
    for number, (block_start, block_end) in enumerate(_blocks(text, start, end, names)):
        if not keeps_label:
            label = None
        begin = block_start
        in_block: list[Piece] = []
        for piece in _soft_pieces(text, block_start, block_end, names):
            found = _label_of(text, piece, names)
            if found:
                label, piece.start = found
                begin = piece.start
                keeps_label = piece.start >= block_end
            if piece.start < piece.end:
                piece.block, piece.label = number, label
                in_block += _weak_pieces(text, piece, names, is_name)
        if begin < block_end and keeps_label and in_block and in_block[0].label and in_block[0].label[1] > block_start:
            keeps_label = False
        pieces += in_block
    return pieces


def _blocks(text: str, start: int, end: int, names: _Spans) -> list[Span]:
    """Split a list where a line, a sentence, a semicolon or a number of an item ends a block."""
    blocks: list[Span] = []
    depth, place, begin = 0, start, start
    first = _first_number.match(text, start, end)
    # 1) LibriSpeech 2) Clotho
    number = re.compile(rf"(?<=\s){re.escape(first[1])}\d{{1,2}}{re.escape(first[2])}(?=\s)") if first else None
    while place < end:
        if number and number.match(text, place):
            depth = 0
            blocks.append((begin, place))
            begin = place
        name_end = names.end_of(place)
        if name_end > place:
            place = name_end
            continue
        sign = text[place]
        depth = max(0, depth + (sign in OPENING) - (sign in CLOSING))
        if sign == "\n" or (depth == 0 and _ends_block(text, place, begin)):
            depth = 0
            blocks.append((begin, place))
            begin = place + 1
        place += 1
    blocks.append((begin, end))
    return [trimmed for block in blocks if (trimmed := trimmed_span(text, *block))[0] < trimmed[1]]


def _ends_block(text: str, place: int, begin: int) -> bool:
    if text[place] in ";；。•●▪":
        return True
    is_full_stop = text[place] == "." and _sentence_end.match(text, place) is not None
    # An abbreviation, or a number at the begin of the block, is shorter.
    return is_full_stop and not _abbreviated.search(text[max(begin, place - _LONGEST_ABBREVIATED) : place])


def trimmed_span(text: str, start: int, end: int) -> Span:
    """Return a span without the bullet, the spaces and the sign at its end that are not of the words."""
    bullet = _bullet.match(text, start, end)
    if bullet:
        start = bullet.end()
    while start < end and (text[start].isspace() or text[start] in ",，、;；"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",，、;；"):
        end -= 1
    return start, end


def _soft_pieces(text: str, start: int, end: int, names: _Spans) -> list[Piece]:
    """Split a block at its commas."""
    commas, groups = _commas_and_groups(text, start, end, names)
    groups_of_block = _Spans(groups)
    pieces: list[Piece] = []
    before = ""
    for begin, until in zip([start, *(comma + 1 for comma in commas)], [*commas, end], strict=True):
        piece_start, piece_end = trimmed_span(text, begin, until)
        if piece_start < piece_end:
            inside = groups_of_block.begin_in(piece_start, until)
            pieces.append(_without_joining_word(text, Piece(piece_start, piece_end, inside, before)))
        before = ","
    return pieces


def _commas_and_groups(text: str, start: int, end: int, names: _Spans) -> tuple[list[int], list[Span]]:
    """Return where the commas outside of brackets and names stand, and the brackets that are in no other."""
    commas: list[int] = []
    groups: list[Span] = []
    opened: list[int] = []
    place = start
    while place < end:
        name_end = names.end_of(place)
        if name_end > place:
            place = name_end
            continue
        sign = text[place]
        if sign in OPENING:
            opened.append(place)
        elif sign in CLOSING and opened:
            opening = opened.pop()
            if not opened:
                groups.append((opening, place + 1))
        elif not opened and sign in ",，、|" and not _thousands.match(text[max(0, place - 1) : place + 5]):
            commas.append(place)
        place += 1
    if opened:  # a bracket that is never closed holds what follows
        groups.append((opened[0], end))
    return commas, groups


def _without_joining_word(text: str, piece: Piece) -> Piece:
    """Take the word that joins the last item of a list to the others from its start: A, B, and C."""
    joining = _joining_word.match(text, piece.start, piece.end)
    if joining and joining.end() < piece.end and piece.before:
        piece.before = joining[1].lower()
        piece.start = joining.end()
    return piece


def _label_of(text: str, piece: Piece, names: _Spans) -> tuple[Span, int] | None:
    groups = _Spans(piece.groups)
    for found in _colon.finditer(text, piece.start, piece.end):
        place = found.start()
        if names.end_of(place) > place or groups.end_of(place) > place:
            continue
        label = (piece.start, place)
        has_name = any(end <= place for _, end in names.begin_in(*label))
        if has_name or not 0 < len(text[slice(*label)].split()) <= _MAX_LABEL_WORDS:
            return None
        return label, found.end()
    return None


def _weak_pieces(text: str, piece: Piece, names: _Spans, is_name: Callable[[Span], bool]) -> list[Piece]:
    """Split a piece at "and", "&", "or", where things of their own stand on a side; at "/" only next to a name."""
    parts: list[_Part] = []
    begin, before = piece.start, piece.before
    for cut_start, cut_end, sign in _cuts(text, piece, names):
        parts.append((begin, cut_start, before))
        begin, before = cut_end, sign
    parts.append((begin, piece.end, before))
    groups_of_piece = _Spans(piece.groups)
    pieces: list[Piece] = []
    for start, end, sign in _joined(text, parts, is_name):
        groups = groups_of_piece.begin_in(start, end)
        start, end = trimmed_span(text, start, end)
        if start < end:
            pieces.append(Piece(start, end, groups, sign, piece.block, piece.label))
    return pieces


_Part: TypeAlias = "tuple[int, int, str]"
"""Where words begin and end, and the sign or word before them."""


def _cuts(text: str, piece: Piece, names: _Spans) -> Iterator[_Part]:
    """Yield the signs and words that may part a piece, and what they are."""
    groups = _Spans(piece.groups)
    for match in _weak.finditer(text, piece.start, piece.end):
        if names.end_of(match.start()) > match.start() or groups.end_of(match.start()) > match.start():
            continue
        sign = unicodedata.normalize("NFKC", match[0]).strip().lower()
        closes = text[match.start() - 1 : match.start()] in CLOSING
        is_apart = (match[0][0] + match[0][-1]).isspace() and not text[match.end() : match.end() + 1].isdigit()
        if sign == "/" and not (closes or is_apart or match.start() in names.ends or match.end() in names.starts):
            continue
        yield match.start(), match.end(), sign


def _joined(text: str, parts: Sequence[_Part], is_name: Callable[[Span], bool]) -> list[_Part]:
    """Join the parts that are one thing, as "transcription and translation data" is, as far as anybody knows."""
    joined = [parts[0]]
    for start, end, sign in parts[1:]:
        last_start, last_end, last_sign = joined[-1]
        is_named = is_name((start, end))
        stand_alone = (
            is_named
            or is_name((last_start, last_end))
            or (_proper(text[start:end]) and _proper(text[last_start:last_end]))
            or text[start:end].strip().lower() in {"others", "other", "more", "etc", "etc."}
        )
        is_described = sign in {"w/", "with"} and not is_named
        if is_described or not stand_alone:
            joined[-1] = (last_start, end, last_sign)
        else:
            joined.append((start, end, sign))
    return joined


def _proper(text: str) -> bool:
    """Tell whether words look like a proper name: few, each with a capital or a digit."""
    words = re.sub(r"[(（\[].*", "", text).split()
    return 0 < len(words) <= 4 and all(re.search(r"[A-Z\d]", word) for word in words)


def parts_of(text: str) -> Iterator[Span]:
    """Yield the spans between commas, slashes and the like."""
    at = 0
    for found in _between_parts.finditer(text):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if at < len(text):
        yield at, len(text)

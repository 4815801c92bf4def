"""The structure of a cell that lists things: items, what stands in brackets after them, labels before them.

SEC: AudioSet, FSD50K; ASC: CochlScene          a label, and the items that it is for
Librispeech, GigaSpeech (ASR) </br> Clotho      items, and brackets after the last of several
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Where in a text something begins and ends."""

_OPENING = {"(": ")", "（": "）", "[": "]", "【": "】"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_weak = re.compile(
    r"\s+(?:and|or|plus|as well as)\s+|\s*(?:[&\uff06+\uff0b]|和|与|及|或)\s*|\s+(?:w/|with)\s+"
    r"|\s*(?:[/\uff0f→⇒➔➝]|[-=]>)\s*",
    re.IGNORECASE,
)
_sentence_end = re.compile(r"\.(?=\s+[^\W\d_]|\s*$|\s*\n)")
_abbreviated = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|al)|^\W*\d+)$", re.IGNORECASE)
_bullet = re.compile(r"\s*(?:[•·▪●*–—-]|[(（]?\d+[.)）])\s+")
_first_number = re.compile(r"\s*([(（]?)1([.)）])\s")
_colon = re.compile(r"\s*[:：](?!//)\s*")
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


def _blocks(text: str, start: int, end: int, names: Sequence[Span]) -> list[Span]:
    blocks: list[Span] = []
    depth, at, begin = 0, start, start
    first = _first_number.match(text, start, end)
    # 1) LibriSpeech 2) Clotho
    number = re.compile(rf"(?<=\s){re.escape(first[1])}\d{{1,2}}{re.escape(first[2])}(?=\s)") if first else None
    while at < end:
        if number and number.match(text, at):
            depth = 0
            blocks.append((begin, at))
            begin = at
        name_end = _inside(names, at)
        if name_end > at:
            at = name_end
            continue
        sign = text[at]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        hard = (
            sign in "\n"
            or (depth == 0 and sign in ";；。•●▪")
            or (
                depth == 0 and sign == "." and _sentence_end.match(text, at) and not _abbreviated.search(text[begin:at])
            )
        )
        if hard:
            depth = 0
            blocks.append((begin, at))
            begin = at + 1
        at += 1
    blocks.append((begin, end))
    return [trimmed for block in blocks if (trimmed := _trimmed(text, *block))[0] < trimmed[1]]


def _trimmed(text: str, start: int, end: int) -> Span:
    bullet = _bullet.match(text, start, end)
    if bullet:
        start = bullet.end()
    while start < end and (text[start].isspace() or text[start] in ",，、;；"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",，、;；"):
        end -= 1
    return start, end


def _soft_pieces(text: str, start: int, end: int, names: Sequence[Span]) -> list[Piece]:
    """Split a block at its commas."""
    pieces: list[Piece] = []
    groups: list[Span] = []
    opened: list[int] = []
    begin, at, before = start, start, ""

    def close(until: int) -> None:
        piece_start, piece_end = _trimmed(text, begin, until)
        if piece_start < piece_end:
            pieces.append(Piece(piece_start, piece_end, [g for g in groups if g[0] >= piece_start], before))
        groups.clear()

    while at < end:
        name_end = _inside(names, at)
        if name_end > at:
            at = name_end
            continue
        sign = text[at]
        if sign in _OPENING:
            opened.append(at)
        elif sign in _CLOSING and opened:
            opening = opened.pop()
            if not opened:
                groups.append((opening, at + 1))
        elif not opened and sign in ",，、|" and not re.match(r"\d,\d{3}(?!\d)", text[max(0, at - 1) : at + 5]):
            close(at)
            begin, before = at + 1, ","
        at += 1
    if opened:  # a bracket that is never closed holds what follows
        groups.append((opened[0], end))
    close(end)
    for piece in pieces:
        joining = re.match(r"(and|or|及|和|或)\b\s*", text[piece.start : piece.end], re.IGNORECASE)
        if joining and joining.end() < piece.end - piece.start and piece.before:
            piece.before = joining[1].lower()
            piece.start += joining.end()
    return pieces


def _label_of(text: str, piece: Piece, names: Sequence[Span]) -> tuple[Span, int] | None:
    for found in _colon.finditer(text, piece.start, piece.end):
        if _inside(names, found.start()) > found.start() or any(s <= found.start() < e for s, e in piece.groups):
            continue
        label = (piece.start, found.start())
        has_name = any(label[0] <= s and e <= label[1] for s, e in names)
        if has_name or not 0 < len(text[slice(*label)].split()) <= _MAX_LABEL_WORDS:
            return None
        return label, found.end()
    return None


def _weak_pieces(text: str, piece: Piece, names: Sequence[Span], is_name: Callable[[Span], bool]) -> list[Piece]:
    """Split a piece at "and", "&", "or", where things of their own stand on a side; at "/" only next to a name."""
    cuts: list[tuple[int, int, str]] = []
    for found in _weak.finditer(text, piece.start, piece.end):
        if _inside(names, found.start()) > found.start() or any(s <= found.start() < e for s, e in piece.groups):
            continue
        sign = unicodedata.normalize("NFKC", found[0]).strip().lower()
        closes = text[found.start() - 1 : found.start()] in _CLOSING
        if sign == "/" and not closes and not any(found.start() == e or found.end() == s for s, e in names):
            continue
        cuts.append((found.start(), found.end(), sign))
    parts: list[tuple[int, int, str]] = []
    begin, before = piece.start, piece.before
    for cut_start, cut_end, sign in cuts:
        parts.append((begin, cut_start, before))
        begin, before = cut_end, sign
    parts.append((begin, piece.end, before))
    joined: list[tuple[int, int, str]] = []
    for part in parts:
        # "transcription and translation data" is one thing, as far as anybody knows.
        is_one = joined and not (
            is_name((part[0], part[1]))
            or is_name(joined[-1][:2])
            or (_proper(text[part[0] : part[1]]) and _proper(text[slice(*joined[-1][:2])]))
        )
        is_described = joined and part[2] in {"w/", "with"} and not is_name((part[0], part[1]))
        if (is_one and part[2] not in {"", ","}) or is_described:
            joined[-1] = (joined[-1][0], part[1], joined[-1][2])
        else:
            joined.append(part)
    result: list[Piece] = []
    for start, end, sign in joined:
        groups = [group for group in piece.groups if start <= group[0] < end]
        start, end = _trimmed(text, start, end)
        if start < end:
            result.append(Piece(start, end, groups, sign, piece.block, piece.label))
    return result


def _proper(text: str) -> bool:
    """Tell whether words look like a proper name: few, each with a capital or a digit."""
    words = re.sub(r"[(（\[].*", "", text).split()
    return 0 < len(words) <= 4 and all(re.search(r"[A-Z\d]", word) for word in words)


def _inside(names: Sequence[Span], at: int) -> int:
    """Return the end of the name that a place is in, or the place itself."""
    return next((end for start, end in names if start <= at < end), at)


def parts_of(text: str) -> Iterator[Span]:
    """Yield the spans between commas, slashes and the like."""
    at = 0
    for found in re.finditer(r"\s*[,，、;；/\uff0f&\uff06+\uff0b]\s*|\s+(?:and|or)\s+", text):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if at < len(text):
        yield at, len(text)

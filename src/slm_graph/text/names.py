"""Names as people write them: in another case, with other punctuation, with their sizes elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# Scripts that put no spaces between words: each character is a piece of its own.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_piece = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W\d_])+|\d+")
_unspaced = re.compile(f"[{_UNSPACED}]").match
is_joint = re.compile(r"[ \t\u00a0\-‐‑–_./'’·+&()\[\]（）:]{0,3}").fullmatch
SIZE_WORDS = frozenset(
    "large base small tiny medium mini nano xl xxl xs huge giant plus turbo ultra chat instruct it hf distil"
    " preview".split()
)
SIZE_WORD = re.compile(r"[^\W_]+(?:\.\d+[^\W_]*)*")
ATTACHED_WORDS = frozenset(
    "adapted adapter based decoder derived encoder finetuned fine free frozen generated guided initialised initialized"
    " like only powered pretrained style trained tuned tuning".split()
)
"""Words that a hyphen may join to a name without making it another name: Whisper-based, LoRA-tuned."""
SIGNS = {"❄": "frozen", "🔥": "trained"}
"""Signs that tables use instead of words."""


class LetterRun(NamedTuple):
    """A run of letters or of digits, folded, and where it stands."""

    start: int
    end: int
    folded: str


def split_pieces(text: str) -> list[LetterRun]:
    """Return the runs of letters and of digits of a text, folded: small letters, no accents, half width.

    Examples
    --------
    >>> [piece.folded for piece in split_pieces("Libri-Light 60K，ＡＳＲ语音")]
    ['libri', 'light', '60', 'k', 'asr', '语', '音']
    """
    return [LetterRun(found.start(), found.end(), folded_word(found[0])) for found in _piece.finditer(text)]


@lru_cache(maxsize=20_000)
def key_of(text: str) -> str:
    """Return what two spellings of one name have in common.

    Examples
    --------
    >>> key_of("Libri-Light") == key_of("librilight")
    True
    """
    return "".join(piece.folded for piece in split_pieces(text))


_signs = re.compile(r"[+\uff0b#\u266f]+(?![^\W_])")


def signs_at(text: str, end: int) -> str:
    """Return the signs at a place that are the end of a name there, and tell it from another one; "" without any.

    A sign before another word joins the two: no sign is of the name in "BLSP+Vicuna".

    Examples
    --------
    >>> signs_at("VBench++, VBench", 6), signs_at("BLSP+Vicuna", 4), signs_at("C# and F", 1)
    ('++', '', '#')
    """
    found = _signs.match(text, end)
    return unicodedata.normalize("NFKC", found[0]) if found else ""


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """Return what two spellings of one name have in common, the signs at its end with it; of signs alone, the name.

    Examples
    --------
    >>> name_key("AP-Codec") == name_key("APCodec"), name_key("APCodec+") == name_key("APCodec")
    (True, False)
    """
    pieces = split_pieces(name)
    return key_of(name) + signs_at(name, pieces[-1].end) if pieces else name.strip()


@lru_cache(maxsize=20_000)
def sized_key(text: str) -> str:
    """Return the key of a name with its sizes at the end, in one order.

    Examples
    --------
    >>> sized_key("Llama-2-chat (7B)") == sized_key("LLaMA2-7B-Chat")
    True
    """
    rest: list[str] = []
    sizes: list[str] = []
    for word in SIZE_WORD.findall(text.replace("-", " ").replace("_", " ")):
        folded = folded_word(word)
        is_size = folded in SIZE_WORDS or re.fullmatch(r"\d+(?:\.\d+)?[bm]", folded)
        (sizes if is_size else rest).append(folded)
    return "".join(rest).replace(".", "") + "|" + "|".join(sorted(sizes))


def says(text: str, name: str) -> bool:
    """Tell whether a text has a name as whole words, in whatever case and punctuation.

    Examples
    --------
    >>> says("LibriLight (Audio SSL)", "Libri-Light"), says("the last one", "AST"), says("BEATs ❄️", "frozen")
    (True, False, True)
    """
    key = key_of(name)
    if any(sign in text and key_of(word) == key for sign, word in SIGNS.items()):
        return True
    pieces = split_pieces(text)
    for first in range(len(pieces)):
        joined = ""
        for last in range(first, len(pieces)):
            gap = text[pieces[last - 1].end : pieces[last].start] if last > first else ""
            thousands = gap in {",", "，"} and pieces[last - 1].folded.isdigit() and len(pieces[last].folded) == 3
            if not is_joint(gap) and not thousands:
                break
            joined += pieces[last].folded
            if joined == key and begins_word(text, pieces, first) and ends_word(text, pieces, last):
                return True
            if len(joined) >= len(key):
                break
    return False


@lru_cache(maxsize=50_000)
def folded_word(text: str) -> str:
    r"""Return a word in small letters, without accents, in half width.

    Examples
    --------
    >>> folded_word("É"), folded_word("\uff21SR")
    ('e', 'asr')
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def begins_word(text: str, pieces: Sequence[LetterRun], position: int) -> bool:
    """Tell whether a word begins at a run."""
    return position == 0 or _are_apart(text, pieces[position - 1], pieces[position], attached=pieces[position - 1])


def ends_word(text: str, pieces: Sequence[LetterRun], position: int) -> bool:
    """Tell whether a word ends with a run."""
    following = position + 1
    return following == len(pieces) or _are_apart(text, pieces[position], pieces[following], attached=pieces[following])


def _are_apart(text: str, left: LetterRun, right: LetterRun, *, attached: LetterRun) -> bool:
    """Tell whether a word ends between two pieces; by a hyphen only one of a few words may be attached to a name."""
    gap = text[left.end : right.start]
    if gap == "":
        return bool(_unspaced(left.folded) or _unspaced(right.folded))
    if gap in {"-", "‐", "‑", "_"}:
        return attached.folded in ATTACHED_WORDS
    return not (gap == "." and left.folded.isdigit() and right.folded.isdigit())

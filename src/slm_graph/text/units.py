"""What amounts of data count: hours, songs, tokens, each under one name, with the words for it."""

from __future__ import annotations

import re
import unicodedata

UNITS = {
    "hours": "hours hour hrs hr h 小时 小時",
    "minutes": "minutes minute mins min 分钟",
    "seconds": "seconds second secs sec",
    "songs": "songs song 首",
    "tracks": "tracks track",
    "videos": "videos video",
    "images": "images image pictures photos",
    "clips": "clips clip",
    "recordings": "recordings recording",
    "samples": "samples sample examples example instances 条",
    "utterances": "utterances utterance",
    "sentences": "sentences sentence 句",
    "pairs": "pairs pair 对",
    "tokens": "tokens token",
    "instructions": "instructions instruction",
    "dialogues": "dialogues dialogue dialogs conversations conversation",
    "questions": "questions question",
    "captions": "captions caption",
    "speakers": "speakers speaker",
}
"""What amounts count, under one name each, and the words for it."""
NOT_STATED = "not stated"
TIMES = frozenset(["hours", "minutes", "seconds"])

_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


UNIT_WORD = _any_of([word for word in _UNIT_OF if word.isascii()])
"""A pattern of the words for units in Latin letters."""
_unspaced_unit = re.compile(f"个?({_any_of([word for word in _UNIT_OF if not word.isascii()])})")
_word = re.compile(r"[ \u00a0\u2009\u202f]?([^\W\d_][\w/-]*)")
_joined_word = re.compile(r"[-‑–]([^\W\d_]+)(?!\w)")
_CLOSING = frozenset("of for and or to from in with by on via using".split())
_MAX_WORDS_BETWEEN = 2


def unit_after(text: str, start: int) -> tuple[str, int]:
    """Return the unit that follows a number, at most two words away, and where it ends; "" and `start` if none does.

    Of two units the last counts, as in "instruction pairs"; but hours of what is not asked.

    Parameters
    ----------
    text, start
        The text, and where the number in it ends.

    Examples
    --------
    >>> unit_after("one million music videos", 11), unit_after("10K-hour", 3), unit_after("30-second clips", 2)
    (('videos', 24), ('hours', 8), ('', 2))
    """
    if joined := _joined_word.match(text, start):
        return _joined_unit(text, joined, start)
    unit, unit_end, position = "", start, start
    for words_before in range(_MAX_WORDS_BETWEEN + 2):
        word = _word.match(text, position)
        if word is None or word[1].lower() in _CLOSING:
            break
        if unspaced := _unspaced_unit.match(word[1]):
            return _UNIT_OF[unspaced[1]], word.start(1) + unspaced.end()
        position = word.end()
        next_unit = _unit_of(word[1])
        if next_unit:
            unit, unit_end = next_unit, position
        elif unit or words_before == _MAX_WORDS_BETWEEN or len(word[1]) == 1:
            break
        if next_unit in TIMES:
            break
    return unit, unit_end


def _joined_unit(text: str, joined: re.Match[str], start: int) -> tuple[str, int]:
    """Return the unit that a hyphen joins to a number, but none for 30-second clips: those are other things."""
    unit = _unit_of(joined[1])
    counted = _word.match(text, joined.end())
    if not unit or (counted and _unit_of(counted[1])):
        return "", start
    return unit, joined.end()


def _unit_of(word: str) -> str:
    return _UNIT_OF.get(unicodedata.normalize("NFKC", word).lower(), "")

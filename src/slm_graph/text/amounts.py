"""Amounts of data in the words of a source: 15M hours, over one million music videos, 10k."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

UNITS = {
    "hours": "hours hour hrs hr h 小时",
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
_TIMES = frozenset(["hours", "minutes", "seconds"])

_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
_unspaced_unit = re.compile("|".join(sorted((w for w in _UNIT_OF if not w.isascii()), key=len, reverse=True)))
_FACTORS = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9,
    "billion": 10**9, "万": 10**4, "亿": 10**8,
}  # fmt: skip
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_number = re.compile(
    r"(?<![\w.])(?P<least>(?:over|more than|at least|above|>=?|≥|超过)\s*)?"
    r"(?P<about>(?:about|around|approximately|approx\.?|nearly|almost|roughly|up to|~|≈|约)\s*)?"
    r"(?:(?P<figures>\d{1,3}(?:,\d{3}|[\u00a0\u2009\u202f]\d{3}| 000)+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[ \u00a0]?(?P<factor>[万亿]|(?:k|mn|m|bn|b|thousand|million|billion)"
    r"(?:(?=[-‑–]?(?:h|hrs?|hours?)\b|[\u4e00-\u9fff])|(?![-–]?[^\W\d_]))))?"
    r"|(?P<word>one|two|three|four|five|six|seven|eight|nine|ten)[ ](?P<of>thousand|million|billion)\b)"
    r"(?P<plus>\+)?",
    re.IGNORECASE,
)
_word = re.compile(r"[ \u00a0\-]?([^\W\d_][\w/-]*)")
_languages = re.compile(r"(?<![\w.])(\d{1,4})\+?[ \u00a0]?(?:种)?([^\W\d_]+)")


class Amount(NamedTuple):
    """An amount.

    Parameters
    ----------
    start, end
        Where in the text it stands.
    text
        Its words.
    value
        The number.
    unit
        What it counts, such as hours; "not stated" where the words do not tell.
    qualifier
        `exact`, `atLeast` ("over"), or `unitNotStated`.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    qualifier: str


def find_amounts(text: str, taken: Sequence[tuple[int, int]] = (), *, bare: bool = False) -> list[Amount]:
    """Return the amounts of a text.

    Parameters
    ----------
    text
        The text of a cell, or a part of it.
    taken
        Spans of the text that are something else, such as names; WebVid-2M is no amount.
    bare
        Whether a number alone counts, without a unit or a thousand behind it.

    Examples
    --------
    >>> [(str(amount.value), amount.unit) for amount in find_amounts("15M hours, WebVid-2M, over one million songs")]
    [('15000000', 'hours'), ('1000000', 'songs')]
    """
    found: list[Amount] = []
    for match in _number.finditer(text):
        start, end = match.span()
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        if re.search(r"[^\W_][-_‐‑/]$", text[:start]):
            continue  # a part of a name
        if re.search(r"\d[kKmM]?\s*[-–—~\uff5e至]\s*$", text[:start]):
            continue  # the end of a range, which no field holds
        figures = Decimal(re.sub(r"[,\s]", "", match["figures"] or "0"))
        number = Decimal(_WORDS[match["word"].lower()]) if match["word"] else figures
        factor = (match["factor"] or match["of"] or "").lower()
        value = number * _FACTORS[factor]
        unit, unit_end = _unit_at(text, end)
        if unit and any(end < other_end and other_start < unit_end for other_start, other_end in taken):
            unit = ""
        if not unit:
            if not (factor or match["plus"] or bare) or re.match(r"[-–_.]?[^\W_]", text[end:]):
                continue
            if match["plus"] and not factor and re.match(r"\s*[^\W\d_]", text[end:]):
                continue  # 30+ languages, 30+ more
            if factor in {"b", "m"} and not bare and _looks_like_size(text, start, end):
                continue
        last = unit_end if unit else end
        qualifier = "unitNotStated" if not unit else "atLeast" if match["least"] or match["plus"] else "exact"
        whole = text[start:last].strip()
        found.append(Amount(start, last, whole, _plain(value), unit or NOT_STATED, qualifier))
    return found


def language_counts(text: str) -> list[tuple[int, int, int]]:
    """Return the numbers of languages that a text states, with where it does, slips of the pen included.

    Examples
    --------
    >>> language_counts("(33 langauges to or from English)")
    [(1, 13, 33)]
    """
    from rapidfuzz.distance import OSA

    return [
        (match.start(), match.end(), int(match[1]))
        for match in _languages.finditer(text)
        if match[2] == "语言"
        or min(OSA.distance(match[2].lower(), word) for word in ("languages", "langs")) <= len(match[2]) // 7
        if not (match[2].lower() == "language" and re.match(r"\s+[^\W\d_]", text[match.end() :]))  # 33 language models
    ]


def _unit_at(text: str, end: int) -> tuple[str, int]:
    """Return the unit that follows a number, at most two words away (one million music videos), and where it ends.

    Of two units the last counts, as in "instruction pairs"; but hours of what is not asked.
    """
    found = ("", end)
    at = end
    for number in range(4):
        match = _word.match(text, at)
        if match is None or match[1].lower() in _CLOSING:
            break
        unspaced = _unspaced_unit.match(match[1])
        if unspaced:
            return _UNIT_OF[unspaced[0]], match.start(1) + unspaced.end()
        unit = _UNIT_OF.get(unicodedata.normalize("NFKC", match[1]).lower())
        if unit:
            found = (unit, match.end())
        elif found[0] or number == 2:
            break
        if unit in _TIMES:
            break
        at = match.end()
    return found


_CLOSING = frozenset("of for and or to from in with by on via using".split())


def _looks_like_size(text: str, start: int, end: int) -> bool:
    """Tell whether a number alone in its brackets or words may be the size of a model (7B)."""
    return text[end - 1 : end].isupper() and text[end - 1].lower() == "b"


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()

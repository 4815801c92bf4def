"""Amounts of data in the words of a source: 15M hours, over one million music videos, 10k."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from slm_graph.text.numbers import Number, find_numbers, has_number
from slm_graph.text.units import NOT_STATED, TIMES, unit_after

_before = re.compile(
    r"(?P<least>(?:(?<![\w.])(?<!\bno )(?<!\bnot )(?:over|more than|at least|above)|(?<!-)>=?|≥|超过)\s*)?"
    r"(?P<most>(?<![\w.])up to\s*)?"
    r"(?P<about>(?:(?<![\w.])(?:about|around|approximately|approx\.?|nearly|almost|roughly)|~|≈|约)\s*)?\Z",
    re.IGNORECASE,
)
_MACHINE = r"(?:[GT]PU|[AHV]\d{2,3}|RTX ?\d+)s?\b"
_of_machine = re.compile(rf"\b{_MACHINE}[^\w,;]*\Z", re.IGNORECASE)
_machine_time = re.compile(rf"[\s-]*{_MACHINE}", re.IGNORECASE)
"""What beside it an amount of time is not of data for: 8×A100, 60 h; 1,000 GPU hours."""
_ends_before = re.compile(r"[>=~≈≥.过约nertdyxo]\s*\Z", re.IGNORECASE)
"""How the words before a number end that say something of it."""
_LONGEST_BEFORE = 40
_goes_on = re.compile(r"\s*[-‐‑–—~\uff5e至到]\s*\d|\s+to\s+\d")
_in_word = re.compile(r"[-–_.]?[^\W_]")
_language_word = re.compile(r"\+?[ \u00a0]?种?([^\W\d_]+)")
_MAX_LANGUAGES = 9_999


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
        `exact`, `atLeast` ("over"), `atMost` ("up to"), `approximate` ("about", "~"), or `unitNotStated`.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    qualifier: str


def find_amounts(
    text: str, taken: Sequence[tuple[int, int]] = (), *, bare: bool = False, within: tuple[int, int] | None = None
) -> list[Amount]:
    """Return the amounts of a text.

    Parameters
    ----------
    text
        The text of a cell, or a part of it.
    taken
        Spans of the text that are something else, such as names; WebVid-2M is no amount.
    bare
        Whether a number alone counts, without a unit or a thousand behind it.
    within
        The part of the text that is read; what stands before and behind it is looked at as far as it matters.

    Examples
    --------
    >>> [(str(amount.value), amount.unit) for amount in find_amounts("15M hours, WebVid-2M, over one million songs")]
    [('15000000', 'hours'), ('1000000', 'songs')]
    """
    start, end = within or (0, len(text))
    if not has_number(text, start, end):
        return []
    first = max(0, start - _LONGEST_BEFORE)
    part, moved = text[first : end + _LONGEST_BEFORE], [(begin - first, until - first) for begin, until in taken]
    inside = [
        n for n in find_numbers(_without_figures(part, moved)) if start <= n.start + first <= n.end + first <= end
    ]
    amounts = [_amount(part, number, moved, bare=bare) for number in inside if number.is_sure]
    placed = [one._replace(start=one.start + first, end=one.end + first) for one in amounts if one]
    return [amount for amount in placed if start <= amount.start and amount.end <= end]


def _without_figures(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """Return a text with other signs for the figures in some of its parts: VoxCeleb 1 400 hours."""
    kept, place = [], 0
    for start, end in sorted(taken):
        start = max(place, start)
        end = max(start, end)
        kept += [text[place:start], re.sub(r"\d", "x", text[start:end])]
        place = end
    return "".join([*kept, text[place:]])


def _amount(text: str, number: Number, taken: Sequence[tuple[int, int]], *, bare: bool) -> Amount | None:
    start, qualifier = _words_before(text, number.start)
    plus = text.startswith("+", number.end)
    end = number.end + plus
    if _overlaps(start, end, taken) or _machine_time.match(text, end):
        return None
    if _of_machine.search(text, max(0, start - _LONGEST_BEFORE), start):
        return None
    unit, unit_end = unit_after(text, end)
    if _overlaps(end, unit_end, taken):
        unit, unit_end = "", end
    if unit and (_goes_on.match(text, unit_end) or (number.in_words and not number.scale and unit not in TIMES)):
        return None  # 10h-20h; "two questions" seldom are an amount of data
    if not unit and not _counts_alone(text, number, end, plus=plus, bare=bare):
        return None
    qualifier = "unitNotStated" if not unit else "atLeast" if plus else qualifier
    return Amount(start, unit_end, text[start:unit_end].strip(), number.value, unit or NOT_STATED, qualifier)


def _words_before(text: str, start: int) -> tuple[int, str]:
    """Return where the words begin that say something of a number, and what they say of it, as a qualifier."""
    first = max(0, start - _LONGEST_BEFORE)
    before = _before.search(text, first, start) if _ends_before.search(text, first, start) else None
    if before is None:
        return start, "exact"
    said = {"least": "atLeast", "most": "atMost", "about": "approximate"}
    return before.start(), next((name for group, name in said.items() if before[group]), "exact")


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _counts_alone(text: str, number: Number, end: int, *, plus: bool, bare: bool) -> bool:
    """Tell whether a number is an amount without a unit."""
    if not (number.scale or plus or bare) or _in_word.match(text, end):
        return False
    if plus and not number.scale and re.match(r"\s*[^\W\d_]", text[end:]):
        return False  # 30+ languages, 30+ more
    # 7B may be the size of a model.
    return bare or number.scale not in {"b", "t"} or not text[number.end - 1].isupper()


def language_counts(text: str, within: tuple[int, int] | None = None) -> list[tuple[int, int, int]]:
    """Return the numbers of languages that a text states, with where it does, slips of the pen included.

    Examples
    --------
    >>> language_counts("(33 langauges to or from English)")
    [(1, 13, 33)]
    """
    counts = []
    start, end = within or (0, len(text))
    numbers = find_numbers(text) if has_number(text, start, end) else ()
    first = bisect_left(numbers, start, key=lambda number: number.start)
    for number in numbers[first : bisect_left(numbers, end, first, key=lambda number: number.start)]:
        word = _language_word.match(text, number.end)
        is_whole = number.value == int(number.value) <= _MAX_LANGUAGES
        if word and word.end() <= end and number.is_sure and is_whole and _means_languages(text, word):
            counts.append((number.start, word.end(), int(number.value)))
    return counts


def _means_languages(text: str, word: re.Match[str]) -> bool:
    from rapidfuzz.distance import OSA

    if word[1] == "语言":
        return True
    said = word[1].lower()
    if said == "language" and re.match(r"\s+[^\W\d_]", text[word.end() :]):
        return False  # 33 language models
    return min(OSA.distance(said, plural) for plural in ("languages", "langs")) <= len(said) // 7

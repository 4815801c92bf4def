"""Numbers in the words of a source: 4,400; 1.5bn; two million; 3万. The one reader of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from slm_graph.text.units import UNIT_WORD

_SCALES = {
    "": 1, "dozen": 12, "hundred": 100, "百": 100, "k": 10**3, "thousand": 10**3, "千": 10**3, "万": 10**4,
    "m": 10**6, "mn": 10**6, "million": 10**6, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "t": 10**12, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], 1)},
    **{word: number * 10 for number, word in enumerate(_TENS, 2)},
}

_NARROW = "\u00a0\u2009\u202f"
_HAN = "\u3040-\u30ff\u4e00-\u9fff"
_HAN_NUMERALS = "〇零一二三四五六七八九十百千万亿两几多余"
# After a scale in letters: a unit, Chinese, or no letter. 10kh, 10K-hour, 1.5k小时, but not 10kHz or 7B-parameter.
_SCALE_ENDS = rf"(?:(?=[-‑–](?:{UNIT_WORD})(?![a-z])|(?:h|hrs?|hours?)(?![a-z])|[{_HAN}])|(?![-‑–]?[^\W\d_]|\w))"
_SCALE = rf"""
    [ {_NARROW}]? (?:百万|千万|[百千万亿]) (?![\d{_HAN_NUMERALS}])
  | (?: [ {_NARROW}]? (?:dozen|hundred|thousand|[mb]illion|trillion|mn|bn|tn)
      | [kmb] | t(?!h) | [ {_NARROW}] (?:k|(?-i:[MBT])) ) {_SCALE_ENDS}
"""
# A unit, Chinese that is no numeral, or no letter: 960h, 8种, but not 3D or 10kHz.
_FIGURES_END = rf"(?: (?=(?:{UNIT_WORD})(?![a-z])) | (?=(?![{_HAN_NUMERALS}])[{_HAN}]) | (?!\w) )"
_in_figures = re.compile(
    rf"""
    (?=\d) (?<![^\W{_HAN}]) (?<![.^$€£¥#第{_HAN_NUMERALS}]) (?<!\d[,:'’])
    (?: (?P<grouped> \d{{1,3}}
          (?: (?:,\d{{3}}){{1,5}} | (?:['’]\d{{3}}){{1,5}} | (?:[{_NARROW}]\d{{3}}|[ ]000){{1,5}} (?![ ]\d{{3}}(?!\d)) )
          (?:\.\d{{1,6}})? )
      | (?P<spaced> \d{{1,3}} (?: (?:[ {_NARROW}]\d{{3}}){{1,5}} | (?:，\d{{3}}){{1,5}} ) (?:\.\d{{1,6}})? )
      | (?P<comma> \d{{1,18}},\d{{1,2}} )
      | (?P<plain> \d{{1,18}} (?:\.\d{{1,6}})? (?:e\d{{1,2}})? ) )
    (?! [.,:'’]?\d )
    (?: (?P<scale> {_SCALE} ) | {_FIGURES_END} )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_scale_words = [word for word in _SCALES if len(word) > 2 and word.isascii()]
_word = "|".join([*_WORDS, *_scale_words, "half"])
_in_words = re.compile(
    rf"(?<![\w.])(?:an?[ {_NARROW}](?=(?:{'|'.join(_scale_words)})\b))?"
    rf"(?:{_word})(?:(?:[ {_NARROW}-]| and | an? | and an? )(?:{_word}))*(?!\w)",
    re.IGNORECASE,
)
_figure = re.compile(rf"(?<![^\W{_HAN}])\d")
_number_word = re.compile(rf"(?<![\w.])(?:{_word})", re.IGNORECASE)
_below_hundred = rf"(?:{'|'.join(_TENS)})(?: (?:{'|'.join(_ONES)}))?|{'|'.join([*_ONES, *_TEENS])}"
_said = re.compile(
    rf"(?:(?P<hundreds>an?|{'|'.join(_ONES)}) hundred(?: (?:and )?(?P<rest>{_below_hundred}))?"
    rf"|(?P<below>{_below_hundred})|(?P<half>half(?: an?)?(?= ))|an?(?= ))"
    rf"(?: (?P<scale>{'|'.join(_scale_words)}))?"
)
_WIDE = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))  # digits and letters of full width
_half_width = {wide: wide - 0xFEE0 for signs in _WIDE for wide in signs}
_joined_before = re.compile(r"[^\W_][-_‐‑/]")
_between = re.compile(r"\s*[-‐‑–—~\uff5e至到/]\s*|\s+(?:to|or|and an?)\s+")


class Number(NamedTuple):
    """A number that a text states.

    Parameters
    ----------
    start, end
        Where in the text it stands, with the word or letter for its thousands.
    value
        The number.
    scale
        The word or letter that multiplies its figures, in lower case, such as k or million; "" where none does.
    in_words
        Whether it is written in letters.
    is_sure
        Whether it can be read in one way only. An end of a range, and 3 400, which may be two numbers, are not sure.
    """

    start: int
    end: int
    value: Decimal
    scale: str
    in_words: bool
    is_sure: bool


def has_number(text: str, start: int, end: int) -> bool:
    """Tell whether a part of a text has a figure that no letter stands before, or the letters of a number.

    If not, it states none.

    Examples
    --------
    >>> has_number("A 7B model", 0, 10), has_number("A 7B model", 4, 10), has_number("wav2vec", 0, 7)
    (True, False, False)
    """
    return (_figure.search(text, start, end) or _number_word.search(text, start, end)) is not None


@lru_cache(maxsize=4_000)
def find_numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in their order; those in names, versions and words are none.

    Examples
    --------
    >>> [str(number.value) for number in find_numbers("GPT-4, wav2vec2, v1.2.3: 4,400 h, 1.5bn, half a million, 3万")]
    ['4400', '1500000000', '500000', '30000']
    >>> [(str(number.value), number.is_sure) for number in find_numbers("10-20 hours; 3 400")]
    [('10', False), ('20', False), ('3400', False), ('400', False)]
    """
    text = text if text.isascii() else text.translate(_half_width)
    numbers = sorted([*_numbers_in_figures(text), *_numbers_in_words(text)])
    kept: list[Number] = []
    last_end = -1
    for number in numbers:
        # 7B of LLaMA-2-7B is a part of a name, 200 of 100-200 is not.
        if last_end == number.start - 1 or not _joined_before.match(text, max(0, number.start - 2), number.start):
            kept.append(number)
            last_end = number.end
    doubtful = {
        number for pair in pairwise(kept) if _is_range(text, *pair) for number in pair
    }  # such as 10-20, whose ends are no amounts
    return tuple(number._replace(is_sure=False) if number in doubtful else number for number in kept)


def _is_range(text: str, first: Number, last: Number) -> bool:
    gap = text[first.end : last.start]
    between = gap.strip() == "and" and text[: first.start].rstrip().lower().endswith("between")
    return between or bool(_between.fullmatch(gap.lower()))


def _numbers_in_figures(text: str) -> Iterator[Number]:
    for match in _in_figures.finditer(text):
        scale = (match["scale"] or "").strip().lower()
        is_sure = not (match["spaced"] or match["comma"])
        for start, figures in _readings(match):
            value = plain_decimal(Decimal(re.sub(r"[,，\s'’]", "", figures)) * _SCALES[scale])
            yield Number(match.start() + start, match.end(), value, scale, False, is_sure)


def _readings(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield what figures may mean, and where in the match they begin."""
    if match["comma"]:
        yield 0, match["comma"].replace(",", ".")
    elif match["spaced"]:
        yield 0, match["spaced"]
        for gap in re.finditer(r"[，\s]", match["spaced"]):
            yield gap.end(), match["spaced"][gap.end() :]
    else:
        yield 0, match["grouped"] or match["plain"]


def _numbers_in_words(text: str) -> Iterator[Number]:
    for match in _in_words.finditer(text):
        said = _said.fullmatch(" ".join(match[0].lower().replace("-", " ").split()))
        if said and (said["scale"] or not said["half"]):
            scale = said["scale"] or ("hundred" if said["hundreds"] else "")
            yield Number(match.start(), match.end(), _value(said), scale, True, True)


def _value(said: re.Match[str]) -> Decimal:
    if said["half"]:
        value = Decimal("0.5")
    elif said["hundreds"]:
        value = Decimal(100 * _WORDS.get(said["hundreds"], 1) + _sum(said["rest"] or ""))
    else:
        value = Decimal(_sum(said["below"] or "one"))
    return plain_decimal(value * _SCALES[said["scale"] or ""])


def _sum(words: str) -> int:
    return sum(_WORDS[word] for word in words.split())


def plain_decimal(value: Decimal) -> Decimal:
    """Return a number without an exponent, and without zeros behind its point.

    Examples
    --------
    >>> str(plain_decimal(Decimal("1.50E+3"))), str(plain_decimal(Decimal("0.50")))
    ('1500', '0.5')
    """
    whole = value.to_integral_value()
    return Decimal(f"{whole:f}") if whole == value else value.normalize()

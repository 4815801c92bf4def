"""Numbers in the cells of a column, with the scale and the unit that the cell or the header gives."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from slm_graph.importing.headers import brackets, folded, header_text
from slm_graph.text import UNITS, plain_decimal

_SCALES = {
    scale: 10**power
    for power, names in {
        3: "k thousand 千",
        4: "万",
        6: "m million",
        8: "亿",
        9: "b bn billion",
        12: "t trillion",
    }.items()
    for scale in names.split()
}
_UNIT_OF = {word: unit for unit, names in UNITS.items() for word in names.split()} | {"params": "", "parameters": ""}
_number = re.compile(r"(\d{1,3}(?:[,\u2009 ]\d{3})+|\d+)(\.\d+)?\s*([^\W\d_]*)\s*([^\W\d_]*)")


class Quantity(NamedTuple):
    """A number and what it counts; "" where neither cell nor header say it."""

    value: Decimal
    unit: str


def header_unit(header: str) -> str:
    """Return what a header says that its numbers count in, in brackets or behind a comma.

    Examples
    --------
    >>> [header_unit(header) for header in ("Params (B)", "Duration [h]", "#Hours (k)", "Model (year)", "Hours")]
    ['B', 'h', 'k', '', '']
    """
    for match in brackets.finditer(header_text(header)):
        text = match[0][1:-1].strip(" #")
        if _scale_and_unit(text) is not None:
            return text
    return ""


def _scale_and_unit(text: str) -> tuple[int, str] | None:
    """Return the scale and the unit that some letters stand for; None where they are something else."""
    scale, unit = 1, ""
    for word in text.casefold().split():
        if word in _SCALES and scale == 1 and not unit:
            scale = _SCALES[word]
        elif word in _UNIT_OF and not unit:
            unit = _UNIT_OF[word]
        elif word[:1] in _SCALES and word[1:] in _UNIT_OF and not unit and scale == 1:
            scale, unit = _SCALES[word[0]], _UNIT_OF[word[1:]]
        else:
            return None
    return scale, unit


def read_quantity(text: str, header: str = "", unit: str = "") -> Quantity | None:
    """Return the one number that a cell holds; None where it holds something else, such as a range or a list.

    Parameters
    ----------
    text
        The text of the cell.
    header
        The header, which may name the unit: `Tokens`.
    unit
        What the numbers of the column count in, as of `header_unit`.

    Examples
    --------
    >>> [str(read_quantity(text, "Params (B)", "B")[0]) for text in ("20", "1.1", "560M")]
    ['20000000000', '1100000000', '560000000']
    >>> [read_quantity(text, "Params (B)", "B") for text in ("0.06 - 11", "3, 7, 12", "~7", "0.3B+0.4B", "7+")]
    [None, None, None, None, None]
    >>> read_quantity("60,000", "Hours"), read_quantity("2.3k h", "Duration")
    (Quantity(value=Decimal('60000'), unit='hours'), Quantity(value=Decimal('2300'), unit='hours'))
    """
    match = _number.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    said = _scale_and_unit(f"{match[3]} {match[4]}".strip())
    if said is None:
        return None
    of_header = _scale_and_unit(unit) or (1, "")
    words = [_UNIT_OF[word] for word in (*folded(header), *header_text(header).casefold().split()) if word in _UNIT_OF]
    scale = said[0] if said[0] > 1 or (said[1] and said[1] != of_header[1]) else of_header[0]
    value = Decimal(re.sub(r"[,\u2009 ]", "", match[1]) + (match[2] or "")) * scale
    return Quantity(plain_decimal(value), said[1] or of_header[1] or next(filter(None, words), ""))

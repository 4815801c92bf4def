"""Dates in the cells of a table: the year and the month, and for a column whether the day or the month comes first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_named = re.compile(
    r"(?<![^\W\d_])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])",
    re.IGNORECASE,
)
_joint = r"\s*[-./]\s*"
_year_first = re.compile(
    rf"(?<!\d)((?:19|20)[0-9]{{2}})(?:{_joint}|\s*年\s*)([0-9]{{1,2}})(?:(?:{_joint}|\s*月\s*)([0-9]{{1,2}}))?(?!\d)"
)
_year_last = re.compile(rf"(?<!\d)(?:([0-9]{{1,2}}){_joint})?([0-9]{{1,2}}){_joint}((?:19|20)[0-9]{{2}})(?!\d)")
_short = re.compile(r"^\s*([0-9]{2})(0[1-9]|1[0-2])\s*$")
_arxiv_month = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d\d)(0[1-9]|1[0-2])").match
_year = re.compile(r"(?<!\d)((?:19|20)[0-9]{2})(?!\d)")


class _Numbers(NamedTuple):
    """A date in digits: its year, and the two numbers beside it in their order; None where there is but one."""

    year: int
    first: int | None
    second: int
    is_year_first: bool


def _numbers_in(text: str) -> _Numbers | None:
    if match := _year_first.search(text):
        first, second = (int(match[2]), int(match[3])) if match[3] else (None, int(match[2]))
        return _Numbers(int(match[1]), first, second, is_year_first=True)
    if match := _year_last.search(text):
        return _Numbers(int(match[3]), int(match[1]) if match[1] else None, int(match[2]), is_year_first=False)
    return None


def _month(numbers: _Numbers, order: str) -> int:
    """Return the month of a date in digits, 0 where the order leaves it open."""
    first, second = numbers.first, numbers.second
    if first is None:
        return second if 1 <= second <= 12 else 0
    if first > 12 or second > 12:
        month, day = min(first, second), max(first, second)
        return month if month >= 1 and day <= 31 else 0
    wanted = order or ("month first" if numbers.is_year_first else "")
    if first == second:
        return first
    return first if wanted == "month first" else second if wanted == "day first" else 0


def date_order(cells: Iterable[tuple[str, str]]) -> str:
    """Return the order of day and month in a column: `day first`, `month first`, or "" where the cells leave it open.

    A number over twelve is a day; where no cell has one, or cells differ in it, the months of arXiv ids decide if they
    agree with one order much more often than with the other.

    Parameters
    ----------
    cells
        The texts of the column, each with the arXiv id of its row, or "".

    Examples
    --------
    >>> date_order([("03/04/2024", ""), ("25/03/2024", "")]), date_order([("03/04/2024", "2403.01234")])
    ('day first', 'month first')
    >>> date_order([("03/04/2024", ""), ("05/06/2024", "")])
    ''
    """
    dates = [(numbers, arxiv) for text, arxiv in cells if (numbers := _numbers_in(text)) and numbers.first is not None]
    shown = {
        "day first" if (numbers.first or 0) > 12 else "month first"
        for numbers, _ in dates
        if ((numbers.first or 0) > 12) != (numbers.second > 12)
    }
    if len(shown) == 1:
        return shown.pop()
    agreeing = {
        order: sum(_agrees(numbers, order, arxiv) for numbers, arxiv in dates) for order in ("day first", "month first")
    }
    best, other = sorted(agreeing, key=lambda order: -agreeing[order])
    return best if agreeing[best] > 2 * agreeing[other] else ""


def _agrees(numbers: _Numbers, order: str, arxiv: str) -> bool:
    return date_of_arxiv(arxiv) == f"{numbers.year}-{_month(numbers, order):02}"


def months_between(earlier: str, later: str) -> int:
    """Return how many months lie between two of the form `2023-10`; negative where the second is the earlier one.

    Examples
    --------
    >>> months_between("2023-10", "2024-01")
    3
    """
    (year, month), (later_year, later_month) = (map(int, text.split("-")) for text in (earlier, later))
    return (later_year - year) * 12 + later_month - month


def read_date(text: str, order: str = "") -> tuple[str, str]:
    """Return the year and the month of a date, each "" where it is not stated, or where the order leaves it open.

    Parameters
    ----------
    text
        The text of a cell.
    order
        The order of day and month in its column, as of `date_order`.

    Examples
    --------
    >>> [read_date(text) for text in ("2023-10-20", "Oct. 2023", "10/2023", "2023", "2310", "2023年10月", "soon")]
    [('2023', '10'), ('2023', '10'), ('2023', '10'), ('2023', ''), ('2023', '10'), ('2023', '10'), ('', '')]
    >>> read_date("03/04/2024"), read_date("03/04/2024", "day first"), read_date("25/03/2024")
    (('2024', ''), ('2024', '04'), ('2024', '03'))
    """
    text = unicodedata.normalize("NFKC", text)
    if numbers := _numbers_in(text):
        month = _month(numbers, order)
        return str(numbers.year), f"{month:02}" if month else ""
    short = _short.match(text)
    if short and 7 <= int(short[1]) <= 60 and not 19 <= int(short[1]) <= 20:
        return f"20{short[1]}", short[2]
    year = _year.search(text)
    if year is None:
        return "", ""
    named = _named.findall(text)
    months = {_MONTHS.index(name[:3].lower()) + 1 for name in named}
    return year[1], f"{months.pop():02}" if len(months) == 1 else ""


def date_of_arxiv(identifier: str) -> str:
    """Return the month in which arXiv gave an identifier (https://info.arxiv.org/help/arxiv_identifier.html).

    Examples
    --------
    >>> date_of_arxiv("2310.13289")
    '2023-10'
    """
    found = _arxiv_month(identifier)
    if found is None:
        return ""
    return f"{'19' if int(found[1]) > 90 else '20'}{found[1]}-{found[2]}"

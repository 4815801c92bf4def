"""Values of XML Schema's datatypes: which texts are one, and which mean the same.

References
----------
XML Schema Part 2, section 3 (lexical spaces and canonical forms), https://www.w3.org/TR/xmlschema-2/.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import TypeAlias

from slm_graph.rdf.vocabularies import XSD

Key: TypeAlias = "tuple[str, object, str]"
_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DAY = r"-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_INTEGER = r"[+-]?\d+"
_FLOAT = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_RANGES: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}  # fmt: skip
LEXICAL: Mapping[str, str] = {
    f"{XSD}{name}": pattern
    for name, pattern in {
        **dict.fromkeys(_RANGES, _INTEGER),
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "double": _FLOAT,
        "float": _FLOAT,
        "boolean": "true|false|1|0",
        "date": _DAY + _ZONE,
        "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_DAY}T{_TIME}{_ZONE[:-1]}",
        "time": _TIME + _ZONE,
        "gYear": rf"-?(?:[1-9]\d{{3,}}|0\d{{3}}){_ZONE}",
        "gYearMonth": rf"-?(?:[1-9]\d{{3,}}|0\d{{3}})-(?:0[1-9]|1[0-2]){_ZONE}",
        "gMonth": f"--(?:0[1-9]|1[0-2]){_ZONE}",
        "gDay": rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
        "gMonthDay": rf"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_ZONE}",
        "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    }.items()
}
CHECKED = frozenset(LEXICAL)
"""IRIs of the datatypes of which we know what may be written; values of others are kept as they are."""
INTEGERS = frozenset(f"{XSD}{name}" for name in _RANGES)
"""The datatypes of whole numbers."""
NUMBERS = INTEGERS | {f"{XSD}{name}" for name in ("decimal", "double", "float")}
"""The datatypes of numbers."""
_DIGITS = {"double": Context(prec=15), "float": Context(prec=6)}
"""What a writer and a reader of IEEE 754 numbers can be trusted to keep."""
_LARGEST = 10_000


def value_key(text: str, datatype: str = "", language: str = "") -> Key:
    """Return what two literals share that mean the same: numbers by value, `1` and `true`, moments in UTC.

    Fractions are compared to 15 digits, which is what stores keep of them.

    Examples
    --------
    >>> value_key("07", "http://www.w3.org/2001/XMLSchema#integer") == value_key(
    ...     "7.0", "http://www.w3.org/2001/XMLSchema#decimal"
    ... )
    True
    """
    if language:
        return "text", text, language.lower()
    if datatype in ("", f"{XSD}string"):
        return "text", text, ""
    normal = normal_form(text, datatype) if datatype in LEXICAL else None
    if normal is None:
        return "typed", text, datatype
    if datatype in NUMBERS:
        return "number", normal, ""
    return "typed", normal, datatype


@functools.lru_cache(maxsize=1 << 16)
def normal_form(text: str, datatype: str) -> str | None:
    """Return a value in its normal form; None where it is none of the datatype.

    Examples
    --------
    >>> normal_form("07", "http://www.w3.org/2001/XMLSchema#integer"), normal_form("x", "http://www.w3.org/2001/XMLSchema#integer")
    ('7', None)
    """
    text = text.strip(" \t\r\n")  # section 4.3.6: white space around a value collapses
    if re.fullmatch(LEXICAL[datatype], text) is None:
        return None
    name = datatype.removeprefix(XSD)
    if name in _RANGES or datatype in NUMBERS:
        return _normal_number(text, name)
    if name == "boolean":
        return "true" if text in ("true", "1") else "false"
    if name == "hexBinary":
        return text.upper()
    if name in ("date", "dateTime", "dateTimeStamp"):
        return _normal_moment(text)
    return _normal_zone(text)


def _normal_number(text: str, name: str) -> str | None:
    if text.lstrip("+-") in ("INF", "NaN"):
        return text.lstrip("+")
    value = Decimal(text)
    if abs(value.adjusted()) > _LARGEST:
        return text
    least, most = _RANGES.get(name, (None, None))
    if (least is not None and value < least) or (most is not None and value > most):
        return None
    if name in _DIGITS:
        value = _DIGITS[name].plus(value)
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}" if value else "0"
    return f"{_DIGITS['double'].plus(value).normalize(_DIGITS['double'])}"


def _normal_moment(text: str) -> str | None:
    from datetime import UTC, date, datetime

    try:
        if "T" not in text:
            date.fromisoformat(text[:10])
            return _normal_zone(text)
        if text[11:13] == "24":
            return _normal_zone(text)
        # Python keeps six digits of a second.
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
        return moment.isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        # A year beyond 9999 or before 1; of the others the day does not exist.
        return (
            _normal_zone(text) if text.startswith("-") or not re.match(r"\d{4}-", text) or text[:4] == "0000" else None
        )


def _normal_zone(text: str) -> str:
    text = re.sub(r"(\.\d*?)0+(?=Z|[+-]|$)", r"\1", text)
    return re.sub(r"\.(?=Z|[+-]|$)", "", text).replace("+00:00", "Z").replace("-00:00", "Z")

"""Which of several media types a client wants.

References
----------
RFC 9110, section 12.5.1 (Accept), https://www.rfc-editor.org/rfc/rfc9110#name-accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_quality = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?").fullmatch
_range = re.compile(r"(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)").fullmatch


def best(accept: str, offered: Sequence[str]) -> str:
    """Return the media type that an Accept header wants most, the first one of several; "" for none.

    Examples
    --------
    >>> best("text/*;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> best("", ["text/csv"]), best("image/png", ["text/csv"]), best("*/*, text/csv;q=0", ["text/csv"])
    ('text/csv', '', '')
    """
    ranges = [*_ranges(accept)]
    if not ranges:
        return offered[0]
    wanted = [(_wanted(media_type, ranges), -place) for place, media_type in enumerate(offered)]
    quality, place = max(wanted)
    return offered[-place] if quality else ""


def _ranges(accept: str) -> Iterator[tuple[int, str, float]]:
    """Yield how exactly each range of a header names media types, the range, and its quality."""
    for item in accept.lower().split(","):
        media_range, *parameters = (part.strip() for part in item.split(";"))
        if not _range(media_range):
            continue
        quality = next((text[2:].strip() for text in parameters if text.startswith("q=")), "1")
        exactness = 2 - media_range.count("*")
        yield exactness, media_range.removesuffix("*"), float(quality) if _quality(quality) else 0.0


def _wanted(media_type: str, ranges: Sequence[tuple[int, str, float]]) -> float:
    """Return the quality of the most exact range that a media type is in."""
    fitting = [
        (exactness, quality)
        for exactness, start, quality in ranges
        if media_type == start or (exactness == 1 and media_type.startswith(start)) or exactness == 0
    ]
    return max(fitting)[1] if fitting else 0.0

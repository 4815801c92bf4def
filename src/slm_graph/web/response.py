"""What a server answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Response(NamedTuple):
    """What a server answered.

    Parameters
    ----------
    status, reason
        As 200 and "OK".
    headers
        By name in lower case.
    body
        Whole, and no longer compressed.
    url
        Where it came from, after redirects.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    url: str = ""

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; "" where the server names none.

        Examples
        --------
        >>> Response(200, "OK", {"content-type": "Text/Turtle; charset=utf-8"}, b"").media_type
        'text/turtle'
        """
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def first_line(self) -> str:
        """The first line of the body, without markup."""
        return _first_line(self.body[:2000])


def _first_line(body: bytes) -> str:
    """Return the first line that a server says of an error, without markup."""
    import html
    import re

    text = body.decode("utf-8", "replace")
    if "<html" in text[:500].lower():
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
        text = html.unescape(title[1]) if title else ""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return "".join(character if character.isprintable() else " " for character in line)

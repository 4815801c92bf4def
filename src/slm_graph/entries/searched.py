"""A text in which quotes are looked for: few, or tens of thousands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

_FEW = 200
"""So many times a text is read from its beginning, before it is put in order."""
_LONGEST = 64
"""Letters by which the places of a text are ordered; a file holds few quotes that are longer."""


class Searched:
    """A text, or phrases that each quote must lie in one of; what each search costs does not grow with the text.

    References
    ----------
    Manber and Myers, Suffix arrays: a new method for on-line string searches, 1990.

    Examples
    --------
    >>> phrases = Searched(["LoRA adapter", "Q-former"])
    >>> "adapter" in phrases, "adapter Q" in phrases
    (True, False)
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        self._text = "\0".join(sorted(self._phrases))
        self._searches = 0
        self._places: list[int] = []

    def __contains__(self, quote: str) -> bool:
        if quote in self._phrases:
            return True
        self._searches += 1
        if self._searches <= _FEW or not 0 < len(quote) <= _LONGEST:
            return quote in self._text
        text, size = self._text, len(quote)
        if not self._places:
            self._places = sorted(range(len(text)), key=lambda place: text[place : place + _LONGEST])
        nearest = bisect_left(self._places, quote, key=lambda place: text[place : place + size])
        return nearest < len(self._places) and text.startswith(quote, self._places[nearest])

"""The headings above a place of a file, from its title to the nearest one."""

from __future__ import annotations

import re

_bold_line = re.compile(r"\s*(?:\*\*(?P<stars>[^*]+)\*\*|__(?P<lines>[^_]+)__|<b>(?P<html>[^<>]+)</b>)\s*:?\s*")
_MOST_WORDS = 12

SUMMARY, BOLD, CAPTION, TITLE_ROW, GROUP = range(7, 12)
"""Below h1 to h6: what a fold shows, a paragraph in bold, a table's caption, its title row, a row that heads others."""


class Headings:
    """The path of headings while a file is read.

    Examples
    --------
    >>> headings = Headings()
    >>> headings.enter(1, "Survey"); headings.enter(3, "Speech"); headings.enter(3, "Music")
    >>> headings.path, headings.nearest
    (('Survey', 'Music'), 'Music')
    """

    def __init__(self) -> None:
        self._entered: list[tuple[float, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """All headings, the outermost first."""
        return tuple(text for _, text in self._entered)

    @property
    def nearest(self) -> str:
        """The nearest heading; "" where there is none."""
        return self._entered[-1][1] if self._entered else ""

    def enter(self, level: float, text: str) -> None:
        """Go below a heading; one without a text is none."""
        if text:
            self.leave(level)
            self._entered.append((level, text))

    def leave(self, level: float) -> None:
        """Leave the headings of this level and below."""
        while self._entered and self._entered[-1][0] >= level:
            self._entered.pop()


def bold_heading(paragraph: str) -> str:
    """Return the text of a paragraph that is bold as a whole and short, so that it stands for a heading; else "".

    Examples
    --------
    >>> bold_heading("<b>1.1 Features</b>"), bold_heading("**Speech**:"), bold_heading("**Speech** and more")
    ('1.1 Features', 'Speech', '')
    """
    match = _bold_line.fullmatch(paragraph)
    text = " ".join((match["stars"] or match["lines"] or match["html"]).split()).rstrip(":") if match else ""
    return text if len(text.split()) <= _MOST_WORDS else ""

"""Cells of a survey's table as text."""

from __future__ import annotations

import html
import re

_line_break = re.compile(r"[ \t]*</?br[ \t]*/?>[ \t]*", re.IGNORECASE)
# CommonMark 0.31, section 2.4: a backslash before ASCII punctuation.
_escape = re.compile(r"\\([!-/:-@\[-`{-~])")

NOTHING_STATED = frozenset(["-", "--", "–", "—", "n/a", "unknown"])
"""What stands in a cell that states nothing, in lower case."""


def cell_text(cell: str) -> str:
    r"""Return the text of a raw Markdown cell: line breaks as line breaks, escapes and entities resolved.

    Examples
    --------
    >>> cell_text(r"\<audio\> what? </br> Yes &amp; no.\n")
    '<audio> what?\nYes & no.\\n'
    """
    return html.unescape(_escape.sub(r"\1", _line_break.sub("\n", cell))).strip()


def states_nothing(cell: str) -> bool:
    """Tell whether a cell says that nothing is stated.

    Examples
    --------
    >>> states_nothing(" - "), states_nothing("A series of models")
    (True, False)
    """
    return cell.strip().lower() in NOTHING_STATED

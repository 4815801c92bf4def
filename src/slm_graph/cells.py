"""Cells of a survey's table as text."""

from __future__ import annotations

import html
import re
from html.entities import html5

_line_break = re.compile(r"[ \t]*</?br[ \t]*/?>[ \t]*", re.IGNORECASE)
# CommonMark 0.31, sections 2.4 and 2.5: a backslash before ASCII punctuation; an entity, which ends in a semicolon.
_escape_or_entity = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")

NOTHING_STATED = frozenset(["-", "--", "–", "—", "n/a", "unknown"])
"""What stands in a cell that states nothing, in lower case."""


def cell_text(cell: str) -> str:
    r"""Return the text of a raw Markdown cell: line breaks as line breaks, escapes and entities resolved.

    Examples
    --------
    >>> cell_text(r"\<audio\> what? </br> Yes &amp; no.\n")
    '<audio> what?\nYes & no.\\n'
    """
    lines = _line_break.sub("\n", cell)
    return _escape_or_entity.sub(lambda found: found[1] or _entity(found[0]), lines).strip()


def _entity(entity: str) -> str:
    return html.unescape(entity) if entity.startswith("&#") else html5.get(entity[1:], entity)


def states_nothing(cell: str) -> bool:
    """Tell whether a cell says that nothing is stated.

    Examples
    --------
    >>> states_nothing(" - "), states_nothing("A series of models")
    (True, False)
    """
    return cell.strip().lower() in NOTHING_STATED

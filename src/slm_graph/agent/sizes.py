"""How much of an answer fits into the context of a model, and how what is left off is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from slm_graph.agent.model import plain

ROOM = 24_000
"""Characters of JSON that one answer may have: some 6,000 tokens."""
LONGEST = 1_500
"""Characters of one text."""

_Item = TypeVar("_Item")


def cut(text: str, most: int = LONGEST) -> str:
    """Return a text, of a long one the beginning and how much more there is.

    Examples
    --------
    >>> cut("a" * 12, 10)
    'aaaaaaaaaa … (2 more characters)'
    """
    return text if len(text) <= most else f"{text[:most]} … ({len(text) - most:,} more characters)"


class Room:
    """The room that an answer has.

    Examples
    --------
    >>> room = Room(30)
    >>> room.fitting(["a" * 10, "b" * 10, "c" * 10])
    ['aaaaaaaaaa', 'bbbbbbbbbb']
    """

    def __init__(self, characters: int = ROOM) -> None:
        self.left = characters

    def fitting(self, items: Iterable[_Item], most: int = 1_000) -> list[_Item]:
        """Return the first items that fit; the first one always, so that an answer goes on.

        Of a generator no more is made than fits, and one more.
        """
        kept: list[_Item] = []
        for item in islice(items, most):
            size = len(json.dumps(plain(item), ensure_ascii=False))
            if kept and size > self.left:
                break
            self.left -= size
            kept.append(item)
        return kept


def left_off(shown: int, offset: int, total: int, how: str) -> str:
    """Return how many items are left off, and how to get the next ones; "" where none are.

    Examples
    --------
    >>> left_off(10, 0, 25, "call again")
    '10 of 25 shown; for more call again with offset 10'
    >>> left_off(5, 20, 25, "call again")
    ''
    """
    if offset + shown >= total:
        return ""
    which = f"{offset + 1:,} to {offset + shown:,}" if offset else f"{shown:,}"
    return f"{which} of {total:,} shown; for more {how} with offset {offset + shown}"

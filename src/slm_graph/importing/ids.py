"""Ids for what is new."""

from __future__ import annotations

from collections.abc import Collection


def free_id(base: str, taken: Collection[str]) -> str:
    """Return an id that none of some ids, in small letters, is in whatever case: the base, or the base with a number.

    Examples
    --------
    >>> free_id("Kea", {"kea", "kaka"}), free_id("weka", ())
    ('Kea-2', 'weka')
    """
    identifier, number = base, 2
    while identifier.casefold() in taken:
        identifier, number = f"{base}-{number}", number + 1
    return identifier

"""What a person sent: decisions on words, and what tables and columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from slm_graph.problems import WrongArgument

MOST_FIELDS = 20_000
OTHER = "other:"
"""The choice of an id that is typed: no id has a colon."""
_WORD, _TYPED = "word-", "typed-"
_CLASS, _FIELDS, _SETTING = "class.", "fields.", "set."


class SentTables(NamedTuple):
    """What was sent of tables and columns, by their places in the file."""

    classes: dict[str, str]
    fields: dict[str, list[str]]
    settings: dict[str, dict[str, str]]
    """By column, then by name."""


def sent_pairs(body: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form.

    Raises
    ------
    WrongArgument
        It is no form of UTF-8, or has too many values.

    Examples
    --------
    >>> sent_pairs(b"word-2=hubert&typed-2=")
    [('word-2', 'hubert'), ('typed-2', '')]
    """
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError:
        raise WrongArgument("the form is not what this page sends; open the page again") from None


def sent_decisions(pairs: Sequence[tuple[str, str]]) -> dict[int, str]:
    """Return the decisions that were sent, by the lines of the words; one that was typed goes where it was chosen.

    Examples
    --------
    >>> sent_decisions([("word-2", "hubert"), ("word-3", "other:"), ("typed-2", "beats"), ("typed-3", " beats ")])
    {2: 'hubert', 3: 'beats'}
    """
    typed = {line: " ".join(text.split()) for line, text in _by_line(pairs, _TYPED)}
    return {line: typed.get(line, "") if choice == OTHER else choice for line, choice in _by_line(pairs, _WORD)}


def sent_tables(pairs: Sequence[tuple[str, str]]) -> SentTables:
    """Return what was sent of tables and columns.

    Examples
    --------
    >>> sent = sent_tables([("fields.columns.0", "llms"), ("fields.columns.0", ""), ("set.unit.columns.0", "B")])
    >>> sent.fields, sent.settings
    ({'columns.0': ['llms']}, {'columns.0': {'unit': 'B'}})
    """
    fields: dict[str, list[str]] = {}
    settings: dict[str, dict[str, str]] = {}
    for name, value in pairs:
        if name.startswith(_FIELDS):
            fields.setdefault(name.removeprefix(_FIELDS), []).extend([value] if value else [])
        elif name.startswith(_SETTING):
            setting, _, place = name.removeprefix(_SETTING).partition(".")
            settings.setdefault(place, {})[setting] = value
    return SentTables(_with_prefix(pairs, _CLASS), fields, settings)


def _with_prefix(pairs: Sequence[tuple[str, str]], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in pairs if name.startswith(prefix)}


def _by_line(pairs: Sequence[tuple[str, str]], prefix: str) -> Iterator[tuple[int, str]]:
    for name, value in pairs:
        number = name.removeprefix(prefix)
        if name.startswith(prefix) and number.isascii() and number.isdigit() and len(number) < 9:
            yield int(number), value


def page_number(query: Mapping[str, str]) -> int:
    """Return the number of the page that is asked for, from 1."""
    text = query.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1

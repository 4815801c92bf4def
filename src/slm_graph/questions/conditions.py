"""Conditions: parameters that are given as `whisper or wavlm`, `not lora`, or several times, where all are to be met.

A question that takes them has one table `VALUES (?condition ?is ?property ?value) { … }`. A row says that a system has
a value, or has it not; rows with one number are alternatives. What is given stands in the place of the table's rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from slm_graph.rdf import Term, sparql

COLUMNS = ("condition", "is", "property", "value")
_and = re.compile(r"\s+and\s+", re.IGNORECASE)
_or = re.compile(r"\s+or\s+|\s*,\s*", re.IGNORECASE)
_not = re.compile(r"not\s+", re.IGNORECASE)


class Condition(NamedTuple):
    """What is asked of a property: that it has one of some values, or none of them."""

    property_iri: str
    is_wanted: bool
    values: tuple[Term, ...]


def read_conditions(property_iri: str, given: Iterable[str], term: Callable[[str], Term]) -> Iterator[Condition]:
    """Yield the conditions of what is given for one parameter.

    Parameters
    ----------
    property_iri
        The property that the parameter asks of.
    given
        What was given, each of which is to be met.
    term
        Returns the term of one value, or raises LookupError or ValueError.

    Examples
    --------
    >>> terms = {"asr": Term("<urn:asr>"), "st": Term("<urn:st>"), "er": Term("<urn:er>")}
    >>> for condition in read_conditions("urn:p", ["asr or st and not er"], terms.__getitem__):
    ...     print(condition.is_wanted, condition.values)
    True ('<urn:asr>', '<urn:st>')
    False ('<urn:er>',)
    """
    for text in given:
        for part in _parts(text.strip(), _and, term):
            is_wanted = _not.match(part) is None
            rest = _not.sub("", part, count=1) if not is_wanted else part
            yield Condition(property_iri, is_wanted, tuple(map(term, _parts(rest, _or, term))))


def _parts(text: str, joined: re.Pattern[str], term: Callable[[str], Term]) -> Sequence[str]:
    """Return the parts of a text; a name that holds the word that joins stays whole."""
    parts = joined.split(text)
    if len(parts) > 1:
        try:
            term(text)
        except (LookupError, ValueError):
            return parts
    return [text]


def table_rows(conditions: Iterable[Condition]) -> list[str]:
    """Return the rows of the table.

    Examples
    --------
    >>> table_rows([Condition("urn:p", False, (Term("<urn:a>"), Term("<urn:b>")))])
    ['(1 "not" <urn:p> <urn:a>)', '(2 "not" <urn:p> <urn:b>)']
    """
    rows = []
    number = 0
    for condition in conditions:
        for index, value in enumerate(condition.values):
            # Neither this nor that is two conditions, this or that is one.
            number += 1 if index == 0 or not condition.is_wanted else 0
            rows.append(f'({number} "{"has" if condition.is_wanted else "not"}" <{condition.property_iri}> {value})')
    return rows


def table_place(text: str) -> tuple[int, int] | None:
    """Return the offsets between which the rows of the table stand; None where a query has no such table.

    Examples
    --------
    >>> query = "SELECT * { VALUES (?condition ?is ?property ?value) { (1 'has' <urn:p> 1) } }"
    >>> start, end = table_place(query)
    >>> query[start:end]
    " (1 'has' <urn:p> 1) "
    """
    tokens = [token for token in sparql.tokens(text) if token.kind not in ("space", "comment")]
    head = ["VALUES", "(", *(f"?{column}" for column in COLUMNS), ")", "{"]
    for index in range(len(tokens) - len(head)):
        if [token.text for token in tokens[index : index + len(head)]] == head:
            start = tokens[index + len(head) - 1].start + 1
            return start, next(token.start for token in tokens[index + len(head) :] if token.text == "}")
    return None


def with_rows(text: str, rows: Sequence[str]) -> str:
    """Return a query with other rows in its table of conditions."""
    place = table_place(text)
    if place is None:
        return text
    start, end = place
    indent = re.search(r"[ \t]*$", text[:end])
    margin = indent[0] if indent else ""
    return text[:start] + "".join(f"\n{margin}  {row}" for row in rows) + f"\n{margin}" + text[end:]

"""What the rows of surveys state: usages, with the words that they rest on and the cells where these stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from slm_graph.graphs import last_part
from slm_graph.network.described import Described
from slm_graph.network.statements import key_of
from slm_graph.network.terms import ALTERNATIVE_TO, BY_METHOD, DERIVED_FROM, FOR_TASK, RDF_TYPE, USAGE_BY, USAGE_OF
from slm_graph.rdf import RDFS
from slm_graph.text import words as words_of

_QUOTE, _COLUMN, _CELL = "quote", "column", "cellProperty"
_TOLD_BY_NAME = {
    _QUOTE, _COLUMN, USAGE_BY, USAGE_OF, ALTERNATIVE_TO, BY_METHOD, "amount", "unit", "unitConcept", "hours",
    "amountQualifier", "amountText", last_part(DERIVED_FROM), last_part(RDF_TYPE), "label",
}  # fmt: skip
Place: TypeAlias = "tuple[str, str, str]"
"""A cell: its row, the name of its column, its text."""

_KEPT = 10_000
_EXACT, _WITHOUT_UNIT = "exact", "unitNotStated"


class Usage(NamedTuple):
    """A statement of a source: who uses what, and in which words."""

    key: str
    users: list[str]
    used: list[str]
    rows: list[str]
    columns: list[str]
    quotes: list[str]
    further: list[tuple[str, str]]
    """What else it says: a property in words, "" for an amount, and the value."""

    def told(self, but: str = "") -> str:
        """Return what else it says, in a line; a value that is known already is left out."""
        return " · ".join(f"{words}: {value}" if words else value for words, value in self.further if value != but)


class SourceWords:
    """The statements of the rows of surveys; there are none in a graph without usages."""

    def __init__(self, described: Described) -> None:
        self.described = described
        self.namespace = described.kinds.namespace
        self.cell_properties: Mapping[str, list[str]] = self._read_columns() if self.namespace else {}
        self.usage = lru_cache(_KEPT)(self._usage)  # pages of a system, its row and the usage itself tell it

    def _read_columns(self) -> dict[str, list[str]]:
        """Return the properties of the cells of a column, by the column's name."""
        properties: dict[str, set[str]] = {}
        for column, cells in self.described.pairs(self.namespace + _CELL):
            for name in self.described.literals(column, f"{RDFS}label"):
                properties.setdefault(name, set()).add(cells)
        return {name: sorted(cells) for name, cells in properties.items()}

    def about(self, key: str) -> list[Usage]:
        """Return the usages that are told with their cells: those by a system, those of a row, or the one itself."""
        if not self.namespace:
            return []
        keys = self.described.leading_to(self.namespace + USAGE_BY, key)
        keys = keys or self.described.leading_to(DERIVED_FROM, key)
        if self.described.things(key, self.namespace + USAGE_BY):
            keys = [key]
        return [usage for usage in map(self.usage, keys) if usage.users]

    def using(self, key: str) -> list[Usage]:
        """Return the usages of a thing."""
        if not self.namespace:
            return []
        names = (self.namespace + name for name in (USAGE_OF, FOR_TASK, BY_METHOD))
        keys = {usage for name in names for usage in self.described.leading_to(name, key)}
        return [self.usage(usage) for usage in self.described.in_order(keys)]

    def _usage(self, key: str) -> Usage:
        """Return what a usage states."""
        stated = self.described.stated(key)

        def keys(name: str) -> list[str]:
            return [key_of(value) for value in stated.get(self.namespace + name, [])]

        return Usage(
            key,
            keys(USAGE_BY),
            [*dict.fromkeys([*keys(USAGE_OF), *keys(BY_METHOD)])],
            [key_of(value) for value in stated.get(DERIVED_FROM, [])],
            keys(_COLUMN),
            keys(_QUOTE),
            [*self._further(stated)],
        )

    def _further(self, stated: Mapping[str, list[object]]) -> Iterator[tuple[str, str]]:
        """Yield what else a usage says: the property in words, and the values."""
        if self.namespace + "amount" in stated:
            yield "", self._amount(stated)
        for predicate, values in stated.items():
            if last_part(predicate) not in _TOLD_BY_NAME:
                yield self.described.words(predicate), ", ".join(map(self._name, values))

    def _amount(self, stated: Mapping[str, list[object]]) -> str:
        """Return an amount as the source gives it: how many, of what, and whether it is at least so many."""
        names = ("amountQualifier", "amount", "unit")
        qualifier, amount, unit = (next(map(key_of, stated.get(self.namespace + name, [])), "") for name in names)
        amount = f"{int(amount):,}" if amount.isdecimal() else amount
        if qualifier == _WITHOUT_UNIT:
            return f"{amount} (unit {unit})"
        return " ".join(filter(None, (words_of(qualifier) if qualifier != _EXACT else "", amount, unit)))

    def _name(self, value: object) -> str:
        return value.value if isinstance(value, ox.Literal) else self.described.label(key_of(value))

    def rank(self, place: Place) -> tuple[str, int, str, str]:
        """Sort cells by row, and then as their columns stand."""
        order = [*self.cell_properties]
        return place[0], order.index(place[1]), place[1], place[2]

    def places(self, usage: Usage) -> Iterator[tuple[Place, str]]:
        """Yield row, column and text of the cells that a usage quotes, each with the quote."""
        texts = [
            (row, column, text)
            for row in usage.rows
            for column in usage.columns
            for cell_property in self.cell_properties.get(column, [])
            for text in self.described.literals(row, cell_property)
        ]
        for quote in usage.quotes:
            yield from ((place, quote) for place in texts if quote in place[2])


def components_by_entry(described: Described) -> dict[str, set[str]]:
    """Return what each thing that uses others uses."""
    kinds = described.kinds
    uses = [kinds.namespace + name for name in kinds.uses]
    classes = [kinds.iri_of[name] for name in kinds.classes if name in kinds.entries]
    entries = [key for cls in classes for key in described.instances(cls)]
    same: dict[str, str] = {}  # each name once in memory, however many use it
    return {
        key: {same.setdefault(other, other) for name in uses for other in described.things(key, name)}
        for key in entries
    }

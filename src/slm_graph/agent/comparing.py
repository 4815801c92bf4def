"""The tool `compare`: things side by side, property by property, with the words that state each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import ComparedCell, ComparedRow, ComparedValue, Comparison
from slm_graph.agent.sizes import Room, cut, left_off
from slm_graph.network import DESCRIPTIONS, LABELS, RDF_TYPE, key_of
from slm_graph.problems import WrongArgument
from slm_graph.rdf import SKOS

MOST = 6
_VALUES, _CELL = 12, 3_000
"""Values of a cell, and characters of their JSON."""


def compare(known: KnownGraph, things: Sequence[str], offset: int = 0) -> Comparison:
    """Return things side by side; rows that the survey states come first.

    Raises
    ------
    NotFound, WrongArgument
        A name stands for nothing or for several things, or there are too few.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> rows = compare(KnownGraph(graph_file()), ["SALMONN", "WavLLM"]).rows
    >>> rows[0].property, rows[0].shared
    ('speech encoder', ['Whisper'])
    """
    keys = [*dict.fromkeys(known.thing(thing) for thing in things)]
    if len(keys) < 2:
        raise WrongArgument("things: one thing alone cannot be compared; give two or more that differ")
    rows = [*_rows(known, keys)]
    shown = Room().fitting((_row(known, keys, predicate, words) for predicate, words in rows[offset:]))
    return Comparison(
        [known.reference(key) for key in keys],
        shown,
        f"“{known.not_stated}” is no proof of the contrary",
        left_off(len(shown), offset, len(rows), "call compare"),
    )


def _rows(known: KnownGraph, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the properties that any of the things has, each with its words; the edges to what is used first."""
    described, kinds = known.described, known.kinds
    uses = {kinds.namespace + name: words for name, words in kinds.uses.items()} if kinds.namespace else {}
    hidden = {RDF_TYPE, *LABELS, *DESCRIPTIONS, *(f"{SKOS}{name}" for name in ("altLabel", "hiddenLabel", "inScheme"))}
    if kinds.namespace:
        hidden |= {kinds.namespace + "hasUsage", kinds.namespace + "describedBy"}
    stated = {predicate for key in keys for predicate in described.stated(key)} - hidden
    is_entry = any(known.stated_by(key) for key in keys)
    yield from ((name, words) for name, words in uses.items() if is_entry or name in stated)
    others = [(name, described.words(name)) for name in stated - uses.keys()]
    yield from sorted(others, key=lambda row: (row[1], row[0]))


def _row(known: KnownGraph, keys: Sequence[str], predicate: str, words: str) -> ComparedRow:
    values = {key: known.described.stated(key).get(predicate, []) for key in keys}
    shared = set.intersection(*({str(value) for value in values[key]} for key in keys))
    return ComparedRow(
        words,
        [_text(known, value) for value in values[keys[0]] if str(value) in shared][:_VALUES],
        [_cell(known, key, values[key]) for key in keys],
    )


def _cell(known: KnownGraph, key: str, values: Sequence[Any]) -> ComparedCell:
    if not values:
        return ComparedCell((), known.not_stated)
    shown = Room(_CELL).fitting((_value(known, key, value) for value in values), _VALUES)
    more = f"and {len(values) - len(shown)} more; describe {known.id(key)}" if len(values) > len(shown) else ""
    return ComparedCell(shown, more)


def _value(known: KnownGraph, key: str, value: Any) -> ComparedValue:
    """Return a value with the words of the first statement that joins it with the thing."""
    if not isinstance(value, ox.NamedNode | ox.BlankNode):
        return ComparedValue(text=_text(known, value))
    used = key_of(value)
    usage = next((usage for usage in known.stated_by(key) if used in known.joined(usage)), None)
    words = known.source(usage) if usage is not None else {}
    return ComparedValue(text=_text(known, value), id=known.id(used), **words)


def _text(known: KnownGraph, value: Any) -> str:
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        return cut(known.described.label(key_of(value)), 200)
    return cut(str(getattr(value, "value", value)), 200)

"""The words that a row of an answer rests on: statements that join the things of the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

import pyoxigraph as ox

from slm_graph.agent.known import KnownGraph
from slm_graph.network import Usage, key_of

MOST = 4
_LONGEST = 100
"""Characters of a text that may be a label."""


class RowWords(NamedTuple):
    """The statements that a row rests on, and how many more say the same."""

    shown: Sequence[Usage] = ()
    more: int = 0


class _Named(NamedTuple):
    """A statement, and what of the row it names."""

    usage: Usage
    names: frozenset[str]


def evidence(known: KnownGraph, columns: Sequence[str], row: Sequence[Any], taken: Sequence[str]) -> RowWords:
    """Return the statements that join things of a row, or such a thing with what the question was given.

    A row may name a thing by its label alone; what uses others so, in a column that is called as its class. As few
    statements are taken as name together what all of them name, so that of the row "SALMONN, LibriSpeech, pretraining"
    it is the one that says all three.

    Parameters
    ----------
    columns, row
        Names, and terms.
    taken
        The IRIs that the question was given.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> row = [ox.Literal(text) for text in ("SALMONN", "LibriSpeech", "pretraining")]
    >>> [usage.quotes for usage in evidence(KnownGraph(graph_file()), ["system", "data", "stage"], row, []).shown]
    [['(ASR)', 'Librispeech', 'for pretraining']]
    """
    keys = [*dict.fromkeys(key_of(term) for term in row if isinstance(term, ox.NamedNode))]
    users = dict.fromkeys([*keys, *taken, *_by_label(known, columns, row)])
    usages = [usage for user in users for usage in known.stated_by(user)]
    if not usages:
        return RowWords([known.words.usage(key) for key in keys if known.is_statement(key)][:MOST])
    texts = {term.value.casefold() for term in row if isinstance(term, ox.Literal) and len(term.value) < _LONGEST}
    named = (_Named(usage, frozenset(_names(known, usage, {*keys, *taken}, texts))) for usage in usages)
    candidates = [candidate for candidate in named if candidate.names]
    chosen = [*_covering(candidates)]
    names = {candidate.names for candidate in chosen}
    same = [candidate for candidate in candidates if candidate.names in names]
    return RowWords([candidate.usage for candidate in chosen], len(same) - len(chosen))


def _by_label(known: KnownGraph, columns: Sequence[str], row: Sequence[Any]) -> Iterator[str]:
    """Yield what uses others and is named in a column that is called as its class."""
    for name, term in zip(columns, row, strict=True):
        if isinstance(term, ox.Literal) and (entry := known.entry(name, term.value)):
            yield entry


def _names(known: KnownGraph, usage: Usage, keys: Set[str], texts: Set[str]) -> Iterator[str]:
    """Yield what of a row a statement names, a thing and its label once."""
    if usage.key in keys:
        yield usage.key
    for key in known.joined(usage):
        if key in keys or known.described.label(key).casefold() in texts:
            yield key


def _covering(candidates: Sequence[_Named]) -> Iterator[_Named]:
    """Yield few statements that together name what all name, those that name most first."""
    open_names = {name for candidate in candidates for name in candidate.names}
    for _ in range(MOST):
        best = max(candidates, key=lambda candidate: len(candidate.names & open_names), default=None)
        if best is None or not best.names & open_names:
            return
        open_names -= best.names
        yield best

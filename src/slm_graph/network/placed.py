"""A large graph whose statements stay in their file, where those of a subject are read when they are asked for.

A store in memory takes 330 bytes a statement, and soon in each process, since reading it counts references. Here it is
some 20 bytes of arrays, which forked processes share.
"""

from __future__ import annotations

import os
import weakref
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyoxigraph as ox

from slm_graph.files import open_regular
from slm_graph.graphs import MAX_RDF_BYTES, LocalGraph, StreamedGraph
from slm_graph.network.numbered import Numbered, SubjectSpans, file_changed, file_state, numbered
from slm_graph.network.statements import key_of, language_rank
from slm_graph.network.terms import LABELS, RDF_TYPE
from slm_graph.network.texts import Texts
from slm_graph.processes import cores, in_order, seldom_collected

_TOGETHER = 20_000
"""Names; of so many at a time a process reads what is stated of them."""
_KEPT = 20_000
"""Terms, labels and places of names: many are on several pages."""
_FEW = 1000
"""Subjects; where no more have a property, it is known which."""
_EXAMPLES = 5
_RANKS = {predicate: rank for rank, predicate in enumerate(LABELS)}


class PropertyUse:
    """How often a property is stated, of which things first in the order of keys, and of which subjects if few."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []
        self.subjects: list[int] = []

    def add(self, count: int, firsts: Iterable[str], subjects: Sequence[int]) -> None:
        """Add what is known of further subjects."""
        self.count += count
        if len(self.subjects) <= _FEW:
            self.subjects += subjects
        for key in firsts:
            if len(self.first) < _EXAMPLES or key < self.first[-1]:
                insort(self.first, key)
                del self.first[_EXAMPLES:]


class _Surveyed(NamedTuple):
    """What a process found of some names: their labels, and the use of properties."""

    labels: list[bytes]
    uses: dict[str, PropertyUse]


class PlacedStatements:
    """The statements of a file of canonical N-Triples without blank nodes, asked for as those of a store are.

    Names are found by hashes, which a process shares with those that are forked from it alone.

    Parameters
    ----------
    path
        The file; who replaces it does not change what is read.
    numbers
        Its statements, as `numbered` returns them.
    state
        What `file_state` told before.

    Raises
    ------
    OSError
        It cannot be read, or was changed.
    """

    def __init__(self, path: Path, numbers: Numbered, state: object) -> None:
        import numpy as np

        self._path, self._stream = path, open_regular(path, MAX_RDF_BYTES)
        weakref.finalize(self, self._stream.close)
        if file_state(os.fstat(self._stream.fileno())) != state:
            raise file_changed(self._path)
        self._names, self._spans = Texts(), SubjectSpans(numbers)
        self._names.extend(name[1:-1] for name in numbers.names)
        hashes = np.fromiter(map(hash, self._names), np.int64, len(self._names))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._numbers = _array("q", hashes[order]), _array("I", order)
        links = numbers.rows[numbers.rows[:, 2] >= 0]
        links = links[np.lexsort(links.T)]
        is_new = np.ones(len(links), dtype=bool)
        is_new[1:] = (links[1:] != links[:-1]).any(axis=1)
        links = links[is_new]
        self._sources, self._verbs = _array("I", links[:, 0]), _array("I", links[:, 1])
        self._first_source = _array("q", np.searchsorted(links[:, 2], np.arange(len(self._names) + 1)))
        types = numbers.having(RDF_TYPE)[:, 2]
        self.classes = {self._names[number] for number in np.unique(types[types >= 0]).tolist()}
        self._term = lru_cache(_KEPT)(_parsed)
        self._property = lru_cache(maxsize=None)(lambda text: text[1:-1].decode())
        self.number = lru_cache(_KEPT)(self._find)
        self._name = lru_cache(_KEPT)(self._names.__getitem__)
        self.labels, self.uses = Texts(), dict[str, PropertyUse]()

    def survey(self) -> None:
        """Read all subjects once, by several processes: what they are called, and which properties are stated."""
        starts = range(0, len(self._names), _TOGETHER)
        for found in in_order(self._survey, starts, cores() if len(starts) > 1 else 1):
            self.labels.extend(found.labels)
            for predicate, use in found.uses.items():
                self.uses.setdefault(predicate, PropertyUse()).add(use.count, use.first, use.subjects)
        self._count = sum(use.count for use in self.uses.values())

    def _survey(self, start: int) -> _Surveyed:
        labels, uses = list[bytes](), dict[str, PropertyUse]()
        for number in range(start, min(start + _TOGETHER, len(self._names))):
            stated = self.stated(number)
            labels.append(label_of(stated).encode())
            key = self._names[number] if stated else ""
            for predicate, values in stated.items():
                use = uses.get(predicate) or uses.setdefault(predicate, PropertyUse())
                use.add(len(values), (key,), (number,))
        return _Surveyed(labels, uses)

    # --- one thing

    def _find(self, key: str) -> int:
        hashed, hashes = hash(key), self._hashes
        place = bisect_left(hashes, hashed)
        while place < len(hashes) and hashes[place] == hashed:
            if self._names[self._numbers[place]] == key:
                return self._numbers[place]
            place += 1
        return -1

    def is_subject(self, key: str) -> bool:
        """Tell whether something is stated of a thing."""
        number = self.number(key)
        return number >= 0 and bool(self._spans.of(number))

    def subjects(self) -> Iterator[str]:
        """Yield all things that something is stated of."""
        return (self._names[number] for number in range(len(self._names)) if self._spans.of(number))

    def stated(self, number: int) -> dict[str, list[Any]]:
        """Return what is stated of a thing: by predicate its values, each once."""
        stated: dict[str, list[Any]] = {}
        for line in self._lines(number):
            _, verb, value = line.split(b" ", 2)
            predicate, value = self._property(verb), value[:-2]
            if value.endswith(b'"') and b"\\" not in value:
                term = ox.Literal(value[1:-1].decode())
            else:
                term = self._term(value)
            if predicate in stated:
                stated[predicate].append(term)
            else:
                stated[predicate] = [term]
        return {name: [*dict.fromkeys(values)] if len(values) > 1 else values for name, values in stated.items()}

    def _lines(self, number: int) -> list[bytes]:
        lines: list[bytes] = []
        for start, end in self._spans.of(number):
            text = os.pread(self._stream.fileno(), end - start, start)
            if len(text) != end - start:
                raise file_changed(self._path)
            lines += text.removesuffix(b"\n").split(b"\n")
        return lines

    def leading_to(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield by which property a thing is the value of which subject."""
        number = self.number(key)
        if number >= 0:
            some = slice(self._first_source[number], self._first_source[number + 1])
            for verb, source in zip(self._verbs[some], self._sources[some], strict=True):
                yield self._name(verb), self._name(source)

    # --- as of a store

    def __len__(self) -> int:
        return self._count

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """Yield nothing: all statements are of the default graph."""
        return iter(())

    def quads_for_pattern(
        self, subject: Any, predicate: ox.NamedNode | None, value: Any, graph: Any = None
    ) -> Iterator[ox.Quad]:
        """Yield the statements that have a subject, a property and a value, each of them or none."""
        if subject is None and isinstance(value, ox.NamedNode):
            for verb, key in self.leading_to(value.value):
                if predicate is None or predicate.value == verb:
                    yield ox.Quad(ox.NamedNode(key), ox.NamedNode(verb), value)
            return
        for number in self._having(subject, predicate):
            for verb, values in self.stated(number).items():
                if predicate is None or predicate.value == verb:
                    key = self._names[number]
                    yield from (
                        ox.Quad(ox.NamedNode(key), ox.NamedNode(verb), term)
                        for term in values
                        if value is None or term == value
                    )

    def _having(self, subject: Any, predicate: ox.NamedNode | None) -> Iterable[int]:
        """Return the subjects among which those of a pattern are."""
        if subject is not None:
            number = self.number(key_of(subject))
            return () if number < 0 else (number,)
        use = self.uses.get(predicate.value) if predicate else None
        if predicate and not use:
            return ()
        return use.subjects if use and len(use.subjects) <= _FEW else range(len(self._names))


def placed_graph(path: Path, least: int) -> LocalGraph | None:
    """Return the graph of a file whose statements stay in it; None of one that has not so many, or no such form.

    The form is canonical N-Triples without blank nodes, as `slm-graph build` writes it.

    Parameters
    ----------
    path
        The file.
    least
        How many statements; a smaller graph is quicker in memory.

    Raises
    ------
    OSError
        It cannot be read.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> path = graph_file().with_suffix(".nt")
    >>> graph = placed_graph(path, 1)
    >>> graph.base, placed_graph(path, 10**9)
    ('https://w3id.org/slm-graph/', None)
    """
    # Each statement has three terms and takes a line, of which none is shorter than ten bytes.
    if path.suffix != ".nt" or not path.is_file() or path.stat().st_size < 10 * least:
        return None
    with seldom_collected():
        state = file_state(path.stat())
        numbers = numbered(path, set())
        # Repeated statements count here: what has too few rows has too few statements.
        if numbers is None or len(numbers.rows) < least:
            return None
        statements = PlacedStatements(path, numbers, state)
        del numbers  # most of the memory
        statements.survey()
    if len(statements) < least:
        return None
    return LocalGraph(cast("ox.Store", statements), StreamedGraph(path).prefixes)


def _array(kind: str, values: Any) -> array[int]:
    """Return numbers as an array of Python, of which one is read in a third of the time."""
    import numpy as np

    numbers = array(kind)
    numbers.frombytes(np.ascontiguousarray(values, dtype=kind).tobytes())
    return numbers


def _parsed(term: bytes) -> Any:
    """Return a name, or a literal as a store has it, where the number 010 is 10."""
    if term.startswith(b"<"):
        return ox.NamedNode(term[1:-1].decode())
    quads: Iterable[ox.Quad] = ox.parse(b"<urn:a> <urn:a> %s ." % term, ox.RdfFormat.N_TRIPLES)
    if b'"^^' in term:
        store = ox.Store()
        store.extend(quads)
        quads = store
    return next(iter(quads)).object


def label_of(stated: Mapping[str, Iterable[Any]]) -> str:
    """Return what a thing is called by its statements; "" where they do not say it."""
    told = (
        (rank, language_rank(value), text)
        for predicate, rank in _RANKS.items()
        for value in stated.get(predicate, ())
        if isinstance(value, ox.Literal) and (text := " ".join(value.value.split()))
    )
    return min(told, default=(0, 0, ""))[-1]

"""The tool `describe`: what a graph says of a thing, each statement with its row, its column and its quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import pyoxigraph as ox

from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import OutsideLink, SimilarThing, ThingDescription, ToldFact, ToldStatement
from slm_graph.agent.sizes import LONGEST, Room, cut, left_off
from slm_graph.graphs import last_part
from slm_graph.network import (
    BY_METHOD,
    DERIVED_FROM,
    DESCRIPTIONS,
    FOR_TASK,
    LABELS,
    MATCHES,
    RDF_TYPE,
    USAGE_BY,
    USAGE_OF,
    Stated,
    Usage,
    key_of,
    links_out,
    term_of,
    web_links,
)
from slm_graph.pages import inverse_words
from slm_graph.rdf import RDF, RDFS, SKOS

PARTS = ("facts", "statements", "used_by", "linked_from")
"""The parts of a description that can be long, and asked for alone."""
_FEW, _VALUES, _SHORT = 25, 20, 100
_NAMES = [f"{SKOS}{name}" for name in ("notation", "altLabel", "hiddenLabel")]


def describe(known: KnownGraph, thing: str, part: str = "", offset: int = 0) -> ThingDescription:
    """Return what a graph says of a thing; with a part, that part alone, from an offset on.

    Raises
    ------
    NotFound, WrongArgument
        Nothing, or more than one thing, is called so.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> told = describe(KnownGraph(graph_file()), "SALMONN")
    >>> told.statements[0].quotes, told.statements[0].columns, told.statements[0].row_number
    (['BEATs encoder (Audio)'], ['Speech model'], 8)
    """
    description = _Description(known, known.thing(thing))
    return description.of_part(part, offset) if part else description.whole()


class _Description:
    def __init__(self, known: KnownGraph, key: str) -> None:
        self._known, self._key = known, key
        self._described = known.described
        self._stated = known.described.stated(key)
        self._namespace = known.kinds.namespace
        self._room = Room()

    def whole(self) -> ThingDescription:
        """Return all parts, of each as much as there is room for."""
        known, key = self._known, self._key
        parts: dict[str, Any] = {}
        more = []
        for name in PARTS:
            items, total = self._items(name)
            parts[name] = self._room.fitting(items, _FEW)
            more.append(_left_off(name, len(parts[name]), 0, total) or _cut_short(name, parts[name]))
        missing = [*self._missing()]
        return replace(
            self._head(),
            kinds=[known.described.label(cls) for cls in self._described.types(key)],
            other_names=[cut(text, 200) for text in self._described.other_names(key)[:_VALUES]],
            definition=cut(_definition(self._stated)),
            not_stated=missing,
            similar=[*self._similar()],
            links=[*self._links()],
            note=f"not_stated: {known.not_stated}; that is no proof of the contrary" if missing else "",
            left_off=[told for told in more if told],
            **parts,
        )

    def of_part(self, part: str, offset: int) -> ThingDescription:
        """Return one part, from an offset on."""
        items, total = self._items(part, offset, is_whole=True)
        shown = self._room.fitting(items)
        told = _left_off(part, len(shown), offset, total)
        note = "" if shown else f"{part}: nothing from {offset} on"
        parts: dict[str, Any] = {part: shown}
        return replace(self._head(), left_off=[told] if told else [], note=note, **parts)

    def _head(self) -> ThingDescription:
        reference, iri = self._known.reference(self._key), "" if self._key.startswith("_:") else self._key
        return ThingDescription(id=reference.id, iri=iri, label=reference.label)

    def _items(self, part: str, offset: int = 0, *, is_whole: bool = False) -> tuple[Iterable[Any], int]:
        """Return what a part has from an offset on, made when it is taken, and how much there is in all.

        A property of many values is several items of a part that is told as a whole; else it is the first of them.
        """
        known = self._known
        if part in ("facts", "linked_from"):
            rows = [*(self._facts() if part == "facts" else self._linked_from())]
            if is_whole:
                rows = [
                    (words, values[start : start + _VALUES])
                    for words, values in rows
                    for start in range(0, len(values), _VALUES)
                ]
            return (self._fact(*row) for row in rows[offset:]), len(rows)
        usages = known.in_order(known.words.about(self._key)) if part == "statements" else known.words.using(self._key)
        make = self._statement if part == "statements" else self._use
        return (make(usage) for usage in usages[offset:]), len(usages)

    # --- statements

    def _statement(self, usage: Usage) -> ToldStatement:
        """Return a statement as it is told of what uses; of a row or of itself, with who uses too."""
        users = [] if self._key in usage.users else usage.users
        return self._known.statement(usage, [*users, *usage.used])

    def _use(self, usage: Usage) -> ToldStatement:
        return self._known.statement(usage, [*usage.users, *(key for key in usage.used if key != self._key)])

    # --- facts

    def _fact(self, words: str, values: Sequence[Any]) -> ToldFact:
        shown = values[:_VALUES]
        most = LONGEST // len(shown) + _SHORT
        return ToldFact(
            words,
            [self._known.reference(key_of(value)) for value in shown if _is_thing(value)],
            [cut(str(getattr(value, "value", value)), most) for value in shown if not _is_thing(value)],
            len(values) - len(shown) or None,
        )

    def _facts(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield the properties that are not told as statements, names or links."""
        told = {RDF_TYPE, *_NAMES, *self._leading_out()}
        if self._known.stated_by(self._key):
            told |= {self._namespace + name for name in self._known.kinds.backed}
        if self._namespace:
            told |= {self._namespace + "hasUsage"}
        label, definition = self._described.label(self._key), _definition(self._stated)
        for predicate, values in self._stated.items():
            if predicate in LABELS:
                values = [value for value in values if " ".join(key_of(value).split()) != label]
            if predicate in DESCRIPTIONS:
                values = [value for value in values if key_of(value) != definition]
            if values and predicate not in told:
                yield self._described.words(predicate), values

    def _linked_from(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield what is not told by its statements, nor by the thing itself in the other direction."""
        kinds = self._known.kinds
        names = (USAGE_BY, USAGE_OF, FOR_TASK, BY_METHOD, *kinds.backed)
        told = {RDF_TYPE, f"{RDFS}isDefinedBy", DERIVED_FROM, *(self._namespace + name for name in names)}
        hidden = told if self._namespace else {RDF_TYPE}
        inverses = {**kinds.inverses, **{other: name for name, other in kinds.inverses.items()}}
        for predicate, subjects in self._described.stating(self._key).items():
            said = {key_of(value) for value in self._stated.get(inverses.get(predicate, ""), [])}
            owners = dict.fromkeys(self._described.owner(other) or other for other in subjects if other not in said)
            if predicate not in hidden and (others := [other for other in owners if other != self._key]):
                yield self._inverse_words(predicate), [term_of(other) for other in others]

    def _inverse_words(self, predicate: str) -> str:
        words = inverse_words(self._known.kinds, last_part(predicate))
        if predicate.startswith(RDF):
            return "named in"
        return f"is “{self._described.words(predicate)}” of" if words.startswith("←") else words

    # --- what else there is

    def _missing(self) -> Iterator[str]:
        """Yield what is not stated of what usually uses such things, and the columns that its rows leave empty."""
        kinds = self._known.kinds
        if not self._is_entry:
            return
        yield from (words for name, words in kinds.uses.items() if not self._stated.get(self._namespace + name))
        for row in self._described.things(self._key, self._namespace + "describedBy"):
            for column in self._described.things(row, self._namespace + "notStated"):
                yield f"column {self._described.label(column)} of {self._known.id(row)}"

    @property
    def _is_entry(self) -> bool:
        """Whether it is of a class of what uses others."""
        kinds = self._known.kinds
        return bool({kinds.iri_of[name] for name in kinds.entries} & {*self._described.types(self._key)})

    def _similar(self) -> Iterator[SimilarThing]:
        for pair in self._known.similar.of(self._key) if self._is_entry else ():
            shared = [self._described.label(key) for key in pair.shared[:_VALUES]]
            yield SimilarThing(self._known.reference(pair.other), round(pair.score * 100), shared)

    def _leading_out(self) -> set[str]:
        return {*web_links(self._namespace), *MATCHES}

    def _links(self) -> Iterator[OutsideLink]:
        said = [
            (predicate, key_of(value))
            for predicate in self._leading_out() & self._stated.keys()
            for value in self._stated[predicate]
            if not isinstance(value, ox.BlankNode | ox.Triple)
        ]
        kinds = self._known.kinds
        is_data = bool({kinds.iri_of[name] for name in kinds.data} & {*self._described.types(self._key)})
        for name, address in links_out(sorted(said), self._namespace, is_data=is_data)[:_VALUES] if said else ():
            yield OutsideLink(name, cut(address, 500))


def _left_off(part: str, shown: int, offset: int, total: int) -> str:
    told = left_off(shown, offset, total, f"call describe with part {part}")
    return f"{part}: {told.replace(' with offset', ' and offset')}" if told else ""


def _cut_short(part: str, facts: Sequence[Any]) -> str:
    is_cut = any(isinstance(fact, ToldFact) and fact.more for fact in facts)
    return f"{part}: properties with many values are cut; call describe with part {part}" if is_cut else ""


def _is_thing(value: Any) -> bool:
    return isinstance(value, ox.NamedNode | ox.BlankNode)


def _definition(stated: Stated) -> str:
    values = chain.from_iterable(stated.get(name, []) for name in DESCRIPTIONS)
    return next((value.value for value in values if isinstance(value, ox.Literal)), "")

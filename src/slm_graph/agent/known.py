"""The graph that tools ask, with its names: what words mean, how a thing is referred to, what a row states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from slm_graph.agent.model import NOT_IN_GRAPH, NOT_STATED, ThingName, ToldStatement
from slm_graph.agent.sizes import LONGEST, cut
from slm_graph.graphs import LocalGraph, Things, open_graph, short_iri
from slm_graph.network import (
    ALTERNATIVE_TO,
    DERIVED_FROM,
    LABELS,
    RDF_TYPE,
    USAGE_BY,
    Neighbours,
    SourceWords,
    Usage,
    components_by_entry,
    described_graph,
    is_of_languages,
    key_of,
    ontology_folder,
)
from slm_graph.pages import questions_for
from slm_graph.problems import InvalidData, NotFound, WrongArgument, nearest
from slm_graph.project import bundled
from slm_graph.questions import StoredQuery, read_questions, to_python

_IN_SURVEY = "inSurvey"
_LARGE = 10**15
_QUOTES, _QUOTE = 10, 600
"""Quotes of a statement, and characters of one."""
_KEPT = 5_000
"""Kept references; a page of an answer names some hundred."""


class KnownGraph:
    """A graph, its ontology and its questions.

    Parameters
    ----------
    path
        A file of RDF.
    queries
        The folder of the stored questions; those that are not in the words of the graph are left out.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> known = KnownGraph(graph_file())
    >>> known.reference(known.thing("Wishper"))
    ThingName(id='encoder/whisper', label='Whisper', kind='Speech encoder')
    """

    def __init__(self, path: Path, queries: Path | None = None) -> None:
        self.path = path
        self.graph: LocalGraph = open_graph(path, steady=True)
        self.ontology = ontology_folder(path) or bundled("ontology")
        self.described = described_graph(self.graph, self.ontology)
        self.kinds = self.described.kinds
        self.words = SourceWords(self.described)
        self._queries = queries
        self._joined: dict[str, set[str]] = {}
        self._faulty: InvalidData | None = None
        self.reference = lru_cache(_KEPT)(self._reference)
        self.stated_by = lru_cache(_KEPT)(self._stated_by)

    @property
    def not_stated(self) -> str:
        """What is answered where the graph states nothing; that is no proof of the contrary."""
        return NOT_STATED if self.kinds.namespace else NOT_IN_GRAPH

    @cached_property
    def questions(self) -> dict[str, StoredQuery]:
        """The stored questions, by name; none where some are faulty, so that the other tools can be used."""
        try:
            questions = read_questions(self._queries, is_parsed=False)
        except InvalidData as error:
            self._faulty = error
            return {}
        return {question.name: question for question in questions_for(self.graph, self.kinds, questions)}

    def question(self, name: str) -> StoredQuery:
        """Return the question of a name.

        Raises
        ------
        NotFound
            There is none; the message says which may be meant.
        """
        if name not in self.questions and self._faulty:
            raise self._faulty
        if name not in self.questions:
            hint = nearest(name, self.questions) or "; questions_like finds the one that words mean"
            raise NotFound(f"{cut(name, 80)}: no such question{hint}")
        return self.questions[name]

    @cached_property
    def things(self) -> Things:
        """All things, to be found by their names."""
        return Things(self.graph, naming=LABELS)

    @cached_property
    def _nodes(self) -> Things:
        """What uses or is used, which comes before what only tells of it."""
        return Things(self.graph, self.kinds.iris, LABELS) if self.kinds.namespace else self.things

    @cached_property
    def similar(self) -> Neighbours:
        """Which things use much the same."""
        return Neighbours(components_by_entry(self.described))

    # --- things

    def thing(self, text: str) -> str:
        """Return the key of the thing that a text means.

        Raises
        ------
        NotFound, WrongArgument
            Nothing, or more than one thing, is called so; the message says what may be meant.
        """
        if not text.strip():
            raise WrongArgument("thing: is empty; give an id, a name or an IRI")
        key = self.by_iri(text.strip()) or self._named(text)
        if not (self.described.stated(key) or self.described.stating(key)):
            raise NotFound(f"{cut(text, 200)}: {self.not_stated}; `find` looks for names that are near")
        return key

    def by_iri(self, text: str) -> str:
        """Return the key of what is told by an id or an IRI; "" where nothing is."""
        bare = text.removeprefix("<").removesuffix(">")
        prefix, colon, local = bare.partition(":")
        whole = self.graph.prefixes[prefix] + local if colon and prefix in self.graph.prefixes else ""
        for key in (bare, whole, self.graph.base + bare):
            if key and (key.startswith("_:") or _is_iri(key)) and self.described.stated(key):
                return key
        return ""

    def _named(self, text: str) -> str:
        fault = NotFound("")
        for things in dict.fromkeys((self._nodes, self.things)):
            try:
                return things.find(text).iri
            except NotFound as error:
                fault = error
                if ": may be " in error.message:
                    break
        if ": may be " in fault.message:
            raise fault
        hint = re.search(r"; did you mean .*", fault.message)
        raise NotFound(f"{cut(text, 200)}: {self.not_stated}{hint[0] if hint else ''}")

    def kind(self, key: str) -> str:
        """Return what kind of thing it is, in words; "" where the graph does not say."""
        return ", ".join(self.described.label(cls) for cls in self.described.types(key))

    def is_of(self, key: str, kind: str) -> bool:
        """Tell whether a thing is of a class that is called so, or goes by that name."""
        wanted = kind.strip().casefold()
        names = {self.described.label(cls) for cls in self.described.types(key)}
        return wanted in {name.casefold() for name in names | {self.id(cls) for cls in self.described.types(key)}}

    def rank(self, key: str) -> int:
        """Sort what uses or is used before what tells of it, and that before terms of the ontology."""
        types = self.described.types(key)
        if not types or all(is_of_languages(cls) for cls in types):
            return 2
        return 0 if not self.kinds.namespace or self.kinds.class_of(types) else 1

    def id(self, key: str) -> str:
        """Return how tools name a thing: below the base of the graph, by a prefix, or its IRI."""
        return key if key.startswith("_:") else short_iri(key, self.graph.prefixes, self.graph.base)

    def _reference(self, key: str) -> ThingName:
        return ThingName(self.id(key), cut(self.described.label(key), 200), self.kind(key))

    # --- statements

    def _stated_by(self, key: str) -> list[Usage]:
        """Return the statements of what a thing uses."""
        return [usage for usage in self.words.about(key) if key in usage.users]

    def joined(self, usage: Usage) -> set[str]:
        """Return the things that a statement joins with what uses it: what is used, its task, its stage …"""
        if usage.key not in self._joined:
            stated = self.described.stated(usage.key)
            hidden = {RDF_TYPE, DERIVED_FROM, *(self.kinds.namespace + name for name in (USAGE_BY, ALTERNATIVE_TO))}
            values = (value for name in stated.keys() - hidden for value in stated[name])
            self._joined[usage.key] = {value.value for value in values if isinstance(value, ox.NamedNode)}
        return self._joined[usage.key]

    def entry(self, column: str, label: str) -> str:
        """Return what uses others, by its label in a column that is called as its class; "" for nothing."""
        return self._entries.get(column.casefold(), {}).get(label.casefold(), "")

    @cached_property
    def _entries(self) -> dict[str, dict[str, str]]:
        """By the name of a class the things of it, by their labels."""
        return {
            name.casefold(): {
                self.described.label(key).casefold(): key for key in self.described.instances(self.kinds.iri_of[name])
            }
            for name in self.kinds.entries
        }

    def is_statement(self, key: str) -> bool:
        """Tell whether a thing is a statement of a source."""
        return bool(self.kinds.namespace and self.described.things(key, self.kinds.namespace + USAGE_BY))

    def statement(self, usage: Usage, things: Sequence[str]) -> ToldStatement:
        """Return a usage with its words, and where these stand."""
        return ToldStatement(things=[self.reference(key) for key in things], **self.source(usage))

    def source(self, usage: Usage) -> dict[str, Any]:
        """Return the words of a usage and where they stand, as `Words` has them."""
        row = usage.rows[-1] if usage.rows else ""
        number = self._first(row, "rowNumber")
        return {
            "quotes": [cut(quote, _QUOTE) for quote in usage.quotes[:_QUOTES]],
            "columns": usage.columns,
            "row": self.id(row) if row else "",
            "row_number": int(number) if number.isdigit() else None,
            "survey": self._survey(row),
            "says": {name or "amount": cut(value, 300) for name, value in usage.further[:_QUOTES]},
            "statement": self.id(usage.key),
        }

    def _survey(self, row: str) -> str:
        """Return the name of the survey of a row, where there are several."""
        surveys = self.described.things(row, self.kinds.namespace + _IN_SURVEY) if self._has_surveys and row else []
        return self.described.label(surveys[0]) if surveys else ""

    @cached_property
    def _has_surveys(self) -> bool:
        return len({survey for _, survey in self.described.pairs(self.kinds.namespace + _IN_SURVEY)}) > 1

    def in_order(self, usages: Sequence[Usage]) -> list[Usage]:
        """Sort statements by the kind of what they are of, as the ontology has the kinds."""
        order = {name: place for place, name in enumerate(self.kinds.components)}

        def rank(usage: Usage) -> int:
            kinds = (self.kinds.class_of(self.described.types(key)) for key in usage.used)
            return min((order.get(kind, len(order)) for kind in kinds), default=len(order))

        return sorted(usages, key=rank)

    def _first(self, key: str, name: str) -> str:
        return next(iter(self.described.literals(key, self.kinds.namespace + name)), "") if key else ""

    # --- values

    def value(self, term: Any, most: int = LONGEST) -> Any:
        """Return a term as JSON has it: a number, a truth value, a text, or the id of a thing.

        Examples
        --------
        >>> from slm_graph.graphs import graph_file
        >>> known = KnownGraph(graph_file())
        >>> known.value(ox.Literal(2.5)), known.value(ox.NamedNode("https://w3id.org/slm-graph/llm/opt"))
        (2.5, 'llm/opt')
        """
        if isinstance(term, ox.Literal):
            return _number(to_python(term), cut(term.value, most))
        return cut(str(term) if isinstance(term, ox.Triple) else self.id(key_of(term)), most)


def _number(value: Any, text: str) -> Any:
    """Return a number or truth value; else, and of what is no number of JSON, the text."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal) and abs(value) < _LARGE and value == int(value):
        return int(value)
    return float(value) if isinstance(value, Decimal | float) and isfinite(value) else text


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False

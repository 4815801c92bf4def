"""From words that are no question's name to the stored questions nearest in meaning, their parameters filled in.

The words of a question's header are weighed as BM25 does: a word counts the more, the fewer questions have it. Things
of the graph are recognised by their names, and given to the parameters that take them.

References
----------
S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.
"""

from __future__ import annotations

import math
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from slm_graph.graphs import Source, last_part
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.recognising import STOP, NamedThing, Word, named_things, names_of, stem, words_of
from slm_graph.tables import wrapped

# How much a word counts by where it stands in a header, and how soon its standing there often counts no more.
_WEIGHTS = {"name": 3.0, "summary": 2.0, "keywords": 2.5, "parameters": 1.0, "description": 0.5}
_SATURATION = 1.2
# What a name counts that a parameter takes, or that none takes; a word that one takes as a value (LLM, 2024, 7B); a
# parameter without what it needs; a question of many conditions where several things are named, or only one.
_TAKEN, _UNUSED, _VALUE, _MISSING, _COMPOSING = 6.0, 5.0, 2.4, 1.0, 2.5
# What a word counts within a name, of what it counts else; and `system`, where it is not said.
_WITHIN, _IMPLIED = 0.4, 1.0
_SHAPES = {"year": r"(?:19|20)[0-9]{2}", "size": r"[0-9]+[bm]"}


@dataclass(frozen=True)
class Suggestion:
    """A question that may be meant, and the values of its parameters that the words name.

    Parameters
    ----------
    question
        The question.
    values
        What was recognised, by parameter; several texts where a condition is given several times.
    score
        How near it is; of use to compare suggestions only.
    """

    question: StoredQuery
    values: Mapping[str, Sequence[str]]
    score: float = field(compare=False)

    @property
    def command(self) -> str:
        """What can be typed to put the question."""
        given = [f"-p {shlex.quote(f'{name}={text}')}" for name, texts in self.values.items() for text in texts]
        return " ".join(["slm-graph query", self.question.name, *given])


class _Filled(NamedTuple):
    """The values of a question's parameters, the named things that they take, and how many other words they take.

    `unsure` is the number of things that more than one condition could take as well.
    """

    values: dict[str, list[str]]
    taken: list[NamedThing]
    others: int = 0
    unsure: int = 0


def suggest(words: str, questions: Sequence[StoredQuery], source: Source, most: int = 5) -> list[Suggestion]:
    """Return the questions that are nearest to some words, the nearest first.

    Parameters
    ----------
    words
        What a person typed.
    questions
        The questions among which to look.
    source
        The graph whose things are recognised.
    most
        How many questions at most.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, open_graph
    >>> from slm_graph.questions.stored import read_questions
    >>> suggest("who uses wishper?", read_questions(), open_graph(graph_file()))[0].command
    'slm-graph query systems-by-encoder -p encoder=whisper'
    """
    typed = words_of(words)
    classes = {name for question in questions for parameter in question.parameters for name in parameter.classes}
    mentions = named_things(typed, names_of(source, sorted(classes)))
    index = _Index(questions)
    suggestions = []
    for question in questions:
        filled = _filled(question, typed, mentions, source.base)
        score = index.nearness(question, typed, mentions) + _fit(question, filled)
        score -= sum(
            index.unused(question, typed[mention.start : mention.end])
            for mention in mentions
            if mention not in filled.taken
        )
        if score > 0:
            # Of a name alone, or of who does something, systems are asked.
            score += _IMPLIED * index.score(question, "system")
            suggestions.append(Suggestion(question, filled.values, score))
    return sorted(suggestions, key=lambda item: (-item.score, item.question.name))[:most]


class _Index:
    """How much which stem says for each question."""

    def __init__(self, questions: Sequence[StoredQuery]) -> None:
        self._weights = {question.name: _weights(question) for question in questions}
        self._count = len(questions)
        self._documents = Counter(word for weights in self._weights.values() for word in weights)

    def score(self, question: StoredQuery, word: str) -> float:
        """Return what a stem says for a question."""
        weight = self._weights[question.name].get(word, 0.0)
        having = self._documents[word]
        rarity = math.log(1 + (self._count - having + 0.5) / (having + 0.5))
        return rarity * weight * (_SATURATION + 1) / (weight + _SATURATION)

    def nearness(self, question: StoredQuery, typed: Sequence[Word], mentions: Sequence[NamedThing]) -> float:
        """Return what words say for a question; those within names less."""
        within = {place for mention in mentions for place in range(mention.start, mention.end)}
        return sum(
            self.score(question, stem(word.folded)) * (_WITHIN if place in within else 1.0)
            for place, word in enumerate(typed)
            if word.folded not in STOP
        )

    def unused(self, question: StoredQuery, words: Sequence[Word]) -> float:
        """Return what a name says against a question that takes it nowhere; less where its header has the words."""
        return _UNUSED * (_WITHIN if all(self.score(question, stem(word.folded)) for word in words) else 1.0)


def _weights(question: StoredQuery) -> dict[str, float]:
    texts = {
        "name": question.name,
        "summary": question.summary,
        "keywords": question.keywords,
        "description": question.description,
        "parameters": " ".join(
            f"{parameter.name} {' '.join(map(last_part, parameter.classes))}" for parameter in question.parameters
        ),
    }
    weights: dict[str, float] = {}
    for place, text in texts.items():
        for word in {stem(word.folded) for word in words_of(text)}:
            weights[word] = weights.get(word, 0.0) + _WEIGHTS[place]
    return weights


def _fit(question: StoredQuery, filled: _Filled) -> float:
    """Return what the filled parameters say for a question, and the others against it."""
    score = _TAKEN * (len(filled.taken) - filled.unsure / 2) + _VALUE * filled.others
    for parameter in question.parameters:
        if parameter.classes and parameter.required and parameter.name not in filled.values:
            score -= _MISSING
    if any(parameter.property_iri for parameter in question.parameters):
        is_composed = len(filled.taken) + filled.others > 1 or any(mention.is_negated for mention in filled.taken)
        score += _COMPOSING if is_composed else -_COMPOSING
    return score


def _filled(question: StoredQuery, typed: Sequence[Word], mentions: Sequence[NamedThing], base: str) -> _Filled:
    filled = _Filled({}, [])
    last, unsure = "", 0
    said = {stem(word.folded) for word in typed}
    for number, mention in enumerate(mentions):
        fitting = _parameters(question, mention, filled.values)
        # Input or output, where neither is said: the first.
        named = [parameter for parameter in fitting if stem(parameter.name) in said]
        parameter = next(iter(named or fitting), None)
        if parameter is not None:
            unsure += not named and sum(item.classes == parameter.classes for item in fitting) > 1
            between = typed[mentions[number - 1].end : mention.start] if number else []
            is_alternative = last == parameter.name and any(word.folded == "or" for word in between)
            _give(filled.values, parameter, mention, base, is_alternative=is_alternative)
            filled.taken.append(mention)
        last = parameter.name if parameter is not None else ""
    others = {
        parameter.name: [text]
        for parameter in question.parameters
        if parameter.name not in filled.values and (text := _value_among(parameter, typed))
    }
    return _Filled(filled.values | others, filled.taken, len(others), unsure)


def _parameters(question: StoredQuery, mention: NamedThing, values: Mapping[str, Sequence[str]]) -> list[Parameter]:
    """Return what takes a named thing: conditions, or else the first parameter that has no value yet."""
    fitting = [item for item in question.parameters if any(name in mention.things for name in item.classes)]
    free = [item for item in fitting if item.name not in values and not item.property_iri and not mention.is_negated]
    return free[:1] or [item for item in fitting if item.property_iri]


def _give(
    values: dict[str, list[str]], parameter: Parameter, mention: NamedThing, base: str, *, is_alternative: bool
) -> None:
    iri = next(mention.things[name] for name in parameter.classes if name in mention.things)
    value = last_part(iri) if len(parameter.classes) == 1 else iri.removeprefix(base)
    if is_alternative and not mention.is_negated:
        values[parameter.name][-1] += f" or {value}"
    else:
        values.setdefault(parameter.name, []).append(f"not {value}" if mention.is_negated else value)


def _value_among(parameter: Parameter, typed: Sequence[Word]) -> str:
    """Return the word that is one of the values which a parameter may have, or looks as one: a year, a size."""
    by_fold = {item.casefold(): item for item in parameter.enumeration} if not parameter.classes else {}
    shape = _SHAPES.get(parameter.name)
    for word in typed:
        if word.folded in by_fold:
            return by_fold[word.folded]
        if shape is not None and re.fullmatch(shape, word.folded):
            return word.folded.upper()
    return ""


def suggestion_lines(words: str, suggestions: Sequence[Suggestion], width: int = 80) -> Iterator[str]:
    """Yield the lines that tell the nearest questions, each as a command that can be typed."""
    yield f'No question is called "{words}". Nearest in meaning:'
    for suggestion in suggestions:
        yield ""
        yield f"  {suggestion.command}"
        for line in wrapped(suggestion.question.summary, max(width - 6, 30)):
            yield f"      {line}"

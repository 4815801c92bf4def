"""The words of a person, and the names of things in the graph among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slm_graph.graphs import Source, last_part
from slm_graph.rdf import SKOS
from slm_graph.rdf import iri as iri_term

STOP = frozenset(
    "a an and any anything are as at be been by can could did do does for from had has have how i in is it its me of on"
    " or shall that the their them there these they this those to was were what when where which who whose will with"
    " would you all show list find give tell".split()
)
_JOINING = frozenset({"or", "and"})
_NEGATING = frozenset({"not", "without", "except", "no", "excluding"})
_LONGEST_NAME = 7
_NAMES = ("prefLabel", "notation", "altLabel", "hiddenLabel")
# What may stand behind a name and says only what it is.
_APPENDED = ("", "s", "model", "models", "encoder")
Names: TypeAlias = "Mapping[str, Mapping[str, tuple[int, str]]]"


class Word(NamedTuple):
    """A word of what was typed: as typed, and folded."""

    text: str
    folded: str


class NamedThing(NamedTuple):
    """Words that name something: where they stand, and the things that they may mean, by class."""

    start: int
    end: int
    things: Mapping[str, str]
    is_negated: bool = False


def words_of(text: str) -> list[Word]:
    """Return the words of a text.

    Examples
    --------
    >>> [word.folded for word in words_of("HuBERT + LLaMA?")]
    ['hubert', 'and', 'llama']
    """
    return [Word(part, folded(part)) for part in re.findall(r"\w+", text.replace("+", " and "))]


def folded(text: str) -> str:
    """Return the letters and figures of a text, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())


def stem(word: str) -> str:
    """Return a word without the endings that tell its forms apart.

    Examples
    --------
    >>> {stem(word) for word in ("train", "trained", "training", "trains")}
    {'train'}
    >>> {stem(word) for word in ("use", "uses", "used", "using")}
    {'us'}
    """
    for ending in ("ations", "ation", "ings", "ing", "ies", "ers", "ed", "es", "er", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            rest = word[: -len(ending)]
            # planning, fitted: a doubled letter goes with the ending.
            return rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] and ending in ("ing", "ed") else rest
    return word


def names_of(source: Source, classes: Sequence[str]) -> Names:
    """Return what the things of some classes are called: by the folded name and the class, its rank and IRI."""
    listed = " ".join(map(iri_term, classes))
    properties = " ".join(f"<{SKOS}{name}>" for name in _NAMES)
    rows = source.query(
        f"SELECT ?class ?thing ?property ?name {{ VALUES ?class {{ {listed} }} ?thing a ?class ; ?property ?name"
        f" VALUES ?property {{ {properties} }} }}"
    )
    names: dict[str, dict[str, tuple[int, str]]] = {}
    for kind, thing, name_property, name in rows:  # type: ignore[union-attr]
        rank = _NAMES.index(last_part(name_property.value))
        for text, text_rank in ((name.value, rank), (last_part(thing.value), 0)):
            of_class = names.setdefault(folded(text), {})
            of_class[kind.value] = min(of_class.get(kind.value, (9, "")), (text_rank, thing.value))
    return names


def named_things(typed: Sequence[Word], names: Names) -> list[NamedThing]:
    """Return the things that words name, the longest names first, in the order in which they stand."""
    mentions: list[NamedThing] = []
    is_taken = [False] * len(typed)
    for length in range(min(_LONGEST_NAME, len(typed)), 0, -1):
        for start in range(len(typed) - length + 1):
            end = start + length
            things = {} if any(is_taken[start:end]) else _things(typed[start:end], names)
            if things:
                mentions.append(NamedThing(start, end, things, _is_negated(typed, start)))
                is_taken[start:end] = [True] * length
    return sorted(mentions, key=lambda mention: mention.start)


def _things(words: Sequence[Word], names: Names) -> dict[str, str]:
    name = "".join(word.folded for word in words)
    if len(words) == 1 and (len(name) < 2 or name in STOP or name.isdecimal()):
        return {}
    spelling = next((name.removesuffix(end) for end in _APPENDED if name.removesuffix(end) in names), None)
    return {} if spelling is None else {kind: thing for kind, (_, thing) in names[spelling].items()}


def _is_negated(typed: Sequence[Word], start: int) -> bool:
    """Whether a word that negates stands before, with nothing between but words without meaning."""
    for word in reversed(typed[:start]):
        if word.folded in _NEGATING:
            return True
        if word.folded not in STOP or word.folded in _JOINING:
            return False
    return False

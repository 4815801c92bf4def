"""From what a person types to the thing that is meant: by id, IRI, label, abbreviation, alias or misspelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.graphs.local import Source
from slm_graph.graphs.naming import short_iri
from slm_graph.problems import NotFound, nearest, nearest_names
from slm_graph.rdf import RDFS, SKOS
from slm_graph.rdf import iri as iri_term

# In the order in which they are tried.
_LABELS = {
    f"{SKOS}prefLabel": "label",
    f"{RDFS}label": "label",
    f"{SKOS}notation": "abbreviation",
    f"{SKOS}altLabel": "alias",
    f"{SKOS}hiddenLabel": "misspelling",
}
_absolute = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+").fullmatch


class Found(NamedTuple):
    """A thing that was found: its IRI, its label, the words that it was found by, and what they are to it."""

    iri: str
    label: str
    given: str
    by: str


class _ThingName(NamedTuple):
    text: str
    iri: str
    rank: int
    kind: str


_NO_LABEL = (1_000, "")


def names_query(classes: Sequence[str], naming: Sequence[str] = ()) -> str:
    """Return the query by which `Things` of some classes are read, with what names them.

    Examples
    --------
    >>> names_query(["urn:Class"]).partition(" UNION")[0]
    'SELECT DISTINCT ?thing ?property ?label { { ?thing a <urn:Class> . }'
    """
    kinds = dict.fromkeys([*naming, *_LABELS])
    listed = " ".join(map(iri_term, classes))
    instance = f"VALUES ?class {{ {listed} }} ?thing a ?class ." if listed else ""
    if len(classes) == 1:
        # Of a class that stands in the pattern only the instances are read from a large file.
        instance = f"?thing a {listed} ."
    is_any_named = len(kinds) > len(_LABELS)
    unlabelled = f"{{ {instance or '?thing ?any ?other'} }} UNION" if instance or is_any_named else ""
    properties = " ".join(map(iri_term, kinds))
    return (
        f"SELECT DISTINCT ?thing ?property ?label {{ {unlabelled}"
        f" {{ {instance} ?thing ?property ?label VALUES ?property {{ {properties} }} }} }}"
    )


class Things:
    """The instances of classes, to be found by what people call them.

    Parameters
    ----------
    source
        The graph.
    classes
        The IRIs of the classes; without one, everything that has a label.
    naming
        Further properties whose values name things; with any, things without a name are found by their ids.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, open_graph
    >>> encoders = Things(open_graph(graph_file()), ["https://w3id.org/slm-graph/ontology#SpeechEncoder"])
    >>> encoders.find("Wishper")
    Found(iri='https://w3id.org/slm-graph/encoder/whisper', label='Whisper', given='Wishper', by='misspelling')
    """

    def __init__(self, source: Source, classes: Sequence[str] = (), naming: Sequence[str] = ()) -> None:
        self._source = source
        self._classes = classes
        self._kinds = {**dict.fromkeys(naming, "label"), **_LABELS}
        self._names: list[_ThingName] = []
        self._labels: dict[str, str] = {}
        self._read()

    def _read(self) -> None:
        rows = self._source.query(names_query(self._classes, list(self._kinds)))
        ranks = {name: rank for rank, name in enumerate(dict.fromkeys([*_LABELS, *self._kinds]), 1)}
        labels: dict[str, tuple[int, str]] = {}
        for thing, predicate, label in rows:  # type: ignore[union-attr]
            iri = str(thing) if isinstance(thing, ox.BlankNode) else thing.value
            if predicate is None or not isinstance(label, ox.Literal):
                labels.setdefault(iri, _NO_LABEL)
                continue
            rank, kind = ranks[predicate.value], self._kinds[predicate.value]
            self._names.append(_ThingName(label.value, iri, rank, kind))
            named = (rank, label.value) if kind == "label" else _NO_LABEL
            labels[iri] = min(labels.get(iri, _NO_LABEL), named)
        self._labels = {iri: labels[iri][1] for iri in sorted(labels)}
        self._names += [_ThingName(last_part(iri), iri, 0, "id") for iri in self._labels]

    def find(self, text: str) -> Found:
        """Return the thing that a text means.

        The first of these that something has: the IRI, the id, the label, the abbreviation, an alias, a misspelling;
        without regard to case, and then to punctuation.

        Raises
        ------
        NotFound
            Nothing, or more than one thing, is called so; the message says what might be meant.
        """
        given = text.strip()
        bare = given.removeprefix("<").removesuffix(">")
        if bare in self._labels:
            return self._found(bare, given, "IRI")
        path = bare.replace(":", "/", 1)
        by_path = [iri for iri in self._labels if "/" in path and iri.endswith(f"/{path}")]
        if len(by_path) == 1:
            return self._found(by_path[0], given, "id")
        expanded = self._expanded(bare)
        if expanded in self._labels:
            return self._found(expanded, given, "IRI")
        if not self._classes and "//" in bare and _absolute(bare):
            return Found(bare, "", given, "IRI")
        for fold in (str.casefold, _without_punctuation):
            for candidates in self._by_rank(given, fold):
                return self._one(candidates, given)
        kind = " or ".join(last_part(name) for name in self._classes) or "thing"
        if not self._labels:
            raise NotFound(f"{given}: the graph has no {kind}")
        hint = nearest(given, {name.text for name in self._names})
        raise NotFound(f"{given}: no such {kind}{hint}")

    def near(self, text: str) -> list[Found]:
        """Return the things that a text may mean, the likeliest first, each with the name of it that is near.

        First what is called so; then what a name of begins so, has words that begin as all of the text's, or has the
        text somewhere; where there is none of these, what is spelt much alike.

        Examples
        --------
        >>> from slm_graph.graphs import local_graph
        >>> label = "<http://www.w3.org/2000/01/rdf-schema#label>"
        >>> things = Things(local_graph(f'<urn:a> {label} "Whisper large" . <urn:b> {label} "whisper" .'))
        >>> [thing.given for thing in things.near("Whisper")], [thing.given for thing in things.near("wisper")]
        (['whisper', 'Whisper large'], ['whisper'])
        """
        words = _words(text)
        best: dict[str, tuple[int, int, int, _ThingName]] = {}
        for name, name_words in self._names_in_words if words else ():
            tier = _tier(name_words, words)
            if tier is not None:
                told = (tier, len(name.text), name.rank, name)
                best[name.iri] = min(best.get(name.iri, told), told)
        if not best:
            alike = {spelling: place for place, spelling in enumerate(nearest_names(text, self._spellings(text)))}
            for name in self._names:
                if name.text in alike:
                    best.setdefault(name.iri, (alike[name.text], 0, name.rank, name))
        ranked = sorted(best.values())
        return [self._found(name.iri, name.text, name.kind) for *_, name in ranked]

    @cached_property
    def _names_in_words(self) -> list[tuple[_ThingName, list[str]]]:
        return [(name, _words(name.text)) for name in self._names]

    def _spellings(self, text: str) -> set[str]:
        """Return the names that are about as long as a text."""
        return {name.text for name in self._names if abs(len(name.text) - len(text)) <= 3 + len(text) // 3}

    def _by_rank(self, given: str, fold: Callable[[str], str]) -> Iterator[list[_ThingName]]:
        wanted = fold(given)
        matching = [name for name in self._names if wanted and fold(name.text) == wanted]
        for rank in sorted({name.rank for name in matching}):
            names = [name for name in matching if name.rank == rank]
            if rank == 0:
                # A thing of its own comes before what hangs on another: encoder/x before usage/y/x.
                depth = min(name.iri.count("/") for name in names)
                names = [name for name in names if name.iri.count("/") == depth]
            exact = [name for name in names if name.text == given]
            yield exact or names

    def _one(self, names: list[_ThingName], given: str) -> Found:
        iris = sorted({name.iri for name in names})
        if len(iris) > 1:
            listed = ", ".join(
                f"{self._short(iri)} ({self._labels[iri]})" if self._labels[iri] else self._short(iri)
                for iri in iris[:8]
            )
            more = f" and {len(iris) - 8} more" if len(iris) > 8 else ""
            raise NotFound(f"{given}: may be {listed}{more}; give one of these ids")
        return self._found(iris[0], given, names[0].kind)

    def _found(self, iri: str, given: str, by: str) -> Found:
        return Found(iri, self._labels[iri], given, by)

    def _short(self, iri: str) -> str:
        return short_iri(iri, self._source.prefixes, self._source.base)

    def _expanded(self, curie: str) -> str:
        prefix, colon, local = curie.partition(":")
        return self._source.prefixes[prefix] + local if colon and prefix in self._source.prefixes else ""


def last_part(iri: str) -> str:
    """Return what follows the last slash or hash of an IRI.

    Examples
    --------
    >>> last_part("https://w3id.org/slm-graph/encoder/whisper")
    'whisper'
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


_SHORTEST = 4
"""Characters of what is looked for within words; shorter ones stand in too many."""


def _tier(name: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return how near the words of a name are to those that are wanted: 0 for the same; None where they are not."""
    whole, text = "".join(name), "".join(wanted)
    if whole == text:
        return 0
    if whole.startswith(text):
        return 1
    if all(any(word.startswith(part) for word in name) for part in wanted):
        return 2
    return 3 if len(text) >= _SHORTEST and text in whole else None


def _words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [word for part in re.findall(r"\w+", text) if (word := _without_punctuation(part))]


def _without_punctuation(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())

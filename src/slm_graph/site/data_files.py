"""A thing as Turtle and as JSON-LD: what is stated of it, the blank nodes that this leads to included.

Most things have neither blank nodes nor texts that a format escapes. Their files are put together from the text of each
term, in a third of the time that pyoxigraph takes, which writes those of all others; both say the same.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from slm_graph.network import RDF_TYPE, Described, key_of, term_of

_BARE = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
_TURTLE, _JSON_LD = ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD
_KEPT = 20_000
_is_plain = re.compile(r"[^\x00-\x1f\x7f\\]*").fullmatch


class _TermTexts(NamedTuple):
    """A term as Turtle has it, the members of its object in JSON-LD, and the IRI that may need a prefix."""

    turtle: str
    json_ld: str
    iri: str


class DataFiles:
    """Makes the files that describe things, the same bytes in every run.

    Parameters
    ----------
    described
        The graph.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> files = DataFiles(Described(local_graph('<urn:a> <urn:b> "c" .')))
    >>> files.of(["urn:a"])["ttl"]
    b'<urn:a> <urn:b> "c" .\\n'
    """

    def __init__(self, described: Described) -> None:
        self._described = described
        # The order in which pyoxigraph declares them.
        self._prefixes = sorted(described.graph.prefixes.items(), key=lambda item: (-len(item[1].encode()), item[0]))
        self._thing = lru_cache(_KEPT)(self._read_thing)
        self._typed = lru_cache(_KEPT)(self._read_typed)

    def of(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the files that describe things by their endings."""
        return (self._put_together(keys[0]) if len(keys) == 1 else None) or self._written(keys)

    def _written(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the files as pyoxigraph writes them."""
        iris: set[str] = set()
        triples = [*_triples(self._described, keys, iris)]
        prefixes = self._used(iris)
        return {
            "ttl": ox.serialize(triples, format=_TURTLE, prefixes=prefixes) or b"",
            "jsonld": (ox.serialize(triples, format=_JSON_LD, prefixes=prefixes) or b"") + b"\n",
        }

    def _put_together(self, key: str) -> dict[str, bytes] | None:
        """Return the files of a thing; None where it takes more than putting the texts of terms together."""
        stated = self._described.stated(key)
        if key.startswith("_:") or not stated:
            return None
        subject = self._thing(key)
        iris, turtle, json_ld = {key}, [], []
        for predicate, values in stated.items():
            verb, texts = self._thing(predicate), [*map(self._text, values)]
            if None in texts:
                return None
            iris.add(predicate)
            iris.update(text.iri for text in texts if text)
            name = "a" if predicate == RDF_TYPE else verb.turtle
            turtle.append(f"{name} {' , '.join(text.turtle for text in texts if text)}")
            items = ",".join(f"{{{text.json_ld}}}" for text in texts if text)
            json_ld.append(f"{verb.json_ld.removeprefix(_ID)}:[{items}]")
        head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self._used(iris).items())
        between = " ;\n\t"
        return {
            "ttl": f"{head}{subject.turtle} {between.join(turtle)} .\n".encode(),
            "jsonld": f"[{{{','.join([subject.json_ld, *json_ld])}}}]\n".encode(),
        }

    def _used(self, iris: set[str]) -> dict[str, str]:
        """Return the prefixes that shorten some of the IRIs."""
        used = {*map(self._described.prefix, iris)}
        return {prefix: namespace for prefix, namespace in self._prefixes if prefix in used}

    # --- texts of terms

    def _text(self, value: Any) -> _TermTexts | None:
        """Return a value as text; None where that takes escapes, or it is no name and no literal."""
        if isinstance(value, ox.NamedNode):
            return self._thing(value.value)
        text = str(value)
        if not isinstance(value, ox.Literal) or not _is_plain(text):
            return None
        if text.endswith('"'):
            return _TermTexts(text, f'"@value":{text}', "")
        if text.endswith(">"):
            return self._typed(value)
        quoted, _, language = text.rpartition("@")
        return None if "--" in language else _TermTexts(text, f'"@language":"{language}","@value":{quoted}', "")

    def _read_thing(self, iri: str) -> _TermTexts:
        return _TermTexts(self._described.short(iri) or f"<{iri}>", f'{_ID}"{iri}"', iri)

    def _read_typed(self, value: ox.Literal) -> _TermTexts:
        """Return a number, a date or the like, which Turtle may have as a bare word."""
        triples, datatype = [ox.Triple(_NOBODY, _NOBODY, value)], value.datatype.value
        turtle = (ox.serialize(triples, format=_TURTLE, prefixes=self._used({datatype})) or b"").decode()
        json_ld = (ox.serialize(triples, format=_JSON_LD) or b"").decode()
        start, end = f"{_NOBODY} {_NOBODY} ", f'[{{{_ID}"{_NOBODY.value}","{_NOBODY.value}":[{{'
        return _TermTexts(turtle.partition(start)[2].removesuffix(" .\n"), json_ld[len(end) : -len("}]}]")], datatype)


_ID, _NOBODY = '"@id":', ox.NamedNode("urn:nobody")


def _triples(described: Described, keys: Sequence[str], iris: set[str]) -> Iterator[ox.Triple]:
    """Yield the statements of things, and note the IRIs in them."""
    waiting, seen = deque(keys), {*keys}
    while waiting:
        key = waiting.popleft()
        subject = term_of(key)
        iris.add(key)
        for predicate, values in described.stated(key).items():
            iris.add(predicate)
            verb = ox.NamedNode(predicate)
            for value in values:
                yield ox.Triple(subject, verb, value)
                if isinstance(value, ox.NamedNode):
                    iris.add(value.value)
                elif isinstance(value, ox.Literal) and (datatype := value.datatype.value) not in _BARE:
                    iris.add(datatype)
                elif isinstance(value, ox.BlankNode) and key_of(value) not in seen:
                    seen.add(key_of(value))
                    waiting.append(key_of(value))

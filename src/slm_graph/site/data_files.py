"""A thing as Turtle and as JSON-LD: what is stated of it, the blank nodes that this leads to included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from slm_graph.rdf import Prefixes, used_namespaces
from slm_graph.site.described import Described, key_of

_BARE = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def data_files(described: Described, keys: Sequence[str]) -> dict[str, bytes]:
    """Return the files that describe things by their endings, the same bytes in every run."""
    triples = [*dict.fromkeys(_triples(described, keys))]
    prefixes = _used(described.graph.prefixes, triples)
    return {
        "ttl": ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"",
        "jsonld": (ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=prefixes) or b"") + b"\n",
    }


def _triples(described: Described, keys: Sequence[str]) -> Iterator[ox.Triple]:
    waiting, seen = deque(keys), {*keys}
    while waiting:
        key = waiting.popleft()
        subject = ox.BlankNode(key[2:]) if key.startswith("_:") else ox.NamedNode(key)
        for predicate, values in described.stated(key).items():
            for value in values:
                yield ox.Triple(subject, ox.NamedNode(predicate), value)
                if isinstance(value, ox.BlankNode) and key_of(value) not in seen:
                    seen.add(key_of(value))
                    waiting.append(key_of(value))


def _used(prefixes: Mapping[str, str], triples: list[ox.Triple]) -> dict[str, str]:
    iris: set[str] = set()
    for triple in triples:
        iris |= {term.value for term in triple if isinstance(term, ox.NamedNode)}
        if isinstance(triple.object, ox.Literal) and triple.object.datatype.value not in _BARE:
            iris.add(triple.object.datatype.value)
    return dict(used_namespaces(Prefixes(prefixes), iris))

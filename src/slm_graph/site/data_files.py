"""A thing as Turtle and as JSON-LD: what is stated of it, the blank nodes that this leads to included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from slm_graph.network import Described, key_of

_BARE = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def data_files(described: Described, keys: Sequence[str]) -> dict[str, bytes]:
    """Return the files that describe things by their endings, the same bytes in every run."""
    iris: set[str] = set()
    triples = [*_triples(described, keys, iris)]
    used = {*map(described.prefix, iris)}
    prefixes = {prefix: namespace for prefix, namespace in described.graph.prefixes.items() if prefix in used}
    return {
        "ttl": ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"",
        "jsonld": (ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=prefixes) or b"") + b"\n",
    }


def _triples(described: Described, keys: Sequence[str], iris: set[str]) -> Iterator[ox.Triple]:
    """Yield the statements of things, and note the IRIs in them."""
    waiting, seen = deque(keys), {*keys}
    while waiting:
        key = waiting.popleft()
        subject = ox.BlankNode(key[2:]) if key.startswith("_:") else ox.NamedNode(key)
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

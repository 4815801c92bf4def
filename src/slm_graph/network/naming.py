"""What things of any graph are called: by the graph itself, or else by their IRIs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from slm_graph.graphs import short_iri

_SAY_NOTHING = ("me", "i", "this", "it", "id", "self", "card")
"""How documents call what they are about."""


def local_name(iri: str) -> str:
    """Return the part of an IRI that tells things of a namespace apart, readably.

    Examples
    --------
    >>> [local_name(iri) for iri in ("http://dbpedia.org/resource/Tim_Berners-Lee", "http://ex.org/a/", "urn:isbn:1")]
    ['Tim Berners-Lee', 'a', '1']
    >>> local_name("http://ex.org/"), local_name("http://ex.org/ann#me")
    ('ex.org', 'ann#me')
    """
    parts = [part for part in re.split(r"[/#]+", iri) if part] or [iri]
    name = parts[-1] if len(parts) > 1 else iri.rpartition(":")[2] or iri
    if name.lower() in _SAY_NOTHING and len(parts) > 2:
        name = f"{parts[-2]}#{name}"
    return unquote(name).replace("_", " ").strip() or iri


def short_names(iris: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return names that tell IRIs apart: what stands last in each, or all of it where two end alike.

    Examples
    --------
    >>> short_names(["http://a.org/Person", "http://b.org/Person", "http://b.org/Place"], {"b": "http://b.org/"})
    {'http://a.org/Person': 'http://a.org/Person', 'http://b.org/Person': 'b:Person', 'http://b.org/Place': 'Place'}
    """
    names = {iri: local_name(iri) for iri in iris}
    count = Counter(names.values())
    return {iri: name if count[name] == 1 else short_iri(iri, prefixes, "\n") for iri, name in names.items()}

"""IRIs as a reader sees them, and a graph as a notebook shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyoxigraph as ox

from slm_graph.rdf import BASE, RDF, Prefixes
from slm_graph.tables import Cell, Sheet

_TYPE = ox.NamedNode(f"{RDF}type")


def short_iri(iri: str, prefixes: Mapping[str, str], base: str = BASE) -> str:
    """Return an IRI for a reader: what follows the base, or a CURIE, or the IRI itself.

    Examples
    --------
    >>> short_iri("https://w3id.org/slm-graph/encoder/whisper", {})
    'encoder/whisper'
    >>> short_iri("http://schema.org/name", {"schema": "http://schema.org/"})
    'schema:name'
    """
    if iri.startswith(base) and "#" not in iri and iri != base:
        return iri[len(base) :]
    return Prefixes(prefixes).shorten(iri) or iri


def graph_sheet(store: ox.Store, prefixes: Mapping[str, str]) -> Sheet:
    """Return the number of things of each class, the most frequent first."""
    counts = Counter(quad.object for quad in store.quads_for_pattern(None, _TYPE, None))
    named = {short_iri(cls.value, prefixes): number for cls, number in counts.items() if isinstance(cls, ox.NamedNode)}
    rows = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    cells = [[Cell(name), Cell(f"{number:,}", True)] for name, number in rows]
    return Sheet(["class", "things"], cells, f"{len(store):,} statements")

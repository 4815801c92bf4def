"""The terms of an ontology: what each means, from and to what it leads, how it stands to others, and its use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import Source, last_part, short_iri
from slm_graph.network import MATCHES, Described, Stated, key_of
from slm_graph.questions import answer_of
from slm_graph.rdf import OWL, RDF, RDFS
from slm_graph.site.links import PageLinks, Shown, Told
from slm_graph.site.relations import definition

_CLASSES = {f"{OWL}Class", f"{RDFS}Class"}
_PROPERTIES = {f"{RDF}Property", *(f"{OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation"))}
_EXAMPLES = 5
_SHAPE = (f"{RDFS}domain", f"{RDFS}range", f"{OWL}inverseOf")
_ALIGNED = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", *MATCHES)
TOLD = frozenset((*_SHAPE, *_ALIGNED))
"""What is told of a term as such, and not as a fact."""


class Term(NamedTuple):
    """A class or a property."""

    anchor: str
    name: str
    link: Shown
    definition: str
    rows: list[Told]
    total: int
    examples: list[tuple[Shown, Shown | None]]


class Terms(NamedTuple):
    """The terms of an ontology, the classes first."""

    classes: list[Term]
    properties: list[Term]


def is_class(described: Described, key: str) -> bool:
    """Tell whether a thing is declared as a class."""
    return not _CLASSES.isdisjoint(described.types(key))


def is_property(described: Described, key: str) -> bool:
    """Tell whether a thing is declared as a property."""
    return not _PROPERTIES.isdisjoint(described.types(key))


def terms_of(described: Described, keys: Sequence[str], linker: PageLinks) -> Terms:
    """Return the terms among things."""
    classes = [term(described, key, linker) for key in keys if is_class(described, key)]
    properties = [term(described, key, linker) for key in keys if is_property(described, key)]
    return Terms(classes, properties)


def term(described: Described, key: str, linker: PageLinks, whole: Source | None = None) -> Term:
    """Return what the ontology's page tells of a term; of a graph that is a part, the `whole` is counted."""
    stated = described.stated(key)
    namespace = key[: len(key) - len(last_part(key))]
    rows = [linker.row(name, [linker.value(value) for value in stated[name]]) for name in _SHAPE if name in stated]
    rows += [*_alignments(described, stated, namespace, linker)]
    examples: list[tuple[Shown, Shown | None]]
    if is_class(described, key):
        instances = described.instances(key)
        count, examples = len(instances), [(linker.to(thing), None) for thing in instances[:_EXAMPLES]]
    else:
        count, pairs = described.use(key)
        examples = [(linker.to(thing), _short(linker.value(value))) for thing, value in pairs]
    if whole:
        count = _count(whole, f"?thing a <{key}>" if is_class(described, key) else f"?thing <{key}> ?value")
    name = short_iri(key, described.graph.prefixes, "\n")
    return Term(last_part(key), name, linker.to(key), definition(stated), rows, count, examples)


def _count(graph: Source, pattern: str) -> int:
    """Return how often a graph has a pattern."""
    (row,) = answer_of(graph.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"))
    return int(row["n"])


def _short(shown: Shown) -> Shown:
    return shown._replace(text=shown.text if len(shown.text) <= 80 else f"{shown.text[:79]}…", rows=())


def _alignments(described: Described, stated: Stated, namespace: str, linker: PageLinks) -> list[Told]:
    """Return the terms above it, and those of other vocabularies that it is matched with, as they write them."""
    rows = []
    for predicate in _ALIGNED:
        values = [value for value in stated.get(predicate, []) if isinstance(value, ox.NamedNode)]
        shown = [
            linker.to(key_of(value))._replace(text=short_iri(value.value, described.graph.prefixes, "\n"))
            for value in values
        ]
        if shown:
            aligned = not values[0].value.startswith(namespace)
            told = linker.row(predicate, shown)
            rows.append(told._replace(words=f"{told.words} (alignment)") if aligned else told)
    return rows

"""What the first page lists: the kinds of things that a graph is about, and apart from them its other classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from slm_graph.graphs import short_iri
from slm_graph.network import Described
from slm_graph.rdf import OWL, SKOS
from slm_graph.site.places import PagePlaces


class ClassCount(NamedTuple):
    """A class: its name, its page, how many things it has, and what these are."""

    name: str
    href: str
    total: int
    meaning: str


class ClassCounts(NamedTuple):
    """The classes of a graph: the kinds of its nodes, and all others."""

    main: list[ClassCount]
    further: list[ClassCount]


def class_counts(described: Described, places: PagePlaces) -> ClassCounts:
    """Return the classes that have things, in the order of kinds, the others by name."""
    main = [*described.kinds.iris]
    further = described.in_order(described.classes() - {*main})
    return ClassCounts(*(_counts(described, places, classes) for classes in (main, further)))


def _counts(described: Described, places: PagePlaces, classes: Iterable[str]) -> list[ClassCount]:
    shown = [cls for cls in classes if cls in places and not cls.startswith(OWL)]
    alike = Counter(map(described.label, shown))
    counts = []
    for cls in shown:
        name = described.label(cls)
        if alike[name] > 1:  # told apart by its prefix, or else by its IRI
            name = short_iri(cls, described.graph.prefixes, "\n")
        meaning = next(iter(described.literals(cls, f"{SKOS}definition")), "")
        counts.append(ClassCount(name, f"{places[cls]}/index.html", len(described.instances(cls)), meaning))
    return [item for item in counts if item.total]

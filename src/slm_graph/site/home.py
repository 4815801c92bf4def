"""What the first page lists: the kinds of things that a graph is about, and apart from them its other classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import quote

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


def class_counts(described: Described, places: PagePlaces, totals: Mapping[str, int] | None = None) -> ClassCounts:
    """Return the classes that have things, in the order of kinds, the others by name.

    Of a graph that is a part, `totals` are the numbers of the whole.
    """
    if totals is None:
        classes = {*described.kinds.iris, *described.classes()}
        totals = {cls: len(described.instances(cls)) for cls in classes if cls in places}
    main = [cls for cls in described.kinds.iris if cls in totals]
    further = described.in_order({*totals} - {*main})
    return ClassCounts(*(_counts(described, places, classes, totals) for classes in (main, further)))


def _counts(
    described: Described, places: PagePlaces, classes: Iterable[str], totals: Mapping[str, int]
) -> list[ClassCount]:
    shown = [cls for cls in classes if not cls.startswith(OWL)]
    alike = Counter(map(described.label, shown))
    counts = []
    for cls in shown:
        name = described.label(cls)
        if alike[name] > 1:  # told apart by its prefix, or else by its IRI
            name = short_iri(cls, described.graph.prefixes, "\n")
        meaning = next(iter(described.literals(cls, f"{SKOS}definition")), "")
        href = f"{places[cls]}/index.html" if cls in places else f"about?iri={quote(cls, safe='')}"
        counts.append(ClassCount(name, href, totals[cls], meaning))
    return [item for item in counts if item.total]

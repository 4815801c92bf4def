"""The tool `find`: from words to things."""

from __future__ import annotations

from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import NearThing, NearThings
from slm_graph.agent.sizes import Room, cut, left_off
from slm_graph.graphs import Found
from slm_graph.network import DESCRIPTIONS
from slm_graph.problems import NotFound


def find(known: KnownGraph, text: str, kind: str = "", limit: int = 10, offset: int = 0) -> NearThings:
    """Return the things that words may mean, the likeliest first.

    Raises
    ------
    NotFound
        Nothing in the graph is of the kind.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> find(KnownGraph(graph_file()), "Wishper").matches[0].matched
    'Wishper (misspelling)'
    """
    near = known.things.near(text)
    if key := known.by_iri(text.strip()):
        near = [Found(key, known.described.label(key), text.strip(), "IRI"), *(it for it in near if it.iri != key)]
    if kind:
        _require_kind(known, kind)
        near = [thing for thing in near if known.is_of(thing.iri, kind)]
    near = sorted(near, key=lambda thing: known.rank(thing.iri))
    shown = Room().fitting((_match(known, thing, text) for thing in near[offset:]), limit)
    note = "" if near else f"{cut(text, 200)}: {known.not_stated}"
    return NearThings(shown, len(near), note, left_off(len(shown), offset, len(near), "call find"))


def _require_kind(known: KnownGraph, kind: str) -> None:
    classes = sorted(known.described.classes())
    names = {known.described.label(cls).casefold() for cls in classes} | {known.id(cls).casefold() for cls in classes}
    if kind.strip().casefold() not in names:
        labels = sorted({known.described.label(cls) for cls in classes})
        raise NotFound(f"kind {cut(kind, 80)}: the graph has none of this kind; there are {', '.join(labels[:40])}")


def _match(known: KnownGraph, thing: Found, text: str) -> NearThing:
    reference = known.reference(thing.iri)
    stated = known.described.stated(thing.iri)
    definition = next((value.value for name in DESCRIPTIONS for value in stated.get(name, [])[:1]), "")
    return NearThing(
        reference.id, reference.label, reference.kind, f"{cut(thing.given, 200)} ({thing.by})", cut(definition, 200)
    )

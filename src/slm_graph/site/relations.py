"""What a thing says and what is said with it: facts, links back, lineage, outside links."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import last_part
from slm_graph.network import (
    CONCEPT,
    DESCRIPTIONS,
    LABELS,
    MATCHES,
    RDF_TYPE,
    Described,
    Stated,
    key_of,
    links_out,
    web_links,
)
from slm_graph.pages import UPWARD, inverse_words
from slm_graph.rdf import DCTERMS, RDF, SKOS
from slm_graph.site.links import PageLinks, Shown, Told, is_address

MOST = 1000
"""Links of one kind on a page; what is left out links here itself."""
_NOTATION = f"{SKOS}notation"
_PAIRS = (
    (f"{SKOS}related", f"{SKOS}related"), (f"{SKOS}hasTopConcept", f"{SKOS}topConceptOf"),
    *((f"{DCTERMS}{one}", f"{DCTERMS}{other}") for one, other in (
        ("hasPart", "isPartOf"), ("hasVersion", "isVersionOf"), ("replaces", "isReplacedBy"),
    )),
)  # fmt: skip
_INVERSES = {**dict(_PAIRS), **{other: one for one, other in _PAIRS}}
"""Properties of the standards, each with the one that says the same in the other direction."""


class LineageStep(NamedTuple):
    """A thing of a lineage: how far it is, by which property it is reached, and its link."""

    depth: int
    words: str
    link: Shown


def definition(stated: Stated) -> str:
    """Return what a thing is, in a sentence; "" where nobody says it."""
    values = (value for name in DESCRIPTIONS for value in stated.get(name, []))
    return next((value.value for value in values if isinstance(value, ox.Literal)), "")


def facts(described: Described, key: str, stated: Stated, linker: PageLinks) -> Iterator[Told]:
    """Yield what is stated of a thing, but for what its page tells elsewhere."""
    hidden = _told_elsewhere(described.kinds.namespace)
    for predicate in sorted(stated, key=lambda name: described.use_rank.get(name, len(stated))):
        values = [] if predicate in hidden else _untold(described, key, stated, predicate, linker)
        if values:
            shown = [linker.value(value) for value in values[:MOST]]
            yield linker.row(predicate, shown, more=len(values) - len(shown))


def _untold(described: Described, key: str, stated: Stated, predicate: str, linker: PageLinks) -> list[Any]:
    """Return the values of a property that the page does not tell as title, as definition, as links."""
    values = stated[predicate]
    if predicate in LABELS:
        return [value for value in values if " ".join(key_of(value).split()) != described.label(key)]
    if predicate in DESCRIPTIONS:
        return [value for value in values if key_of(value) != definition(stated)]
    if concepts := stated.get(f"{predicate}{CONCEPT}"):  # the same as a link
        names = {described.label(key_of(value)) for value in concepts}
        return [value for value in values if key_of(value) not in names]
    if predicate in leading_out(described.kinds.namespace):
        return [value for value in values if _is_told(linker, value)]
    return values


@cache
def _told_elsewhere(namespace: str) -> frozenset[str]:
    """Return the properties that a page tells elsewhere than among the facts."""
    return frozenset((RDF_TYPE, _NOTATION, *(namespace + name for name in ("hasUsage", "cellProperty") if namespace)))


@cache
def leading_out(namespace: str) -> frozenset[str]:
    """Return the properties whose values lead out of the graph."""
    return frozenset((*web_links(namespace), *MATCHES))


def _is_told(linker: PageLinks, value: object) -> bool:
    """Tell whether a value that could lead out is told as a fact: it leads to a page of the site."""
    return isinstance(value, ox.NamedNode) and bool(linker.href(value.value))


def backlinks(described: Described, key: str, stated: Stated, linker: PageLinks, hidden: set[str]) -> Iterator[Told]:
    """Yield where a thing is the value, unless it says the same itself, or by properties that are hidden."""
    kinds, inverses = described.kinds, _INVERSES | described.inverses
    for predicate, subjects in described.stating(key).items():
        if predicate in hidden or predicate == RDF_TYPE:
            continue
        said = {key_of(value) for value in stated.get(inverses.get(predicate, ""), [])}
        owners = [*dict.fromkeys(described.owner(other) or other for other in subjects if other not in said)]
        links = [linker.to(other) for other in owners[:MOST] if other != key]
        if links:
            words = inverse_words(kinds, last_part(predicate))
            if predicate.startswith(RDF):
                words = "named in"  # an item of a list
            elif words.startswith("←"):
                words = f"is “{described.words(predicate)}” of"
            yield linker.row(predicate, links, words, len(owners) - len(owners[:MOST]))


def lineage(described: Described, key: str, linker: PageLinks, *, up: bool) -> list[LineageStep]:
    """Return what a thing comes from, or what comes from it, step by step; nothing where that is one step only."""
    steps: list[LineageStep] = []
    seen = {key}
    waiting = [(1, *pair) for pair in _next(described, key, up)]
    while waiting and len(steps) < MOST:
        depth, predicate, other = waiting.pop(0)
        if other not in seen:
            seen.add(other)
            words = linker.words(predicate) if up else inverse_words(described.kinds, last_part(predicate))
            steps.append(LineageStep(depth, words, linker.to(other)))
            waiting = [(depth + 1, *pair) for pair in _next(described, other, up)] + waiting
    return steps if any(step.depth > 1 for step in steps) else []


def _next(described: Described, key: str, up: bool) -> list[tuple[str, str]]:
    pairs = described.stated(key) if up else described.stating(key)
    return [
        (predicate, key_of(other))
        for predicate, others in pairs.items()
        if _leads_up(predicate)
        for other in others
        if isinstance(other, ox.NamedNode) or (isinstance(other, str) and not other.startswith("_:"))
    ]


@cache
def _leads_up(predicate: str) -> bool:
    return last_part(predicate) in UPWARD


def outside_links(described: Described, key: str, stated: Stated) -> list[Shown]:
    """Return the links of a thing out of the graph, those that a browser may follow."""
    kinds = described.kinds
    leading = leading_out(kinds.namespace)
    said = [
        (predicate, key_of(value))
        for predicate, values in stated.items()
        if predicate in leading
        for value in values
        if not isinstance(value, (ox.BlankNode, ox.Triple))
    ]
    if not said:
        return []
    is_data = bool({kinds.iri_of[name] for name in kinds.data} & {*described.types(key)})
    links = links_out(said, kinds.namespace, is_data=is_data)
    return [Shown(name, address, True) for name, address in links if is_address(address)]

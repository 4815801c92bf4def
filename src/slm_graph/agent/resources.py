"""What an assistant reads before it asks: the ontology, the schema of the graph, its glossary, the stored questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.agent.asking import CONDITIONS, parameter_help
from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import ParameterHelp
from slm_graph.agent.sizes import cut
from slm_graph.network import DESCRIPTIONS, RDF_TYPE, is_of_languages, key_of
from slm_graph.problems import NotFound
from slm_graph.rdf import SKOS

MOST = 60_000
"""Characters of one resource."""
_DEFINITION = 240


class GraphText(NamedTuple):
    """A text about the graph: its address, what it is, its media type, and what makes it."""

    uri: str
    title: str
    description: str
    media_type: str
    make: Callable[[KnownGraph], Iterator[str]]


def read(known: KnownGraph, uri: str) -> str:
    """Return a text, of a very long one the beginning.

    Raises
    ------
    NotFound
        There is no such text.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> read(KnownGraph(graph_file()), "slm-graph://questions").splitlines()[0]
    '# Stored questions'
    """
    text = next((item for item in TEXTS if item.uri == uri), None)
    if text is None:
        raise NotFound(f"{cut(uri, 200)}: no such resource; there are {', '.join(item.uri for item in TEXTS)}")
    lines: list[str] = []
    room = MOST
    for line in text.make(known):
        room -= len(line) + 1
        if room < 0:
            comment = "# " if text.media_type == "text/turtle" else ""
            lines.append(f"{comment}… cut here; `find` and `describe` tell the rest")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


# --- the ontology


def _ontology(known: KnownGraph) -> Iterator[str]:
    path = known.ontology / "slm.ttl"
    if known.kinds.namespace and path.is_file():
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()
    else:
        yield "# This graph comes without an ontology of its own; slm-graph://schema tells its classes and properties."


# --- the schema


def _schema(known: KnownGraph) -> Iterator[str]:
    """Yield classes and properties with their numbers: what a query of SPARQL can be written from."""
    store, described = known.graph.store, known.described
    yield "# Schema of the graph"
    yield ""
    yield f"{len(store):,} statements. Things lie below <{known.graph.base}>; ids are IRIs without that beginning."
    yield "Queries may use these prefixes without declaring them:"
    yield from (f"- {prefix}: <{namespace}>" for prefix, namespace in sorted(known.graph.prefixes.items()))
    classes = Counter(
        quad.object.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None)
        if isinstance(quad.object, ox.NamedNode)
    )
    yield from ("", "## Classes: instances, definition, an example")
    for cls, number in _most_first(known, classes):
        example = next(iter(described.instances(cls)), "")
        yield f"- {known.id(cls)}: {number:,}{_told(known, cls)}{f' e.g. {known.id(example)}' if example else ''}"
    properties = Counter(quad.predicate.value for quad in store)
    yield from ("", "## Properties: statements, definition, an example")
    for name, number in _most_first(known, properties):
        yield f"- {known.id(name)}: {number:,}{_told(known, name)}{_example(known, name)}"


def _most_first(known: KnownGraph, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the terms of the graph's own ontology before those of others, each by their numbers."""
    own = known.kinds.namespace or "\n"
    return sorted(counts.items(), key=lambda item: (not item[0].startswith(own), -item[1], item[0]))


def _told(known: KnownGraph, key: str) -> str:
    definition = _definition(known, key)
    return f"; {definition}" if definition else ""


def _definition(known: KnownGraph, key: str) -> str:
    stated = known.described.stated(key)
    texts = (value.value for name in DESCRIPTIONS for value in stated.get(name, []) if isinstance(value, ox.Literal))
    return cut(" ".join(next(texts, "").split()), _DEFINITION)


def _example(known: KnownGraph, name: str) -> str:
    quad = next(known.graph.store.quads_for_pattern(None, ox.NamedNode(name), None), None)
    if quad is None:
        return ""
    value = quad.object.value if isinstance(quad.object, ox.Literal) else known.id(key_of(quad.object))
    return f" e.g. {known.id(key_of(quad.subject))} → {cut(' '.join(str(value).split()), 80)}"


# --- the glossary


def _glossary(known: KnownGraph) -> Iterator[str]:
    """Yield what names and abbreviations mean: concepts and the terms of the ontology."""
    described = known.described
    yield "# Glossary"
    for cls in sorted(described.classes(), key=lambda name: (described.label(name), name)):
        lines = [*_meanings(known, described.instances(cls))]
        if lines and not is_of_languages(cls):
            yield from ("", f"## {described.label(cls)}{_told(known, cls)}", *lines)


def _meanings(known: KnownGraph, keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        codes = known.described.literals(key, f"{SKOS}notation")
        definition = _definition(known, key)
        if codes or (definition and f"{SKOS}Concept" in _classes(known, key)):
            named = f"{', '.join(codes)}: {known.described.label(key)}" if codes else known.described.label(key)
            yield f"- {named} ({known.id(key)}){f' — {definition}' if definition else ''}"


def _classes(known: KnownGraph, key: str) -> set[str]:
    types = {key_of(value) for value in known.described.stated(key).get(RDF_TYPE, [])}
    return types | {cls for name in types for cls in known.described.above(name)}


# --- the questions


def _catalogue(known: KnownGraph) -> Iterator[str]:
    yield "# Stored questions"
    yield ""
    yield "Call `ask` with a name and parameters. A parameter in brackets may be left out."
    yield CONDITIONS.replace("The parameters are", "Those marked with * are")
    by_tag: dict[str, list[str]] = {}
    for question in known.questions.values():
        takes = ", ".join(_parameter(parameter_help(known, item), item.property_iri) for item in question.parameters)
        line = f"- {question.name}({takes}): {question.summary}"
        by_tag.setdefault(question.tags[0] if question.tags else "other", []).append(line)
    for tag in sorted(by_tag):
        yield from ("", f"## {tag}", *by_tag[tag])


def _parameter(told: ParameterHelp, property_iri: str) -> str:
    values = f": {'|'.join(told.values)}" if told.values else f": {told.expects.partition(',')[0]}"
    text = f"{told.name}{'*' if property_iri else ''}{values}{f' = {told.default}' if told.default else ''}"
    return text if told.required else f"[{text}]"


TEXTS = (
    GraphText(
        "slm-graph://schema",
        "Schema",
        "Prefixes, classes and properties of the graph with numbers and examples: read it before you write SPARQL.",
        "text/markdown",
        _schema,
    ),
    GraphText(
        "slm-graph://questions",
        "Stored questions",
        "The questions that `ask` answers, by what they are about, with their parameters.",
        "text/markdown",
        _catalogue,
    ),
    GraphText(
        "slm-graph://glossary",
        "Glossary",
        "What abbreviations and concepts mean.",
        "text/markdown",
        _glossary,
    ),
    GraphText(
        "slm-graph://ontology",
        "Ontology",
        "The classes and properties with their definitions and axioms, as Turtle.",
        "text/turtle",
        _ontology,
    ),
)
"""A row a resource."""

"""A graph of RDF as a networkx network: things as nodes, statements between them as links with their evidence.

A usage (`slm:Usage`) is no node of its own: it is folded into the short edges that it backs, as evidence. Rows, prompts
and the values of small schemes (modality, stage, tuning) are folded too, into the facts of what points to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, StreamedGraph, last_part, short_iri
from slm_graph.network.dataset import dataset_of
from slm_graph.network.evidence import evidence_in
from slm_graph.network.kinds import Kinds, kinds_in, ontology_folder, ontology_of
from slm_graph.network.model import Evidence, Network, Node
from slm_graph.network.plain import plain_network
from slm_graph.network.statements import Statements
from slm_graph.network.terms import DESCRIBED_IN, DESCRIPTION, INTRODUCES, MODALITY, RDF_TYPE
from slm_graph.network.web_links import MATCHES, links_out, web_links
from slm_graph.problems import path_argument
from slm_graph.rdf import RDFS, SKOS
from slm_graph.text import words as words_of

_NOT_FACTS = (
    *(f"{SKOS}{name}" for name in "prefLabel notation altLabel hiddenLabel definition inScheme topConceptOf".split()),
    f"{RDFS}label", DESCRIPTION, RDF_TYPE, "hasUsage", "describedBy", "listedIn", "authorList",
    "architectureConcept", "encoderKindConcept", "unitConcept",
)  # fmt: skip
"""Predicates that are told elsewhere than among the facts; the ontology's own by their local names."""
EVERY_MODALITY = (MODALITY, "inputModality", "outputModality")
"""Properties of a thing that tell its modalities."""


class NodeLink(NamedTuple):
    """A statement between two nodes."""

    subject: str
    other: str
    predicate: str


def to_network(graph: LocalGraph | Statements | Path | str, ontology: Path | None = None) -> Network:
    """Return the things of a graph and the statements between them.

    Parameters
    ----------
    graph
        A graph of `open_graph`, the path of a file of RDF, or the statements of either.
    ontology
        The folder of the ontology, which says what classes there are; by default the one beside the file, in its
        project. Where that is not the graph's the bundled one serves, or else what the graph itself shows.

    Returns
    -------
    networkx.MultiDiGraph
        A node's key is its IRI, with the attributes of `Node`. A link's key is its predicate's IRI, so parallel
        links stay apart; its attributes are `predicate` (a short name) and `evidence`: one dict a usage, with `quotes`,
        `columns`, `row` and what else the usage states. A statement that is there in both directions (introduces,
        introducedBy) is one link.

    Raises
    ------
    OSError
        The file cannot be read.
    InvalidData
        The file is not RDF.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> network = to_network(graph_file())
    >>> salmonn, whisper = (f"https://w3id.org/slm-graph/{id}" for id in ("system/salmonn", "encoder/whisper"))
    >>> predicate = "https://w3id.org/slm-graph/ontology#usesSpeechEncoder"
    >>> network[salmonn][whisper][predicate]["evidence"][0]["quotes"]
    ['Wishper encoder (speech)']
    """
    if isinstance(graph, Statements):
        statements = graph
    elif isinstance(graph, LocalGraph):
        statements = Statements(graph)
    else:
        file = path_argument("graph", graph)
        ontology = ontology or ontology_folder(file)
        statements = Statements(StreamedGraph(file))
    return network_of(statements, kinds_in(ontology_of(statements, ontology)))


def network_of(statements: Statements, kinds: Kinds) -> Network:
    """Return the network of statements whose kinds are known; where nothing uses anything, that of all things."""
    return survey_network(statements, kinds) if kinds.namespace else plain_network(statements)


def survey_network(statements: Statements, kinds: Kinds) -> Network:
    """Return the network of the things of a survey, with usages as evidence."""
    import networkx as nx

    classes = {subject: kinds.class_of(statements.classes[subject]) for subject in statements.by_subject}
    nodes = {subject: node_of(statements, kinds, subject, cls) for subject, cls in classes.items() if cls}
    evidence, alone = evidence_in(statements, kinds)
    for subject, node in nodes.items():
        node.statements = alone.get(subject, [])
    edges = edges_between(statements, nodes, kinds)
    tell_papers(nodes, edges)
    tell_components(nodes, edges, evidence, kinds)
    network: Network = nx.MultiDiGraph(kinds=kinds, dataset=dataset_of(statements))
    for subject, node in nodes.items():
        network.add_node(subject, **vars(node))
    for subject, other, predicate in edges:
        name = last_part(predicate)
        quoted = evidence.get((subject, other), []) if name in kinds.backed else []
        network.add_edge(subject, other, predicate, predicate=name, evidence=quoted)
    return network


# --- nodes


def node_of(statements: Statements, kinds: Kinds, subject: str, cls: str) -> Node:
    """Return what a graph states of a node itself."""
    namespace = kinds.namespace
    descriptions = statements.texts(subject, f"{SKOS}definition") + statements.texts(subject, DESCRIPTION)
    modalities = {word for name in EVERY_MODALITY for word in statements.words(subject, namespace + name)}
    return Node(
        iri=subject,
        id=short_iri(subject, {}, statements.base),
        cls=cls,
        label=statements.labels[subject],
        abbreviation=next(iter(statements.texts(subject, f"{SKOS}notation")), ""),
        aliases=statements.texts(subject, f"{SKOS}altLabel"),
        misspellings=statements.texts(subject, f"{SKOS}hiddenLabel"),
        authors=[name for text in statements.texts(subject, f"{namespace}authorList") for name in text.split(", ")],
        definition=next(iter(descriptions), ""),
        year=_year(statements.words(subject, f"{namespace}year")),
        modality=sorted(modalities),
        groups=statements.words(subject, f"{namespace}taskGroup"),
        prompt_kinds=[
            kind
            for prompt in statements.nodes(subject, f"{namespace}hasPrompt")
            for kind in statements.words(prompt, f"{namespace}promptKind")
        ],
        facts=[*_facts(statements, kinds, subject)],
        links=_web_links(statements, kinds, subject, cls),
    )


def _year(texts: Sequence[str]) -> int | None:
    years = [int(text) for text in texts if re.fullmatch(r"\d{4}", text)]
    return min(years, default=None)


def _web_links(statements: Statements, kinds: Kinds, subject: str, cls: str) -> list[tuple[str, str]]:
    leading_out = web_links(kinds.namespace).keys() | MATCHES.keys()
    facts = [
        (predicate, value.value)
        for predicate, values in statements.by_subject[subject].items()
        if predicate in leading_out
        for value in values
        if not isinstance(value, ox.Triple) and not kinds.class_of(statements.classes.get(value.value, ()))
    ]
    return links_out(facts, kinds.namespace, is_data=cls in kinds.data)


def _facts(statements: Statements, kinds: Kinds, subject: str) -> Iterator[tuple[str, str]]:
    """Yield what is told of a thing by itself: its property in words, and the value."""
    elsewhere = _told_elsewhere(kinds.namespace)
    for predicate, values in statements.by_subject[subject].items():
        for value in values if predicate not in elsewhere else ():
            if (text := _fact(statements, kinds, value)) is not None:
                yield words_of(last_part(predicate)), text


@cache
def _told_elsewhere(namespace: str) -> frozenset[str]:
    """Return the predicates that are told elsewhere than among the facts."""
    return frozenset((*_NOT_FACTS, *(namespace + name for name in _NOT_FACTS), *web_links(namespace), *MATCHES))


def _fact(statements: Statements, kinds: Kinds, value: Any) -> str | None:
    """Return a value as text; None for a node, to which a link leads."""
    if isinstance(value, ox.NamedNode):
        if kinds.class_of(statements.classes.get(value.value, ())):
            return None
        prompt = statements.texts(value.value, f"{kinds.namespace}promptText")
        return prompt[0] if prompt else statements.name_of(value)
    return value.value if isinstance(value, ox.Literal) else None


# --- links


def edges_between(statements: Statements, nodes: Mapping[str, object], kinds: Kinds) -> list[NodeLink]:
    """Return the statements between nodes; of two that say the same in both directions, one."""
    edges = {
        NodeLink(subject, other, predicate): None
        for subject in nodes
        for predicate in statements.by_subject[subject]
        for other in statements.nodes(subject, predicate)
        if other in nodes
    }
    return [edge for edge in edges if (edge.other, edge.subject, kinds.inverses.get(edge.predicate)) not in edges]


def tell_papers(nodes: Mapping[str, Node], edges: Iterable[NodeLink]) -> None:
    """Give a thing its paper's address, and its year where it has none of its own."""
    years: dict[str, int] = {}
    for subject, other, predicate in edges:
        name = last_part(predicate)
        if name not in (INTRODUCES, DESCRIBED_IN):
            continue
        thing, paper = (other, subject) if name == INTRODUCES else (subject, other)
        first = [(f"Paper: {kind.partition(' (')[0]}", address) for kind, address in nodes[paper].links[:1]]
        nodes[thing].links = first + nodes[thing].links
        if (year := nodes[paper].year) is not None:
            years[thing] = min(year, years.get(thing, year))
    for thing, year in years.items():
        if nodes[thing].year is None:
            nodes[thing].year = year


def tell_components(
    nodes: Mapping[str, Node],
    edges: Iterable[NodeLink],
    evidence: Mapping[tuple[str, str], list[Evidence]],
    kinds: Kinds,
) -> None:
    """Give a system its encoders' modalities and its tasks' groups."""
    encoder_edges = {name for name, cls in zip(kinds.uses, kinds.components, strict=True) if cls in kinds.encoders}
    for subject, other, predicate in edges:
        name, node, component = last_part(predicate), nodes[subject], nodes[other]
        if node.cls not in kinds.entries:
            continue
        if name in encoder_edges:
            usages = evidence.get((subject, other), [])
            stated = [word for usage in usages for word in usage.get("modality", ())]
            node.modality = sorted({*node.modality, *(stated or component.modality)})
        if name in kinds.uses and component.groups:
            node.groups = sorted({*node.groups, *component.groups})

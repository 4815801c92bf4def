"""A graph of RDF as a networkx network: things as nodes, statements between them as links with their evidence.

A usage (`slm:Usage`) is no node of its own: it is folded into the short edges that it backs, as evidence. Rows, prompts
and the values of small schemes (modality, stage, tuning) are folded too, into the facts of what points to them.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import networkx as nx
import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, Results, last_part, open_graph, short_iri
from slm_graph.text import words as words_of

Evidence: TypeAlias = "dict[str, Any]"
Network: TypeAlias = "nx.MultiDiGraph"

ONTOLOGY = "https://w3id.org/slm-graph/ontology#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"

CLASSES = "System SpeechEncoder LLM ModelFamily Model Dataset Task Method Paper".split()
"""The classes whose instances are nodes, the most telling first: of a system that is a model too, System counts.

A graph may have others: what its usages are of (`Kinds`).
"""

USES = {
    "usesSpeechEncoder": "speech encoder",
    "usesLLM": "LLM",
    "usesDataset": "dataset",
    "addressesTask": "task",
    "appliesMethod": "method",
}
"""The short edges from a system to its components, and what a component is then called."""

_KNOWN = frozenset(ONTOLOGY + name for name in CLASSES)
_STANDARDS = ("http://www.w3.org/", "http://schema.org/", "http://purl.org/", "http://xmlns.com/")
"""Where the classes of others begin: a skos:Concept is a node only if it is of a class of the survey's own."""
# Two directions of one statement; where the other one is there too, this one is left out.
_INVERSES = {f"{ONTOLOGY}introducedBy": f"{ONTOLOGY}introduces", f"{_SKOS}narrower": f"{_SKOS}broader"}
_NAMES = {
    f"{_SKOS}prefLabel", _LABEL, f"{_SKOS}notation", f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel", f"{_SKOS}definition",
    "http://purl.org/dc/terms/description", _RDF_TYPE, f"{ONTOLOGY}hasUsage", f"{ONTOLOGY}describedBy",
    f"{_SKOS}inScheme", f"{_SKOS}topConceptOf", f"{ONTOLOGY}listedIn",
}  # fmt: skip
"""Predicates that are told elsewhere than among the facts."""
_LINKS = {
    "http://purl.org/spar/fabio/hasArXivId": ("arXiv", "https://arxiv.org/abs/{}"),
    "http://prismstandard.org/namespaces/basic/2.0/doi": ("DOI", "https://doi.org/{}"),
    f"{ONTOLOGY}aclAnthologyId": ("ACL Anthology", "https://aclanthology.org/{}"),
    f"{ONTOLOGY}huggingFaceId": ("Hugging Face", "https://huggingface.co/{}"),
    "http://schema.org/codeRepository": ("Code", "{}"),
    "http://xmlns.com/foaf/0.1/homepage": ("Homepage", "{}"),
    "http://purl.org/dc/terms/license": ("Licence", "{}"),
    "http://schema.org/sameAs": ("Same as", "{}"),
}
"""Predicates that lead out: what the link is called, and its address."""


class Kinds(NamedTuple):
    """What kinds of things and of short edges a graph has, as its usages tell; the names of classes and properties."""

    classes: tuple[str, ...] = tuple(CLASSES)
    """Of nodes, the most telling first."""
    iris: frozenset[str] = _KNOWN
    entries: frozenset[str] = frozenset(["System"])
    """The classes of what uses things."""
    uses: Mapping[str, str] = USES
    """The short edges, and what a component is then called; each component of a system has one of them."""
    components: tuple[str, ...] = ("SpeechEncoder", "LLM", "Dataset", "Task", "Method")
    """The classes of what is used."""
    backed: frozenset[str] = frozenset([*USES, "trainedOn"])
    """All properties from a system to what it uses, that usages back."""
    ontology: str = ONTOLOGY
    """What the IRIs of the properties that usages have begin with."""


def kinds_of(network: Network) -> Kinds:
    """Return the kinds of a network that `to_network` made, or of a part of one."""
    found = network.graph.get("kinds")
    return found if isinstance(found, Kinds) else Kinds()


@dataclass
class Node:
    """A thing of the graph, as a reader sees it; `as_attributes` is what networkx gets."""

    iri: str
    id: str
    cls: str
    label: str
    abbreviation: str = ""
    aliases: list[str] = field(default_factory=list)
    misspellings: list[str] = field(default_factory=list)
    definition: str = ""
    year: int | None = None
    modality: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    statements: list[Evidence] = field(default_factory=list)


def to_network(graph: LocalGraph | Path | str) -> Network:
    """Return the things of a graph and the statements between them.

    Parameters
    ----------
    graph
        A graph of `open_graph`, or the path of a file of RDF.

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
    >>> network[salmonn][whisper][f"{ONTOLOGY}usesSpeechEncoder"]["evidence"][0]["quotes"]
    ['Wishper encoder (speech)']
    """
    return _Reader(graph if isinstance(graph, LocalGraph) else open_graph(graph)).network()


class _Reader:
    """Reads the graph once, subject by subject; `kinds` are those of the whole where it is the part of another."""

    def __init__(self, graph: LocalGraph, kinds: Kinds | None = None) -> None:
        self.graph = graph
        statements: dict[str, dict[str, list[Any]]] = {}
        for quad in graph.store:
            if isinstance(quad.subject, ox.NamedNode):
                values = statements.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
                if quad.object not in values:
                    values.append(quad.object)
        # A store has no order of its own; sorted, the same graph gives the same network in every run.
        self.statements = {
            subject: {
                predicate: sorted(values, key=_order) for predicate, values in sorted(statements[subject].items())
            }
            for subject in sorted(statements)
        }
        self.classes = {
            subject: [value.value for value in predicates.get(_RDF_TYPE, ()) if isinstance(value, ox.NamedNode)]
            for subject, predicates in self.statements.items()
        }
        self.labels = {subject: self._label(subject) for subject in self.statements}
        self.own = kinds.ontology if kinds else self._ontology()
        self.usages = [subject for subject, classes in self.classes.items() if f"{self.own}Usage" in classes]
        self.kinds = kinds or self._kinds()
        self.inverses = {_of(self.own, one): _of(self.own, other) for one, other in _INVERSES.items()}
        self.names = {_of(self.own, name) for name in _NAMES}
        self.leading_out = {_of(self.own, name): link for name, link in _LINKS.items()}

    def network(self) -> Network:
        nodes = {subject: self._node(subject, cls) for subject in self.statements if (cls := self._class(subject))}
        evidence, own = self._evidence(nodes)
        result: Network = nx.MultiDiGraph(kinds=self.kinds)
        for subject, node in nodes.items():
            node.statements = own.get(subject, [])
        links = []
        for subject in nodes:
            for predicate, values in self.statements[subject].items():
                for value in values:
                    if isinstance(value, ox.NamedNode) and value.value in nodes:
                        links.append((subject, value.value, predicate))
        known = set(links)
        links = [
            (subject, other, predicate)
            for subject, other, predicate in links
            if (other, subject, self.inverses.get(predicate)) not in known
        ]
        self._derive(nodes, links, evidence)
        for subject, node in nodes.items():
            result.add_node(subject, **vars(node))
        for subject, other, predicate in links:
            name = last_part(predicate)
            found = evidence.get((subject, other), []) if name in self.kinds.backed else []
            result.add_edge(subject, other, predicate, predicate=name, evidence=found)
        return result

    # --- kinds

    def _ontology(self) -> str:
        """Return the namespace of the class Usage: whoever has an ontology of their own may have put it there."""
        types = sorted({cls for classes in self.classes.values() for cls in classes if last_part(cls) == "Usage"})
        return next((cls.removesuffix("Usage") for cls in types), ONTOLOGY)

    def _kinds(self) -> Kinds:
        """Return the kinds of the graph: those of the ontology, and what its usages say of others."""
        by = {usage: self._nodes_at(usage, "usageBy") for usage in self.usages}
        of = {usage: self._nodes_at(usage, "usageOf") for usage in self.usages}
        sizes = Counter(cls for classes in self.classes.values() for cls in classes if not cls.startswith(_STANDARDS))

        def narrowest(subject: str) -> str:
            """Return the most specific class: a superclass has all instances of its subclasses."""
            ranks = {name: rank for rank, name in enumerate(CLASSES)}
            own = [cls for cls in self.classes.get(subject, ()) if cls in sizes]
            return min(own, key=lambda cls: (sizes[cls], ranks.get(last_part(cls), -1), cls), default="")

        classes_of = {thing: narrowest(thing) for found in (by, of) for things in found.values() for thing in things}
        entries = {classes_of[system] for systems in by.values() for system in systems} - {""}
        components = {classes_of[thing] for things in of.values() for thing in things} - {"", *entries}
        known = {_of(self.own, cls) for cls in _KNOWN}
        new = {last_part(cls): cls for cls in sorted({*entries, *components} - known)}
        encoders = [name for name in new if name.endswith("Encoder")]
        # What is new comes before what it may be a subclass of.
        names = tuple(
            dict.fromkeys(
                [
                    *(name for name in new if new[name] in entries),
                    "System",
                    *encoders,
                    "SpeechEncoder",
                    "LLM",
                    *new,
                    *CLASSES,
                ]
            )
        )
        order = {name: rank for rank, name in enumerate(names)}
        edges = self._short_edges(by, of, classes_of)
        backed = {last_part(predicate) for _, predicate in edges}
        first: dict[str, tuple[int, str]] = {}
        for (cls, predicate), number in sorted(edges.items()):
            # Of two properties to one class the narrower one, such as trainedOn, has fewer statements, or as many.
            name = last_part(predicate)
            first[cls] = max(first.get(cls, (0, "")), (number, name), key=lambda pair: (pair[0], pair[1] in USES))
        stated = {cls: name for cls, (_, name) in first.items()}
        there = {last_part(cls) for cls in sizes}
        uses = {name: words_of(last_part(cls)) for cls, name in stated.items()}
        # Of what the ontology has, nobody may use anything.
        uses |= {
            name: words
            for name, words, cls in zip(USES, USES.values(), Kinds().components, strict=True)
            if cls in there or not stated
        }
        used = {last_part(cls) for cls in components} | {
            cls for cls in Kinds().components if cls in there or not stated
        }
        rank = {words_of(name): position for name, position in order.items()}
        return Kinds(
            names,
            frozenset({*known, *new.values()}),
            frozenset(map(last_part, entries)) or Kinds().entries,
            dict(sorted(uses.items(), key=lambda item: (rank.get(item[1], len(rank)), item[0]))),
            tuple(sorted(used, key=lambda name: (order.get(name, len(order)), name))),
            frozenset({*uses, *backed, "trainedOn"}),
            self.own,
        )

    def _short_edges(
        self, by: Mapping[str, list[str]], of: Mapping[str, list[str]], classes_of: Mapping[str, str]
    ) -> Counter[tuple[str, str]]:
        """Count the statements that usages back, by the class of what is used and the property."""
        pairs = {(system, thing) for usage in self.usages for system in by[usage] for thing in of[usage]}
        edges: Counter[tuple[str, str]] = Counter()
        for system in sorted({system for system, _ in pairs}):
            for predicate, values in self.statements.get(system, {}).items():
                if not predicate.startswith(_STANDARDS):
                    for value in values:
                        if isinstance(value, ox.NamedNode) and (system, value.value) in pairs:
                            edges[classes_of[value.value], predicate] += 1
        return edges

    def _nodes_at(self, subject: str, name: str) -> list[str]:
        values = self.statements[subject].get(self.own + name, ())
        return [value.value for value in values if isinstance(value, ox.NamedNode)]

    # --- nodes

    def _class(self, subject: str) -> str:
        names = {last_part(cls) for cls in self.classes[subject] if cls in self.kinds.iris}
        return next((cls for cls in self.kinds.classes if cls in names), "")

    def _label(self, subject: str) -> str:
        for predicate in (f"{_SKOS}prefLabel", _LABEL, "http://purl.org/dc/terms/title"):
            for value in self.statements[subject].get(predicate, ()):
                if isinstance(value, ox.Literal) and value.value.strip():
                    return value.value
        return last_part(subject) or subject

    def _texts(self, subject: str, predicate: str) -> list[str]:
        return [value.value for value in self.statements[subject].get(predicate, ()) if isinstance(value, ox.Literal)]

    def _named(self, subject: str, name: str) -> list[str]:
        """Return the values of a property of the ontology as a reader's words."""
        return [self._words(value) for value in self.statements[subject].get(f"{self.own}{name}", ())]

    def _words(self, value: Any) -> str:
        if isinstance(value, ox.NamedNode):
            return self.labels.get(value.value, value.value)
        return str(value.value)

    def _node(self, subject: str, cls: str) -> Node:
        node = Node(subject, short_iri(subject, {}, self.graph.base), cls, self.labels[subject])
        node.abbreviation = next(iter(self._texts(subject, f"{_SKOS}notation")), "")
        node.aliases = self._texts(subject, f"{_SKOS}altLabel")
        node.misspellings = self._texts(subject, f"{_SKOS}hiddenLabel")
        descriptions = self._texts(subject, f"{_SKOS}definition") + self._texts(
            subject, "http://purl.org/dc/terms/description"
        )
        node.definition = next(iter(descriptions), "")
        node.year = _year(self._named(subject, "year"))
        node.modality = sorted(
            {word for name in ("modality", "inputModality", "outputModality") for word in self._named(subject, name)}
        )
        node.groups = self._named(subject, "taskGroup")
        for predicate, values in self.statements[subject].items():
            if predicate in self.leading_out:
                name, pattern = self.leading_out[predicate]
                node.links += [
                    (name, pattern.format(value.value)) for value in values if not isinstance(value, ox.Triple)
                ]
            elif predicate not in self.names and not (name := last_part(predicate)).endswith("authorList"):
                node.facts += self._facts(name, values)
        return node

    def _facts(self, name: str, values: Iterable[Any]) -> Iterable[tuple[str, str]]:
        for value in values:
            if isinstance(value, ox.NamedNode):
                if value.value in self.classes and self._class(value.value):
                    continue  # a link of the network
                texts = self._texts(value.value, f"{self.own}promptText") if value.value in self.statements else []
                yield words_of(name), texts[0] if texts else self._words(value)
            elif isinstance(value, ox.Literal):
                yield words_of(name), value.value

    # --- evidence

    def _evidence(
        self, nodes: Mapping[str, Node]
    ) -> tuple[dict[tuple[str, str], list[Evidence]], dict[str, list[Evidence]]]:
        """Return what usages state of each pair, and of a system alone."""
        pairs: dict[tuple[str, str], list[Evidence]] = {}
        own: dict[str, list[Evidence]] = {}
        for usage in self.usages:
            by, of, tasks = (self._nodes_at(usage, name) for name in ("usageBy", "usageOf", "forTask"))
            found = self._usage(usage)
            for system in by:
                for component in dict.fromkeys([*of, *tasks]):
                    pairs.setdefault((system, component), []).append(found)
                if not of:
                    own.setdefault(system, []).append(found)
        return pairs, own

    def _usage(self, usage: str) -> Evidence:
        found: Evidence = {
            "id": short_iri(usage, {}, self.graph.base),
            "quotes": self._named(usage, "quote"),
            "columns": self._named(usage, "column"),
        }
        for row in self.statements[usage].get(_DERIVED, ()):
            if isinstance(row, ox.NamedNode) and row.value in self.statements:
                number = self._texts(row.value, f"{self.own}rowNumber")
                found |= {
                    "row": int(number[0]) if number and number[0].isdigit() else None,
                    "source": self.labels[row.value],
                }
        told = {"quote", "column", "usageBy", "usageOf", "hours", "amount", "unit", "amountQualifier", "alternativeTo"}
        for predicate, values in self.statements[usage].items():
            name = last_part(predicate)
            if (not predicate.startswith(_STANDARDS) and name not in told) or predicate == f"{_SKOS}note":
                found[name] = [self._words(value) for value in values]
        for name in ("amount", "unit", "hours"):
            if texts := self._named(usage, name):
                found[name] = texts[0]
        alternatives = [
            self._words(of)
            for other in self.statements[usage].get(f"{self.own}alternativeTo", ())
            if isinstance(other, ox.NamedNode) and other.value in self.statements
            for of in self.statements[other.value].get(f"{self.own}usageOf", ())
        ]
        return found | ({"alternativeTo": alternatives} if alternatives else {})

    def _derive(
        self,
        nodes: Mapping[str, Node],
        links: Sequence[tuple[str, str, str]],
        evidence: Mapping[tuple[str, str], list[Evidence]],
    ) -> None:
        """Give a thing its paper's year and address, a system its encoders' modalities and its tasks' groups."""
        years: dict[str, int] = {}
        for subject, other, predicate in links:
            name = last_part(predicate)
            thing, paper = {"introduces": (other, subject), "describedIn": (subject, other)}.get(name, ("", ""))
            if thing:
                nodes[thing].links = [(f"Paper: {kind}", url) for kind, url in nodes[paper].links[:1]] + nodes[
                    thing
                ].links
            if thing and (year := nodes[paper].year) is not None:
                years[thing] = min(year, years.get(thing, year))
            if nodes[subject].cls in self.kinds.entries and self.kinds.uses.get(name, "").endswith("encoder"):
                stated = [word for found in evidence.get((subject, other), []) for word in found.get("modality", ())]
                nodes[subject].modality = sorted({*nodes[subject].modality, *(stated or nodes[other].modality)})
            if nodes[subject].cls in self.kinds.entries and name == "addressesTask":
                nodes[subject].groups = sorted({*nodes[subject].groups, *nodes[other].groups})
        for thing, year in years.items():
            if nodes[thing].year is None:
                nodes[thing].year = year


def _of(ontology: str, iri: str) -> str:
    """Return the IRI that a term of ours has where an ontology has it in a namespace of its own."""
    return ontology + iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else iri


def _order(value: Any) -> tuple[str, str]:
    """Sort by text, numbers by size."""
    text = str(getattr(value, "value", value))
    return (text.zfill(12) if text.isdigit() else text, str(value))


def _year(texts: Sequence[str]) -> int | None:
    years = [int(text) for text in texts if re.fullmatch(r"\d{4}", text)]
    return min(years, default=None)


# --- parts of a network


def around(network: Network, node: str, depth: int = 1) -> Network:
    """Return what stands within some steps of a node, in either direction, with all links among it.

    Examples
    --------
    >>> network = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "d")])
    >>> sorted(around(network, "a", 2))
    ['a', 'b', 'c']
    """
    near = nx.single_source_shortest_path_length(network.to_undirected(as_view=True), node, cutoff=depth)
    return _part(network, near)


def of_classes(network: Network, classes: Iterable[str]) -> Network:
    """Return the nodes of some classes, with all links among them.

    Raises
    ------
    LookupError
        No node is of a class; the message says which there are.
    """
    wanted = {*classes}
    there = {data["cls"] for _, data in network.nodes(data=True)}
    for cls in sorted(wanted - there):
        from slm_graph.problems import nearest

        hint = nearest(cls, there) or f"; there are {', '.join(sorted(there))}"
        raise LookupError(f"{cls}: no node is of this class{hint}")
    return _part(network, [node for node, data in network.nodes(data=True) if data["cls"] in wanted])


def of_results(network: Network, results: Results, graph: LocalGraph, asked: str = "") -> Network:
    """Return the part of a network that a query's answer speaks of.

    Of CONSTRUCT the statements are the links; of SELECT, the things of the rows and those that the query itself names,
    with all links among them.

    Parameters
    ----------
    network
        The whole network, which knows the facts and the evidence.
    results
        What the query answered: triples, or rows of terms.
    graph
        The graph that was asked.
    asked
        The text of the query.
    """
    if isinstance(results, ox.QueryBoolean):
        raise ValueError("ASK answers yes or no, which is no picture; ask with SELECT or CONSTRUCT")
    if isinstance(results, ox.QuerySolutions):
        named = {value.value for row in results for value in row if isinstance(value, ox.NamedNode)}
        return _part(network, named | {*re.findall(r"<([^<>\s]+)>", asked)} if named else ())
    items = list(results)
    constructed = ox.Store()
    constructed.extend([ox.Quad(item.subject, item.predicate, item.object) for item in items])
    reader = _Reader(LocalGraph(constructed, graph.prefixes), kinds_of(network))
    small = reader.network()
    for subject, other, key, data in small.edges(keys=True, data=True):
        known = network.get_edge_data(subject, other, key) or network.get_edge_data(
            other, subject, reader.inverses.get(key)
        )
        if known:
            data["evidence"] = known["evidence"]
    for node, data in small.nodes(data=True):
        if node in network:
            data.update(network.nodes[node])
    return small


def _part(network: Network, nodes: Iterable[str]) -> Network:
    """Return a copy of the part, in the order of the whole."""
    wanted = {*nodes}
    part: Network = nx.MultiDiGraph(**network.graph)
    part.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in wanted)
    part.add_edges_from(
        (one, other, key, data)
        for one, other, key, data in network.edges(keys=True, data=True)
        if one in wanted and other in wanted
    )
    return part


# --- measures


class Similarity(NamedTuple):
    """Two systems, how much of their components they share (Jaccard, 0 to 1), and what they share."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]


def simple(network: Network) -> nx.Graph:
    """Return the network without directions and parallels, its nodes numbered in order.

    Numbers, since networkx keeps sets: of texts their order, and with it what is found, differs from run to run.
    """
    number = {node: index for index, node in enumerate(network)}
    plain = nx.Graph()
    plain.add_nodes_from(number.values())
    plain.add_edges_from((number[one], number[other]) for one, other in network.edges() if one != other)
    return plain


def centrality(network: Network) -> dict[str, tuple[int, float]]:
    """Return the degree (neighbours) and the betweenness of each node.

    Above 2,000 nodes betweenness is estimated from 200 of them, always the same ones.

    References
    ----------
    Brandes, A faster algorithm for betweenness centrality, 2001.

    Examples
    --------
    >>> centrality(nx.MultiDiGraph([("a", "b"), ("b", "c")]))["b"]
    (2, 1.0)
    """
    plain = simple(network)
    sample = 200 if len(plain) > 2000 else None
    between = nx.betweenness_centrality(plain, k=sample, seed=1)
    return {node: (plain.degree(index), round(between[index], 6)) for index, node in enumerate(network)}


def communities(network: Network) -> dict[str, int]:
    """Return the number of each node's community, the largest community being 0; the same in every run.

    References
    ----------
    Blondel et al., Fast unfolding of communities in large networks (Louvain), 2008.
    """
    found = nx.community.louvain_communities(simple(network), seed=1)
    names = list(network)
    ranked = sorted(found, key=lambda members: (-len(members), min(members)))
    return {names[index]: rank for rank, members in enumerate(ranked) for index in sorted(members)}


def components_of(network: Network, system: str) -> set[str]:
    """Return what a system uses: encoders, LLMs, datasets, tasks and methods."""
    uses = kinds_of(network).uses
    return {other for _, other, data in network.out_edges(system, data=True) if data["predicate"] in uses}


def systems_of(network: Network) -> list[str]:
    """Return what uses other things."""
    entries = kinds_of(network).entries
    return [node for node, cls in network.nodes(data="cls") if cls in entries]


def similar_systems(network: Network, least: float = 0.0) -> list[Similarity]:
    """Return pairs of systems by the share of components that they have in common, the most alike first.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> pair = similar_systems(to_network(graph_file()))[0]
    >>> 0 < pair.score <= 1 and len(pair.shared) > 1
    True
    """
    users: dict[str, list[str]] = {}
    uses = {node: components_of(network, node) for node in systems_of(network)}
    for system, parts in uses.items():
        for part in parts:
            users.setdefault(part, []).append(system)
    pairs: dict[tuple[str, str], list[str]] = {}
    for part in sorted(users):
        systems = sorted(users[part])
        for index, one in enumerate(systems):
            for other in systems[index + 1 :]:
                pairs.setdefault((one, other), []).append(part)
    found = [
        Similarity(one, other, round(len(shared) / len(uses[one] | uses[other]), 4), tuple(shared))
        for (one, other), shared in pairs.items()
    ]
    return sorted((item for item in found if item.score > least), key=lambda item: (-item.score, item.one, item.other))


# --- numbers about a network


class Coverage(NamedTuple):
    """Of how many systems the graph states a kind of component."""

    kind: str
    stated: int
    systems: int


class Statistics(NamedTuple):
    """What `slm-graph stats` tells; names stand for things, in the order to be shown."""

    classes: dict[str, int]
    predicates: dict[str, int]
    coverage: list[Coverage]
    backed: tuple[int, int]
    central_encoders: list[tuple[str, int, float]]
    alike: list[tuple[str, str, float, int]]
    unused: dict[str, list[str]]


def statistics(network: Network, most: int = 8) -> Statistics:
    """Return counts, coverage, the most central encoders, the most similar systems and gaps.

    Parameters
    ----------
    network
        What `to_network` gives.
    most
        How many encoders and pairs of systems to tell.

    Returns
    -------
    Statistics
        `backed` holds how many of the short edges have a quote, and how many there are; `central_encoders` the users
        and the betweenness (0 to 1); `unused` by class what no system uses.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> found = statistics(to_network(graph_file()))
    >>> found.classes["System"], found.central_encoders[0][0], found.backed[0] == found.backed[1]
    (29, 'Whisper', True)
    """
    label = dict(network.nodes(data="label"))
    cls = dict(network.nodes(data="cls"))
    kinds, systems = kinds_of(network), systems_of(network)
    edges = list(network.edges(data=True))
    classes = {name: count for name in kinds.classes if (count := sum(found == name for found in cls.values()))}
    counts: dict[str, int] = {}
    users: dict[str, set[str]] = {}
    stated: dict[str, set[str]] = {name: set() for name in kinds.uses}
    for one, other, data in edges:
        counts[data["predicate"]] = counts.get(data["predicate"], 0) + 1
        if data["predicate"] in kinds.uses:
            users.setdefault(other, set()).add(one)
            stated[data["predicate"]].add(one)
    short = [data for *_, data in edges if data["predicate"] in kinds.backed]
    between = centrality(network)
    encoders = sorted(
        (
            (label[node], len(users.get(node, ())), between[node][1])
            for node in network
            if cls[node].endswith("Encoder")
        ),
        key=lambda row: (-row[1], -row[2], row[0]),
    )
    unused = {
        name: sorted((label[node] for node in network if cls[node] == name and node not in users), key=str.casefold)
        for name in kinds.components
    }
    return Statistics(
        classes,
        dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        [Coverage(kind, len(stated[name]), len(systems)) for name, kind in kinds.uses.items()],
        (sum(any(found["quotes"] for found in data["evidence"]) for data in short), len(short)),
        encoders[:most],
        [
            (label[one], label[other], score, len(shared))
            for one, other, score, shared in similar_systems(network)[:most]
        ],
        {name: names for name, names in unused.items() if names},
    )


# --- files for other programs


def write_graphml(path: Path, network: Network) -> None:
    """Write a network as GraphML, which Gephi, Cytoscape and yEd open.

    Lists become text with " | " between their items.

    References
    ----------
    http://graphml.graphdrawing.org/specification.html
    """
    nodes, edges = _tables(network)
    plain = nx.MultiDiGraph()
    for row in nodes:
        plain.add_node(
            row["Id"], **{key.lower(): _xml(value) for key, value in row.items() if key != "Id" and value != ""}
        )
    for number, row in enumerate(edges):
        values = {
            key.lower(): _xml(value)
            for key, value in row.items()
            if key not in ("Source", "Target", "Type") and value != ""
        }
        plain.add_edge(row["Source"], row["Target"], f"e{number}", **values)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(line.encode() for line in nx.generate_graphml(plain)) + b"\n")


def write_csv(folder: Path, network: Network) -> list[Path]:
    """Write nodes.csv (Id, Label …) and edges.csv (Source, Target, Type …), as Gephi and Cytoscape read them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in zip(("nodes.csv", "edges.csv"), _tables(network), strict=True):
        columns = _NODE_COLUMNS if name == "nodes.csv" else _EDGE_COLUMNS
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        paths.append(folder / name)
    return paths


_NODE_COLUMNS = (
    "Id Label Class Abbreviation Aliases Misspellings Year Modality Groups Degree Betweenness Community Definition IRI"
).split()
_EDGE_COLUMNS = "Source Target Type Label Predicate Quotes Rows".split()


def _tables(network: Network) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    central, community = centrality(network), communities(network)
    ids = dict(network.nodes(data="id"))
    nodes = [
        {
            "Id": data["id"],
            "Label": data["label"],
            "Class": data["cls"],
            "Abbreviation": data["abbreviation"],
            "Aliases": " | ".join(data["aliases"]),
            "Misspellings": " | ".join(data["misspellings"]),
            "Year": "" if data["year"] is None else data["year"],
            "Modality": " | ".join(data["modality"]),
            "Groups": " | ".join(data["groups"]),
            "Degree": central[node][0],
            "Betweenness": central[node][1],
            "Community": community[node],
            "Definition": data["definition"],
            "IRI": node,
        }
        for node, data in network.nodes(data=True)
    ]
    edges = [
        {
            "Source": ids[one],
            "Target": ids[other],
            "Type": "Directed",
            "Label": words_of(data["predicate"]),
            "Predicate": key,
            "Quotes": " | ".join(quote for found in data["evidence"] for quote in found["quotes"]),
            "Rows": " | ".join(dict.fromkeys(str(found["row"]) for found in data["evidence"] if found.get("row"))),
        }
        for one, other, key, data in network.edges(keys=True, data=True)
    ]
    return nodes, edges


def _xml(value: Any) -> Any:
    """Take away what XML 1.0 cannot hold (section 2.2)."""
    return (
        re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value)
        if isinstance(value, str)
        else value
    )

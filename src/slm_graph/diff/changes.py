"""What changed between two graphs, in words: systems, edges with their quotes, labels, IRIs that are gone.

A published IRI stays: other graphs link to it. So an IRI that is gone is a fault, unless it is meant.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from slm_graph.graphs import GRAPH_FILE, LocalGraph, last_part, open_graph, short_iri
from slm_graph.tables import markdown_text
from slm_graph.text import words

_SLM = "https://w3id.org/slm-graph/ontology#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_NAMES = frozenset({_LABEL.value, "http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title"})
# What comes with something else: its label is made, its IRI follows from that of a system.
_DEPENDENT = frozenset(f"{_SLM}{name}" for name in ("Usage", "SurveyRow", "Prompt"))
# What a graph says of itself; its counts follow from the rest.
_DESCRIPTION = frozenset(
    {
        "http://rdfs.org/ns/void#Dataset",
        "http://www.w3.org/ns/dcat#Dataset",
        "http://www.w3.org/ns/dcat#Distribution",
        "http://www.w3.org/ns/prov#SoftwareAgent",
    }
)
_Statement: TypeAlias = "tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]"


class Named(NamedTuple):
    """A thing: its class, its short IRI, its label."""

    kind: str
    id: str
    label: str

    def __str__(self) -> str:
        return f"{self.label} ({self.id})" if self.label else self.id


class Edge(NamedTuple):
    """A short edge from a system to a component, and the quotes that state it."""

    system: Named
    property: str
    component: Named
    quotes: Sequence[str]


class Change(NamedTuple):
    """The values that a property of a thing had, and has."""

    subject: Named
    property: str
    old: Sequence[str]
    new: Sequence[str]


@dataclass
class Difference:
    """What changed between two graphs."""

    added: list[Named] = field(default_factory=list)
    removed: list[Named] = field(default_factory=list)
    gained: list[Edge] = field(default_factory=list)
    lost: list[Edge] = field(default_factory=list)
    relabelled: list[tuple[Named, Named]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Named] = field(default_factory=list)
    described: int = 0
    anonymous: int = 0

    def __bool__(self) -> bool:
        return any(
            (
                self.added,
                self.removed,
                self.gained,
                self.lost,
                self.relabelled,
                self.changed,
                self.gone,
                self.described,
                self.anonymous,
            )
        )


def graph_of(name: str) -> LocalGraph:
    """Return the graph of a file, or that of a git revision: `v1.0`, or `v1.0:path/of/a.ttl`.

    Raises
    ------
    LookupError
        There is neither; the message says so.
    InvalidData, OSError
        The file cannot be read.
    """
    if Path(name).exists():
        return open_graph(name)
    revision, _, inside = name.partition(":")
    place = inside or f"./{GRAPH_FILE.as_posix()}"
    hint = "give a file of RDF, or a git revision"
    if not revision or revision.startswith("-"):
        raise LookupError(f"{name}: no such file; {hint}")
    try:
        shown = subprocess.run(["git", "show", f"{revision}:{place}"], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise LookupError(f"{name}: no such file, and git is not installed; {hint}") from None
    if shown.returncode:
        said = shown.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = f" ({said[0]})" if said else ""
        raise LookupError(f"{name}: no such file, nor a revision that has {place.removeprefix('./')}; {hint}{reason}")
    rdf_format = ox.RdfFormat.from_extension(Path(place).suffix.removeprefix(".")) or ox.RdfFormat.TURTLE
    store = ox.Store()
    try:
        store.load(input=shown.stdout, format=rdf_format)
    except SyntaxError as error:
        raise LookupError(f"{name}: is not {rdf_format.name} ({error.args[0]})") from None
    parser = ox.parse(input=shown.stdout, format=rdf_format)
    next(parser, None)
    return LocalGraph(store, dict(parser.prefixes))


def difference(old: LocalGraph, new: LocalGraph) -> Difference:
    """Compare two graphs, named graphs and all.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    >>> old, new = (local_graph(f"<http://example.org/a> {label} {name} .") for name in ("'A'", "'B'"))
    >>> changes = difference(old, new)
    >>> [(before.label, after.label) for before, after in changes.relabelled]
    [('A', 'B')]
    """
    lost, gained = set(_missing(old, new)), set(_missing(new, old))
    found = Difference(anonymous=len(_anonymous(old) ^ _anonymous(new)))
    before, after = _View(old), _View(new)
    subjects = {subject for subject, _, _ in lost | gained}
    went = {subject for subject in subjects if not after.has(subject)}
    came = {subject for subject in subjects if not before.has(subject)}
    for side, things, view in ((found.removed, went, before), (found.added, came, after)):
        side += [view.named(item) for item in things if not view.types(item) & (_DEPENDENT | _DESCRIPTION)]
        side.sort(key=_sorting)
    found.gone = sorted((before.named(item) for item in went if not before.types(item) & _DESCRIPTION), key=_sorting)
    relabelled: set[ox.NamedNode] = set()
    other: dict[tuple[ox.NamedNode, str], tuple[list[str], list[str]]] = {}
    for statements, view, edges, index in ((lost, before, found.lost, 0), (gained, after, found.gained, 1)):
        for subject, predicate, item in statements:
            edge = view.edge(subject, predicate, item)
            if (before.types(subject) | after.types(subject)) & _DESCRIPTION:
                found.described += 1
            elif edge is not None:
                edges.append(edge)
            elif subject in went or subject in came or item in went or item in came:
                continue  # told by the thing itself
            elif predicate.value in _NAMES and before.label(subject) != after.label(subject):
                relabelled.add(subject)
            else:
                other.setdefault((subject, predicate.value), ([], []))[index].append(view.text(item))
        edges.sort(
            key=lambda edge: (
                edge.system.label.casefold(),
                edge.property,
                edge.component.label.casefold(),
                edge.component.id,
            )
        )
    found.relabelled = sorted(
        ((before.named(item), after.named(item)) for item in relabelled if not after.types(item) & _DEPENDENT),
        key=lambda pair: _sorting(pair[0]),
    )
    for (subject, predicate_iri), (was, now) in other.items():
        found.changed.append(Change(after.named(subject), after.short(predicate_iri), sorted(was), sorted(now)))
    found.changed.sort(key=lambda change: (_sorting(change.subject), change.property))
    return found


def as_text(found: Difference) -> str:
    """Return a difference for a terminal."""
    if not found:
        return "No change.\n"
    parts = []
    for title, lines in _sections(found, quoted=str):
        parts.append(f"{title}\n" + "".join(f"  {line}\n" for line in lines))
    return "\n".join(parts)


def as_markdown(found: Difference) -> str:
    """Return a difference for the text of a pull request."""
    if not found:
        return "No change.\n"
    parts = []
    for title, lines in _sections(found, quoted=markdown_text):
        parts.append(f"### {title}\n\n" + "".join(f"- {line[2:]}\n" for line in lines))
    return "\n".join(parts)


def _sections(found: Difference, quoted: object) -> Iterator[tuple[str, list[str]]]:
    """Yield the title and the lines of each part; a line begins with a sign and a space."""
    assert callable(quoted)  # noqa: S101

    def listed(sign: str, things: Iterable[Named]) -> list[str]:
        return [f"{sign} {quoted(f'{thing.kind} {thing}')}" for thing in things]

    for title, sign, things in (("Added", "+", found.added), ("Removed", "-", found.removed)):
        systems = [thing for thing in things if thing.kind == "System"]
        others = [thing for thing in things if thing.kind != "System"]
        for what, part in (("Systems", systems), ("Other things", others)):
            if part:
                yield f"{what} {title.lower()}: {len(part)}", listed(sign, part)
    for title, sign, edges in (("Edges gained", "+", found.gained), ("Edges lost", "-", found.lost)):
        if edges:
            yield f"{title}: {len(edges)}", [f"{sign} {quoted(_edge_text(edge))}" for edge in edges]
    if found.relabelled:
        yield (
            f"Labels changed: {len(found.relabelled)}",
            [f"~ {quoted(f'{was.id}: {was.label} → {now.label}')}" for was, now in found.relabelled],
        )
    if found.changed:
        yield (
            f"Other statements changed: {len(found.changed)}",
            [f"~ {quoted(_change_text(change))}" for change in found.changed],
        )
    if found.gone:
        yield f"IRIs gone: {len(found.gone)}", listed("!", found.gone)
    rest = []
    if found.described:
        rest.append(f"~ {found.described} statements that the graph makes about itself (counts, version)")
    if found.anonymous:
        rest.append(f"~ {found.anonymous} statements with blank nodes")
    if rest:
        yield "Besides", rest


def _edge_text(edge: Edge) -> str:
    quotes = ", ".join(edge.quotes) or "no quote"
    return f"{edge.system.label or edge.system.id} {words(edge.property)} {edge.component}: {quotes}"


def _change_text(change: Change) -> str:
    was, now = ", ".join(change.old) or "nothing", ", ".join(change.new) or "nothing"
    return f"{change.subject} {change.property}: {was} → {now}"


class _View:
    """A graph, as a difference looks at it."""

    def __init__(self, graph: LocalGraph) -> None:
        self._graph = graph
        self._base = graph.base
        self._types: dict[ox.NamedNode, frozenset[str]] = {}
        # An ontology of one's own may have them in its own namespace.
        properties = {quad.predicate.value for quad in graph.store}
        names = {last_part(name): name for name in sorted(properties)}
        self._usage_by, self._quote = (ox.NamedNode(names.get(name, _SLM + name)) for name in ("usageBy", "quote"))

    def has(self, subject: ox.NamedNode) -> bool:
        return next(self._graph.store.quads_for_pattern(subject, None, None), None) is not None

    def types(self, subject: ox.NamedNode) -> frozenset[str]:
        if subject not in self._types:
            self._types[subject] = frozenset(
                str(getattr(item, "value", item)) for item in self._objects(subject, _TYPE)
            )
        return self._types[subject]

    def label(self, subject: ox.NamedNode) -> str:
        return min((item.value for item in self._objects(subject, _LABEL) if isinstance(item, ox.Literal)), default="")

    def named(self, subject: ox.NamedNode) -> Named:
        # The graph writes the most specific class first, but a store has no order: the path of the IRI tells the kind.
        kinds = sorted(
            map(last_part, self.types(subject)),
            key=lambda kind: (kind in ("Model", "Concept", "Usage", "Dataset"), kind),
        )
        return Named(kinds[0] if kinds else "thing", self.short(subject.value), self.label(subject))

    def short(self, iri: str) -> str:
        return short_iri(iri, self._graph.prefixes, self._base)

    def text(self, item: ox.NamedNode | ox.Literal) -> str:
        if isinstance(item, ox.NamedNode):
            return self.short(item.value)
        text = " ".join(item.value.split())
        return f"“{text}”" if item.datatype.value.endswith(("#string", "#langString")) else text

    def edge(self, subject: ox.NamedNode, predicate: ox.NamedNode, item: ox.NamedNode | ox.Literal) -> Edge | None:
        """Return the edge that a statement is: one from a system to what a usage of it names."""
        if not isinstance(item, ox.NamedNode):
            return None
        store = self._graph.store
        usages = [quad.subject for quad in store.quads_for_pattern(None, self._usage_by, subject)]
        backing = [usage for usage in usages if next(store.quads_for_pattern(usage, None, item), None) is not None]
        if not backing:
            return None
        quotes = sorted(
            {
                f"“{' '.join(quote.value.split())}”"
                for usage in backing
                for quote in self._objects(usage, self._quote)
                if isinstance(quote, ox.Literal)
            }
        )
        return Edge(self.named(subject), last_part(predicate.value), self.named(item), quotes)

    def _objects(self, subject: object, predicate: ox.NamedNode) -> list[object]:
        return [quad.object for quad in self._graph.store.quads_for_pattern(subject, predicate, None)]  # type: ignore[arg-type]


def _missing(graph: LocalGraph, other: LocalGraph) -> Iterator[_Statement]:
    """Yield the statements without blank nodes of a graph that the other does not have."""
    for quad in graph.store:
        subject, predicate, item = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(item, (ox.NamedNode, ox.Literal)):
            continue
        if next(other.store.quads_for_pattern(subject, predicate, item), None) is None:
            yield subject, predicate, item


def _anonymous(graph: LocalGraph) -> set[str]:
    """Return the statements with blank nodes, these named as RDF Dataset Canonicalization does."""
    quads = [
        quad for quad in graph.store if any(isinstance(part, ox.BlankNode) for part in (quad.subject, quad.object))
    ]
    if not quads:
        return set()
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


def _sorting(thing: Named) -> tuple[str, str, str]:
    return thing.kind, thing.label.casefold(), thing.id

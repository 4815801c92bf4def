"""A graph as a comparison looks at it: types, labels, and edges that usages back."""

from __future__ import annotations

import pyoxigraph as ox

from slm_graph.diff.model import Named, StatedEdge
from slm_graph.graphs import LocalGraph, last_part, short_iri
from slm_graph.rdf import ONTOLOGY, RDF, RDFS

_TYPE = ox.NamedNode(f"{RDF}type")
_LABEL = ox.NamedNode(f"{RDFS}label")


class GraphView:
    """A graph, as a difference looks at it."""

    def __init__(self, graph: LocalGraph) -> None:
        self._graph = graph
        self._base = graph.base
        self._types: dict[ox.NamedNode, frozenset[str]] = {}
        # Many things have the same classes, which are kept once.
        self._classes: dict[frozenset[str], frozenset[str]] = {}
        # An ontology of one's own may have them in its own namespace.
        properties = {quad.predicate.value for quad in graph.store}
        names = {last_part(name): name for name in sorted(properties)}
        self._usage_by, self._quote = (ox.NamedNode(names.get(name, ONTOLOGY + name)) for name in ("usageBy", "quote"))

    def has(self, subject: ox.NamedNode) -> bool:
        """Whether a graph says anything of a thing."""
        return next(self._graph.store.quads_for_pattern(subject, None, None), None) is not None

    def types(self, subject: ox.NamedNode) -> frozenset[str]:
        """Return the IRIs of the classes of a thing."""
        if subject not in self._types:
            classes = frozenset(str(getattr(item, "value", item)) for item in self._objects(subject, _TYPE))
            self._types[subject] = self._classes.setdefault(classes, classes)
        return self._types[subject]

    def label(self, subject: ox.NamedNode) -> str:
        """Return the label of a thing; the first of several, "" for none."""
        return min((item.value for item in self._objects(subject, _LABEL) if isinstance(item, ox.Literal)), default="")

    def named(self, subject: ox.NamedNode) -> Named:
        """Return a thing as a person reads it."""
        # The graph writes the most specific class first, but a store has no order: the path of the IRI tells the kind.
        kinds = sorted(
            map(last_part, self.types(subject)),
            key=lambda kind: (kind in ("Model", "Concept", "Usage", "Dataset"), kind),
        )
        return Named(kinds[0] if kinds else "thing", self.short(subject.value), self.label(subject))

    def short(self, iri: str) -> str:
        """Return an IRI as a person reads it."""
        return short_iri(iri, self._graph.prefixes, self._base)

    def text(self, item: ox.NamedNode | ox.Literal) -> str:
        """Return an object as a person reads it."""
        if isinstance(item, ox.NamedNode):
            return self.short(item.value)
        text = " ".join(item.value.split())
        return f"“{text}”" if item.datatype.value.endswith(("#string", "#langString")) else text

    def edge(
        self, subject: ox.NamedNode, predicate: ox.NamedNode, item: ox.NamedNode | ox.Literal
    ) -> StatedEdge | None:
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
        return StatedEdge(self.named(subject), last_part(predicate.value), self.named(item), quotes)

    def _objects(self, subject: object, predicate: ox.NamedNode) -> list[object]:
        return [quad.object for quad in self._graph.store.quads_for_pattern(subject, predicate, None)]  # type: ignore[arg-type]

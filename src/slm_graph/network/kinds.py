"""What kinds of things and of edges a graph has: read from its ontology, so that no class is named here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, last_part
from slm_graph.network.model import Network
from slm_graph.network.observed import observed_ontology
from slm_graph.network.ontologies import Ontology, read_ontology
from slm_graph.network.statements import Statements
from slm_graph.network.terms import (
    DATASET,
    DESCRIBED_IN,
    ENCODER_KIND,
    FOR_TASK,
    INTRODUCES,
    MODALITY,
    PROV_ENTITY,
    RDF_TYPE,
    USAGE_BY,
    USAGE_OF,
)
from slm_graph.project import bundled
from slm_graph.rdf import SKOS

_OF_DESCRIPTIONS = ("http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://www.w3.org/ns/prov#")


class Kinds(NamedTuple):
    """What kinds of things and of edges a graph has; classes and properties go by their local names."""

    iri_of: Mapping[str, str] = {}
    """The classes of nodes, the most telling first, with their IRIs."""
    labels: Mapping[str, str] = {}
    """What a class is called."""
    entries: frozenset[str] = frozenset()
    """The classes of what uses things."""
    uses: Mapping[str, str] = {}
    """The short edges, and what a component is then called; each component of a system has one of them."""
    components: tuple[str, ...] = ()
    """The class that each of the short edges leads to."""
    backed: frozenset[str] = frozenset()
    """All properties from a system to what it uses, that usages back."""
    encoders: frozenset[str] = frozenset()
    """The components that are a kind of encoder; a system's modalities are those of its encoders."""
    papers: frozenset[str] = frozenset()
    """The classes of what introduces systems and describes other things."""
    models: frozenset[str] = frozenset()
    """The components that are of the same class as systems in the end."""
    data: frozenset[str] = frozenset()
    """The classes of datasets, as the ontology's alignments with DCAT tell."""
    inverses: Mapping[str, str] = {}
    """IRIs of properties of which each says the same as another one in the other direction."""
    namespace: str = ""
    """What the IRIs of the properties that usages have begin with; "" in a graph without usages."""
    words: Mapping[str, str] = {}
    """How links read, by the names of their predicates, where these do not say it."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, the most telling first."""
        return tuple(self.iri_of)

    @property
    def iris(self) -> tuple[str, ...]:
        """The IRIs of the classes, the most telling first."""
        return tuple(self.iri_of.values())

    def class_of(self, classes: Iterable[str]) -> str:
        """Return the most telling of the classes (IRIs) that a thing has; "" for no node."""
        had = {*classes}
        return next((name for name, iri in self.iri_of.items() if iri in had), "")


def kinds_of(network: Network) -> Kinds:
    """Return the kinds of a network that `to_network` made, or of a part of one."""
    kinds = network.graph.get("kinds")
    return kinds if isinstance(kinds, Kinds) else Kinds()


def kinds_of_graph(graph: LocalGraph, folder: Path | None = None) -> Kinds:
    """Return the kinds of a graph whose ontology is that of a folder or the bundled one, and no kinds of another graph.

    Unlike `to_network` it looks at the classes alone, so that it costs the same for a graph of any size.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, local_graph, open_graph
    >>> kinds_of_graph(open_graph(graph_file())).entries, kinds_of_graph(local_graph("<urn:a> a <urn:B> .")).entries
    (frozenset({'System'}), frozenset())
    """
    return kinds_and_ontology(graph, folder)[0]


def kinds_and_ontology(graph: LocalGraph, folder: Path | None) -> tuple[Kinds, Path | None]:
    """Return the kinds of a graph, and the folder of the ontology that defines them; None where neither does."""
    for candidate in filter(None, (folder, bundled("ontology"))):
        ontology = read_ontology(candidate, bundled("ontology"))
        if any(_has_instances(graph, cls) for cls in ontology.range(USAGE_BY)):
            return kinds_in(ontology), candidate
    return Kinds(), None


def _has_instances(graph: LocalGraph, cls: str) -> bool:
    pattern = (None, ox.NamedNode(RDF_TYPE), ox.NamedNode(cls))
    return next(graph.store.quads_for_pattern(*pattern), None) is not None


def ontology_folder(graph: Path) -> Path | None:
    """Return the folder `ontology` of the project that a graph file stands in, or in whose `output` it stands."""
    folder = graph.resolve().parent
    return next((path for path in (folder / "ontology", folder.parent / "ontology") if path.is_dir()), None)


class Classified(Protocol):
    """Statements of which it can be told which ontology is theirs."""

    def count_of(self, is_wanted: Callable[[str], bool]) -> int:
        """Return how many things have a class that is wanted."""

    def joined(self) -> set[str]:
        """Return the classes of usages, of what they are by and of what they are of."""


def ontology_of(statements: Statements, folder: Path | None) -> Ontology:
    """Return the ontology of a graph: that of a folder, or the bundled one, or what the graph itself shows."""
    return fitting(statements, known_ontologies(folder)) or observed_ontology(statements)


def known_ontologies(folder: Path | None) -> list[Ontology]:
    """Return that of a folder, where one is given, and the bundled one."""
    return [read_ontology(candidate, bundled("ontology")) for candidate in filter(None, (folder, bundled("ontology")))]


def fitting(statements: Classified, ontologies: Iterable[Ontology]) -> Ontology | None:
    """Return the first ontology that may be a graph's.

    One is not where it has no class of most things, or lacks one of what usages join.
    """
    joined = statements.joined()
    return next((ontology for ontology in ontologies if _fits(ontology, statements, joined)), None)


def _fits(ontology: Ontology, statements: Classified, joined: Set[str]) -> bool:
    known = ontology.classes.keys()
    of_its = statements.count_of(known.__contains__)
    if not ontology.namespace or not of_its or not joined <= known:
        return False
    return bool(joined) or 2 * of_its >= statements.count_of(lambda cls: not _describes(cls))


def _describes(cls: str) -> bool:
    """Tell whether what is of a class tells of the graph itself."""
    return cls.startswith(_OF_DESCRIPTIONS)


def kinds_in(ontology: Ontology) -> Kinds:
    """Return the kinds that an ontology defines.

    A class that has `usageBy` is a usage; what its `usageBy` and `usageOf` lead to uses and is used. A property that
    leads from what uses to what is used is an edge that usages back. A concept that nothing uses, such as a tuning, is
    a value and no node; neither is a usage or a source (`prov:Entity`).

    Examples
    --------
    >>> kinds = kinds_in(read_ontology(bundled("ontology"), bundled("ontology")))
    >>> kinds.classes
    ('System', 'SpeechEncoder', 'LLM', 'ModelFamily', 'Model', 'Dataset', 'Task', 'Method', 'Paper')
    >>> kinds.uses["usesSpeechEncoder"]
    'speech encoder'
    """
    entries = ontology.range(USAGE_BY)
    backed = dict(_backed(ontology))
    # What may lead to another entry likens it; it is no use.
    wider = {cls for entry in entries for cls in ontology.above.get(entry, ())}
    widest = {
        name: cls
        for name, cls in backed.items()
        if cls not in wider and ontology.broader.get(name, frozenset()).isdisjoint(backed)
    }
    components = {*widest.values()}
    order = _in_telling_order(ontology, [cls for cls in ontology.classes if _is_thing(ontology, cls, components)])
    uses = sorted(widest.items(), key=lambda item: order.index(item[1]))
    models = _models(ontology, components)
    encoding = ontology.domain(ENCODER_KIND) or ontology.domain(MODALITY)
    return Kinds(
        iri_of={last_part(cls): cls for cls in order},
        labels={last_part(cls): ontology.classes[cls] for cls in order},
        entries=_names(entries),
        uses={last_part(name): _in_a_sentence(ontology.classes[cls]) for name, cls in uses},
        components=tuple(last_part(cls) for _, cls in uses),
        backed=_names(backed),
        encoders=_names(cls for cls in models if ontology.below(cls, encoding)),
        papers=_names([*ontology.domain(INTRODUCES), *ontology.range(DESCRIBED_IN)]),
        models=_names(models),
        data=_names(_data(ontology)),
        inverses={f"{SKOS}narrower": f"{SKOS}broader", **ontology.inverses},
        namespace=ontology.namespace,
    )


def _backed(ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Yield the properties that lead from what uses to what is used, each with the class of its values."""
    entries = ontology.range(USAGE_BY)
    used = [*ontology.range(USAGE_OF), *ontology.range(FOR_TASK)]
    for entry in entries:
        for name, values in ontology.fields.get(entry, {}).items():
            for cls in values:
                if cls in ontology.classes and cls not in entries and ontology.below(cls, used):
                    yield name, cls


def _models(ontology: Ontology, components: Set[str]) -> list[str]:
    """Return the components that are of a class of which what uses them is too."""
    wider = {cls for entry in ontology.range(USAGE_BY) for cls in ontology.above.get(entry, ())} & {*ontology.classes}
    return [cls for cls in components if ontology.below(cls, wider)]


def _data(ontology: Ontology) -> list[str]:
    return [cls for cls in ontology.classes if ontology.below(cls, [DATASET])]


def _is_thing(ontology: Ontology, cls: str, components: Set[str]) -> bool:
    """Tell whether the instances of a class are nodes."""
    usages = ontology.domain(USAGE_BY)
    if ontology.below(cls, (*usages, PROV_ENTITY)) or any(cls in ontology.above.get(usage, ()) for usage in usages):
        return False
    return cls in components or f"{SKOS}Concept" not in ontology.above.get(cls, ())


def _in_telling_order(ontology: Ontology, classes: Sequence[str]) -> list[str]:
    """Sort classes: what uses others first, and each before those that its properties lead to and its superclasses."""
    leads_to = {cls: _leads_to(ontology, cls, classes) for cls in classes}
    waiting_for = Counter(other for others in leads_to.values() for other in others)
    ready = [cls for cls in classes if cls in ontology.range(USAGE_BY)]
    order: list[str] = []
    while len(order) < len(classes):
        # Where properties lead in a circle, the ontology's order decides.
        cls = ready.pop(0) if ready else next(cls for cls in classes if cls not in order)
        order.append(cls)
        waiting_for.subtract(leads_to[cls])
        ready = [other for other in leads_to[cls] if not waiting_for[other] and other not in (*order, *ready)] + ready
    return order


def _leads_to(ontology: Ontology, cls: str, classes: Sequence[str]) -> list[str]:
    values = {other for others in ontology.fields.get(cls, {}).values() for other in others} - {cls}
    near = [other for other in classes if other in values]
    wider = [other for other in classes if other in ontology.above.get(cls, ()) and other not in near]
    return near + wider


def _names(iris: Iterable[str]) -> frozenset[str]:
    return frozenset(map(last_part, iris))


def _in_a_sentence(label: str) -> str:
    """Return a label without its capital, unless it is an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]

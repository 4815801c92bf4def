"""What a graph holds, counted while its blocks pass: nothing is kept but numbers, whatever its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from slm_graph.build.mapper import Mapper
from slm_graph.rdf import RDF_TYPE, Block, Term, distinct

Classes: TypeAlias = tuple[Term, ...]
"""The classes of a thing, superclasses among them; none where the graph does not say."""
Thing: TypeAlias = "Classes | Term"
"""The classes of a thing; its node, where another part of the graph has to tell them."""
Target: TypeAlias = "Thing | str"
"""What a triple leads to: a thing, or what follows the quotes of a literal."""
Link: TypeAlias = tuple[Thing, Term, Target]
"""A subject, a property, and what it leads to."""


class KnownClasses(dict[Term, Thing]):
    """The classes of things by their nodes; those of a thing in another entry are known by what its IRI begins with.

    Attributes
    ----------
    wanted
        Nodes whose classes their IRIs do not tell, as those of usages, which retired things are replaced by.
    """

    def __init__(self, mapper: Mapper) -> None:
        schema = mapper.schema
        nodes = {mapper.node(item.class_name, item.id): item.class_name for item in mapper.vocabulary.items}
        super().__init__((node, mapper.types(class_name)) for node, class_name in nodes.items())
        self._start = f"<{mapper.base}"
        by_kind: dict[str, list[Classes]] = {}
        for cls in schema.classes.values():
            kind, slash, _ = cls.iri_template.partition("/")
            if slash and not cls.abstract:
                by_kind.setdefault(kind, []).append(mapper.types(cls.name))
        self._by_kind = by_kind
        self.wanted: set[Term] = set()

    def __missing__(self, node: Term) -> Thing:
        if not node.startswith(self._start):
            return ()
        start = len(self._start)
        classes = self._by_kind.get(node[start : node.find("/", start)], [()])
        if len(classes) == 1:
            return classes[0]
        self.wanted.add(node)
        return node


@dataclass
class Counts:
    """How many subjects, instances of each class, and links of each sort a graph has."""

    links: Counter[Link] = field(default_factory=Counter)
    classes: Counter[Term] = field(default_factory=Counter)
    subjects: int = 0
    described: dict[Term, Classes] = field(default_factory=dict)
    """The classes of the nodes that were wanted."""

    @property
    def triples(self) -> int:
        """The number of triples."""
        return self.links.total()

    @property
    def properties(self) -> Counter[Term]:
        """The number of triples of each property."""
        properties: Counter[Term] = Counter()
        for (_, predicate, _), number in self.links.items():
            properties[predicate] += number
        return properties

    def add(self, blocks: Sequence[Block], known: KnownClasses) -> None:
        """Count blocks that belong together: an entry's, or those of a section."""
        blocks = distinct(blocks)
        described: dict[Term, Classes] = {}
        for subject, pairs, _ in blocks:
            if pairs and pairs[0][0] is RDF_TYPE:  # types come first, in one block of each subject
                self.subjects += 1
                described[subject] = types = tuple([item for predicate, item in pairs if predicate is RDF_TYPE])
                self.classes.update(types)
        self.described.update((node, described[node]) for node in known.wanted & described.keys())
        own = known.keys() & described.keys()
        known.update(described)
        links: list[Link] = []
        for subject, pairs, _ in blocks:
            thing = known[subject]
            links += [
                (thing, predicate, known[item] if item[0] == "<" else item[item.rindex('"') + 1 :])
                for predicate, item in pairs
            ]
        self.links.update(links)
        for node in described.keys() - own:
            del known[node]

    def merge(self, other: Counts) -> None:
        """Add the counts of another part of the graph, which shares no subject with this one."""
        self.links.update(other.links)
        self.classes.update(other.classes)
        self.subjects += other.subjects
        self.described.update(other.described)

    def told_links(self) -> Iterator[tuple[Classes, Term, Classes | str, int]]:
        """Yield the links with their numbers, each thing by its classes."""
        for (subject, predicate, target), number in self.links.items():
            told: Classes | str = target
            if isinstance(target, str) and target.startswith("<"):
                told = self._classes(Term(target))
            yield self._classes(subject), predicate, told, number

    def _classes(self, thing: Thing) -> Classes:
        return thing if isinstance(thing, tuple) else self.described.get(thing, ())

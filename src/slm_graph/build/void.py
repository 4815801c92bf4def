"""The graph for query editors: which property leads from which class to which class or datatype, and the prefixes.

References
----------
Describing Linked Datasets with the VoID Vocabulary, section 4.3, https://www.w3.org/TR/void/#class-property-partitions;
its extension by datatypes, http://ldf.fi/void-ext; SHACL, section 5.2.1, https://www.w3.org/TR/shacl/#sparql-prefixes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from slm_graph.build.counts import Classes, Counts
from slm_graph.build.description import Description
from slm_graph.rdf import (
    RDF,
    RDF_TYPE,
    RDFS,
    SHACL,
    VOID,
    XSD,
    Block,
    Pair,
    Prefixes,
    Term,
    TurtleFileWriter,
    datatype_suffix,
    iri,
    iri_text,
    literal,
)

VOID_FILE = "void.ttl"
"""The name of the file."""

_VOID_EXT = "http://ldf.fi/void-ext#"
_LABEL = iri(f"{RDFS}label")
_DATASET = iri(f"{VOID}Dataset")
_TRIPLES = iri(f"{VOID}triples")
_CLASS = iri(f"{VOID}class")
_PROPERTY = iri(f"{VOID}property")
_DATATYPE = iri(f"{_VOID_EXT}datatype")
_BELONGS = {
    _CLASS: iri(f"{VOID}classPartition"),
    _PROPERTY: iri(f"{VOID}propertyPartition"),
    _DATATYPE: iri(f"{_VOID_EXT}datatypePartition"),
}
_SUFFIX_OF_INTEGERS = datatype_suffix(f"{XSD}integer")


class _Criterion(NamedTuple):
    """What the triples of a part of a graph have in common: a class, a property, or a datatype."""

    kind: Term
    term: Term


@dataclass
class _Partition:
    """The number of triples of a part of a graph, and its own parts."""

    triples: int = 0
    parts: defaultdict[_Criterion, _Partition] = field(default_factory=lambda: defaultdict(_Partition))


def void_text(description: Description, prefixes: Prefixes, comment: str) -> str:
    """Return the Turtle that describes a graph to query editors.

    Parameters
    ----------
    description
        What the graph says of itself, with the counts.
    prefixes
        Those of the graph; with the few more that the file needs they are declared.
    comment
        A sentence at the head of the file.
    """
    prefixes = Prefixes({**dict(prefixes), "rdf": RDF, "sh": SHACL, "void-ext": _VOID_EXT})
    writer = TurtleFileWriter(prefixes, comment)
    graph = description.head[0]
    declared = list(_declarations(iri_text(graph.subject), prefixes))
    about = [pair for pair in graph.pairs if pair[0] in (RDF_TYPE, _LABEL) or pair[0].startswith(f"<{VOID}")]
    about += [(iri(f"{SHACL}declare"), block.subject) for block in declared]
    about += [pair for block in description.counts for pair in block.pairs if pair[0] == _BELONGS[_CLASS]]
    texts = [writer.header(), writer.section("The graph"), writer.blocks([Block(graph.subject, about, None)])]
    texts += [writer.section("Prefixes"), writer.blocks(declared), writer.section("Classes, and what they have")]
    by_class = _partitions(description.total)
    for subject, pairs, _ in description.counts:
        for cls in (item for predicate, item in pairs if predicate == _CLASS):
            label = _short(cls, prefixes)
            texts.append(writer.blocks(list(_blocks(subject, pairs, label, by_class[cls], prefixes))))
    return "".join(texts)


def _declarations(graph: str, prefixes: Prefixes) -> Iterator[Block]:
    any_uri = datatype_suffix(f"{XSD}anyURI")
    for prefix, namespace in prefixes:
        pairs = [
            (RDF_TYPE, iri(f"{SHACL}PrefixDeclaration")),
            (iri(f"{SHACL}prefix"), literal(prefix)),
            (iri(f"{SHACL}namespace"), literal(namespace, any_uri)),
        ]
        yield Block(iri(f"{graph}/prefix/{prefix}"), pairs, None)


def _partitions(counts: Counts) -> dict[Term, _Partition]:
    """Return the partition of each class."""
    by_class: defaultdict[Term, _Partition] = defaultdict(_Partition)
    for classes, predicate, target, number in counts.told_links():
        for cls in classes:
            of_property = by_class[cls].parts[_Criterion(_PROPERTY, predicate)]
            of_property.triples += number
            for part in _target_parts(target):
                of_property.parts[part].triples += number
    return by_class


def _target_parts(target: Classes | str) -> Iterator[_Criterion]:
    if isinstance(target, tuple):
        yield from (_Criterion(_CLASS, cls) for cls in target)
    elif target.startswith("@"):
        yield _Criterion(_DATATYPE, iri(f"{RDF}langString"))
    else:
        yield _Criterion(_DATATYPE, Term(target.removeprefix("^^")) if target else iri(f"{XSD}string"))


def _blocks(
    subject: Term, pairs: Sequence[Pair], label: str, partition: _Partition, prefixes: Prefixes
) -> Iterator[Block]:
    """Yield a partition with what it says of itself, then its parts, by their kinds and names."""
    parts = []
    for part, below in partition.parts.items():
        name = _short(part.term, prefixes)
        kind = iri_text(part.kind).rpartition("#")[2]
        node = iri(f"{iri_text(subject)}/{kind}/{name.replace(':', '-')}")
        parts.append((kind, name, node, part, below))
    parts.sort(key=lambda row: row[:2])
    yield Block(subject, [*pairs, *((_BELONGS[part.kind], node) for _, _, node, part, _ in parts)], None)
    for _, name, node, part, below in parts:
        said = [
            (RDF_TYPE, _DATASET),
            (_LABEL, literal(f"{label} {name}")),
            (_TRIPLES, literal(str(below.triples), _SUFFIX_OF_INTEGERS)),
            (part.kind, part.term),
        ]
        yield from _blocks(node, said, f"{label} {name}", below, prefixes)


def _short(term: Term, prefixes: Prefixes) -> str:
    return prefixes.shorten(iri_text(term)) or iri_text(term)

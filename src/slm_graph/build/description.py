"""The graph about itself: VoID, DCAT and PROV, with counts of its triples, classes and properties.

References
----------
Describing Linked Datasets with the VoID Vocabulary, https://www.w3.org/TR/void/; DCAT 3,
https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slm_graph.build.counts import Counts, KnownClasses
from slm_graph.build.mapper import Mapper
from slm_graph.rdf import DEFAULT_ENDINGS, FORMATS, Block, Pair, Term, iri, iri_text

_LISTS = ("class_partitions", "property_partitions")


class Description(NamedTuple):
    """The blocks that describe a graph: what a file begins with, and the long lists of counts at its end."""

    head: list[Block]
    counts: list[Block]
    total: Counts
    """What the graph holds, its description included."""


def describe(
    mapper: Mapper,
    graph: Mapping[str, Any],
    surveys: list[str],
    counts: Counts,
    version: str,
    also: Sequence[Pair] = (),
) -> Description:
    """Return the description of a graph; its counts take the description in too.

    Parameters
    ----------
    mapper
        Maps the description as it maps everything else.
    graph
        What `survey.yaml` says of the graph: title, version, licence …
    surveys
        The ids of the surveys that the graph comes from.
    counts
        Of the graph without its description.
    version
        The version of this program.
    also
        What else is said of the graph itself.
    """
    own, known = Counts(), KnownClasses(mapper)
    while True:
        total = Counts()
        total.merge(counts)
        total.merge(own)
        cls = mapper.schema.graph_class
        tree = _tree(mapper, graph, surveys, total, version)
        told = {name: value for name, value in tree.items() if name in cls.fields}
        node = iri(f"{mapper.base}graph")
        blocks = _each_once([*mapper.tree_blocks(cls.name, told), Block(node, [*also], None)])
        again = Counts()
        again.add(blocks, known)
        if again == own:
            return _split(mapper, blocks, total)
        own = again


def _each_once(blocks: list[Block]) -> list[Block]:
    """Merge what is said of one subject in several places, as of who both made and publishes the graph."""
    pairs: dict[Term, dict[Pair, None]] = {}
    for block in blocks:
        pairs.setdefault(block.subject, {}).update(dict.fromkeys(block.pairs))
    return [Block(subject, list(told), None) for subject, told in pairs.items()]


def _split(mapper: Mapper, blocks: list[Block], total: Counts) -> Description:
    lists = {iri(mapper.schema.slots[name].uri) for name in _LISTS if name in mapper.schema.slots}
    graph = blocks[0]
    partitions = {node for predicate, node in graph.pairs if predicate in lists}
    head = [Block(graph.subject, [pair for pair in graph.pairs if pair[0] not in lists], None)]
    counts = [Block(graph.subject, [pair for pair in graph.pairs if pair[0] in lists], None)]
    for block in blocks[1:]:
        (counts if block.subject in partitions else head).append(block)
    return Description(head, counts, total)


def _tree(mapper: Mapper, graph: Mapping[str, Any], surveys: list[str], counts: Counts, version: str) -> dict[str, Any]:
    def short(term: Term) -> str:
        return (mapper.schema.prefixes.shorten(iri_text(term)) or iri_text(term)).replace(":", "-")

    properties = counts.properties
    terms = [iri_text(term) for term in (*properties, *counts.classes)]
    vocabularies = sorted(
        {namespace for _, namespace in mapper.schema.prefixes if any(term.startswith(namespace) for term in terms)}
    )
    return {
        **graph,
        "source_survey": surveys,
        "generator": {"id": "slm-graph", "title": f"slm-graph {version}"},
        "vocabulary": vocabularies,
        "uri_space": mapper.base,
        "triples": str(counts.triples),
        "entities": str(counts.subjects),
        "distinct_subjects": str(counts.subjects),
        "class_partitions": [
            {"key": short(term), "class": iri_text(term), "entities": str(number)}
            for term, number in sorted(counts.classes.items(), key=lambda item: short(item[0]))
        ],
        "property_partitions": [
            {"key": short(term), "property": iri_text(term), "triples": str(number)}
            for term, number in sorted(properties.items(), key=lambda item: short(item[0]))
        ],
        "distributions": list(_distributions(f"{mapper.base}graph", graph.get("downloads", ""))),
    }


def _distributions(address: str, downloads: str) -> Iterator[dict[str, str]]:
    for row in map(FORMATS.__getitem__, DEFAULT_ENDINGS):
        name = f"slm-graph.{row.ending}"
        distribution = {
            "key": name,
            "title": row.label,
            "media_type": f"https://www.iana.org/assignments/media-types/{row.media_type}",
            "access_url": address,
        }
        if downloads:
            distribution["download_url"] = f"{downloads.removesuffix('/')}/{name}"
        yield distribution

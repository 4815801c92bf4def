"""The properties of the graph: what the schema's slots come to once groups are flattened and refinements merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from slm_graph.schema import Class, Schema, Slot

RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# OWL 2 Structural Specification, section 4; rdf:langString is no datatype of a data property's range there.
OWL_DATATYPES = frozenset(
    _XSD + name
    for name in (
        "decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte"
        " unsignedLong unsignedInt unsignedShort unsignedByte double float string normalizedString token language Name"
        " NCName NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp"
    ).split()
)
_local_name = re.compile(r"[^/#]*$").search


class PropertyKind(Enum):
    """What OWL takes a property for (OWL 2 Structural Specification, sections 5.3 to 5.5)."""

    OBJECT = "ObjectProperty"
    DATATYPE = "DatatypeProperty"
    ANNOTATION = "AnnotationProperty"


@dataclass(frozen=True)
class Property:
    """A property of the graph.

    Parameters
    ----------
    iri
        Its IRI.
    slot
        The slot that describes it.
    kind
        What OWL takes it for.
    holders
        The topmost classes whose instances have it.
    ranges
        Names of the topmost classes, or of the types and enumerations, of its values.
    parents
        IRIs of the properties right above it.
    inverse
        The IRI of its inverse, or "".
    functional
        Whether no instance of any class has two values.
    """

    iri: str
    slot: Slot
    kind: PropertyKind
    holders: Sequence[Class]
    ranges: Sequence[str]
    parents: Sequence[str]
    inverse: str
    functional: bool


def classes_by_iri(schema: Schema) -> dict[str, list[Class]]:
    """Return the classes of the graph by their IRI; mixins are bundles of slots, no classes.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> found = classes_by_iri(read_schema(bundled("ontology") / "schema.yaml"))
    >>> [cls.name for cls in found["http://rdfs.org/ns/void#Dataset"]]
    ['VoidDataset', 'ClassPartition', 'PropertyPartition']
    """
    found: dict[str, list[Class]] = {}
    for cls in schema.classes.values():
        if not cls.mixin:
            found.setdefault(cls.uri, []).append(cls)
    return found


def graph_slots(schema: Schema, cls: Class) -> dict[str, Slot]:
    """Return what instances of a class have in the graph, by the property's IRI.

    What stays in the YAML is left out, a group's slots are their holder's, `required` holds for the graph, and of the
    slots that share a property the one that stands above the others is taken. Of what further rows can add an entry has
    several in the graph.

    Raises
    ------
    ValueError
        Two slots share a property and neither is above the other.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> graph_slots(schema, schema.classes["TaskUsage"])["https://w3id.org/slm-graph/ontology#quote"].required
    True
    """
    found: dict[str, Slot] = {}
    for slot in cls.slots.values():
        if slot.unmapped or _shares_parents_property(schema, slot):
            continue
        if slot.range in schema.classes and schema.classes[slot.range].mixin:
            added = [
                replace(
                    part, required=part.required and slot.required, multivalued=part.multivalued or slot.multivalued
                )
                for part in graph_slots(schema, schema.classes[slot.range]).values()
            ]
        else:
            is_added = cls.is_entry and schema.adding_class is not None and slot.name in schema.adding_class.slots
            multivalued = slot.multivalued or is_added
            added = [replace(slot, required=slot.required or slot.filled, multivalued=multivalued)]
        for part in added:
            if part.uri in found:
                names = f"{found[part.uri].name} and {part.name}"
                raise schema.fault(f"{cls.name} has {part.uri} twice, as {names}; keep one")
            found[part.uri] = part
    return found


def properties(schema: Schema) -> dict[str, Property]:
    """Return the properties of the graph by their IRI, in the schema's order.

    Raises
    ------
    ValueError
        A property has both things and texts as values.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> found = properties(read_schema(bundled("ontology") / "schema.yaml"))
    >>> used = found["https://w3id.org/slm-graph/ontology#usageOf"]
    >>> used.kind, used.ranges
    (<PropertyKind.OBJECT: 'ObjectProperty'>, ['Model', 'Dataset', 'Task', 'Method'])
    """
    uses: dict[str, list[tuple[Class, Slot]]] = {}
    for cls in schema.classes.values():
        if not cls.mixin:
            for iri, slot in graph_slots(schema, cls).items():
                uses.setdefault(iri, []).append((cls, slot))
    inverses = _inverses(schema, uses)
    found: dict[str, Property] = {}
    for slot in schema.slots.values():
        if slot.uri in uses and slot.uri not in found and not _shares_parents_property(schema, slot):
            held = uses[slot.uri]
            ranges = list(dict.fromkeys(used.range for _, used in held))
            found[slot.uri] = Property(
                iri=slot.uri,
                slot=slot,
                kind=_kind(schema, slot.uri, ranges),
                holders=[schema.classes[name] for name in _topmost(schema, [cls.name for cls, _ in held])],
                ranges=_topmost(schema, ranges),
                parents=[schema.slots[slot.parent].uri] if slot.parent else [],
                inverse=inverses.get(slot.uri, ""),
                functional=not any(used.multivalued for _, used in held),
            )
    return found


def label_slot(schema: Schema) -> Slot:
    """Return the slot of rdfs:label, which everything in the graph has exactly once."""
    slot = next(slot for slot in schema.slots.values() if slot.uri == RDFS_LABEL)
    return replace(slot, required=True)


def local_name(iri: str) -> str:
    """Return what follows the namespace of a term.

    Examples
    --------
    >>> local_name("http://purl.org/spar/fabio/hasArXivId")
    'hasArXivId'
    """
    found = _local_name(iri)
    return found[0] if found else ""


def _shares_parents_property(schema: Schema, slot: Slot) -> bool:
    return bool(slot.parent) and schema.slots[slot.parent].uri == slot.uri


def _kind(schema: Schema, iri: str, ranges: Iterable[str]) -> PropertyKind:
    if iri in schema.annotation_properties:
        return PropertyKind.ANNOTATION
    kinds = {_kind_of_range(schema, name) for name in ranges}
    if len(kinds) > 1:
        raise schema.fault(f"{iri} has both things and texts as values; give the texts a property of their own")
    return kinds.pop()


def _kind_of_range(schema: Schema, name: str) -> PropertyKind:
    if name in schema.enums:
        return PropertyKind.DATATYPE
    if name in schema.classes or schema.types[name].is_iri:
        return PropertyKind.OBJECT
    return PropertyKind.DATATYPE if schema.types[name].uri in OWL_DATATYPES else PropertyKind.ANNOTATION


def _inverses(schema: Schema, uses: Mapping[str, object]) -> dict[str, str]:
    pairs = {slot.uri: schema.slots[slot.inverse].uri for slot in schema.slots.values() if slot.inverse}
    return {one: other for one, other in pairs.items() if one in uses and other in uses}


def _topmost(schema: Schema, names: Sequence[str]) -> list[str]:
    above = {
        name: {cls.name for cls in schema.ancestors(name)} - {name} if name in schema.classes else set()
        for name in names
    }
    return [name for name in names if not above[name].intersection(names)]


def short_names(schema: Schema, iris: Iterable[str]) -> dict[str, str]:
    """Return a name for each property, by its IRI: its local name, or its CURIE where an earlier one has that.

    Raises
    ------
    InvalidData
        One of two with the same local name is our own, so that it can have another.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> dc, dcterms = "http://purl.org/dc/elements/1.1/creator", "http://purl.org/dc/terms/creator"
    >>> list(short_names(read_schema(bundled("ontology") / "schema.yaml"), [dc, dcterms]).values())
    ['creator', 'dcterms:creator']
    """
    by_name: dict[str, str] = {}
    for iri in dict.fromkeys(iris):
        name = local_name(iri)
        first = by_name.setdefault(name, iri)
        if first != iri:
            if iri.startswith(schema.id) or first.startswith(schema.id):
                short = schema.prefixes.shorten(first) or first
                raise schema.fault(f"{iri} and {short} have the same local name; give one of them another")
            by_name[schema.prefixes.shorten(iri) or iri] = iri
    return {iri: name for name, iri in by_name.items()}

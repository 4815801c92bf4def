"""The schema as a JSON-LD context: keys are the local names of properties and classes.

References
----------
JSON-LD 1.1, https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slm_graph.ontology.properties import RDFS_LABEL, classes_by_iri, graph_slots, label_slot, local_name, short_names
from slm_graph.schema import Class, Schema, Slot


def context(schema: Schema) -> dict[str, Any]:
    """Return the context; numbers are coerced from strings, since a native 0.5 comes back as an ill-typed 5.0E-1.

    Raises
    ------
    ValueError
        Two terms have the same local name, one of them our own, or a term has that of a prefix.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> keys = context(read_schema(bundled("ontology") / "schema.yaml"))["@context"]
    >>> keys["hours"], keys["usesLLM"], keys["LLM"]
    ({'@id': 'slm:hours', '@type': 'xsd:decimal'}, {'@id': 'slm:usesLLM', '@type': '@id'}, 'slm:LLM')
    """
    classes = classes_by_iri(schema)
    definitions = _definitions(schema, classes)
    # In the order of the schema's slots, not of the classes.
    names = short_names(schema, (slot.uri for slot in schema.slots.values() if slot.uri in definitions))
    terms: dict[str, Any] = {name: definitions[iri] for iri, name in names.items()}
    terms |= {group[0].name: _curie(schema, iri) for iri, group in classes.items() if group[0].name == local_name(iri)}
    namespaces = _namespaces(schema, classes, definitions)
    if both := namespaces.keys() & terms.keys():
        raise schema.fault(f"{', '.join(sorted(both))}: is a prefix and the local name of a term; rename one")
    return {"@context": {"@version": 1.1, **namespaces, **terms}}


def _definitions(schema: Schema, classes: Mapping[str, Sequence[Class]]) -> dict[str, dict[str, str]]:
    """Return what the context says of each property, by its IRI."""
    definitions = {RDFS_LABEL: _definition(schema, label_slot(schema))}
    for cls in (cls for group in classes.values() for cls in group):
        for iri, slot in graph_slots(schema, cls).items():
            wanted = _definition(schema, slot)
            if definitions.setdefault(iri, wanted) != wanted:
                raise schema.fault(f"{iri} has values of two types; give each a property of its own")
    return definitions


def _namespaces(schema: Schema, classes: Iterable[str], definitions: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the namespaces that the context's CURIEs need, by their prefix."""
    curies = {_curie(schema, iri) for iri in classes}
    for definition in definitions.values():
        curies |= {definition["@id"], definition.get("@type", "")}
    prefixes = {curie.partition(":")[0] for curie in curies}
    return {prefix: namespace for prefix, namespace in schema.prefixes if prefix in prefixes}


def _definition(schema: Schema, slot: Slot) -> dict[str, str]:
    definition = {"@id": _curie(schema, slot.uri)}
    if slot.range in schema.classes:
        return definition | {"@type": "@id"}
    if slot.range in schema.enums:
        return definition
    type_ = schema.types[slot.range]
    if type_.is_iri:
        return definition | {"@type": "@id"}
    if type_.language:
        return definition | {"@language": type_.language}
    return definition if type_.uri.endswith("#string") else definition | {"@type": _curie(schema, type_.uri)}


def _curie(schema: Schema, iri: str) -> str:
    curie = schema.prefixes.shorten(iri)
    if curie is None:
        raise schema.fault(f"{iri} has no prefix; add its namespace to the schema's prefixes")
    return curie

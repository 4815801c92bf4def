"""The schema as OWL 2 DL: `slm.ttl` says what our terms mean, `alignments.ttl` how they stand to those of others.

Others' terms are declared, so that ontology and data together are OWL 2 DL; nothing else is said about them.

References
----------
OWL 2 Structural Specification, https://www.w3.org/TR/owl2-syntax/; mapping to RDF graphs,
https://www.w3.org/TR/owl2-mapping-to-rdf/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from slm_graph.ontology.properties import Property, PropertyKind, classes_by_iri, local_name, properties
from slm_graph.ontology.turtle_files import HEADER_PROPERTIES, OWL, RDFS, Section, document, header
from slm_graph.rdf import RDF_TYPE, Anonymous, Collection, Object, Term, iri, literal
from slm_graph.schema import Class, Schema
from slm_graph.text import words

SKOS = "http://www.w3.org/2004/02/skos/core#"
_OWL_CLASS = iri(OWL + "Class")
_STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
_MATCHES = {"exact_mappings": "exactMatch", "close_mappings": "closeMatch", "related_mappings": "relatedMatch"}
"""The properties of SKOS by the key of the schema."""
_BUILT_IN = (OWL, RDFS)
"""Namespaces whose terms OWL declares itself."""


def owl(schema: Schema) -> str:
    """Return the text of the ontology.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> text = owl(read_schema(bundled("ontology") / "schema.yaml"))
    >>> text.splitlines()[0]
    '# Made from schema.yaml by `make docs`.'
    """
    classes = {address: group[0] for address, group in classes_by_iri(schema).items()}
    of_graph = properties(schema)
    own_properties = [property_ for address, property_ in of_graph.items() if _is_own(schema, address)]
    return document(
        schema.prefixes,
        [
            header(schema, schema.id, schema.title, schema.description, _namespace(schema)),
            Section("classes", [_class(schema, cls) for address, cls in classes.items() if _is_own(schema, address)]),
            Section("classes without a common instance", list(_disjoint_classes(schema))),
            *(
                Section(
                    f"{title} properties",
                    [_property(schema, property_) for property_ in own_properties if property_.kind is kind],
                )
                for kind, title in (
                    (PropertyKind.OBJECT, "object"),
                    (PropertyKind.DATATYPE, "datatype"),
                    (PropertyKind.ANNOTATION, "annotation"),
                )
            ),
            _declarations(schema, classes, of_graph),
        ],
    )


def alignments(schema: Schema) -> str:
    """Return the text of the alignments: our terms below those of others, or matched with them, never equated.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> "slm:Paper" in alignments(read_schema(bundled("ontology") / "schema.yaml"))
    True
    """
    subjects: list[tuple[Term, list[tuple[Term, Object]]]] = []
    declared: dict[str, Term] = dict.fromkeys(
        (SKOS + match for match in _MATCHES.values()), iri(OWL + PropertyKind.OBJECT.value)
    )
    matches: set[str] = set()
    aligned = [
        *((cls.uri, _OWL_CLASS, "subClassOf", cls.mappings) for cls in schema.classes.values() if not cls.mixin),
        *(
            (property_.iri, iri(OWL + property_.kind.value), "subPropertyOf", property_.slot.mappings)
            for property_ in properties(schema).values()
        ),
    ]
    for address, type_, below, mappings in aligned:
        pairs: list[tuple[Term, Object]] = [(RDF_TYPE, type_)]
        for other in mappings.get("broad_mappings", ()):
            pairs.append((iri(RDFS + below), iri(other)))
            declared[other] = type_
        for key, match in _MATCHES.items():
            pairs += [(iri(SKOS + match), iri(other)) for other in mappings.get(key, ())]
            matches |= {SKOS + match} if mappings.get(key) else set()
        if len(pairs) > 1:
            subjects.append((iri(address), pairs))
    used = {other: type_ for other, type_ in declared.items() if not other.startswith(SKOS) or other in matches}
    used = {name: iri(OWL + PropertyKind.ANNOTATION.value) for name in _header_properties(with_namespace=False)} | used
    description = f"How the terms of the {schema.title} stand to those of other vocabularies."
    return document(
        schema.prefixes,
        [
            header(schema, f"{schema.base}alignments", f"{schema.title}: alignments", description, None),
            Section("alignments", subjects),
            Section(
                "terms of others: declared, no more",
                [(iri(other), [(RDF_TYPE, type_)]) for other, type_ in used.items()],
            ),
        ],
    )


def _namespace(schema: Schema) -> tuple[str, str]:
    """Return the prefix and the namespace of our own terms: the one that begins with the ontology's IRI."""
    return schema.prefix, dict(schema.prefixes)[schema.prefix]


def _is_own(schema: Schema, address: str) -> bool:
    return address.startswith(_namespace(schema)[1])


def _header_properties(*, with_namespace: bool) -> list[str]:
    return [name for name in HEADER_PROPERTIES if with_namespace or "/vann/" not in name]


def _class(schema: Schema, cls: Class) -> tuple[Term, list[tuple[Term, Object]]]:
    # A capital tells the class from a property of its name: "Direction" from "direction".
    label = words(cls.name)
    label = label[:1].upper() + label[1:]
    pairs = [(RDF_TYPE, _OWL_CLASS), *_documentation(schema, label, cls.description, (), cls.status)]
    if cls.parent:
        pairs.append((iri(RDFS + "subClassOf"), iri(schema.classes[cls.parent].uri)))
    return iri(cls.uri), pairs


def _property(schema: Schema, property_: Property) -> tuple[Term, list[tuple[Term, Object]]]:
    first, *others = words(local_name(property_.iri)).split()
    # A name begins small, and so does an abbreviation at its beginning: llmTuning.
    label = " ".join([first.upper() if first.upper() in schema.classes else first, *others])
    slot = property_.slot
    pairs: list[tuple[Term, Object]] = [(RDF_TYPE, iri(OWL + property_.kind.value))]
    # Of objects it would make one of two rows that describe a system in two surveys.
    if property_.functional and property_.kind is PropertyKind.DATATYPE:
        pairs.append((RDF_TYPE, iri(OWL + "FunctionalProperty")))
    pairs += [(RDF_TYPE, iri(f"{OWL}{trait.capitalize()}Property")) for trait in slot.traits]
    pairs += _documentation(schema, label, slot.description, slot.examples, slot.status)
    pairs += [(iri(RDFS + "subPropertyOf"), iri(parent)) for parent in property_.parents]
    if property_.inverse:
        pairs.append((iri(OWL + "inverseOf"), iri(property_.inverse)))
    if property_.kind is not PropertyKind.ANNOTATION:
        holders = list(dict.fromkeys(iri(holder.uri) for holder in property_.holders))
        pairs.append((iri(RDFS + "domain"), _union(holders, "Class")))
        if ranges := [_range(schema, name) for name in property_.ranges if not _is_any_iri(schema, name)]:
            kind = "Class" if property_.kind is PropertyKind.OBJECT else "Datatype"
            pairs.append((iri(RDFS + "range"), _union(ranges, kind)))
    return iri(property_.iri), pairs


def _documentation(
    schema: Schema, label: str, description: str, examples: Iterable[str], status: str
) -> Iterator[tuple[Term, Object]]:
    yield iri(RDFS + "label"), literal(label, "@en")
    yield iri(SKOS + "definition"), literal(description, "@en")
    for example in examples:
        yield iri(SKOS + "example"), literal(example)
    if schema.status:
        yield iri(_STATUS), literal(status or schema.status)
    yield iri(RDFS + "isDefinedBy"), iri(schema.id)


def _is_any_iri(schema: Schema, name: str) -> bool:
    return name in schema.types and schema.types[name].is_iri


def _range(schema: Schema, name: str) -> Object:
    if name in schema.classes:
        return iri(schema.classes[name].uri)
    if name in schema.types:
        return iri(schema.types[name].uri)
    values = Collection(tuple(literal(value) for value in schema.enums[name].values))
    return Anonymous(((RDF_TYPE, iri(RDFS + "Datatype")), (iri(OWL + "oneOf"), values)))


def _union(members: Sequence[Object], kind: str) -> Object:
    if len(members) == 1:
        return members[0]
    type_ = iri((OWL if kind == "Class" else RDFS) + kind)
    return Anonymous(((RDF_TYPE, type_), (iri(OWL + "unionOf"), Collection(tuple(members)))))


def _disjoint_classes(schema: Schema) -> Iterator[Anonymous]:
    for group in schema.disjoint:
        members = Collection(tuple(iri(schema.classes[name].uri) for name in group))
        yield Anonymous(((RDF_TYPE, iri(OWL + "AllDisjointClasses")), (iri(OWL + "members"), members)))


def _declarations(schema: Schema, classes: Mapping[str, Class], of_graph: Mapping[str, Property]) -> Section:
    annotation = iri(OWL + PropertyKind.ANNOTATION.value)
    declared: dict[str, Term] = dict.fromkeys(classes, _OWL_CLASS)
    declared |= {address: iri(OWL + property_.kind.value) for address, property_ in of_graph.items()}
    documenting = (SKOS + "definition", SKOS + "example", *([_STATUS] if schema.status else []))
    for name in (*_header_properties(with_namespace=True), *documenting):
        if declared.setdefault(name, annotation) != annotation:
            raise schema.fault(f"{name} speaks of the ontology too; name it among the annotation_properties")
    return Section(
        "terms of others that the graph uses: declared, no more",
        [
            (iri(address), [(RDF_TYPE, type_)])
            for address, type_ in declared.items()
            if not _is_own(schema, address) and not address.startswith(_BUILT_IN)
        ],
    )

"""The schema as SHACL shapes: each says in one English sentence what holds, and what to do where it does not.

The graph writes superclasses out, so that a class's shape holds for the instances of its subclasses too; their own
shapes leave out what a shape above already says, and one fault gives one message.

References
----------
Shapes Constraint Language (SHACL), https://www.w3.org/TR/shacl/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slm_graph.ontology.properties import classes_by_iri, graph_slots, label_slot, short_names
from slm_graph.ontology.turtle_files import Section, document, header
from slm_graph.rdf import (
    RDF,
    RDF_TYPE,
    Anonymous,
    Collection,
    Object,
    Pairs,
    Prefixes,
    Term,
    Triple,
    datatype_suffix,
    iri,
    literal,
    statements,
)
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import article, words

SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class _Constraint:
    """What holds for one property of a class's instances: equal ones need saying once."""

    path: str
    range: str
    required: bool
    multivalued: bool
    pattern: str


@dataclass(frozen=True)
class _Shape:
    cls: Class
    constraints: Mapping[_Constraint, Slot]


def shapes(schema: Schema) -> str:
    """Return the text of the shapes.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> text = shapes(read_schema(bundled("ontology") / "schema.yaml"))
    >>> "A survey has exactly one dcterms:title" in text
    True
    """
    address = f"{schema.base}shapes"
    prefixes = Prefixes({**dict(schema.prefixes), "sh": SH, "shape": f"{address}#"})
    description = f"What a graph that uses the {schema.title} must hold to."
    head = header(schema, address, f"{schema.title}: shapes", description, ("shape", f"{address}#"))
    sections = (Section(words(cls.name), subjects) for cls, subjects in _subjects(schema, address))
    return document(prefixes, [head, *sections])


def shape_statements(schema: Schema) -> Iterator[Triple]:
    """Yield what the text of the shapes states of them, without a reader of Turtle.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> next(shape_statements(read_schema(bundled("ontology") / "schema.yaml"))).object
    '<http://www.w3.org/ns/shacl#NodeShape>'
    """
    return statements(pair for _, subjects in _subjects(schema, f"{schema.base}shapes") for pair in subjects)


def _subjects(schema: Schema, address: str) -> Iterator[tuple[Class, list[tuple[Term, Pairs]]]]:
    """Yield the shapes of each class."""
    found = _shapes(schema)
    for shape in found.values():
        said = {
            constraint
            for above in schema.ancestors(shape.cls.parent)
            if above.name in found
            for constraint in found[above.name].constraints
        }
        own = {constraint: slot for constraint, slot in shape.constraints.items() if constraint not in said}
        paths = short_names(schema, (constraint.path for constraint in own))
        names = {constraint: _property_shape(address, shape.cls, paths[constraint.path]) for constraint in own}
        node: tuple[Term, Pairs] = (
            iri(f"{address}#{shape.cls.name}Shape"),
            [
                (RDF_TYPE, iri(SH + "NodeShape")),
                _target(schema, shape.cls),
                *((iri(SH + "property"), name) for name in names.values()),
            ],
        )
        properties: list[tuple[Term, Pairs]] = [
            (names[constraint], [(RDF_TYPE, iri(SH + "PropertyShape")), *_pairs(schema, shape.cls, slot, order)])
            for order, (constraint, slot) in enumerate(own.items())
        ]
        yield shape.cls, [node, *properties]


def _shapes(schema: Schema) -> dict[str, _Shape]:
    """Return the shapes by the name of their class.

    Classes that share an IRI have one, of what holds for all of them. An abstract class has one where it is ours; what
    its subclasses state in different ways is theirs to say. That of others, such as skos:Concept, has none: it would
    find fault with things that are none of ours.
    """
    found: dict[str, _Shape] = {}
    for address, group in classes_by_iri(schema).items():
        first = group[0]
        if len(group) == 1 and first.abstract and not address.startswith(schema.id):
            continue
        constraints = _constraints(schema, first)
        others = group[1:] + (list(schema.descendants(first.name)) if first.abstract else [])
        for cls in others:
            shared = _constraints(schema, cls)
            constraints = {key: slot for key, slot in constraints.items() if key in shared}
        found[first.name] = _Shape(first, constraints)
    return found


def _constraints(schema: Schema, cls: Class) -> dict[_Constraint, Slot]:
    return {
        _Constraint(
            slot.uri, slot.range, slot.required, slot.multivalued, slot.pattern.pattern if slot.pattern else ""
        ): slot
        for slot in (label_slot(schema), *graph_slots(schema, cls).values())
    }


def _property_shape(address: str, cls: Class, name: str) -> Term:
    return iri(f"{address}#{cls.name}-{name.replace(':', '-')}")


def _target(schema: Schema, cls: Class) -> tuple[Term, Term]:
    if cls.target:
        return iri(SH + "targetSubjectsOf"), iri(schema.slots[cls.target].uri)
    return iri(SH + "targetClass"), iri(cls.uri)


def _pairs(schema: Schema, cls: Class, slot: Slot, order: int) -> Iterator[tuple[Term, Object]]:
    """Yield what a property shape says, after its type."""
    yield iri(SH + "path"), iri(slot.uri)
    if slot.required:
        yield iri(SH + "minCount"), _integer(1)
    if not slot.multivalued:
        yield iri(SH + "maxCount"), _integer(1)
    yield from _value_pairs(schema, slot)
    patterns = _patterns(schema, slot)
    if len(patterns) == 1:
        yield iri(SH + "pattern"), literal(patterns[0])
    elif patterns:
        # A shape has one sh:pattern at most, since that goes with sh:flags (section 4.4.3).
        nested = tuple(Anonymous(((iri(SH + "pattern"), literal(pattern)),)) for pattern in patterns)
        yield iri(SH + "and"), Collection(nested)
    yield iri(SH + "order"), _integer(order)
    yield iri(SH + "message"), literal(_message(schema, cls, slot), "@en")


def _value_pairs(schema: Schema, slot: Slot) -> Iterator[tuple[Term, Object]]:
    if slot.range in schema.classes:
        yield iri(SH + "nodeKind"), iri(SH + "IRI")
        yield iri(SH + "class"), iri(schema.classes[slot.range].uri)
    elif slot.range in schema.enums:
        yield iri(SH + "in"), Collection(tuple(literal(value) for value in schema.enums[slot.range].values))
    elif schema.types[slot.range].is_iri:
        yield iri(SH + "nodeKind"), iri(SH + "IRI")
    else:
        type_ = schema.types[slot.range]
        yield iri(SH + "datatype"), iri(type_.uri)
        if type_.uri == f"{RDF}langString":
            yield iri(SH + "uniqueLang"), literal("true", datatype_suffix(f"{XSD}boolean"))
            yield iri(SH + "languageIn"), Collection((literal(type_.language),))


def _patterns(schema: Schema, slot: Slot) -> list[str]:
    type_ = schema.types.get(slot.range)
    # Of an IRI that is written without the base a shape sees the whole.
    found = (type_.pattern if type_ and not type_.is_below_base else None, slot.pattern)
    return [pattern.pattern for pattern in found if pattern]


def _message(schema: Schema, cls: Class, slot: Slot) -> str:
    name, value, holder = schema.prefixes.shorten(slot.uri) or slot.uri, _value(schema, slot), _a(cls.name)
    if not slot.required and slot.multivalued:
        return f"Each {name} of {holder} is {value}; correct it."
    count = (
        "exactly one" if slot.required and not slot.multivalued else "at least one" if slot.required else "at most one"
    )
    step = "give it one" if slot.required else "correct it"
    return f"{holder[:1].upper()}{holder[1:]} has {count} {name}: {value}; {step}."


def _value(schema: Schema, slot: Slot) -> str:
    """Return in words what a value is."""
    if slot.range in schema.classes:
        return _a(slot.range)
    if slot.range in schema.enums:
        return f"one of {', '.join(schema.enums[slot.range].values)}"
    type_ = schema.types[slot.range]
    # The description as far as it goes without an explanation or a reference.
    kind = type_.description.partition(";")[0].partition(" (")[0].rstrip(".")
    example = slot.examples[0] if slot.examples else type_.example
    return f"{kind[:1].lower()}{kind[1:]}" + (f', such as "{example}"' if example else "")


def _a(class_name: str) -> str:
    """Return the name of a class in words with its article.

    Examples
    --------
    >>> _a("LLMUsage"), _a("EncoderUsage"), _a("Usage")
    ('an LLM usage', 'an encoder usage', 'a usage')
    """
    return f"{article(words(class_name))} {words(class_name)}"


def _integer(number: int) -> Term:
    return literal(str(number), datatype_suffix(f"{XSD}integer"))

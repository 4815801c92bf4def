"""A schema: classes, slots, types and enumerations, with all that is inherited or annotated resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from slm_graph.problems import InvalidData, Problem
from slm_graph.rdf import Prefixes


@dataclass(frozen=True)
class Datatype:
    """A type of the schema: an RDF datatype and the texts that it takes."""

    name: str
    uri: str
    description: str
    base: str
    pattern: re.Pattern[str] | None
    example: str
    language: str = ""
    is_iri: bool = False
    is_below_base: bool = False
    """Whether what is written is the part of an IRI behind the base."""


@dataclass(frozen=True)
class Enumeration:
    """A closed list of texts."""

    name: str
    values: Mapping[str, str]
    description: str = ""


class Edge(NamedTuple):
    """A short edge that a field is the evidence of, from the entry to the value or to what the value has."""

    slot: str
    """The slot of the entry that it fills."""
    through: str = ""
    """The slot of the value whose values are the edge's ends, in place of the value itself."""
    is_inverse: bool = False
    """Whether the ends are the items that have the value in that slot."""
    beside: str = ""
    """The slot beside the field that has the ends too."""
    field: str = ""
    """The field beside it that the edge depends on."""
    value: str = ""
    """The value that the field must have; any where this is empty."""
    is_absent: bool = False
    """Whether the edge is written where the field is not there."""

    @property
    def is_plain(self) -> bool:
        """Whether it leads to the value itself, whatever else is stated."""
        return not self.through and not self.field


@dataclass(frozen=True)
class Slot:
    """A property, or a further field of one: a slot whose `slot_uri` is that of its parent adds no property."""

    name: str
    uri: str
    description: str
    range: str
    required: bool
    multivalued: bool
    inlined: bool
    identifier: bool
    parent: str
    inverse: str
    pattern: re.Pattern[str] | None
    examples: tuple[str, ...]
    unit: str
    mappings: Mapping[str, tuple[str, ...]]
    traits: tuple[str, ...] = ()
    """What its property is as a relation: symmetric, asymmetric, irreflexive."""
    status: str = ""
    """How settled its property is, where that is not as settled as the schema."""
    field: str = ""
    """The key under which a class has it in YAML."""
    is_field: bool = True
    """Whether people write it, in contrast to what is derived."""
    filled: bool = False
    """Whether the graph always has a value, also where no field gives one."""
    unmapped: bool = False
    """Whether it is kept in the YAML and never in the graph."""
    source: str = ""
    """The sibling slot whose value is written again, as `match`, `where`, `join`, `cut` and `template` say."""
    match: re.Pattern[str] | None = None
    """Takes the part of the source's text that its first group matches."""
    where: tuple[str, str] | None = None
    """A field, and the value that it must have for the source to be written again."""
    join: str | None = None
    """What stands between the texts of the source where one text is made of them."""
    cut: str = ""
    """The boolean slot that says that the source's list is not whole."""
    template: str = "{}"
    """A longer text, at whose {} the source's text is put."""
    named: bool = False
    """Whether the value is the item of the range that the source's text names."""
    entry: str = ""
    """The slot of the entry whose node is the value."""
    edges: tuple[Edge, ...] = ()
    """The short edges that a value is the evidence of."""
    sibling: bool = False
    """Whether a value is the key of another object in the entry."""
    within: str = ""
    """The field that names the thing of which a value is the id of a part; `parent` is the holder's own."""
    cell_of: str = ""
    """The slot of the entry whose column's cells are the values; `*` for any other column."""
    is_plain_text: bool = False
    """Whether a cell's text is the value, without its Markdown."""
    names_cell: bool = False
    """Whether a value is the IRI of the property that has the cells of a column."""
    says: str = ""
    """What the quotes must say: `label`, `number`, or nothing."""
    text_of_cell: bool = False
    """Whether the value is the text of the survey's cell."""
    headers: tuple[str, ...] = ()
    """Headers of a table's column that fills the field; `* C` is any that ends in C."""


_NAMES = ("aliases", "misspellings", "abbreviation")  # besides the label


@dataclass(frozen=True)
class Class:
    """A class, with its own and inherited slots in their order."""

    name: str
    uri: str
    description: str
    parent: str
    abstract: bool
    mixin: bool
    is_entry: bool
    own_slots: tuple[str, ...]
    mappings: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Slot] = field(default_factory=dict)
    iri_template: str = ""
    """How an instance's IRI is made below the base; inherited."""
    label_template: str = ""
    """How rdfs:label is made where no field gives it; inherited."""
    key: str = ""
    """The slot that gives an instance its key where the field `key` does not; inherited."""
    scheme: str = ""
    """The concept scheme of its instances, {parent} being the id of what holds them; inherited."""
    scheme_label: str = ""
    """The label of a scheme with {parent}; inherited."""
    adds_to: str = ""
    """The slot that names the entry of which an instance states more."""
    is_stated: bool = False
    """Whether its triples are a statement of the survey row that the entry comes from; inherited."""
    folder: str = ""
    """The folder of data/ that has its instances, one a file."""
    vocabulary: str = ""
    """The file of data/vocabulary/ that lists its instances."""
    file: str = ""
    """The file of data/ that is its one instance."""
    is_open: bool = False
    """Whether its fields are not fixed: any text, or list of texts."""
    shorthand: str = ""
    """The field that a bare text stands for."""
    target: str = ""
    """The slot whose subjects its shape holds for, not for every instance of the class."""
    links: tuple[str, ...] = ()
    """Headers of a column whose links go to the fields that their addresses tell."""
    status: str = ""
    """How settled it is, where that is not as settled as the schema."""

    @cached_property
    def fields(self) -> dict[str, Slot]:
        """The slots that people write, by their YAML key."""
        return {slot.field: slot for slot in self.slots.values() if slot.is_field}

    @cached_property
    def key_slot(self) -> Slot | None:
        """The slot that gives an instance its key where the field `key` does not."""
        return self.slots.get(self.key)

    @cached_property
    def key_fields(self) -> tuple[str, ...]:
        """The fields of which the first that an instance has gives its key; none for a class without keys."""
        if "key" not in self.slots:
            return ()
        return (self.slots["key"].field, *([self.key_slot.field] if self.key_slot else []))

    @cached_property
    def name_slots(self) -> tuple[Slot, ...]:
        """The slots that say what an instance is called."""
        return tuple(slot for slot in self.slots.values() if slot.parent == "rdfs_label" or slot.name in _NAMES)

    @property
    def has_id(self) -> bool:
        """Whether an instance's IRI is made from its id, by which others refer to it."""
        return "{id}" in self.iri_template

    @property
    def is_concept(self) -> bool:
        """Whether its instances are concepts of a scheme."""
        return bool(self.scheme)


@dataclass(frozen=True)
class Schema:
    """All of `schema.yaml`; IRIs are expanded. `path` is the file."""

    path: str
    id: str
    title: str
    description: str
    license: str
    version: str
    prefixes: Prefixes
    types: Mapping[str, Datatype]
    enums: Mapping[str, Enumeration]
    slots: Mapping[str, Slot]
    classes: Mapping[str, Class]
    base: str
    """The IRI below which instances live, unless another is asked for."""
    creator: str = ""
    created: str = ""
    issued: str = ""
    annotation_properties: Sequence[str] = ()
    """IRIs of the properties that OWL takes for annotations."""
    disjoint: Sequence[Sequence[str]] = ()
    """Groups of names of classes that share no instance."""
    status: str = ""
    """How settled its terms are: unstable, testing, stable or archaic (https://www.w3.org/2003/06/sw-vocab-status/note)."""

    @property
    def prefix(self) -> str:
        """The prefix of the ontology's own terms: the one whose address begins with the ontology's IRI."""
        return next(prefix for prefix, address in self.prefixes if address.startswith(self.id))

    @cached_property
    def entry_class(self) -> Class:
        """The class of which a survey row is an instance."""
        return next(cls for cls in self.classes.values() if cls.is_entry)

    @property
    def settings_class(self) -> Class:
        """The class whose one instance is `data/survey.yaml`."""
        return next(cls for cls in self.classes.values() if cls.file)

    @property
    def survey_class(self) -> Class:
        """The class of the survey that the settings name."""
        return self.classes[self.settings_class.fields["survey"].range]

    @property
    def graph_class(self) -> Class:
        """The class of the graph itself."""
        return self.classes[self.settings_class.fields["graph"].range]

    @property
    def vocabulary_classes(self) -> list[Class]:
        """The classes whose instances are listed in `data/vocabulary/`."""
        return [cls for cls in self.classes.values() if cls.vocabulary]

    @cached_property
    def adding_class(self) -> Class | None:
        """The class of what states more of an entry, such as a row of another survey."""
        return next((cls for cls in self.classes.values() if cls.adds_to), None)

    @property
    def retired_class(self) -> Class | None:
        """The class of the IRIs that are out of use, whose ids are whole paths; None where a schema has none."""
        return next((cls for cls in self.vocabulary_classes if cls.iri_template == "{id}"), None)

    @property
    def usage_fields(self) -> list[Slot]:
        """The entry's fields whose objects have keys, its row excepted."""
        slots = [slot for slot in self.entry_class.fields.values() if slot is not self.row_field]
        return [slot for slot in slots if (cls := self.nested_class(slot)) and cls.key_fields]

    @cached_property
    def cell_slots(self) -> list[Slot]:
        """The slots that have the cells of a row, as written."""
        return [slot for slot in self.slots.values() if slot.cell_of and not slot.is_plain_text]

    @property
    def row_field(self) -> Slot | None:
        """The entry's field that names the survey row, as the slots that copy its node say."""
        slots = self.entry_class.slots
        return next((slots[slot.entry] for slot in self.slots.values() if slot.entry in slots), None)

    def nested_class(self, slot: Slot) -> Class | None:
        """Return the class of the objects that stand within a slot's holder, or None for any other slot."""
        return self.classes.get(slot.range) if slot.inlined else None

    def ancestors(self, name: str) -> Iterator[Class]:
        """Yield a class and its superclasses, the nearest first."""
        while name:
            yield self.classes[name]
            name = self.classes[name].parent

    def descendants(self, name: str) -> Iterator[Class]:
        """Yield a class and its subclasses, in the schema's order."""
        return (cls for cls in self.classes.values() if any(above.name == name for above in self.ancestors(cls.name)))

    def superproperties(self, slot: Slot) -> Iterator[str]:
        """Yield the IRIs of the properties above a slot's, the nearest first."""
        uri = slot.uri
        while slot.parent:
            slot = self.slots[slot.parent]
            if slot.uri != uri:
                yield slot.uri
                uri = slot.uri

    def fault(self, message: str) -> InvalidData:
        """Return the error that says what of the schema keeps something from being made of it."""
        return InvalidData([Problem(self.path, 1, 1, message)])

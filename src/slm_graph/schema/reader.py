"""`ontology/schema.yaml` as classes and fields.

The file is written in LinkML's schema language (https://w3id.org/linkml), in the subset that its head names. LinkML's
own loader accepts undefined prefixes and ranges; this reader names each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, FieldPath, read_yaml
from slm_graph.problems import InvalidData, Problem, nearest
from slm_graph.rdf import Prefixes

_KEYS: Mapping[str, frozenset[str]] = {
    "schema": frozenset(
        "id name title description license version prefixes default_prefix default_range types enums slots classes"
        " annotations".split()
    ),
    "type": frozenset("base uri pattern description examples annotations".split()),
    "enum": frozenset("description permissible_values".split()),
    "slot": frozenset(
        "description slot_uri range required multivalued inlined identifier is_a inverse pattern unit examples"
        " exact_mappings close_mappings broad_mappings annotations".split()
    ),
    "class": frozenset(
        "description class_uri is_a abstract mixin mixins tree_root slots slot_usage exact_mappings close_mappings"
        " broad_mappings annotations".split()
    ),
    "slot_usage": frozenset("alias description range required multivalued pattern annotations".split()),
    "schema annotation": frozenset("base creator created issued annotation_properties disjoint".split()),
    "type annotation": frozenset("language node".split()),
    "class annotation": frozenset(
        "iri folder vocabulary file open scheme label shorthand key stated target links".split()
    ),
    "slot annotation": frozenset(
        "derived filled from match where join cut template entry edge edge_if_stage sibling says unmapped text_of_cell"
        " header".split()
    ),
}
_MAPPINGS = ("exact_mappings", "close_mappings", "broad_mappings")
_STRUCTURED = frozenset(
    "prefixes types enums slots classes annotations examples unit permissible_values mixins slot_usage".split()
) | {*_MAPPINGS}
"""Keys whose values are no plain text."""
_BASES = frozenset("str int Decimal Bool".split())
# The patterns go into SHACL and JSON Schema too, whose dialects (XPath, ECMA-262) lack these.
_not_portable = re.compile(r"\(\?|\\[xuUNAZbBdDwW]").search
_placeholders = re.compile(r"\{(\w+)\}").findall


@dataclass(frozen=True)
class Datatype:
    """A type of the schema: an RDF datatype and the texts that it takes."""

    name: str
    uri: str
    description: str
    base: str
    pattern: re.Pattern[str] | None
    example: str
    language: str
    is_iri: bool


@dataclass(frozen=True)
class Enumeration:
    """A closed list of texts."""

    name: str
    values: Mapping[str, str]
    description: str = ""


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
    annotations: Mapping[str, str]
    field: str = ""
    """The key under which a class has it in YAML."""

    @property
    def is_field(self) -> bool:
        """Whether people write it, in contrast to what is derived."""
        return "derived" not in self.annotations


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
    annotations: Mapping[str, str]
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, Slot]:
        """The slots that people write, by their YAML key."""
        return {slot.field: slot for slot in self.slots.values() if slot.is_field}


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
    annotations: Mapping[str, str]
    types: Mapping[str, Datatype]
    enums: Mapping[str, Enumeration]
    slots: Mapping[str, Slot]
    classes: Mapping[str, Class]

    @property
    def base(self) -> str:
        """The IRI below which instances live, unless another is asked for."""
        return self.annotations["base"]

    @property
    def prefix(self) -> str:
        """The prefix of the ontology's own terms: the one whose address begins with the ontology's IRI."""
        return next(prefix for prefix, address in self.prefixes if address.startswith(self.id))

    @property
    def entry_class(self) -> Class:
        """The class of which a survey row is an instance."""
        return next(cls for cls in self.classes.values() if cls.is_entry)

    @property
    def settings_class(self) -> Class:
        """The class whose one instance is `data/survey.yaml`."""
        return next(self.with_annotation("file"))

    @property
    def survey_class(self) -> Class:
        """The class of the survey that the settings name."""
        return self.classes[self.settings_class.fields["survey"].range]

    @property
    def graph_class(self) -> Class:
        """The class of the graph itself."""
        return self.classes[self.settings_class.fields["graph"].range]

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

    def with_annotation(self, key: str) -> Iterator[Class]:
        """Yield the classes that have an annotation, in the schema's order."""
        return (cls for cls in self.classes.values() if key in cls.annotations)


def read_schema(path: Path) -> Schema:
    """Read a schema.

    Raises
    ------
    InvalidData
        With every key, prefix, range, class and slot that is unknown, each with its line.
    """
    document, problems = read_yaml(path)
    if document is None or problems:
        raise InvalidData(problems)
    return _Reader(document).schema()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.tree: dict[str, Any] = document.tree if isinstance(document.tree, dict) else {}
        self.prefixes = Prefixes(self.texts(self.tree, "prefixes", ()))

    def schema(self) -> Schema:
        if not isinstance(self.document.tree, dict):
            raise InvalidData([self.document.problem((), "is no mapping; write id, name, prefixes, slots and classes")])
        self.check_keys(self.tree, "schema", ())
        for key in ("id", "name", "prefixes", "slots", "classes"):
            if key not in self.tree:
                self.report((), f"{key} is missing; add it")
        annotations = self.annotations(self.tree, "schema", ())
        if "base" not in annotations:
            self.report(("annotations",), "annotation base is missing; add it")
        for curie in annotations.get("annotation_properties", "").split():
            self.expand(curie, ("annotations", "annotation_properties"))
        if (prefix := self.text(self.tree, "default_prefix")) and prefix not in self.prefixes:
            self.expand(f"{prefix}:", ("default_prefix",))
        types = {name: self.datatype(name, tree) for name, tree in self.section("types", "type")}
        enums = {name: self.enumeration(name, tree) for name, tree in self.section("enums", "enum")}
        slots = {name: self.slot(name, tree) for name, tree in self.section("slots", "slot")}
        classes = {name: self.one_class(name, tree) for name, tree in self.section("classes", "class")}
        self.ranges = {*types, *enums, *classes}
        self.check_names(slots, classes)
        if not self.problems:
            classes = {name: replace(cls, slots=self.all_slots(cls, classes, slots)) for name, cls in classes.items()}
            self.check_fields(classes)
            self.check_class_annotations(classes)
        if sum(cls.is_entry for cls in classes.values()) != 1:
            self.report(("classes",), "exactly one class is the tree_root; mark the class of an entry")
        if not self.problems:
            self.check_relied_on(classes, slots)
        if self.problems:
            raise InvalidData(self.problems)
        return Schema(
            path=self.document.path,
            id=self.text(self.tree, "id"),
            title=self.text(self.tree, "title"),
            description=self.text(self.tree, "description"),
            license=self.text(self.tree, "license"),
            version=self.text(self.tree, "version"),
            prefixes=self.prefixes,
            annotations=annotations,
            types=types,
            enums=enums,
            slots=slots,
            classes=classes,
        )

    # --- the parts

    def datatype(self, name: str, tree: dict[str, Any]) -> Datatype:
        path = ("types", name)
        annotations = self.annotations(tree, "type", path)
        examples = self.examples(tree, path)
        return Datatype(
            name=name,
            uri=self.expanded(tree, "uri", path),
            description=self.described(tree, path),
            base=self.one_of(tree, "base", _BASES, path),
            pattern=self.pattern(tree, path),
            example=examples[0] if examples else "",
            language=annotations.get("language", ""),
            is_iri=annotations.get("node") == "iri",
        )

    def enumeration(self, name: str, tree: dict[str, Any]) -> Enumeration:
        values = tree.get("permissible_values")
        if not isinstance(values, dict):
            self.report(("enums", name), "permissible_values is missing; list the values")
            values = {}
        described = {
            key: self.text(value, "description") if isinstance(value, dict) else "" for key, value in values.items()
        }
        return Enumeration(name, described, self.described(tree, ("enums", name)))

    def slot(self, name: str, tree: dict[str, Any]) -> Slot:
        path = ("slots", name)
        return Slot(
            name=name,
            uri=self.expanded(tree, "slot_uri", path) or self.default_uri(name),
            description=self.described(tree, path),
            range=self.text(tree, "range") or self.text(self.tree, "default_range"),
            required=self.flag(tree, "required", path),
            multivalued=self.flag(tree, "multivalued", path),
            inlined=self.flag(tree, "inlined", path),
            identifier=self.flag(tree, "identifier", path),
            parent=self.text(tree, "is_a"),
            inverse=self.text(tree, "inverse"),
            pattern=self.pattern(tree, path),
            examples=self.examples(tree, path),
            unit=self.text(tree.get("unit") or {}, "symbol"),
            mappings=self.mappings(tree, path),
            annotations=self.annotations(tree, "slot", path),
            field=name,
        )

    def one_class(self, name: str, tree: dict[str, Any]) -> Class:
        path = ("classes", name)
        mixin = self.flag(tree, "mixin", path)
        return Class(
            name=name,
            uri=self.expanded(tree, "class_uri", path) or ("" if mixin else self.default_uri(name)),
            description=self.described(tree, path),
            parent=self.text(tree, "is_a"),
            abstract=self.flag(tree, "abstract", path),
            mixin=mixin,
            is_entry=self.flag(tree, "tree_root", path),
            own_slots=self.listed(tree, "slots", path),
            mappings=self.mappings(tree, path),
            annotations=self.annotations(tree, "class", path),
        )

    def all_slots(self, cls: Class, classes: Mapping[str, Class], slots: Mapping[str, Slot]) -> dict[str, Slot]:
        """Return a class's slots: of its mixins, of its parent, then its own; the usages nearest to it win."""
        chain = [cls]
        while chain[-1].parent:
            chain.append(classes[chain[-1].parent])
        found: dict[str, Slot] = {}
        for above in reversed(chain):
            names = [*self.listed(self.tree["classes"][above.name], "mixins", ("classes", above.name)), above.name]
            for owner in names:
                found |= {name: found.get(name, slots[name]) for name in classes[owner].own_slots}
                found |= {
                    name: self.refined(found[name], usage, (owner, name))
                    for name, usage in (self.tree["classes"][owner].get("slot_usage") or {}).items()
                    if name in found
                }
        return found

    def refined(self, slot: Slot, usage: dict[str, Any], at: tuple[str, str]) -> Slot:
        path = ("classes", at[0], "slot_usage", at[1])
        return replace(
            slot,
            field=self.text(usage, "alias") or slot.field,
            description=self.text(usage, "description") or slot.description,
            range=self.text(usage, "range") or slot.range,
            required=self.flag(usage, "required", path) if "required" in usage else slot.required,
            multivalued=self.flag(usage, "multivalued", path) if "multivalued" in usage else slot.multivalued,
            pattern=self.pattern(usage, path) or slot.pattern,
            annotations={**slot.annotations, **self.annotations(usage, "slot", path)},
        )

    # --- checks

    def check_keys(self, tree: dict[str, Any], what: str, path: FieldPath) -> None:
        for key, value in tree.items():
            if key not in _KEYS[what]:
                self.report(
                    (*path, key),
                    f"{key}: no key of a {what} here{nearest(key, _KEYS[what]) or '; delete it'}",
                    at_key=True,
                )
            elif not isinstance(value, str) and key not in _STRUCTURED:
                self.report((*path, key), f"{key} is text; write it in one piece")

    def check_names(self, slots: Mapping[str, Slot], classes: Mapping[str, Class]) -> None:
        for name, slot in slots.items():
            path = ("slots", name)
            self.known(slot.range, self.ranges, (*path, "range"), "range")
            self.known(slot.parent, slots, (*path, "is_a"), "slot")
            self.known(slot.inverse, slots, (*path, "inverse"), "slot")
            for key in ("from", "cut", "edge", "edge_if_stage"):
                self.known(slot.annotations.get(key, ""), slots, (*path, "annotations", key), "slot")
            self.check_cycle(name, slots, path, "superproperty")
        for name, cls in classes.items():
            tree, path = self.tree["classes"][name], ("classes", name)
            self.known(cls.parent, classes, (*path, "is_a"), "class")
            for position, mixin in enumerate(self.listed(tree, "mixins", path)):
                self.known(mixin, classes, (*path, "mixins", position), "class")
                if mixin in classes and not classes[mixin].mixin:
                    self.report(
                        (*path, "mixins", position), f"{mixin} is no mixin; write is_a, or mark it `mixin: true`"
                    )
            if cls.mixin and "mixins" in tree:
                self.report((*path, "mixins"), f"{name} is a mixin itself; list the mixins where it is used")
            for position, slot_name in enumerate(cls.own_slots):
                self.known(slot_name, slots, (*path, "slots", position), "slot")
            usages = tree.get("slot_usage") or {}
            if not isinstance(usages, dict):
                self.report((*path, "slot_usage"), "slot_usage is no mapping; write SLOT: {…} lines")
                usages = {}
            for slot_name, usage in usages.items():
                at = (*path, "slot_usage", slot_name)
                self.known(slot_name, slots, at, "slot")
                if isinstance(usage, dict):
                    self.check_keys(usage, "slot_usage", at)
                    self.known(self.text(usage, "range"), self.ranges, (*at, "range"), "range")
                else:
                    self.report(
                        at, f"{slot_name} is no mapping; write what differs from the slot, such as {{alias: name}}"
                    )
            self.check_cycle(name, classes, path, "superclass")
        for group in self.annotations(self.tree, "schema", ()).get("disjoint", "").replace(";", " ").split():
            self.known(group, classes, ("annotations", "disjoint"), "class")

    def check_cycle(
        self, name: str, parents: Mapping[str, Class] | Mapping[str, Slot], path: FieldPath, what: str
    ) -> None:
        seen, above = {name}, parents[name].parent
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above].parent
        if above == name:
            self.report((*path, "is_a"), f"{name} is its own {what}; break the circle")

    def check_class_annotations(self, classes: Mapping[str, Class]) -> None:
        for name, cls in classes.items():
            path = ("classes", name)
            for slot_name in self.tree["classes"][name].get("slot_usage") or {}:
                if slot_name not in cls.slots:
                    self.report(
                        (*path, "slot_usage", slot_name), f"{name} has no slot {slot_name}; list it under slots"
                    )
            names = {"parent", "key", *cls.slots, *cls.fields}
            for key in ("iri", "label"):
                for placeholder in _placeholders(cls.annotations.get(key, "")):
                    self.known(placeholder, names, (*path, "annotations", key), f"field of {name}")
            for key in ("key", "shorthand", "target"):
                self.known(cls.annotations.get(key, ""), names, (*path, "annotations", key), f"field of {name}")

    def check_relied_on(self, classes: Mapping[str, Class], slots: Mapping[str, Slot]) -> None:
        """Ask for what the program looks for by its name or by its annotation, whatever else there is."""
        for name in ("id", "rdfs_label"):
            if name not in slots:
                self.report(("slots",), f"slot {name} is missing; keep the bundled schema's")
        for name, cls in classes.items():
            if cls.is_entry:
                for key, example in (("folder", "systems"), ("iri", "system/{id}")):
                    if key not in cls.annotations:
                        self.report(("classes", name), f"annotation {key} is missing; add it, such as {key}: {example}")
                if "id" not in cls.slots:
                    self.report(("classes", name), f"{name} has no slot id; list it under slots, or mix in what has it")
            if "scheme" in cls.annotations:
                for slot_name in ("in_scheme", "top_concept_of", "has_top_concept"):
                    if slot_name not in slots or slots[slot_name].range not in classes:
                        message = (
                            f"scheme needs the slot {slot_name}, with a class for its range; keep the bundled schema's"
                        )
                        self.report(("classes", name, "annotations", "scheme"), message)
        files = [cls for cls in classes.values() if "file" in cls.annotations]
        if len(files) != 1:
            self.report(("classes",), "exactly one class has the annotation file; give it to that of survey.yaml")
        for cls in files:
            for key in ("survey", "graph"):
                if key not in cls.fields or cls.fields[key].range not in classes:
                    message = (
                        f"{cls.name} has no field {key} whose range is a class; list a slot of that field or alias"
                    )
                    self.report(("classes", cls.name), message)
        if not any(address.startswith(self.text(self.tree, "id")) for _, address in self.prefixes):
            self.report(("id",), "no prefix's address begins with the id; add that of your own terms under prefixes")

    def check_fields(self, classes: Mapping[str, Class]) -> None:
        for name, cls in classes.items():
            keys = [slot.field for slot in cls.slots.values() if slot.is_field]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                self.report(("classes", name), f"two slots of {name} have the field {key}; give one an alias")

    def known(self, name: str, names: Any, path: FieldPath, what: str) -> None:
        if name and name not in names:
            self.report(path, f"{name}: no such {what}{nearest(name, names) or '; define it, or mend the name'}")

    # --- reading values

    def section(self, key: str, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
        section = self.tree.get(key) or {}
        if not isinstance(section, dict):
            self.report((key,), f"{key} is no mapping; write NAME: {{…}} lines")
            return
        for name, tree in section.items():
            if isinstance(tree, dict):
                self.check_keys(tree, what, (key, name))
                yield name, tree
            else:
                self.report((key, name), f"{name} is no mapping; give it a description at least")

    def described(self, tree: dict[str, Any], path: FieldPath) -> str:
        text = self.text(tree, "description")
        if not text:
            self.report(path, f"{path[-1]} has no description; say what it is")
        return text

    def annotations(self, tree: dict[str, Any], what: str, path: FieldPath) -> dict[str, str]:
        found = self.texts(tree, "annotations", path)
        self.check_keys(found, f"{what} annotation", (*path, "annotations"))
        return found

    def mappings(self, tree: dict[str, Any], path: FieldPath) -> dict[str, tuple[str, ...]]:
        return {
            key: tuple(
                self.expand(curie, (*path, key, position))
                for position, curie in enumerate(self.listed(tree, key, path))
            )
            for key in _MAPPINGS
            if key in tree
        }

    def examples(self, tree: dict[str, Any], path: FieldPath) -> tuple[str, ...]:
        examples = tree.get("examples") or []
        texts = [self.text(example, "value") for example in examples] if isinstance(examples, list) else [""]
        if not all(texts):
            self.report((*path, "examples"), "examples is a list of values; write [{value: text}]")
        return tuple(texts)

    def pattern(self, tree: dict[str, Any], path: FieldPath) -> re.Pattern[str] | None:
        text = self.text(tree, "pattern")
        if found := _not_portable(text):
            self.report(
                (*path, "pattern"),
                f"{found[0]} means nothing, or something else, in SHACL or JSON Schema; spell it out",
            )
        try:
            return re.compile(text) if text else None
        except re.error as error:
            self.report((*path, "pattern"), f"no regular expression: {error}; mend it")
            return None

    def one_of(self, tree: dict[str, Any], key: str, values: frozenset[str], path: FieldPath) -> str:
        text = self.text(tree, key)
        if text not in values:
            self.report((*path, key), f"{text or 'nothing'}: {key} is one of {', '.join(sorted(values))}")
        return text

    def flag(self, tree: dict[str, Any], key: str, path: FieldPath) -> bool:
        text = self.text(tree, key)
        if text not in ("", "true", "false"):
            self.report((*path, key), f"{text}: {key} is true or false")
        return text == "true"

    def listed(self, tree: dict[str, Any], key: str, path: FieldPath) -> tuple[str, ...]:
        value = tree.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.report((*path, key), f"{key} is a list of names; write [a, b]")
            return ()
        return tuple(value)

    def texts(self, tree: dict[str, Any], key: str, path: FieldPath) -> dict[str, str]:
        value = tree.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.report((*path, key), f"{key} is a mapping of texts; write {{name: text}}")
        return {name: item for name, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}

    def text(self, tree: Any, key: str) -> str:
        value = tree.get(key, "") if isinstance(tree, dict) else ""
        return value if isinstance(value, str) else ""

    def expanded(self, tree: dict[str, Any], key: str, path: FieldPath) -> str:
        curie = self.text(tree, key)
        return self.expand(curie, (*path, key)) if curie else ""

    def expand(self, curie: str, path: FieldPath) -> str:
        prefix = curie.partition(":")[0]
        if prefix not in self.prefixes:
            defined = [name for name, _ in self.prefixes]
            self.report(path, f"{prefix}: undefined prefix{nearest(prefix, defined) or '; define it under prefixes'}")
            return ""
        return self.prefixes.expand(curie)

    def default_uri(self, name: str) -> str:
        prefix = self.text(self.tree, "default_prefix")
        return self.prefixes.expand(f"{prefix}:{name}") if prefix in self.prefixes else ""

    def report(self, path: FieldPath, message: str, *, at_key: bool = False) -> None:
        self.problems.append(self.document.problem(path, message, at_key=at_key))

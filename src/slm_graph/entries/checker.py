"""`data/` as checked entries and vocabulary.

A folder of data holds, for each class of the schema that says so, `FILE.yaml`, `vocabulary/VOCABULARY.yaml` or
`FOLDER/*.yaml` (one instance a file) and `FOLDER/*.jsonl` (one a line).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from slm_graph.documents import Document, FieldPath, read_json_lines, read_yaml
from slm_graph.files import shown
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import article, words

Report: TypeAlias = "Callable[[FieldPath, str], None]"
_MAX_SHAPES = 1_000


class Item(NamedTuple):
    """An instance of a class: its document, where in it, and its tree."""

    class_name: str
    id: str
    document: Document
    path: FieldPath
    tree: dict[str, Any]


class Reference(NamedTuple):
    """An id that the vocabulary does not have, though an entry may."""

    class_name: str
    id: str
    document: Document
    path: FieldPath


@dataclass
class Findings:
    """What checking one object brings up."""

    problems: list[Problem] = field(default_factory=list)
    defined: list[Item] = field(default_factory=list)
    open_references: list[Reference] = field(default_factory=list)


class Vocabulary:
    """The items that entries refer to by id.

    Parameters
    ----------
    schema
        The classes.
    items
        The items of the vocabulary files.
    """

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self.schema = schema
        self.items = list(items)
        self._classes: dict[str, dict[str, str]] = {name: {} for name in schema.classes}
        self.ambiguous: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in schema.classes}
        self._forms: dict[tuple[str, str], tuple[str, ...]] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self.unread: set[str] = set()
        """Classes whose file could not be read: of their ids nobody knows whether they dangle."""
        for item in self.items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take an item in, under its class and all superclasses."""
        for above in self.schema.ancestors(item.class_name):
            other = self._classes[above.name].setdefault(item.id, item.class_name)
            if other != item.class_name:
                self.ambiguous[above.name][item.id] = (other, item.class_name)
        names = item_names(self.schema.classes[item.class_name], item.tree)
        forms = tuple(dict.fromkeys(name.casefold() for name in names))
        self._forms.setdefault((item.class_name, item.id), forms)
        if names:
            self._labels.setdefault((item.class_name, item.id), names[0])

    def class_of(self, range_name: str, item_id: str) -> str | None:
        """Return the class of an item that a field of a range names, or None."""
        return self._classes[range_name].get(item_id)

    def ids(self, range_name: str) -> Mapping[str, str]:
        """Return the ids that a field of a range can name, with the class of each."""
        return self._classes[range_name]

    def is_whole(self, range_name: str) -> bool:
        """Tell whether all items that a field of a range can name are known."""
        return self.unread.isdisjoint(cls.name for cls in self.schema.descendants(range_name))

    def labels(self, range_name: str) -> dict[str, str]:
        """Return the labels of the items that a field of a range can name, by their id."""
        labels = {item_id: self._labels.get((owner, item_id)) for item_id, owner in self._classes[range_name].items()}
        return {item_id: label for item_id, label in labels.items() if label}

    def forms(self, range_name: str, item_id: str) -> tuple[str, ...]:
        """Return the casefolded label, aliases, misspellings and abbreviation of an item."""
        return self._forms.get((self._classes[range_name].get(item_id, range_name), item_id), ())


def item_names(cls: Class, tree: Mapping[str, Any]) -> list[str]:
    """Return the label, aliases, misspellings and abbreviation of an item of a class, as they are written."""
    names: list[str] = []
    for slot in cls.slots.values():
        if slot.parent == "rdfs_label" or slot.name in ("aliases", "misspellings", "abbreviation"):
            value = tree.get(slot.field, [])
            names += [value] if isinstance(value, str) else [text for text in value if isinstance(text, str)]
    return names


class _Field(NamedTuple):
    slot: Slot
    check: Callable[[Any, FieldPath, Document, Findings], None]


class _Plan(NamedTuple):
    name: str
    fields: dict[str, _Field]
    required: tuple[str, ...]
    shorthand: str
    open: bool
    nested_id: str
    sound_shapes: set[tuple[str, ...]]
    """Keys of trees that lack no field and have no unknown one; they are few."""


class Checker:
    """Checks trees against the schema: fields, datatypes, ids.

    Compiled once, since 100,000 entries pass through it.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary, data: Path) -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self.data = data
        self._plans: dict[str, _Plan] = {}

    def check(self, class_name: str, document: Document, tree: Any, path: FieldPath = ()) -> Findings:
        """Check one instance of a class."""
        findings = Findings()
        self._check_object(self._plan(class_name), tree, path, document, findings)
        return findings

    def _plan(self, class_name: str) -> _Plan:
        if class_name not in self._plans:
            cls = self.schema.classes[class_name]
            fields: dict[str, _Field] = {}
            shorthand = cls.annotations.get("shorthand", "")
            nested_id = "id" if "{id}" in cls.annotations.get("iri", "") else ""
            required = tuple(slot.field for slot in cls.fields.values() if slot.required)
            plan = _Plan(class_name, fields, required, shorthand, "open" in cls.annotations, nested_id, set())
            self._plans[class_name] = plan
            fields |= {key: _Field(slot, self._field_check(slot)) for key, slot in cls.fields.items()}
        return self._plans[class_name]

    def _field_check(self, slot: Slot) -> Callable[[Any, FieldPath, Document, Findings], None]:
        schema = self.schema
        if slot.range in schema.types:
            return self._text_check(slot)
        if slot.range in schema.enums:
            return partial(self._check_enum, slot)
        if "sibling" in slot.annotations:
            return self._text_check(slot)
        if slot.inlined or schema.classes[slot.range].mixin:
            return partial(self._check_nested, self._plan(slot.range), slot)
        ambiguous = self.vocabulary.ambiguous[slot.range]
        return partial(self._check_reference, slot, self.vocabulary.ids(slot.range), ambiguous)

    def _check_object(self, plan: _Plan, tree: Any, path: FieldPath, document: Document, findings: Findings) -> None:
        if not isinstance(tree, dict):
            wanted = ", ".join(f"{key}: …" for key in plan.required or ["FIELD"])
            message = f"{_a(plan.name)} is a mapping of fields; write {{{wanted}}}"
            findings.problems.append(document.problem(path, message))
            return
        if plan.open:
            self._check_open(tree, path, document, findings)
            return
        fields = plan.fields
        shape = tuple(tree)
        if shape not in plan.sound_shapes:
            self._check_shape(plan, tree, path, document, findings)
            tree = {key: value for key, value in tree.items() if key in fields}
        for key, value in tree.items():
            field_ = fields[key]
            if not isinstance(value, list):
                field_.check(value, (*path, key), document, findings)
            elif not field_.slot.multivalued:
                message = f"{key} has one value; write it without a list"
                findings.problems.append(document.problem((*path, key), message))
            else:
                self._check_list(key, value, field_, (*path, key), document, findings)

    def _check_shape(
        self, plan: _Plan, tree: dict[str, Any], path: FieldPath, document: Document, findings: Findings
    ) -> None:
        shape = tuple(tree)
        if plan.fields.keys() >= tree.keys() >= set(plan.required) and len(plan.sound_shapes) < _MAX_SHAPES:
            plan.sound_shapes.add(shape)
        for key in tree:
            if key not in plan.fields:
                message = f"{key}: no field of {_a(plan.name)}{nearest(key, plan.fields) or '; delete it'}"
                findings.problems.append(document.problem((*path, key), message, at_key=True))
        for key in plan.required:
            if key not in tree:
                findings.problems.append(
                    document.problem(path, f"{key} is missing; add it: {_clause(plan.fields[key].slot.description)}")
                )

    def _check_list(
        self, key: str, values: list[Any], field_: _Field, path: FieldPath, document: Document, findings: Findings
    ) -> None:
        if not values:
            findings.problems.append(document.problem(path, f"{key} is an empty list; delete it, or list something"))
        for position, value in enumerate(values):
            field_.check(value, (*path, position), document, findings)
        if len(values) < 2:
            return
        # A set, since a list may hold as many values as a file of MAX_BYTES.
        texts = [value if isinstance(value, str) else repr(value) for value in values]
        if len(set(texts)) < len(texts):
            seen: set[str] = set()
            for position, text in enumerate(texts):
                if text in seen:
                    what = f'"{text}"' if isinstance(values[position], str) else "this"
                    message = f"{key} lists {what} twice; delete one"
                    findings.problems.append(document.problem((*path, position), message))
                seen.add(text)

    def _check_open(self, tree: dict[str, Any], path: FieldPath, document: Document, findings: Findings) -> None:
        for key, value in tree.items():
            texts = value if isinstance(value, list) else [value]
            if not all(isinstance(text, str) for text in texts):
                findings.problems.append(
                    document.problem((*path, key), f"{key} is text, or a list of texts; write it as one")
                )

    def _text_check(self, slot: Slot) -> Callable[[Any, FieldPath, Document, Findings], None]:
        type_ = self.schema.types.get(slot.range)
        of_type = type_.pattern.fullmatch if type_ and type_.pattern else None
        of_slot = slot.pattern.fullmatch if slot.pattern else None

        def check(value: Any, path: FieldPath, document: Document, findings: Findings) -> None:
            if not isinstance(value, str):
                message = f"{slot.field} is text, no {_kind(value)}; write it in one piece"
            elif not value or value.isspace():
                message = f"{slot.field} has no value; give one, or delete the field"
            elif type_ and of_type and not of_type(value):
                message = f'"{value}": {slot.field} takes {_wanted(type_.example, type_.description)}'
            elif of_slot and not of_slot(value):
                example = slot.examples[0] if slot.examples else ""
                message = f'"{value}": {slot.field} takes {_wanted(example, slot.description)}'
            else:
                return
            findings.problems.append(document.problem(path, message))

        return check

    def _check_enum(self, slot: Slot, value: Any, path: FieldPath, document: Document, findings: Findings) -> None:
        values = self.schema.enums[slot.range].values
        if not isinstance(value, str) or value not in values:
            given, close = (
                (f'"{value}"', nearest(value, values)) if isinstance(value, str) else (f"a {_kind(value)}", "")
            )
            message = f"{given}: {slot.field} is one of {', '.join(values)}{close}"
            findings.problems.append(document.problem(path, message))

    def _check_nested(
        self, plan: _Plan, slot: Slot, value: Any, path: FieldPath, document: Document, findings: Findings
    ) -> None:
        if isinstance(value, str):
            if plan.shorthand:
                plan.fields[plan.shorthand].check(value, path, document, findings)
                return
            if plan.nested_id and self._entries_define(slot.range):
                ids, ambiguous = self.vocabulary.ids(slot.range), self.vocabulary.ambiguous[slot.range]
                self._check_reference(slot, ids, ambiguous, value, path, document, findings)
                return
        self._check_object(plan, value, path, document, findings)
        if plan.nested_id and isinstance(value, dict) and isinstance(value.get("id"), str):
            findings.defined.append(Item(plan.name, value["id"], document, path, value))

    def _check_reference(
        self, slot: Slot, known: Mapping[str, str], ambiguous: Mapping[str, tuple[str, str]],
        value: Any, path: FieldPath, document: Document, findings: Findings,
    ) -> None:  # fmt: skip
        if isinstance(value, str) and value in known:
            if value in ambiguous:
                both = " and ".join(_a(name) for name in ambiguous[value])
                findings.problems.append(document.problem(path, f"{value} is {both}; give one of them another id"))
        elif not isinstance(value, str) or not value:
            findings.problems.append(document.problem(path, f"{slot.field} is the id of {_a(slot.range)}; write it"))
        elif self._entries_define(slot.range):
            findings.open_references.append(Reference(slot.range, value, document, path))
        elif self.vocabulary.is_whole(slot.range):
            findings.problems.append(self.dangling(Reference(slot.range, value, document, path)))

    def _entries_define(self, class_name: str) -> bool:
        entry = self.schema.entry_class
        below = [cls.name for cls in self.schema.descendants(class_name)]
        return entry.name in below or any(
            slot.range in below and slot.inlined for slot in entry.fields.values() if slot.range in self.schema.classes
        )

    def dangling(self, reference: Reference, entry_ids: Iterable[str] = ()) -> Problem:
        """Return the problem of an id that nothing has, neither the vocabulary nor the entries."""
        ids = {*self.vocabulary.ids(reference.class_name), *entry_ids}
        by_name = {form: item_id for item_id in ids for form in self.vocabulary.forms(reference.class_name, item_id)}
        by_name |= {item_id.casefold(): item_id for item_id in ids}
        exact = by_name.get(reference.id.casefold())
        close = f"; did you mean {exact}?" if exact else nearest(reference.id, ids)
        files = [
            shown(vocabulary_file(self.data, cls))
            for cls in self.schema.descendants(reference.class_name)
            if "vocabulary" in cls.annotations
        ]
        where = f" ({', '.join(files)})" if files else ""
        message = f"{reference.id}: no such {words(reference.class_name)}{close or '; add it, or mend the id'}{where}"
        return reference.document.problem(reference.path, message)


def vocabulary_file(data: Path, cls: Class) -> Path:
    """Return the file that holds the vocabulary of a class."""
    return data / "vocabulary" / f"{cls.annotations['vocabulary']}.yaml"


def read_settings(schema: Schema, data: Path) -> tuple[Item | None, list[Problem]]:
    """Read `survey.yaml`: what the survey is, and what the graph says of itself."""
    cls = schema.settings_class
    path = data / f"{cls.annotations['file']}.yaml"
    if not path.exists():
        return None, [Problem(shown(path), 1, 1, "no such file; write it, or give the folder that has it with --data")]
    document, problems = read_yaml(path)
    if document is None or not isinstance(document.tree, dict):
        return None, problems or [Problem(shown(path), 1, 1, "is no mapping; write survey: and graph:")]
    return Item(cls.name, "", document, (), document.tree), problems


def read_vocabulary(schema: Schema, data: Path, settings: Item | None) -> tuple[Vocabulary, list[Problem]]:
    """Read the vocabulary files; problems are those of reading and of ids and names that occur twice."""
    items: list[Item] = []
    problems: list[Problem] = []
    unread: set[str] = set()
    if settings is not None:
        survey = settings.tree.get("survey")
        if isinstance(survey, dict) and isinstance(survey.get("id"), str):
            items.append(Item(schema.survey_class.name, survey["id"], settings.document, ("survey",), survey))
    for cls in schema.with_annotation("vocabulary"):
        path = vocabulary_file(data, cls)
        if not path.exists():
            continue
        document, faults = read_yaml(path)
        problems += faults
        if document is None:
            unread.add(cls.name)
            continue
        if not isinstance(document.tree, list):
            unread.add(cls.name)
            problems.append(document.problem((), "is no list; write the items as `- id: …`"))
            continue
        found = [
            Item(cls.name, tree["id"], document, (position,), tree)
            for position, tree in enumerate(document.tree)
            if isinstance(tree, dict) and isinstance(tree.get("id"), str)
        ]
        # An item without an id is left to the checker, which asks for one.
        found_paths = {item.path for item in found}
        items += found
        items += [
            Item(cls.name, "", document, (position,), tree)
            for position, tree in enumerate(document.tree)
            if (position,) not in found_paths
        ]
        problems += _collisions(schema, found)
    named = [item for item in items if item.id]
    vocabulary = Vocabulary(schema, named)
    vocabulary.items = items
    survey_class = schema.survey_class.name
    vocabulary.unread = unread if any(item.class_name == survey_class for item in named) else {*unread, survey_class}
    return vocabulary, problems


def _collisions(schema: Schema, items: list[Item]) -> Iterator[Problem]:
    ids: dict[str, Item] = {}
    owners: dict[str, str] = {}
    for item in items:
        if item.id in ids:
            yield item.document.problem((*item.path, "id"), f"{item.id}: the id occurs twice; give one item another")
            continue
        ids[item.id] = item
        cls = schema.classes[item.class_name]
        for slot in cls.slots.values():
            if slot.parent != "rdfs_label" and slot.name not in ("aliases", "misspellings", "abbreviation"):
                continue
            if slot.name == "title":
                continue
            value = item.tree.get(slot.field, [])
            for position, text in enumerate([value] if isinstance(value, str) else value):
                if not isinstance(text, str):
                    continue
                owner = owners.setdefault(text.casefold(), item.id)
                if owner != item.id:
                    path = (*item.path, slot.field) if isinstance(value, str) else (*item.path, slot.field, position)
                    yield item.document.problem(path, f'"{text}" names {owner} too; keep it in one of the two')


def read_entries(schema: Schema, data: Path) -> Iterator[Document | Problem]:
    """Read the entries of a folder, YAML files in the order of their names, then JSON Lines."""
    folder = data / schema.entry_class.annotations["folder"]
    yaml_files, line_files = sorted(folder.glob("*.yaml")), sorted(folder.glob("*.jsonl"))
    if not yaml_files and not line_files:
        yield Problem(shown(folder), 1, 1, "no entries (*.yaml, *.jsonl); add one, or give the folder with --data")
    for path in yaml_files:
        document, problems = read_yaml(path)
        yield from problems
        if document is not None:
            yield document
    for path in line_files:
        yield from read_json_lines(path)


def _a(class_name: str) -> str:
    return f"{article(class_name)} {class_name}"


def _kind(tree: Any) -> str:
    return "list" if isinstance(tree, list) else "mapping"


def _wanted(example: str, description: str) -> str:
    return f"a value such as {example}: {_clause(description)}" if example else _clause(description)


def _clause(description: str) -> str:
    """Return the first sentence of a description, to stand within another sentence."""
    sentence = description.split(". ")[0].removesuffix(".")
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]

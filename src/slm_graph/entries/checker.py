"""Trees of `data/` against the schema: fields, datatypes, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries.authority import Authority
from slm_graph.entries.items import Findings, Item, Reference
from slm_graph.entries.retired import Retired
from slm_graph.entries.vocabulary import Vocabulary, vocabulary_file
from slm_graph.files import shown
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Schema, Slot
from slm_graph.text import article, words

_MAX_SHAPES = 1_000
_TYPED_NAMES = ("label", "aliases", "abbreviation")
"""The slots whose texts people type, in contrast to the words of a source."""
_typographic = re.compile("[\u2018-\u201f\u2039\u203a\xab\xbb]")


class _Field(NamedTuple):
    slot: Slot
    check: Callable[[Any, FieldPath, Document, Findings], None]


class _Checks(NamedTuple):
    name: str
    fields: dict[str, _Field]
    required: tuple[str, ...]
    shorthand: str
    open: bool
    has_id: bool
    sound_shapes: set[tuple[str, ...]]
    """Keys of trees that lack no field and have no unknown one; they are few."""


class Checker:
    """Checks trees against the schema: fields, datatypes, ids.

    Compiled once, since 100,000 entries pass through it.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary, data: Path, retired: Retired | None = None) -> None:
        self.schema = schema
        self.retired = retired or Retired(schema, ())
        self.authority = Authority(schema, data)
        self.vocabulary = vocabulary
        self.data = data
        self._checks: dict[str, _Checks] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all but what is compiled when it is needed."""
        return self.__dict__ | {"_checks": {}}

    def check(self, class_name: str, document: Document, tree: Any, path: FieldPath = ()) -> Findings:
        """Check one instance of a class."""
        findings = Findings()
        self._check_object(self._checks_of(class_name), tree, path, document, findings)
        return findings

    def adopt(self, range_name: str, item_id: str) -> Findings | None:
        """Take an item of the authority files into the vocabulary; return what is found about it, None without one."""
        item = self.authority.find(range_name, item_id)
        if item is None:
            return None
        self.vocabulary.add(item)
        self.vocabulary.adopted.append(item)
        return self.check(item.class_name, item.document, item.tree, item.path)

    def _checks_of(self, class_name: str) -> _Checks:
        if class_name not in self._checks:
            cls = self.schema.classes[class_name]
            fields: dict[str, _Field] = {}
            required = tuple(slot.field for slot in cls.fields.values() if slot.required)
            checks = _Checks(class_name, fields, required, cls.shorthand, cls.is_open, cls.has_id, set())
            self._checks[class_name] = checks
            fields |= {key: _Field(slot, self.field_check(slot)) for key, slot in cls.fields.items()}
        return self._checks[class_name]

    def field_check(self, slot: Slot) -> Callable[[Any, FieldPath, Document, Findings], None]:
        """Return the check of one value of a slot."""
        schema = self.schema
        if slot.range in schema.types:
            return self._text_check(slot)
        if slot.range in schema.enums:
            return partial(self._check_enum, slot)
        if slot.sibling or slot.within:
            return self._text_check(slot)
        if slot.inlined or schema.classes[slot.range].mixin:
            return partial(self._check_nested, self._checks_of(slot.range), slot)
        ambiguous = self.vocabulary.ambiguous[slot.range]
        return partial(self._check_reference, slot, self.vocabulary.ids(slot.range), ambiguous)

    def _check_object(
        self, checks: _Checks, tree: Any, path: FieldPath, document: Document, findings: Findings
    ) -> None:
        if not isinstance(tree, dict):
            wanted = ", ".join(f"{key}: …" for key in checks.required or ["FIELD"])
            message = f"{_a(checks.name)} is a mapping of fields; write {{{wanted}}}"
            findings.problems.append(document.problem(path, message))
            return
        if checks.open:
            self._check_open(tree, path, document, findings)
            return
        fields = checks.fields
        shape = tuple(tree)
        if shape not in checks.sound_shapes:
            self._check_shape(checks, tree, path, document, findings)
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
        self, checks: _Checks, tree: dict[str, Any], path: FieldPath, document: Document, findings: Findings
    ) -> None:
        shape = tuple(tree)
        if checks.fields.keys() >= tree.keys() >= set(checks.required) and len(checks.sound_shapes) < _MAX_SHAPES:
            checks.sound_shapes.add(shape)
        for key in tree:
            if key not in checks.fields:
                advice = self._stub_advice(key) or nearest(key, checks.fields) or "; delete it"
                message = f"{key}: no field of {_a(checks.name)}{advice}"
                findings.problems.append(document.problem((*path, key), message, at_key=True))
        for key in checks.required:
            if key not in tree:
                findings.problems.append(
                    document.problem(path, f"{key} is missing; add it: {_clause(checks.fields[key].slot.description)}")
                )

    def _stub_advice(self, field: str) -> str:
        """Return where an item is marked as retired, for a field that says so."""
        cls = self.schema.retired_class
        if cls is None or field not in cls.fields or field in ("id", "label"):
            return ""
        file = shown(vocabulary_file(self.data, cls))
        return f"; what is out of use is deleted here, and has a stub in {file} (data/README.md tells how)"

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

    def typographic(self, slot: Slot) -> Callable[[str], re.Match[str] | None] | None:
        """Return what finds typographic quotes in the texts of a slot; None where they may have some."""
        return _typographic.search if slot.name in _TYPED_NAMES else None

    def _text_check(self, slot: Slot) -> Callable[[Any, FieldPath, Document, Findings], None]:
        type_ = self.schema.types.get(slot.range)
        of_type = type_.pattern.fullmatch if type_ and type_.pattern else None
        of_slot = slot.pattern.fullmatch if slot.pattern else None
        typographic = self.typographic(slot)

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
            elif typographic and (quotes := typographic(value)):
                message = f'"{value}": has the typographic quote {quotes[0]}; write " or \', or leave it out'
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
        self, checks: _Checks, slot: Slot, value: Any, path: FieldPath, document: Document, findings: Findings
    ) -> None:
        if isinstance(value, str):
            if checks.shorthand:
                checks.fields[checks.shorthand].check(value, path, document, findings)
                return
            if checks.has_id and (self.entries_define(slot.range) or self.schema.classes[slot.range].folder):
                ids, ambiguous = self.vocabulary.ids(slot.range), self.vocabulary.ambiguous[slot.range]
                self._check_reference(slot, ids, ambiguous, value, path, document, findings)
                return
        self._check_object(checks, value, path, document, findings)
        if checks.has_id and isinstance(value, dict) and isinstance(value.get("id"), str):
            findings.defined.append(Item(checks.name, value["id"], document, path, value))

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
        elif adopted := self.adopt(slot.range, value):
            findings.problems += adopted.problems
            findings.open_references += adopted.open_references
        elif self.entries_define(slot.range) and self._can_be_id(slot.range, value):
            findings.open_references.append(Reference(slot.range, value, document, path))
        elif self.vocabulary.is_whole(slot.range):
            findings.problems.append(self.dangling(Reference(slot.range, value, document, path)))

    def _can_be_id(self, class_name: str, text: str) -> bool:
        """Tell whether an entry may have this id; where none may, the mapping must not meet it."""
        slot = self.schema.classes[class_name].slots.get("id")
        return not (slot and slot.pattern) or bool(slot.pattern.fullmatch(text))

    def entries_define(self, class_name: str) -> bool:
        """Tell whether entries may have things of a class, as themselves or within."""
        entry = self.schema.entry_class
        below = [cls.name for cls in self.schema.descendants(class_name)]
        return entry.name in below or any(
            slot.range in below and slot.inlined for slot in entry.fields.values() if slot.range in self.schema.classes
        )

    def _known_elsewhere(self, reference: Reference) -> str:
        """Return the id of the item of the authority files that has the text of a reference for its name, or ""."""
        classes = (cls.name for cls in self.schema.descendants(reference.class_name))
        named = (self.authority.find_name(name, reference.id) for name in classes)
        return next((item.id for item in named if item), "")

    def dangling(self, reference: Reference, entry_ids: Iterable[str] = ()) -> Problem:
        """Return the problem of an id that nothing has, neither the vocabulary nor the entries."""
        if reference.id and (message := self.retired.advice(reference.class_name, reference.id)):
            return reference.document.problem(reference.path, message)
        ids = {*self.vocabulary.ids(reference.class_name), *entry_ids}
        by_name = self.vocabulary.by_name(reference.class_name) | {item_id.casefold(): item_id for item_id in ids}
        exact = by_name.get(reference.id.casefold()) or self._known_elsewhere(reference)
        close = f"; did you mean {exact}?" if exact else nearest(reference.id, ids)
        files = [
            shown(vocabulary_file(self.data, cls))
            for cls in self.schema.descendants(reference.class_name)
            if cls.vocabulary
        ]
        files += [
            shown(self.data / cls.folder / f"{reference.id}.yaml")
            for cls in self.schema.descendants(reference.class_name)
            if cls.folder and not cls.is_entry
        ]
        where = f" ({', '.join(files)})" if files else ""
        message = f"{reference.id}: no such {words(reference.class_name)}{close or '; add it, or mend the id'}{where}"
        return reference.document.problem(reference.path, message)


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

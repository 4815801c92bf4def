"""The vocabulary: what entries refer to by id, read from `data/vocabulary/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, FieldPath, read_yaml
from slm_graph.entries.contradictions import identifiers
from slm_graph.entries.items import Item
from slm_graph.entries.reading import read_folder
from slm_graph.files import shown
from slm_graph.problems import Problem
from slm_graph.schema import Class, Schema


class Vocabulary:
    """The items that entries refer to by id.

    Parameters
    ----------
    schema
        The classes.
    items
        The items of the vocabulary files; one without an id is nothing that an entry could refer to.
    unread
        Classes whose file could not be read: of their ids nobody knows whether they dangle.
    """

    def __init__(self, schema: Schema, items: Iterable[Item], unread: Iterable[str] = ()) -> None:
        self.schema = schema
        self.items = list(items)
        self.adopted: list[Item] = []
        """Items of the authority files that the vocabulary or an entry refers to."""
        self._classes: dict[str, dict[str, str]] = {name: {} for name in schema.classes}
        self.ambiguous: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in schema.classes}
        self._forms: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in schema.classes}
        self._labels: dict[str, dict[str, str]] = {name: {} for name in schema.classes}
        self._unread = frozenset(unread)
        for item in self.items:
            if item.id:
                self.add(item)

    def add(self, item: Item) -> None:
        """Take an item in, under its class and all superclasses."""
        for above in self.schema.ancestors(item.class_name):
            other = self._classes[above.name].setdefault(item.id, item.class_name)
            if other != item.class_name:
                self.ambiguous[above.name][item.id] = (other, item.class_name)
        names = item_names(self.schema.classes[item.class_name], item.tree)
        forms = tuple(dict.fromkeys(name.casefold() for name in names))
        for above in self.schema.ancestors(item.class_name):
            self._forms[above.name].setdefault(item.id, forms)
            if names:
                self._labels[above.name].setdefault(item.id, names[0])

    @contextmanager
    def lent(self) -> Iterator[Callable[[], Sequence[Item]]]:
        """Give back at the end what is adopted meanwhile, so that no part leans on others; yield what tells it."""
        before = len(self.adopted)
        try:
            yield lambda: self.adopted[before:]
        finally:
            for item in self.adopted[before:]:
                self._give_back(item)
            del self.adopted[before:]

    def _give_back(self, item: Item) -> None:
        for above in self.schema.ancestors(item.class_name):
            if self.ambiguous[above.name].pop(item.id, None) is None:
                self._classes[above.name].pop(item.id, None)
                self._labels[above.name].pop(item.id, None)
                self._forms[above.name].pop(item.id, None)

    def class_of(self, range_name: str, item_id: str) -> str | None:
        """Return the class of an item that a field of a range names, or None."""
        return self._classes[range_name].get(item_id)

    def ids(self, range_name: str) -> Mapping[str, str]:
        """Return the ids that a field of a range can name, with the class of each."""
        return self._classes[range_name]

    def is_whole(self, range_name: str) -> bool:
        """Tell whether all items that a field of a range can name are known."""
        return self._unread.isdisjoint(cls.name for cls in self.schema.descendants(range_name))

    def labels(self, range_name: str) -> Mapping[str, str]:
        """Return the labels of the items that a field of a range can name, by their id; those added later come in."""
        return self._labels[range_name]

    def forms(self, range_name: str, item_id: str) -> tuple[str, ...]:
        """Return the casefolded label, aliases, misspellings and abbreviation of an item."""
        return self._forms[range_name].get(item_id, ())

    def all_forms(self, range_name: str) -> Mapping[str, tuple[str, ...]]:
        """Return the forms of all items that a field of a range can name, by their id; those added later come in."""
        return self._forms[range_name]

    def by_name(self, range_name: str) -> dict[str, str]:
        """Return the ids of the items that a field of a range can name, by their casefolded names."""
        return {form: item_id for item_id in self.ids(range_name) for form in self.forms(range_name, item_id)}


def item_names(cls: Class, tree: Mapping[str, Any]) -> list[str]:
    """Return the label, aliases, misspellings and abbreviation of an item of a class, as they are written."""
    names: list[str] = []
    for slot in cls.name_slots:
        value = tree.get(slot.field, [])
        names += [value] if isinstance(value, str) else [text for text in value if isinstance(text, str)]
    return names


def vocabulary_file(data: Path, cls: Class) -> Path:
    """Return the file that holds the vocabulary of a class."""
    return data / "vocabulary" / f"{cls.vocabulary}.yaml"


def read_vocabulary(schema: Schema, data: Path, settings: Item | None) -> tuple[Vocabulary, list[Problem]]:
    """Read the surveys and the vocabulary; problems are those of reading and of ids and names that occur twice."""
    inline = list(_survey(schema, settings))
    items: list[Item] = [*inline]
    problems: list[Problem] = []
    unread = set()
    for cls in schema.classes.values():
        if cls.folder and not cls.is_entry and not cls.adds_to:
            of_class, faults, is_read = read_folder(cls, data)
            items += of_class
            problems += [*faults, *collisions(cls, [item for item in items if item.class_name == cls.name])]
            unread |= set() if is_read else {cls.name}
    if not any(item.class_name == schema.survey_class.name for item in items):
        unread.add(schema.survey_class.name)
    for cls in schema.vocabulary_classes:
        path = vocabulary_file(data, cls)
        if not path.exists():
            continue
        listed, faults, is_read = read_items(cls, path)
        items += listed
        problems += [*faults, *collisions(cls, listed)]
        if not is_read:
            unread.add(cls.name)
    vocabulary = Vocabulary(schema, items, unread)
    return vocabulary, problems + list(_missing_schemes(schema, data, vocabulary))


def _missing_schemes(schema: Schema, data: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield the concept schemes that the vocabulary has concepts of, but not the scheme itself."""
    holder = schema.classes[schema.slots["in_scheme"].range] if "in_scheme" in schema.slots else None
    if holder is None or not vocabulary.is_whole(holder.name):
        return
    classes = (schema.classes[name] for name in dict.fromkeys(item.class_name for item in vocabulary.items))
    for cls in classes:
        if cls.scheme and vocabulary.class_of(holder.name, cls.scheme) is None:
            message = f"no item {cls.scheme}, the scheme of every {cls.name}; add it"
            yield Problem(shown(vocabulary_file(data, holder)), 1, 1, message)


def read_items(cls: Class, path: Path) -> tuple[list[Item], list[Problem], bool]:
    """Return the items of a file, what is wrong with the file, and whether it could be read at all."""
    document, problems = read_yaml(path)
    if document is None:
        return [], problems, False
    if not isinstance(document.tree, list):
        return [], [*problems, document.problem((), "is no list; write the items as `- id: …`")], False
    return _items(cls, document, document.tree), problems, True


def _survey(schema: Schema, settings: Item | None) -> Iterator[Item]:
    survey = settings.tree.get("survey") if settings else None
    if settings and isinstance(survey, dict) and isinstance(survey.get("id"), str):
        yield Item(schema.survey_class.name, survey["id"], settings.document, ("survey",), survey)


def _items(cls: Class, document: Document, trees: list[Any]) -> list[Item]:
    """Return the items of a file; those without an id come last, since the checker asks for one."""
    items = []
    for position, tree in enumerate(trees):
        item_id = tree.get("id") if isinstance(tree, dict) else None
        items.append(Item(cls.name, item_id if isinstance(item_id, str) else "", document, (position,), tree))
    return sorted(items, key=lambda item: not item.id)


def collisions(cls: Class, items: Iterable[Item]) -> Iterator[Problem]:
    """Yield ids that occur twice, and names that two items share; papers may have one title, stubs one label."""
    ids: set[str] = set()
    folded: dict[str, str] = {}
    owners: dict[str, str] = {}
    for item in items:
        if not item.id:
            continue
        if item.id in ids:
            yield item.document.problem((*item.path, "id"), f"{item.id}: the id occurs twice; give one item another")
            continue
        if item.id.casefold() in folded:
            message = f"{item.id}: differs from {folded[item.id.casefold()]} in case alone; give one item another"
            yield item.document.problem((*item.path, "id"), message)
        folded.setdefault(item.id.casefold(), item.id)
        ids.add(item.id)
        for name, text in identifiers(item.tree):
            owner = owners.setdefault(f"{name} {text}", item.id)
            if owner != item.id:
                message = f"{text} identifies {owner} too; make one paper of the two, or mend one {name}"
                yield item.document.problem((*item.path, name), message)
        for text, path in _names_with_paths(cls, item):
            owner = owners.setdefault(text.casefold(), item.id)
            if owner != item.id:
                yield item.document.problem(path, f'"{text}" names {owner} too; keep it in one of the two')


def _names_with_paths(cls: Class, item: Item) -> Iterator[tuple[str, FieldPath]]:
    for slot in cls.name_slots:
        value = item.tree.get(slot.field, [])
        path: FieldPath = (*item.path, slot.field)
        if slot.name in ("title", "retired_label"):
            continue
        if isinstance(value, str):
            yield value, path
        else:
            yield from ((text, (*path, position)) for position, text in enumerate(value) if isinstance(text, str))

"""Authority files: `data/authority/`, with what the field knows and the survey does not use.

They stand beside the vocabulary's files and have their fields. An item joins the vocabulary where
something refers to it, and only then is its file read, so that a thousand names cost a build nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slm_graph.entries.items import Item
from slm_graph.entries.vocabulary import Vocabulary, collisions, item_names, read_items
from slm_graph.problems import Problem
from slm_graph.schema import Class, Schema


class Authority:
    """The items of the authority files; each file is read when it is first needed.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> from slm_graph.schema import read_schema
    >>> project = find_project(None)
    >>> authority = Authority(read_schema(project.schema), project.data)
    >>> authority.find("LLM", "gemma-2b").tree["label"]
    'Gemma-2B'
    """

    def __init__(self, schema: Schema, data: Path) -> None:
        self.schema = schema
        self._data = data
        self._files: dict[str, tuple[list[Item], list[Problem]]] = {}
        self._ids: dict[str, dict[str, Item]] = {}
        self._names: dict[str, dict[str, Item]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled, with all files read: where it is unpickled there may be none."""
        for _ in self.items():
            pass
        return self.__dict__

    def find(self, range_name: str, item_id: str) -> Item | None:
        """Return the item that a field of a range names, or None."""
        items = (self._by_id(cls).get(item_id) for cls in self.schema.descendants(range_name))
        return next(filter(None, items), None)

    def find_name(self, class_name: str, name: str) -> Item | None:
        """Return the item of a class that has a name, in capitals or not, or None."""
        if class_name not in self._names:
            cls = self.schema.classes[class_name]
            named = self._names[class_name] = {}
            for item in self._items(cls)[0] if cls.vocabulary else ():
                for text in item_names(cls, item.tree) if item.id else ():
                    named.setdefault(text.casefold(), item)
        return self._names[class_name].get(name.casefold())

    def items(self) -> Iterator[Item]:
        """Yield the items of all files."""
        for cls in self.schema.vocabulary_classes:
            yield from self._items(cls)[0]

    def problems(self, vocabulary: Vocabulary) -> Iterator[Problem]:
        """Yield why a file cannot be read, and the ids and names that occur twice, in it or in the vocabulary too."""
        for cls in self.schema.vocabulary_classes:
            items, problems = self._items(cls)
            yield from problems
            if items:
                yield from collisions(
                    cls, [*(item for item in vocabulary.items if item.class_name == cls.name), *items]
                )

    def _items(self, cls: Class) -> tuple[list[Item], list[Problem]]:
        if cls.name not in self._files:
            path = self._data / "authority" / f"{cls.vocabulary}.yaml"
            exists = bool(cls.vocabulary) and path.exists()
            self._files[cls.name] = read_items(cls, path)[:2] if exists else ([], [])
        return self._files[cls.name]

    def _by_id(self, cls: Class) -> dict[str, Item]:
        if cls.name not in self._ids:
            self._ids[cls.name] = {item.id: item for item in self._items(cls)[0] if item.id}
        return self._ids[cls.name]

"""The things of a vocabulary by their names, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from slm_graph.entries import Item, Vocabulary, item_names
from slm_graph.schema import Schema
from slm_graph.text import key_of, sized_key

SHORT = 6
"""Below so many letters a name is not put together out of words that stand apart: "as T" is no AST."""


class KnownName(NamedTuple):
    """A name of a thing; whether it is a code, which is told from words by its capitals."""

    class_name: str
    id: str
    text: str
    is_code: bool


class KnownThings:
    """The things of a vocabulary.

    Parameters
    ----------
    schema, vocabulary
        The classes, and the things with their names.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary) -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self.names: dict[str, dict[str, list[KnownName]]] = {}
        """The names of each class, by what their spellings have in common."""
        self._sized: dict[str, dict[str, list[KnownName]]] = {}
        self._all: set[str] = set()
        self._all_sized: set[str] = set()
        self._has_sizes: dict[str, bool] = {}
        self._items = {(item.class_name, item.id): item for item in vocabulary.items if item.id}
        for item in vocabulary.items:
            if item.id and item.class_name in schema.classes:
                self._add(item)
        self.named_by_initials = lru_cache(maxsize=1_000)(self._named_by_initials)
        self.words_of = lru_cache(maxsize=None)(self._words_of)
        self._endings = lru_cache(maxsize=None)(self._by_ending)

    def _add(self, item: Item) -> None:
        cls = self.schema.classes[item.class_name]
        slot = cls.slots.get("abbreviation")
        code = item.tree.get(slot.field) if slot else None
        for text in _with_short_forms(item_names(cls, item.tree)):
            name = KnownName(item.class_name, item.id, text, _is_code(text, text == code))
            key = key_of(text)
            if not key:
                continue
            self._all.add(key)
            for above in self.schema.ancestors(item.class_name):
                self.names.setdefault(above.name, {}).setdefault(key, []).append(name)
                if self.has_sizes(item.class_name):
                    sized = sized_key(text)
                    self._sized.setdefault(above.name, {}).setdefault(sized, []).append(name)
                    self._all_sized.add(sized)

    def has_sizes(self, class_name: str) -> bool:
        """Tell whether things of a class come in sizes, so that "7B" after a name makes it another thing."""
        if class_name not in self._has_sizes:
            self._has_sizes[class_name] = any(
                slot.range in self.schema.classes
                and self.schema.classes[slot.range] in self.schema.ancestors(class_name)
                and "variant_of" in (slot.name, slot.parent)
                for slot in self.schema.classes[class_name].slots.values()
            )
        return self._has_sizes[class_name]

    def item(self, class_name: str, item_id: str) -> Item | None:
        """Return the thing of an id; None where there is none."""
        return self._items.get((self.vocabulary.class_of(class_name, item_id) or "", item_id))

    def _named_by_initials(self, class_name: str, code: str) -> list[tuple[str, str]]:
        """Return the things of a class that a code is the initials of, with the name that it abbreviates."""
        return sorted(
            (name.id, name.text)
            for named in self.names.get(class_name, {}).values()
            for name in named
            if "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.text)).upper() == code.upper()
            and " " in name.text
        )

    def named_by_ending(self, class_name: str, words: str) -> list[str]:
        """Return the things one of whose names of several words ends in one, in the order of their ids."""
        return self._endings(class_name).get(key_of(words), [])

    def _by_ending(self, class_name: str) -> dict[str, list[str]]:
        ids: dict[str, set[str]] = {}
        for named in self.names.get(class_name, {}).values():
            for name in named:
                if " " in name.text and len(key := key_of(name.text.rpartition(" ")[2])) > 3:
                    ids.setdefault(key, set()).add(name.id)
        return {key: sorted(of_key) for key, of_key in ids.items()}

    def long_names(self, class_name: str) -> list[tuple[str, str]]:
        """Return the names of several words, each with the thing."""
        names = [name for named in self.names.get(class_name, {}).values() for name in named]
        return sorted({(name.id, name.text) for name in names if name.text.count(" ") > 1})

    def shared_kind(self, class_name: str, item_id: str, other_class: str, other_id: str) -> str:
        """Return a concept that two things have both, in whatever field, or "": the modality of data and of a task."""
        kinds = self._kinds(class_name, item_id)
        return next((kind for kind in self._kinds(other_class, other_id) if kind in kinds), "")

    def _kinds(self, class_name: str, item_id: str) -> list[str]:
        item = self.item(class_name, item_id)
        if item is None:
            return []
        for slot in self.schema.classes[item.class_name].fields.values():
            # The first such field only: a task's input counts, not its output.
            if slot.range not in self.schema.classes or slot.range == class_name or slot.field not in item.tree:
                continue
            if self.schema.classes[slot.range].is_concept and not slot.inlined:
                value = item.tree[slot.field]
                return [kind for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)]
        return []

    def _words_of(self, class_name: str, item_id: str, *, names_only: bool = False) -> str:
        """Return the names and the definition of a thing as one text."""
        item = self.item(class_name, item_id)
        if item is None:
            return ""
        definition = item.tree.get("definition", "")
        texts = item_names(self.schema.classes[item.class_name], item.tree)
        return " . ".join(texts if names_only else [*texts, definition if isinstance(definition, str) else ""])


def _with_short_forms(texts: Iterable[str]) -> Iterator[str]:
    """Yield names, and those that explain themselves in brackets without the brackets too."""
    for text in texts:
        yield text
        short = re.sub(r"\s*\([^()]*\)\s*", " ", text).strip()
        # In brackets are words, no part of the name such as (7B).
        if short != text and short and re.search(r"\([a-z][^()]*\)", text):
            yield short


def _is_code(text: str, is_abbreviation: bool) -> bool:
    """Tell whether a name is a code, which is told from words by its capitals: ST, AMI, SEC."""
    return text.isupper() and len(text) <= (SHORT if is_abbreviation else 4) and " " not in text

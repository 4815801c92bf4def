"""Cells that list things: names, with labels, amounts and stages around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from slm_graph.importing.list_items import ListCell, ListedItem, Setting, generic_words
from slm_graph.importing.list_words import EDGE, inside_of, is_descriptive, trim
from slm_graph.importing.new_names import NewNames
from slm_graph.importing.sharing import share
from slm_graph.importing.splitting import items_of
from slm_graph.importing.usages import CellName, CellReading, Leftover, UsageField, listed, quotes_of
from slm_graph.text import find_amounts, key_of, language_counts, parse_cell, states_nothing

_size = re.compile(r"\s*\d+(?:\.\d+)?[bm]\s*", re.IGNORECASE)
_BRACKETS = frozenset("([（【")
_JOINING = frozenset("+ & and with w/".split())


class ListReader:
    """Reads cells that list things."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._beside = {name: self._classes_beside(main) for name, main in setting.fields.items()}
        # One unknown name stands in many cells.
        self._unknown_class = lru_cache(maxsize=20_000)(self._class_of_unknown)

    def read_list(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a cell states that lists things.

        Parameters
        ----------
        cell
            The raw cell.
        fields
            The fields of the entry that the column is for; the first one's things are listed, and what names a thing
            of another one stands for itself.
        column
            The header of the column.
        """
        text = parse_cell(cell).plain
        reading = CellReading()
        known = [self._setting.fields[name] for name in fields if name in self._setting.fields]
        if not known or not text or parse_cell(text).states_nothing:
            return reading
        list_cell = ListCell(text, known[0], known[1:], column, self._setting)
        items = items_of(list_cell)
        share(list_cell, items)
        self._write(list_cell, items, reading)
        reading.left = list(dict.fromkeys(reading.left))
        return reading

    def forget(self) -> None:
        """Read parts of cells anew from now on, since names mean something else."""
        self._unknown_class.cache_clear()
        self._setting.read.clear()

    def take_over(self, earlier: ListReader, new: NewNames) -> None:
        """Keep what parts of cells say with fewer names, where new ones do not stand in them and nothing is open."""
        for part, items in earlier._setting.read.items():
            is_settled = all(item.target and item.target.confidence == 1 for item in items)
            if is_settled and not new.may_stand_in(part[0]):
                self._setting.read[part] = items

    def _write(self, cell: ListCell, items: Sequence[ListedItem], reading: CellReading) -> None:
        last: dict[str, Any] | None = None
        choices: dict[int, list[dict[str, Any]]] = {}
        named_labels = {item.piece.label for item in items if item.is_thing}
        for position, item in enumerate(items):
            if item.is_thing:
                last = self._write_thing(item, items, reading)
                choices.setdefault(item.choice, []).append(last)
            elif last is not None and self._is_about(last, items[position - 1], item):
                _label(last, item.labels, cell.main)
                last["quote"] = quotes_of([*listed(last["quote"]), trim(item.head)])
                reading.left += _leftovers(item)
            else:
                self._write_labels(item, reading, tells_label=item.piece.label not in named_labels)
        for number, usages in choices.items():
            for usage in usages if number else ():
                usage["alternative_to"] = [other[cell.main.component.field] for other in usages if other is not usage]

    def _write_thing(self, item: ListedItem, items: Sequence[ListedItem], reading: CellReading) -> dict[str, Any]:
        """Write a usage of a thing; an amount that is the total of several things is a usage of its own."""
        block = [one for one in items if one.piece.block == item.piece.block] if item.total and item.target else []
        is_total = any(one.target and one is not item for one in block)
        cell = item.cell
        written = reading.add(cell.main.name, _usage(item, is_total=is_total))
        if (name := item.target) is not None:
            reading.named.append(CellName(name.text, cell.column, name.class_name, name.id, name.confidence))
        if is_total:
            reading.add(cell.main.name, {**_amount(item), "quote": trim(item.total)})
        self._write_concepts(item, reading)
        reading.left += self._left_beside(item)
        reading.guesses += item.notes
        return written

    def _left_beside(self, item: ListedItem) -> Iterator[Leftover]:
        """Yield the words beside a thing that its usage does not say."""
        cell = item.cell
        for words, kind in ((words, part.kind) for part in item.parts for words in part.left(cell)):
            is_name = item.target is None and kind == "head" and trim(item.head).startswith(words)
            yield self._unknown(cell, words) if is_name else Leftover(words, cell.column)
        single = [slot.field for slot in cell.main.labels if not slot.multivalued]
        # "(frozen, LoRA)" for a field that holds one.
        more = [thing for name in single for thing in item.labels.get(name, [])[1:]]
        yield from (Leftover(item.said[thing], cell.column) for thing in more if thing in item.said)

    def _write_concepts(self, item: ListedItem, reading: CellReading) -> set[str]:
        for name, concept in item.concepts:
            reading.add(name, {self._setting.fields[name].component.field: concept.id, "quote": concept.text})
        return {concept.id for _, concept in item.concepts}

    def _is_about(self, last: Mapping[str, Any], before: ListedItem, item: ListedItem) -> bool:
        """Tell whether what has no name of its own says something of the thing before it."""
        cell = item.cell
        is_labels_only = bool(item.labels) and not (item.parts[0].left(cell) or item.concepts or item.name)
        if not is_labels_only or item.labels.keys() & last.keys():
            return False
        if item.piece.before in _JOINING:
            return True  # Vicuna + LoRA
        # "LLaMA-2 (13B), frozen": no field of an entry lists such labels, so they are of what stands before.
        elsewhere = {field.component.range for field in self._setting.fields.values()}
        follows = item.piece.before == "," and before.is_thing and before.piece.block == item.piece.block
        is_listed = any(slot.range in elsewhere for slot in cell.main.labels if slot.field in item.labels)
        return follows and cell.lists_models and not item.piece.label and not is_listed

    def _write_labels(self, item: ListedItem, reading: CellReading, *, tells_label: bool) -> None:
        """Write what names no thing of the column: a task alone is a statement of the system; the rest is left over."""
        cell = item.cell
        words = item.name or _sized_name(item)
        written = self._write_concepts(item, reading)
        for other in self._setting.fields.values():
            slot = next((slot for slot in cell.main.labels if slot.range == other.component.range), None)
            for thing in item.labels.get(slot.field, ()) if slot and other is not cell.main else ():
                quote = quotes_of([item.said.get(thing, words), *item.label_quotes])
                reading.add(other.name, {other.component.field: thing, "quote": quote})
                written.add(thing)
        for other in cell.others:
            written |= self._write_other(item, words, other, reading)
        head, *groups = item.parts
        is_unknown = [words] if not written else head.left(cell, written)
        reading.left += [self._unknown(cell, left) for left in is_unknown if left]
        if item.name and item.series:  # which is not all that stands there
            head.take(item.series, item.name)
            reading.left += [Leftover(left, cell.column) for left in head.left(cell, {*written, item.name, ""})]
        for part in groups:
            is_in_name = part.kind == "group" and not written and cell.text[part.span[0] - 1 : part.span[1]] in words
            if not is_in_name and (tells_label or part.kind != "label"):
                reading.left += [Leftover(left, cell.column) for left in part.left(cell, written)]

    def _write_other(self, item: ListedItem, words: str, other: UsageField, reading: CellReading) -> set[str]:
        """Write what names a thing of the second field of a column, and return what was written."""
        things = self._setting.linker.mentions(words, [other.component.range])
        if len(things) != 1 or self._setting.schema.classes[other.component.range].is_concept:
            return set()
        usage: dict[str, Any] = {other.component.field: things[0].id}
        _label(usage, item.labels, other)
        meant = {str(thing) for value in usage.values() for thing in listed(value)}
        text = item.cell.text
        whole = text[item.piece.start : item.piece.end].strip(EDGE)
        usage["quote"] = quotes_of([whole, *(quote for quote in item.label_quotes if quote not in whole)])
        reading.add(other.name, usage)
        start = text.find(words, item.piece.start) + things[0].start
        item.parts[0].take((start, start + len(things[0].text)), things[0].id)
        return meant

    # --- names that are not known

    def _unknown(self, cell: ListCell, words: str) -> Leftover:
        """Return words as left over: as the name of a thing that is not known, where they may be one."""
        is_name = self._unknown_class(words, cell.main.name)
        return Leftover(words, cell.column, cell.class_name if is_name else "")

    def _class_of_unknown(self, words: str, field_name: str) -> bool:
        amounts = find_amounts(words)
        counts = bool(language_counts(words) or key_of(words).isdigit() or re.match(r"\W*\d+\s?\+", words))
        if counts or (amounts and amounts[0].start == 0) or states_nothing(words):
            return False
        if is_descriptive(words, generic_words(self._setting.fields[field_name].component.range)):
            return False  # "33 languages" and "private" are no names
        return not self._is_of_another(words, self._setting.fields[field_name])

    def _is_of_another(self, words: str, main: UsageField) -> bool:
        """Tell whether words name a thing of a class that the field does not list: LoRA, in a list of models."""
        linker = self._setting.linker
        others, labels = self._beside[main.name]
        for name in others:
            if self._setting.candidates.is_name(words, name, whole=True):
                return True
            are_models = linker.has_sizes(name) and linker.has_sizes(main.component.range)
            if are_models and (linker.mentions(words, [name]) or linker.base_of(words, name)):
                return True
        return any(linker.is_name(words, label, whole=True) for label in labels)

    def _classes_beside(self, main: UsageField) -> tuple[list[str], list[str]]:
        """Return the classes of things that other fields list, and of what can be said of those."""
        own = {cls.name for cls in self._setting.schema.descendants(main.component.range)}
        others = [other for other in self._setting.fields.values() if other.component.range not in own]
        labels = (slot.range for other in others for slot in other.labels if slot.range not in own)
        return list(dict.fromkeys(other.component.range for other in others)), list(dict.fromkeys(labels))


def _usage(item: ListedItem, *, is_total: bool) -> dict[str, Any]:
    """Return the usage of a thing, without its amount where that is the total of several things."""
    cell = item.cell
    usage: dict[str, Any] = {cell.main.component.field: item.target.id} if item.target else {}
    _label(usage, item.labels, cell.main)
    if item.purposes:
        usage["purpose"] = item.purposes if len(item.purposes) > 1 else item.purposes[0]
    if not is_total:
        usage |= _amount(item)
    if item.languages:
        usage["language_count"] = str(item.languages)
    if item.makers:
        usage["generated_by"] = list(dict.fromkeys(item.makers))
    first, quotes = item.first_quote(), item.label_quotes
    if is_total and item.target and len(usage) == 1:  # its brackets say nothing of it
        first, quotes = cell.text[item.target.start : item.target.end], []
    # A label says what letters in a name do not: "AQA: ClothoAQA".
    usage["quote"] = quotes_of(
        [first, *(quote for quote in quotes if quote[:1] not in _BRACKETS or quote not in first)]
    )
    if item.notes:
        usage["note"] = " ".join(item.notes)
    return usage


def _label(usage: dict[str, Any], labels: Mapping[str, list[str]], field: UsageField) -> None:
    """Say in a usage what labels say, where it says nothing else there."""
    for slot in field.labels:
        if slot.field in labels and slot.field not in usage:
            ids = labels[slot.field]
            usage[slot.field] = [*ids] if slot.multivalued and (len(ids) > 1 or slot.field == "tasks") else ids[0]


def _amount(item: ListedItem) -> dict[str, Any]:
    if item.amount is None:
        return {}
    value, unit, text, qualifier = f"{item.amount.value:f}", item.amount.unit, item.amount.text, item.amount.qualifier
    return {"amount": value, "unit": unit, "amount_text": text, "amount_qualifier": qualifier}


def _leftovers(item: ListedItem) -> Iterator[Leftover]:
    return (Leftover(words, item.cell.column) for part in item.parts for words in part.left(item.cell))


def _sized_name(item: ListedItem) -> str:
    """Return the name of an item with the size that stands in brackets behind it: Conformer (0.6B)."""
    words, cell = trim(item.head), item.cell
    for group in item.piece.groups if cell.lists_models else ():
        if _size.fullmatch(cell.text, *inside_of(cell.text, group)) and words in cell.text[: group[0]]:
            return cell.text[cell.text.index(words, item.piece.start) : group[1]]
    return words

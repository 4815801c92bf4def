"""Cells that list things: names, with labels, amounts and stages around them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import Any

from slm_graph.importing.linker import Linker, Mention
from slm_graph.importing.senses import other_sense
from slm_graph.importing.usages import CellReading, Leftover, UsageField, in_column, listed, quotes_of
from slm_graph.schema import Schema, Slot
from slm_graph.text import (
    SIZE_WORDS,
    Amount,
    Piece,
    Span,
    find_amounts,
    key_of,
    language_counts,
    parse_cell,
    parts_of,
    signs_at,
    spaced,
    split_list,
    split_pieces,
    states_nothing,
)

_LONGEST_PHRASE = 60
"""The most characters of "initialised from the", with spaces, that are looked at before a name."""
_SILENT_WORDS = frozenset(
    "a an and as at by e.g eg etc for from i.e in is it its of on or our own more some such that the their"
    " these this those to using various via was were with w both based all".split()
)
"""Words that say nothing by themselves."""
_made_by = re.compile(
    r"\b(?:generated|synthesi[sz]ed|created|produced|written|annotated|translated|rewritten|made)\s+"
    r"(?:by|with|using|from|via)\s+",
    re.IGNORECASE,
)
_derived = re.compile(
    r"\b(?:based on|derived from|initiali[sz]ed (?:from|with|by)|fine-?tuned (?:from|on)|adapted from|built on|"
    r"similar to|like|variant of|version of|distilled from)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_for = re.compile(r"\bfor\s+(?:the\s+)?", re.IGNORECASE)
_for_all = re.compile(r"\W*(?:(?:both|all|each)\b|[均都皆])", re.IGNORECASE)
_total = re.compile(
    r"\b(?:in total|totall?ing|total(?: of)?|altogether|overall|combined)\b|[总一]?共计?|[总合]计", re.IGNORECASE
)
# What a name in brackets says a thing gives: HuBERT (semantic token).
_given = re.compile(
    r"(?:[^\W\d_][\w-]*\s+){1,3}(?:tokens?|features?|codecs?|embeddings?|representations?|units?)", re.IGNORECASE
)
_DESCRIPTIVE = frozenset(
    "annotated collected custom filtered in-house internal internet labeled labelled large-scale licensed mixed none"
    " other others own private proprietary pseudo-labeled pseudo-labelled public self-collected several synthesised"
    " synthesized synthetic unknown unlabeled unlabelled unspecified various web 内部 自建 私有 内部数据 自建数据"
    " arabic bilingual cantonese chinese english french german hindi italian japanese korean mandarin multilingual"
    " portuguese russian spanish 中文 英文 日文 freeze freezed frozen trainable unfrozen".split()
)
"""Words that say what something is like, and are no name."""
_DATA = frozenset("dataset datasets data corpus corpora 数据 数据集 语料 语料库".split())
_BRACKETS = frozenset("([（【")
_EDGE = " \t\n\u00a0.,;:!?，。；：、&\uff06+\uff0b/\uff0f|*†‡§→⇒➔➝-–—"


@dataclass
class _Item:
    """An item of a list on its way to a usage."""

    piece: Piece
    head: str
    target: Mention | None
    target_quote: str
    labels: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    label_quotes: list[str] = field(default_factory=list)
    whole_quote: str = ""
    """The words with the brackets that belong to them alone."""
    bracketed: set[str] = field(default_factory=set)
    amount: Amount | None = None
    languages: int = 0
    makers: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    words_left: list[str] = field(default_factory=list)
    left_in_brackets: list[str] = field(default_factory=list)
    name: str = ""
    """The name in full, where the words are the end of one: AISHELL-2, of AISHELL-1/2."""
    series: Span | None = None
    """Where the name stands with those that it shares words with."""
    for_all: bool = False
    """Whether what stands in its brackets is said of the items before it too."""
    total: str = ""
    """The words that say that the amount is that of several things."""
    alternative: bool = False
    besides: list[tuple[str, str, str]] = field(default_factory=list)
    """Concepts of other fields that are named beside the thing: the field, the id, the words."""

    series_quote: str = ""

    @property
    def is_thing(self) -> bool:
        return self.target is not None or self.amount is not None or bool(self.makers)


class ListReader:
    """Reads cells that list things.

    Parameters
    ----------
    schema
        The classes and fields.
    linker
        Finds the things that words name.
    fields
        The fields of an entry that hold usages, by name.
    candidates
        Finds what the listed names may mean besides; by default nothing more.
    """

    def __init__(
        self, schema: Schema, linker: Linker, fields: Mapping[str, UsageField], candidates: Linker | None = None
    ) -> None:
        self.schema = schema
        self.linker = linker
        self.candidates = candidates or linker
        self.fields = fields

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
        names = [name for name in fields if name in self.fields]
        if not names or not text or parse_cell(text).states_nothing:
            return reading
        main = self.fields[names[0]]
        items = self._items(text, 0, len(text), main, reading, column)
        self._share_in_series(items)
        self._spread_labels(text, items, main)
        self._mend_senses(items, main)
        self._pair_alternatives(items, main)
        items = self._with_totals(items, main)
        self._write(text, items, main, [self.fields[name] for name in names[1:]], column, reading)
        reading.left = list(dict.fromkeys(reading.left))
        return reading

    def _items(
        self, text: str, start: int, end: int, main: UsageField, reading: CellReading, column: str
    ) -> list[_Item]:
        classes = [main.component.range]
        label_classes = [slot.range for slot in main.labels]
        targets = [m for m in self._mentions(text, classes) if start <= m.start and m.end <= end]
        targets = [m for m in targets if not _is_of_another(text, start, m.start)]
        marked = [m for m in self._mentions(text, [*classes, *label_classes]) if start <= m.start and m.end <= end]
        targets, series = self._with_series(text, start, end, targets, main)
        spans = [(m.start, m.end) for m in (*targets, *marked)]
        if "amount" in main.slots:
            spans += [(a.start, a.end) for a in find_amounts(text, spans) if start <= a.start and a.end <= end]
        spans.sort()

        def is_name(span: Span) -> bool:
            return any(e <= span[1] for _, e in spans[bisect_left(spans, span[:1]) : bisect_left(spans, span[1:])])

        items: list[_Item] = []
        for piece in split_list(text, start, end, [(m.start, m.end) for m in targets], is_name):
            for part in self._between_names(text, piece, targets):
                items += self._items_of(text, part, targets, main, reading, column)
        for item in items:
            item.series = item.series or next(
                (s for s in series if item.target and s[0] <= item.target.start and item.target.end <= s[1]), None
            )
            if item.series:
                item.series_quote = text[slice(*item.series)]
            if item.target and not item.target.id:
                item.name, item.target = item.target.text, None
            if item.target is None and main.component.required:
                # What must be of a thing is no statement without one: "0 hours" in a column of tasks.
                item.amount, item.makers = None, []
        self._tell_of_labels(text, items, main)
        return items

    def _with_series(
        self, text: str, start: int, end: int, targets: Sequence[Mention], main: UsageField
    ) -> tuple[list[Mention], list[Span]]:
        """Return the mentions with those of names that share their first words; one that is unknown has no id."""
        kept = list(targets)
        spans: list[Span] = []
        for series in self.linker.series_in(text, main.component.range):
            if series.start < start or series.end > end:
                continue
            kept = [m for m in kept if not _overlaps((m.start, m.end), [(series.start, series.end)])]
            for member_start, member_end, name in series.members:
                known = self._mentions(name, [main.component.range])
                found = known[0].id if known and len(known[0].text) == len(name) else ""
                kept.append(Mention(member_start, member_end, name, main.component.range, found))
            spans.append((series.start, series.end))
        return sorted(kept), spans

    def _between_names(self, text: str, piece: Piece, targets: Sequence[Mention]) -> Iterator[Piece]:
        """Split a piece in which two names follow each other without anything between: `WavCaps (AAC) FSD-50K (SE)`."""
        inside = [
            m for m in _within(targets, piece.start, piece.end) if not any(s <= m.start < e for s, e in piece.groups)
        ]
        cuts = [m.start for before, m in pairwise(inside) if before.id != m.id]
        starts, ends = [piece.start, *cuts], [*cuts, piece.end]
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            while end > start and text[end - 1].isspace():
                end -= 1
            groups = [group for group in piece.groups if start <= group[0] < end]
            yield Piece(start, end, groups, piece.before if number == 0 else ",", piece.block, piece.label)

    def _items_of(
        self, text: str, piece: Piece, targets: Sequence[Mention], main: UsageField, reading: CellReading, column: str
    ) -> list[_Item]:
        in_groups = [m for start, end in piece.groups for m in _within(targets, start, end)]
        in_head = [m for m in _within(targets, piece.start, piece.end) if m not in in_groups]
        target = in_head[0] if in_head else None
        head = _without(text, piece.start, piece.end, piece.groups)
        if target is None and not in_groups:
            target = self._slip(text, piece, main)
        if target is None and in_groups and not find_amounts(head):
            # "Modality-specific encoder(ResNet-101 for image, …)": the brackets list the things.
            inner: list[_Item] = []
            for group_start, group_end in piece.groups:
                found = self._items(text, group_start + 1, _group_end(text, group_end), main, reading, column)
                inner += found
            said = self._labels(head, main)
            for item in inner:
                for m in said:
                    ids = item.labels.setdefault(self._slot(main, m).field, [])
                    if m.id not in ids:
                        ids.append(m.id)
                if said:
                    item.label_quotes.insert(0, _trim(head))
                item.piece.before = item.piece.before or piece.before
                if piece.label and not item.piece.label:
                    item.piece.label = piece.label
                    self._read_label(text, item, piece.label, main)
            taken = [(m.start, m.end) for m in said]
            taken += [(start - piece.start, end - piece.start) for start, end in piece.groups]
            if inner:
                reading.left += [Leftover(words, column) for words in self._words_left(head, taken, main)]
            return inner
        item = _Item(piece, head, target, _trim(head))
        if target and target.confidence < 1:
            label = self.linker.vocabulary.labels(main.component.range).get(target.id, target.id)
            item.notes.append(f'"{target.text}" is taken for {label} (confidence {target.confidence:g}).')
        self._read_head(text, item, main)
        for group in piece.groups:
            self._read_group(text, item, group, main)
        if piece.label:
            self._read_label(text, item, piece.label, main)
        return [item]

    def _slip(self, text: str, piece: Piece, main: UsageField) -> Mention | None:
        head = text[piece.start : piece.groups[0][0] if piece.groups else piece.end]
        words = _trim(_for.split(head)[0])
        found = self.linker.slip(words, main.component.range)
        if found is None:
            return None
        start = text.index(words, piece.start)
        return found._replace(start=start, end=start + len(words))

    def _read_head(self, text: str, item: _Item, main: UsageField) -> None:
        piece = item.piece
        taken: list[Span] = list(piece.groups)
        if item.target:
            taken.append((item.target.start, item.target.end))
        at, end = piece.start, piece.end
        if "generated_by" in main.slots:
            for made in _made_by.finditer(text, at, end):
                makers = [
                    m
                    for m in self._mentions(text, [self.schema.classes[main.class_name].fields["generated_by"].range])
                    if made.end() <= m.start < end
                ]
                item.makers += [m.id for m in makers]
                taken += [(made.start(), made.end()), *((m.start, m.end) for m in makers)]
        if "amount" in main.slots and not self.linker.has_sizes(main.component.range):
            amounts = find_amounts(text, taken, within=(at, end))
            if amounts:
                item.amount = amounts[0]
                taken.append((amounts[0].start, amounts[0].end))
                self._read_total(text, at, end, item, taken)
        if "language_count" in main.slots:
            for count_start, count_end, number in language_counts(text, within=(at, end)):
                if not _overlaps((count_start, count_end), taken):
                    item.languages = item.languages or number
                    taken += [(count_start, count_end)] if item.languages == number else []
        for m in _within(self._labels(text, main), at, end):
            if not _overlaps((m.start, m.end), taken):
                slot = self._slot(main, m)
                item.labels.setdefault(slot.field, []).append(m.id)
                item.said[m.id] = m.text
                taken.append((m.start, m.end))
                if _for.search(text[at : m.start]):
                    item.bracketed.add(f"for {slot.field}" if slot.name == "stage" else slot.field)
        purpose = _for.search(text, at, end)
        if purpose and item.target and not any(s < end and e > purpose.end() and s >= purpose.end() for s, e in taken):
            words = _trim(text[purpose.end() : end])
            if words and "purpose" in main.slots:
                item.purposes.append(words)
                taken.append((purpose.start(), end))
        taken += self._read_besides(text, at, end, taken, item, main)
        item.words_left += self._words_left_in(text, at, end, taken, main)

    def _read_besides(
        self, text: str, start: int, end: int, taken: Sequence[Span], item: _Item, main: UsageField
    ) -> list[Span]:
        """Take in concepts of other fields: a method of training in brackets after an encoder."""
        spans: list[Span] = []
        known = {main.component.range, *(slot.range for slot in main.labels)}
        for other in self.fields.values():
            is_concept = self.schema.classes[other.component.range].is_concept
            if other.component.range in known or not is_concept or not self.linker.has_sizes(main.component.range):
                continue
            for m in _within(self._mentions(text, [other.component.range]), start, end):
                if not _overlaps((m.start, m.end), [*taken, *spans]):
                    item.besides.append((other.name, m.id, m.text))
                    spans.append((m.start, m.end))
        return spans

    def _read_group(self, text: str, item: _Item, group: Span, main: UsageField) -> None:
        start, end = group[0] + 1, _group_end(text, group[1])
        inner = text[start:end]
        if item.target and any(m.id == item.target.id for m in self._mentions(inner, [main.component.range])):
            item.left_in_brackets += self._words_left(
                inner, [(m.start, m.end) for m in self._mentions(inner, [main.component.range])], main
            )
            return
        taken: list[Span] = []
        found = False
        for_all = _for_all.match(inner)
        if for_all:
            item.for_all = True
            taken.append(for_all.span())
        for part_start, part_end in parts_of(inner):
            for m in self._labels(inner[part_start:part_end], main, whole=True):
                slot = self._slot(main, m)
                if m.id not in item.labels.setdefault(slot.field, []):
                    item.labels[slot.field].append(m.id)
                item.said.setdefault(m.id, m.text)
                item.bracketed.add(slot.field)
                taken.append((part_start + m.start, part_start + m.end))
                found = True
        if not found and item.target and (meant := self._last_words(inner, item.target, main)):
            slot, thing, note = meant
            item.labels.setdefault(slot.field, []).append(thing)
            item.bracketed.add(slot.field)
            item.notes.append(note)
            taken.append((0, len(inner)))
            found = True
        if "amount" in main.slots and item.amount is None and not self.linker.has_sizes(main.component.range):
            amounts = find_amounts(inner, taken, bare=False)
            if amounts:
                item.amount = amounts[0]._replace(start=amounts[0].start + start, end=amounts[0].end + start)
                taken.append((amounts[0].start, amounts[0].end))
                self._read_total(inner, 0, len(inner), item, taken)
                if item.total:
                    item.total = text[slice(*group)]
                found = True
        if "language_count" in main.slots:
            for count_start, count_end, number in language_counts(inner):
                item.languages = item.languages or number
                if item.languages == number:
                    taken.append((count_start, count_end))
                found = True
        if "purpose" in main.slots and item.target and _given.fullmatch(_trim(inner)):
            item.purposes.append(_trim(inner))
            taken = [(0, len(inner))]
            found = True
        absolute = [(start + s, start + e) for s, e in taken]
        besides = self._read_besides(text, start, end, absolute, item, main)
        taken += [(s - start, e - start) for s, e in besides]
        if found:
            item.label_quotes.append(text[slice(*group)])
            item.whole_quote = text[item.piece.start : item.piece.end].strip(_EDGE)
        item.left_in_brackets += self._words_left(inner, taken, main)

    def _read_total(self, text: str, start: int, end: int, item: _Item, taken: list[Span]) -> None:
        for found in _total.finditer(text, start, end):
            if item.amount and not _overlaps(found.span(), taken):
                taken.append(found.span())
                amount = text.find(item.amount.text, start)
                item.total = text[min(found.start(), amount) : max(found.end(), amount + len(item.amount.text))]

    def _last_words(self, words: str, target: Mention, main: UsageField) -> tuple[Slot, str, str] | None:
        """Return what a label means that is the end of several names: (caption) after audio data."""
        for slot in main.labels:
            ending = self.linker.named_by_ending(slot.range, words)
            shared = [self.linker.shared_kind(main.component.range, target.id, slot.range, thing) for thing in ending]
            fitting = [(thing, kind) for thing, kind in zip(ending, shared, strict=True) if kind]
            if len(ending) > 1 and len(fitting) == 1:
                thing, kind = fitting[0]
                label = self.linker.vocabulary.labels(slot.range).get(thing, thing)
                return slot, thing, f'"{_trim(words)}" is read as {label}, since {target.text} is {kind}.'
        return None

    def _read_label(self, text: str, item: _Item, label: Span, main: UsageField) -> None:
        words = text[slice(*label)]
        taken: list[Span] = []
        for m in self._labels(words, main, whole=True):
            slot = self._slot(main, m)
            if m.id not in item.labels.setdefault(slot.field, []):
                item.labels[slot.field].append(m.id)
            item.said.setdefault(m.id, m.text)
            item.bracketed.add(slot.field)
            taken.append((m.start, m.end))
        if not taken and "purpose" in main.slots and self._words_left(words, [], main):
            item.purposes.append(_trim(words))
        item.label_quotes.insert(0, _trim(words))

    def _tell_of_labels(self, text: str, items: Sequence[_Item], main: UsageField) -> None:
        """Report what of a label is read as nothing, once for its whole list."""
        for label in dict.fromkeys(item.piece.label for item in items):
            if label is None:
                continue
            words = text[slice(*label)]
            taken = [(m.start, m.end) for m in self._labels(words, main, whole=True)]
            first = next((item for item in items if item.piece.label == label and item.is_thing), None)
            if taken and first:
                first.left_in_brackets += self._words_left(words, taken, main)

    def _share_in_series(self, items: Sequence[_Item]) -> None:
        """Give what stands after a series of names to each of them: Vicuna-7B/13B (LoRA)."""
        members: dict[Span, list[_Item]] = {}
        for item in items:
            if item.series:
                members.setdefault(item.series, []).append(item)
        for item, other in (pair for alike in members.values() for pair in product(alike, repeat=2)):
            for name, ids in item.labels.items():
                if name not in other.labels:
                    other.labels[name] = list(ids)

    def _with_totals(self, items: Sequence[_Item], main: UsageField) -> list[_Item]:
        """Take the amount of several things from the last of them: A and B, 11k hours in total."""
        result: list[_Item] = []
        for item in items:
            result.append(item)
            has_total = item.total and item.amount and not main.component.required
            if (
                item.target
                and has_total
                and any(i.target and i is not item and i.piece.block == item.piece.block for i in items)
            ):
                result.append(
                    replace(
                        item,
                        head=item.total,
                        target=None,
                        target_quote=_trim(item.total),
                        whole_quote="",
                        notes=[],
                        words_left=[],
                        left_in_brackets=[],
                        label_quotes=[],
                        labels={},
                        besides=[],
                        purposes=[],
                        languages=0,
                        alternative=False,
                        series=None,
                    )
                )
                item.amount = None
                item.target_quote = item.target.text
                if not item.labels and not item.languages and not item.purposes:
                    item.whole_quote, item.label_quotes = "", []
        return result

    def _spread_labels(self, text: str, items: list[_Item], main: UsageField) -> None:
        """Give what stands after the last of several items to those before it."""
        if self.linker.has_sizes(main.component.range):
            self._spread_over_all(items)
            return
        own = [set(item.bracketed) for item in items]
        for position, item in enumerate(items):
            for name in sorted(own[position], key=lambda name: (name.startswith("for "), name)):
                closes_all = name.startswith("for ")
                slot_name = name.removeprefix("for ")
                for before in range(position - 1, -1, -1):
                    other = items[before]
                    if closes_all:
                        if slot_name in other.labels:
                            break
                    elif (
                        other.piece.block != item.piece.block
                        or own[before]
                        or slot_name in other.labels
                        or other.piece.groups
                        or items[before + 1].piece.before in {"", ";"}
                    ):
                        break
                    other.labels[slot_name] = list(item.labels[slot_name])
                    quotes = [_for_phrase(text, item)] if closes_all else item.label_quotes or [_for_phrase(text, item)]
                    other.label_quotes += [quote for quote in quotes if quote and quote not in other.label_quotes]

    def _spread_over_all(self, items: Sequence[_Item]) -> None:
        """Give what is said of both or all to the items before: Whisper and BEATs (both frozen)."""
        for position, item in enumerate(items):
            for other in items[:position] if item.for_all else ():
                if other.piece.block == item.piece.block:
                    for name in sorted(item.bracketed - other.labels.keys()):
                        other.labels[name] = list(item.labels[name])
                        other.label_quotes += item.label_quotes

    def _pair_alternatives(self, items: list[_Item], main: UsageField) -> None:
        if "alternative_to" not in main.slots:
            return
        for before, item in pairwise(items):
            if (
                item.piece.before in {"or", "或"}
                and before.target
                and item.target
                and before.target.id != item.target.id
            ):
                before.alternative = item.alternative = True

    # --- from items to usages

    def _write(
        self,
        text: str,
        items: list[_Item],
        main: UsageField,
        others: Sequence[UsageField],
        column: str,
        reading: CellReading,
    ) -> None:
        last: dict[str, Any] | None = None
        groups: list[list[dict[str, Any]]] = []
        for position, item in enumerate(items):
            if not item.is_thing:
                if last is not None and self._is_about_the_last(last, items[:position], item, main):
                    # "Vicuna + LoRA": what has no name of its own says something of the thing before it.
                    self._label(last, item.labels, main)
                    last["quote"] = quotes_of([*listed(last["quote"]), _trim(item.head)])
                    reading.left += [Leftover(words, column) for words in item.left_in_brackets]
                    continue
                self._write_labels(text, item, items, main, others, column, reading)
                continue
            usage = self._usage(item, main)
            last = reading.add(main.name, usage)
            if item.alternative:
                if not groups or item.piece.before not in {"or", "或"} or not items[position - 1].alternative:
                    groups.append([])
                groups[-1].append(last)
            for name, thing, words in item.besides:
                other = self.fields[name]
                reading.add(name, {other.component.field: thing, "quote": in_column(words, column, is_own=False)})
            for words in item.words_left:
                if item.target is None and _trim(item.head).startswith(words):
                    reading.left.append(self._unknown(words, column, main))  # the name of what has an amount
                else:
                    reading.left.append(Leftover(words, column))
            reading.left += [Leftover(words, column) for words in item.left_in_brackets]
            for slot in main.labels:
                # "(frozen, LoRA)" for a field that holds one.
                more = [] if slot.multivalued else list(dict.fromkeys(item.labels.get(slot.field, [])))[1:]
                reading.left += [Leftover(item.said[thing], column) for thing in more if thing in item.said]
            reading.guesses += item.notes
        for group in groups:
            for usage in group:
                usage["alternative_to"] = [other[main.component.field] for other in group if other is not usage]

    def _is_about_the_last(self, last: dict[str, Any], before: Sequence[_Item], item: _Item, main: UsageField) -> bool:
        """Tell whether what has no name of its own says something of the thing before it."""
        if not item.labels or item.words_left or item.besides or item.name or item.labels.keys() & last.keys():
            return False
        if item.piece.before in {"+", "&", "and", "with", "w/"}:
            return True  # Vicuna + LoRA
        # "LLaMA-2 (13B), frozen": no field of an entry lists such labels, so they are of what stands before.
        listed_elsewhere = {other.component.range for other in self.fields.values()}
        return (
            item.piece.before == ","
            and self.linker.has_sizes(main.component.range)
            and before[-1].is_thing
            and before[-1].piece.block == item.piece.block
            and not item.piece.label
            and not any(slot.range in listed_elsewhere for slot in main.labels if slot.field in item.labels)
        )

    def _label(self, usage: dict[str, Any], labels: dict[str, list[str]], main: UsageField) -> None:
        for slot in main.labels:
            if slot.field in labels and slot.field not in usage:
                ids = list(dict.fromkeys(labels[slot.field]))
                usage[slot.field] = ids if slot.multivalued and (len(ids) > 1 or slot.field == "tasks") else ids[0]

    def _usage(self, item: _Item, main: UsageField) -> dict[str, Any]:
        usage: dict[str, Any] = {}
        if item.target:
            usage[main.component.field] = item.target.id
        self._label(usage, item.labels, main)
        if item.purposes:
            usage["purpose"] = item.purposes if len(item.purposes) > 1 else item.purposes[0]
        if item.amount:
            usage["amount"] = f"{item.amount.value:f}"
            usage["unit"] = item.amount.unit
            usage["amount_text"] = item.amount.text
            usage["amount_qualifier"] = item.amount.qualifier
        if item.languages:
            usage["language_count"] = str(item.languages)
        if item.makers:
            usage["generated_by"] = list(dict.fromkeys(item.makers))
        first = item.whole_quote or item.target_quote
        if item.series:
            first = item.series_quote
        usage["quote"] = quotes_of(
            [first, *(quote for quote in item.label_quotes if quote[:1] not in _BRACKETS or quote not in first)]
        )
        if item.notes:
            usage["note"] = " ".join(item.notes)
        return usage

    def _write_labels(
        self,
        text: str,
        item: _Item,
        items: Sequence[_Item],
        main: UsageField,
        others: Sequence[UsageField],
        column: str,
        reading: CellReading,
    ) -> None:
        """Write what names no thing of the column: a task alone is a statement of the system; the rest is left over."""
        words = item.name or self._sized_name(text, item, main)
        written: set[str] = set()
        for other in self.fields.values():
            slot = next((slot for slot in main.labels if slot.range == other.component.range), None)
            if slot is None or other is main or slot.field not in item.labels:
                continue
            things = list(dict.fromkeys(item.labels[slot.field]))
            for thing in things:
                quote = quotes_of([item.said.get(thing, words) if len(things) > 1 else words, *item.label_quotes])
                is_own = other.name in [o.name for o in others]
                reading.add(other.name, {other.component.field: thing, "quote": in_column(quote, column, is_own)})
                written.add(thing)
        for name, thing, quote in item.besides:
            reading.add(
                name, {self.fields[name].component.field: thing, "quote": in_column(quote, column, is_own=False)}
            )
            written.add(thing)
        for other in others:
            # In a column for two fields, what names a thing of the second one.
            found = self.linker.mentions(words, [other.component.range])
            if len(found) == 1 and not self.schema.classes[other.component.range].is_concept:
                usage: dict[str, Any] = {other.component.field: found[0].id}
                self._label(usage, item.labels, other)
                whole = text[item.piece.start : item.piece.end].strip(_EDGE)
                usage["quote"] = quotes_of([whole, *(quote for quote in item.label_quotes if quote not in whole)])
                reading.add(other.name, usage)
                written |= {thing for key, said in usage.items() if key != "quote" for thing in listed(said)}
        head = [words] if not written else self._unwritten(words, written, main)
        reading.left += [self._unknown(left, column, main) for left in head if left]
        if item.name:  # which is not all that stands there
            reading.left += [Leftover(left, column) for left in item.words_left]
        for group in item.piece.groups:
            inner = text[group[0] + 1 : _group_end(text, group[1])]
            if text[slice(*group)] not in words:
                reading.left += [Leftover(left, column) for left in self._unwritten(inner, written, main, set())]
        label = item.piece.label
        if label and not any(other.piece.label == label and other.is_thing for other in items):
            said = self._labels(text[slice(*label)], main, whole=True)
            left_words = self._unwritten(text[slice(*label)], written, main, set() if said else None)
            reading.left += [Leftover(left, column) for left in left_words]

    def _sized_name(self, text: str, item: _Item, main: UsageField) -> str:
        """Return the name of an item with the size that stands in brackets behind it: Conformer (0.6B)."""
        words = _trim(item.head)
        for group in item.piece.groups if self.linker.has_sizes(main.component.range) else ():
            inner = text[group[0] + 1 : _group_end(text, group[1])]
            if re.fullmatch(r"\d+(?:\.\d+)?[bm]", inner.strip(), re.IGNORECASE) and words in text[: group[0]]:
                return text[text.index(words, item.piece.start) : group[1]]
        return words

    def _unwritten(self, text: str, written: set[str], main: UsageField, generic: set[str] | None = None) -> list[str]:
        """Return the words that are not in statements, those that say nothing left out."""
        classes = [*(slot.range for slot in main.labels), *(other.component.range for other in self.fields.values())]
        taken: list[Span] = []
        for start, end in parts_of(text):
            for class_name in dict.fromkeys(classes):
                found = self.candidates.mentions(text[start:end], [class_name], whole=True)
                taken += [(start + m.start, start + m.end) for m in found if m.id in written]
        return self._words_left(text, taken, main, generic)

    def _unknown(self, words: str, column: str, main: UsageField) -> Leftover:
        """Return words as left over: as the name of a thing that is not known, where they may be one."""
        class_name = main.component.range
        parts = words.lower().replace("_", "-").split()
        known = self._is_of_another(words, main)
        amounts = find_amounts(words)
        counts = bool(language_counts(words) or key_of(words).isdigit() or re.match(r"\W*\d+\s?\+", words))
        counts = counts or bool(amounts and amounts[0].start == 0)
        if known or counts or states_nothing(words) or all(_is_descriptive(part) for part in parts):
            # A model of another field is no new one of this, and "33 languages" and "private" are no names.
            return Leftover(words, column)
        return Leftover(words, column, class_name, tuple(self.linker.candidates(words, class_name)))

    def _is_of_another(self, words: str, main: UsageField) -> bool:
        """Tell whether words name a thing of a class that the field does not list: LoRA, in a list of models."""
        own = {cls.name for cls in self.schema.descendants(main.component.range)}
        others = [other for other in self.fields.values() if other is not main and other.component.range not in own]
        for other in others:
            is_sized = self.linker.has_sizes(other.component.range)
            if self.candidates.is_name(words, other.component.range, whole=True):
                return True
            if (
                is_sized
                and self.linker.has_sizes(main.component.range)
                and (
                    self.linker.mentions(words, [other.component.range])
                    or self.linker.base_of(words, other.component.range)
                )
            ):
                return True
        labels = [slot.range for other in self.fields.values() for slot in other.labels if slot.range not in own]
        return any(self.linker.is_name(words, label, whole=True) for label in dict.fromkeys(labels))

    # --- words

    def _mentions(self, text: str, classes: Sequence[str]) -> list[Mention]:
        return self.candidates.mentions(text, classes)

    def _labels(self, text: str, main: UsageField, *, whole: bool = False) -> list[Mention]:
        return self.linker.mentions(text, [slot.range for slot in main.labels], whole=whole)

    def _slot(self, main: UsageField, mention: Mention) -> Slot:
        return next(slot for slot in main.labels if slot.range == mention.class_name)

    def _words_left(
        self, text: str, taken: Sequence[Span], main: UsageField, generic: set[str] | None = None
    ) -> list[str]:
        return self._words_left_in(text, 0, len(text), taken, main, generic)

    def _words_left_in(
        self,
        text: str,
        start: int,
        end: int,
        taken: Sequence[Span],
        main: UsageField,
        generic: set[str] | None = None,
    ) -> list[str]:
        left: list[str] = []
        if generic is None:
            words_of_class = spaced(main.component.range)
            generic = {piece.folded for piece in split_pieces(words_of_class)}
        at = start
        for span_start, span_end in [*sorted(taken), (end, end)]:
            words = _trim(text[at : max(at, min(span_start, end))]).split()
            at = max(at, span_end)
            while words and not _is_telling(words[0], generic):
                words.pop(0)
            while words and not _is_telling(words[-1], generic):
                words.pop()
            if words:
                left.append(_trim(" ".join(words)))
        return left

    # --- other senses

    def _mend_senses(self, items: list[_Item], main: UsageField) -> None:
        """Read a code in another sense where what it labels says so.

        SER is listed for speech entity recognition; over datasets of emotional speech it is the initials of Speech
        Emotion Recognition.
        """
        for slot in main.labels:
            for thing in sorted({thing for item in items for thing in item.labels.get(slot.field, ())}):
                labelled = [item for item in items if thing in item.labels.get(slot.field, ())]
                context = " ".join(
                    self.linker.words_of(main.component.range, item.target.id) for item in labelled if item.target
                )
                quoted = " ".join(quote for item in labelled for quote in item.label_quotes)
                other = other_sense(self.linker, slot.range, thing, quoted, context)
                if other is None:
                    continue
                code, other_id, name = other
                for item in labelled:
                    ids = item.labels[slot.field]
                    item.labels[slot.field] = [other_id if found == thing else found for found in ids]
                    item.notes.append(f"{code} is read as {name}, which the things that it labels are about.")


def _without(text: str, start: int, end: int, groups: Sequence[Span]) -> str:
    """Return the words of a piece that are quoted for its name: those before the brackets at its end, or all."""
    first = groups[0][0] if groups else end
    at = first
    for group in groups:
        if text[at : group[0]].strip():
            return text[start:end]
        at = group[1]
    return text[start:first] if not _trim(text[at:end]) else text[start:end]


def _group_end(text: str, end: int) -> int:
    return end - 1 if text[end - 1 : end] in {")", "）", "]", "】"} else end


def _trim(text: str) -> str:
    trimmed = text.strip(_EDGE)
    trimmed += signs_at(text, text.find(trimmed) + len(trimmed)) if trimmed else ""
    too_many = trimmed.count(")") - trimmed.count("(")
    while too_many > 0 and trimmed.endswith(")"):
        trimmed, too_many = trimmed[:-1].rstrip(_EDGE), too_many - 1
    return trimmed.strip("()[]（） ") if trimmed.count("(") != trimmed.count(")") else trimmed


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _for_phrase(text: str, item: _Item) -> str:
    """Return "for …" at the end of an item, as it is written."""
    words = text[item.piece.start : item.piece.end]
    found = list(_for.finditer(words))
    return _trim(words[found[-1].start() :]) if found else ""


def _is_of_another(text: str, start: int, end: int) -> bool:
    """Tell whether the words before a name say that something is derived from it, or made by it."""
    words = text[max(0, end - _LONGEST_PHRASE) : end]
    is_derived = _derived.search(words, max(0, start - end + len(words))) is not None
    return is_derived or any(found.end() == len(words) for found in _made_by.finditer(words))


def _within(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """Return those of some mentions, in their order, that stand in a part of the text."""
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_left(mentions, end, first, key=lambda mention: mention.start)
    return [mention for mention in mentions[first:last] if mention.end <= end]


def _is_descriptive(word: str) -> bool:
    word = word.strip(_EDGE + "()[]（）")
    return word in _DESCRIPTIVE or word in _SILENT_WORDS or word in _DATA or word in SIZE_WORDS


def _is_telling(word: str, generic: set[str]) -> bool:
    folded = key_of(word)
    if not folded:
        return any(unicodedata.category(sign) == "So" and sign not in "©®™" for sign in word)
    return (
        word.lower() not in _SILENT_WORDS
        and folded not in _SILENT_WORDS
        and folded not in generic
        and (folded.rstrip("s") not in generic)
        and folded not in _DATA
    )

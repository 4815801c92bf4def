"""A cell that lists things into its items."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from slm_graph.importing.item_readers import for_words, made_by, read_label, read_parts
from slm_graph.importing.linker import Mention
from slm_graph.importing.list_items import ItemPart, ListCell, ListedItem, within
from slm_graph.importing.list_words import inside_of, overlaps, trim
from slm_graph.text import Piece, Span, find_amounts, parts_of_plain_list, says, split_list

_LONGEST_PHRASE = 60
"""The most characters of "initialised from the", with spaces, that are looked at before a name."""
_derived = re.compile(
    r"\b(?:based on|derived from|initiali[sz]ed (?:from|with|by)|fine-?tuned (?:from|on)|adapted from|built on|"
    r"similar to|like|variant of|version of|distilled from)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)


def items_of(cell: ListCell) -> list[ListedItem]:
    """Return the items of a cell, each with what its own words say."""
    items: list[ListedItem] = []
    parts = parts_of_plain_list(cell.text)
    column = (cell.column, cell.main.name, *(other.name for other in cell.others))
    for start, end, block, before in parts:
        items += [item.within(block, before) for item in _read_once(cell, cell.text[start:end], column)]
    return items if parts else _items(cell, (0, len(cell.text)))


def _read_once(cell: ListCell, words: str, column: tuple[str, ...]) -> list[ListedItem]:
    """Return the items of a part of a plain list, which says the same in whatever cell of the column it stands."""
    read, key = cell.setting.read, (words, column)
    if key not in read:
        part = ListCell(words, cell.main, cell.others, cell.column, cell.setting)
        read[key] = _items(part, (0, len(words)))
        for item_part in (item_part for item in read[key] for item_part in item.parts):
            item_part.left(part)  # which is the same wherever it stands
    return read[key]


def _items(cell: ListCell, span: Span) -> list[ListedItem]:
    things = [m for m in within(cell.things, span) if not _is_of_another(cell.text, span[0], m.start)]
    things, series = _with_series(cell, span, things)
    amounts = find_amounts(cell.text, _spans([*things, *cell.things, *cell.labels]), within=span)
    names = sorted(_spans([*things, *within(cell.things, span), *within(cell.labels, span)]))
    names = sorted([*names, *((a.start, a.end) for a in amounts if "amount" in cell.main.slots)])

    def is_name(part: Span) -> bool:
        return any(end <= part[1] for _, end in names[bisect_left(names, part[:1]) : bisect_left(names, part[1:])])

    items: list[ListedItem] = []
    for piece in split_list(cell.text, *span, _spans(things), is_name):
        for part in _between_names(cell.text, piece, things):
            items += _items_of(cell, part, things)
    for item in items:
        _complete(item, series, needs_thing=cell.main.component.required)
        if item.target and item.series and not says(words := cell.text[slice(*item.series)], item.target.text):
            item.notes.append(f'"{words}" has {item.target.text} by its ending.')
    return items


def _complete(item: ListedItem, series: Sequence[Span], *, needs_thing: bool) -> None:
    """Say of an item with which names it shares words; one that is unknown is a name, and no thing."""
    if item.target and item.series is None:
        item.series = next((one for one in series if overlaps((item.target.start, item.target.end), [one])), None)
    if item.target and not item.target.id:
        item.name, item.target = item.target.text, None
    if item.target is None and needs_thing:
        # What must be of a thing is no statement without one: "0 hours" in a column of tasks.
        item.amount, item.makers = None, []


def _spans(mentions: Sequence[Mention]) -> list[Span]:
    return [(mention.start, mention.end) for mention in mentions]


def _is_of_another(text: str, start: int, end: int) -> bool:
    """Tell whether the words before a name say that something is derived from it, or made by it."""
    words = text[max(start, end - _LONGEST_PHRASE) : end]
    return _derived.search(words) is not None or any(found.end() == len(words) for found in made_by.finditer(words))


def _with_series(cell: ListCell, span: Span, things: Sequence[Mention]) -> tuple[list[Mention], list[Span]]:
    """Return the names with those that share their first words; one that is unknown has no id."""
    candidates = cell.setting.candidates
    kept, spans = list(things), []
    for series in candidates.series_in(cell.text, cell.class_name):
        if series.start < span[0] or series.end > span[1]:
            continue
        kept = [m for m in kept if not overlaps((m.start, m.end), [(series.start, series.end)])]
        for start, end, name in series.members:
            known = candidates.mentions(name, [cell.class_name])
            thing = known[0].id if known and len(known[0].text) == len(name) else ""
            kept.append(Mention(start, end, name, cell.class_name, thing))
        spans.append((series.start, series.end))
    return sorted(kept), spans


def _between_names(text: str, piece: Piece, things: Sequence[Mention]) -> Iterator[Piece]:
    """Split a piece in which two names follow each other without anything between: `WavCaps (AAC) FSD-50K (SE)`."""
    inside = [m for m in within(things, (piece.start, piece.end)) if not overlaps((m.start, m.end), piece.groups)]
    cuts = [m.start for before, m in pairwise(inside) if before.id != m.id]
    if not cuts:
        yield piece
        return
    for start, end in pairwise([piece.start, *cuts, piece.end]):
        last = start + len(text[start:end].rstrip())
        groups = [group for group in piece.groups if start <= group[0] < last]
        yield replace(piece, start=start, end=last, groups=groups, before=piece.before if start == piece.start else ",")


def _items_of(cell: ListCell, piece: Piece, things: Sequence[Mention]) -> list[ListedItem]:
    in_groups = [m for group in piece.groups for m in within(things, group)]
    in_head = [m for m in within(things, (piece.start, piece.end)) if m not in in_groups]
    head = _without_groups(cell.text, piece)
    if in_groups and not in_head and not find_amounts(head):
        return _items_in_groups(cell, piece, head)
    target = in_head[0] if in_head else None if in_groups else _slip(cell, piece)
    item = ListedItem(cell, piece, head, target)
    if target and (note := cell.setting.candidates.note_on(target)):
        item.notes.append(note)
    read_parts(cell, item)
    return [item]


def _items_in_groups(cell: ListCell, piece: Piece, head: str) -> list[ListedItem]:
    """Modality-specific encoder (ResNet-101 for image, …): the brackets list the things."""
    items = [item for group in piece.groups for item in _items(cell, inside_of(cell.text, group))]
    part = ItemPart((piece.start, piece.end), "head", [(group, None) for group in piece.groups])
    for label in cell.labels_in(part):
        if not overlaps((label.start, label.end), part.spans):
            part.take((label.start, label.end), label.id)
            for item in items:
                item.say(cell.slot_of(label), label.id, label.text)
    for item in items:
        if any(meaning for _, meaning in part.taken):
            item.label_quotes.insert(0, trim(head))
        item.parts.append(part)
        item.piece.before, item.piece.block = item.piece.before or piece.before, piece.block
        if piece.label and not item.piece.label:
            item.piece.label = piece.label
            read_label(cell, item, piece.label)
    return items


def _slip(cell: ListCell, piece: Piece) -> Mention | None:
    """Return the thing whose name is written with a slip of the pen."""
    head = cell.text[piece.start : piece.groups[0][0] if piece.groups else piece.end]
    words = trim(for_words.split(head)[0])
    mention = cell.setting.linker.slip(words, cell.class_name)
    if mention is None:
        return None
    start = cell.text.index(words, piece.start)
    return mention._replace(start=start, end=start + len(words))


def _without_groups(text: str, piece: Piece) -> str:
    """Return the words of a piece that are quoted for its name: those before the brackets at its end, or all."""
    place = first = piece.groups[0][0] if piece.groups else piece.end
    for start, end in piece.groups:
        if text[place:start].strip():
            return text[piece.start : piece.end]
        place = end
    return text[piece.start : piece.end if trim(text[place : piece.end]) else first]

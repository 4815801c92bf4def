"""What the items of a list say of each other: labels that stand after the last of several, choices, other senses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

from slm_graph.importing.item_readers import for_words
from slm_graph.importing.list_items import ListCell, ListedItem
from slm_graph.importing.list_words import trim
from slm_graph.importing.senses import other_sense
from slm_graph.text import Span

OR = frozenset({"or", "或"})


def share(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """Give to each item what is said of it beside another one."""
    for rule in _RULES:
        rule(cell, items)


def _in_series(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """Vicuna-7B/13B (LoRA)"""
    members: dict[tuple[int, Span], list[ListedItem]] = {}
    for item in items:
        if item.series:
            # Its place is one in its own part of the cell.
            members.setdefault((id(item.cell), item.series), []).append(item)
    for item, other in (pair for alike in members.values() for pair in product(alike, repeat=2)):
        for name, ids in item.labels.items():
            other.adopt(name, ids)


def _of_all(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """Whisper and BEATs (both frozen)"""
    for position, item in enumerate(items):
        for other in items[:position] if item.for_all else ():
            for name in sorted(item.bracketed) if other.piece.block == item.piece.block else ():
                other.adopt(name, item.labels[name], item.label_quotes)


def _before_brackets(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """LibriSpeech, GigaSpeech (ASR); LibriSpeech, GigaSpeech for pretraining"""
    for position, item in enumerate(items) if not cell.lists_models else ():
        for name in sorted(item.bracketed):
            for other in _unlabelled(items, position, name):
                other.adopt(name, item.labels[name], item.label_quotes or [_for_phrase(item)])
        for name in sorted(item.closing):
            for other in reversed(items[:position]):
                if name in other.labels:
                    break
                other.adopt(name, item.labels[name], [_for_phrase(item)])


def _unlabelled(items: Sequence[ListedItem], position: int, name: str) -> Iterator[ListedItem]:
    """Yield the items right before one, as long as nothing else is said of them."""
    for before, after in zip(reversed(items[:position]), reversed(items[: position + 1]), strict=False):
        has_own = before.bracketed or before.closing or before.piece.groups or name in before.labels
        if has_own or before.piece.block != after.piece.block or after.piece.before in {"", ";"}:
            return
        yield before


def _for_phrase(item: ListedItem) -> str:
    """Return "for …" at the end of an item, as it is written."""
    words = item.cell.text[item.piece.start : item.piece.end]
    found = [*for_words.finditer(words)]
    return trim(words[found[-1].start() :]) if found else ""


def _in_other_senses(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """Read a code in another sense where what it labels says so.

    SER is listed for speech entity recognition; over datasets of emotional speech it is the initials of Speech Emotion
    Recognition.
    """
    linker = cell.setting.linker
    for slot in cell.main.labels:
        for thing in sorted({thing for item in items for thing in item.labels.get(slot.field, ())}):
            labelled = [item for item in items if thing in item.labels.get(slot.field, ())]
            about = " ".join(linker.words_of(cell.class_name, item.target.id) for item in labelled if item.target)
            quoted = " ".join(quote for item in labelled for quote in item.label_quotes)
            if sense := other_sense(linker, slot.range, thing, quoted, about):
                code, other, name = sense
                for item in labelled:
                    item.mean(slot, thing, other)
                    item.notes.append(f"{code} is read as {name}, which the things that it labels are about.")


def _as_choices(cell: ListCell, items: Sequence[ListedItem]) -> None:
    """LLaMA or Vicuna"""
    if "alternative_to" not in cell.main.slots:
        return
    for number, (before, item) in enumerate(pairwise(items), 1):
        if item.piece.before in OR and before.target and item.target and before.target.id != item.target.id:
            item.choice = before.choice = before.choice or number


_RULES: tuple[Callable[[ListCell, Sequence[ListedItem]], None], ...] = (
    _in_series, _of_all, _before_brackets, _in_other_senses, _as_choices,
)  # fmt: skip

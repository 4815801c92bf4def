"""Texts of files with changes, in which every other byte stays as it is."""

from __future__ import annotations

import codecs
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.documents import Edit, FieldPath, edited, text_tree, to_yaml, with_scalars, without_items
from slm_graph.files import shown
from slm_graph.problems import Fault


class Changes(NamedTuple):
    """Changes of one tree.

    Parameters
    ----------
    scalars
        Other texts for scalars, by their place.
    edits
        Values that are added, changed or deleted.
    instead
        Items of the list that the tree is, by their position, with those that take the place of each.
    """

    scalars: dict[FieldPath, str]
    edits: list[Edit]
    instead: dict[int, list[dict[str, Any]]] = {}  # noqa: RUF012  (never changed)

    def __bool__(self) -> bool:
        return bool(self.scalars or self.edits or self.instead)

    def with_more(self, other: Changes) -> Changes:
        """Return these changes with those of another part of the same document."""
        return Changes(self.scalars | other.scalars, [*self.edits, *other.edits], self.instead | other.instead)


def text_of(path: Path) -> str:
    """Return the text of a file, its ends of lines as they are."""
    return path.read_bytes().decode("utf-8")


def changed(path: Path, text: str, changes: Changes) -> str:
    """Return the text of a file with changes.

    Raises
    ------
    Fault
        It is laid out in a way that cannot be changed in place.
    """
    try:
        return _without(_with(text, changes), [edit for edit in changes.edits if edit.value is None])
    except ValueError as error:
        raise Fault(f"{shown(path)}: {error}; do it by hand") from None


def _with(text: str, changes: Changes) -> str:
    """Return a text with what is changed or added; what is there stays where it was."""
    text = with_scalars(text, changes.scalars) if changes.scalars else text
    text = edited(text, [edit for edit in changes.edits if edit.value is not None])
    for position, trees in changes.instead.items():
        text = _with_items_instead(text, position, trees)
    return text


def _without(text: str, deletions: Sequence[Edit]) -> str:
    """Return a text without some values, the last taken first, so that what is before stays where it was."""
    within = [edit for edit in deletions if not _is_item(edit.path)]
    within.sort(key=lambda edit: [(str(step), 0) if isinstance(step, str) else ("", step) for step in edit.path])
    text = edited(text, within[::-1])
    items = [edit.path[0] for edit in deletions if _is_item(edit.path)]
    if not items:
        return text
    is_empty = len(text_tree(text)) == len(items)
    text = _closed_up(text, without_items(text, [item for item in items if isinstance(item, int)]))
    return f"{text}[]\n" if is_empty else text


def _is_item(path: FieldPath) -> bool:
    return len(path) == 1 and isinstance(path[0], int)


def _with_items_instead(text: str, position: int, trees: Sequence[dict[str, Any]]) -> str:
    """Return the text of a list in which several items stand where one was, with blank lines as between the others."""
    newline = "\r\n" if "\r\n" in text else "\n"
    wanted = text_tree(text)
    wanted[position : position + 1] = trees
    text = edited(text, [Edit((position,), trees[0])])
    between = newline * 2 if f"{newline}{newline}-" in text else newline
    blocks = [to_yaml([tree]).rstrip("\n").replace("\n", newline) for tree in trees]
    text = text.replace(blocks[0], between.join(blocks), 1)
    if text_tree(text) != wanted:
        raise ValueError(f"{position} cannot be changed in place")
    return text


def _closed_up(before: str, after: str) -> str:
    """Return a text from which an item was taken, without one of the blank lines that stood around it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    place = next((number for number, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(new))
    is_blank_above = place == 0 or not new[place - 1].strip()
    is_blank_below = place == len(new) or not new[place].strip()
    if new and is_blank_above and is_blank_below:
        del new[max(place - 1, 0)]
    return "".join(new)


def with_lines(content: bytes, texts: Mapping[int, str]) -> bytes:
    """Return the content of a JSON Lines file with other texts for some of its lines, ends of lines included."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    with io.BytesIO(content.removeprefix(mark)) as stream:
        lines = [texts[number].encode() if number in texts else line for number, line in enumerate(stream, 1)]
    return mark + b"".join(lines)

"""Columns of ticks and crosses, and the one thing that the header of such a column names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slm_graph.entries import Vocabulary, item_names
from slm_graph.importing.fields import Column, Field
from slm_graph.importing.headers import folded, header_key, markup
from slm_graph.text import parse_cell, states_nothing

_YES = frozenset(
    "✓ ✔ ✅ ☑ √ yes y true ● • [x] \\checkmark :white_check_mark: :heavy_check_mark: :ballot_box_with_check: 是"
    " 有".split()
)


_NO = {"", "[ ]"}.union(
    "✗ ✘ ✖ ❌ ❎ × no n false ☐ [] :x: :heavy_multiplication_x: :negative_squared_cross_mark: 否 无".split()
)


def yes_or_no(cell: str) -> bool | None:
    """Return what a cell of a tick or a cross says; None where it says something else.

    Examples
    --------
    >>> yes_or_no("✔️"), yes_or_no(" ✗ "), yes_or_no(""), yes_or_no("LibriSpeech")
    (True, False, False, None)
    """
    shown = markup.sub(lambda found: found[1] or " ", cell) if "[" in cell or "<" in cell else cell
    text = shown.replace("\ufe0f", "").strip().strip("*_`$").casefold()
    if text in _YES:
        return True
    return False if text in _NO or states_nothing(text) else None


def are_yes_or_no(cells: Sequence[str]) -> bool:
    """Tell whether most of the cells of a column are ticks or crosses."""
    said = [yes_or_no(cell) for cell in cells if not parse_cell(cell).states_nothing and cell.strip()]
    return True in said and said.count(None) * 2 < len(said)


def yes_or_no_item(
    header: str, settled: Column | None, fields: Mapping[str, Field], vocabulary: Vocabulary
) -> tuple[str, str] | None:
    """Return the field and the id of the one thing that a header names, with or without the field before it."""
    found = folded(header)
    for field in fields.values():
        if field.component and (settled is None or settled.fields == (field.path,)):
            names = {header_key(name) for name in field.headers}
            starts = [start for start in range(len(found)) if not start or "".join(found[:start]) in names]
            keys = {"".join(found[start:]) for start in starts}
            items = {item_id for item_id, keys_of_item in item_keys(vocabulary, field.component) if keys & keys_of_item}
            if len(items) == 1:
                return field.path, items.pop()
    return None


def item_keys(vocabulary: Vocabulary, class_name: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the id of each thing of a class, and the keys of its names."""
    schema = vocabulary.schema
    below = {cls.name for cls in schema.descendants(class_name)}
    for item in vocabulary.items:
        if item.class_name in below and item.class_name != schema.entry_class.name:
            yield item.id, {header_key(name) for name in item_names(schema.classes[item.class_name], item.tree)}

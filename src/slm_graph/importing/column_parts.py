"""What is known of columns besides their fields: null words, separators, and whose sizes a column gives.

Tables propose it; it is written to the survey's file, where people correct it, and taken from there by later imports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from slm_graph.importing.cell_evidence import IsName
from slm_graph.importing.fields import Column, Field
from slm_graph.importing.headers import folded
from slm_graph.schema import Schema
from slm_graph.text import parse_cell

_FEWEST = 3
"""Fewer cells propose nothing."""
_plain_words = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)?")
_rare_separator = re.compile(r"\s*[·∙‧⋅~]\s*|\s(?:[-–—>])\s")
_size_words = frozenset("count number of param parameter size total".split())
_sizes = frozenset("param parameter size".split())


def with_proposals(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], fields: Mapping[str, Field], schema: Schema,
    is_name: IsName | None,
) -> list[Column]:  # fmt: skip
    """Return the columns of a table with the null words, separators and sizes that their cells and headers propose."""
    classes = [_class_of(column, fields) for column in columns]
    found = [*columns]
    if is_name is not None:
        null_words = _null_words(texts, classes, is_name)
        for number, (class_name, of_column) in enumerate(zip(classes, texts, strict=True)):
            if class_name:
                words = tuple(word for word in null_words if word in of_column)
                signs = _separators(of_column, class_name, is_name)
                found[number] = found[number]._replace(null_words=words, separators=signs)
    return [column._replace(size_of=_size_of(column, columns, classes, schema)) for column in found]


def _class_of(column: Column, fields: Mapping[str, Field]) -> str:
    listed = (fields[path].component for path in column.fields if path in fields)
    return "" if column.item else next(filter(None, listed), "")


def _null_words(texts: Sequence[Sequence[str]], classes: Sequence[str], is_name: IsName) -> list[str]:
    """Return the words that fill cells in columns of several classes, and name a thing of none: Withheld."""
    counts: Counter[str] = Counter()
    of_word: dict[str, set[str]] = {}
    for of_column, class_name in zip(texts, classes, strict=True):
        for text in of_column if class_name else ():
            if _plain_words.fullmatch(text):
                counts[text] += 1
                of_word.setdefault(text, set()).add(class_name)
    return [
        word
        for word, of_classes in of_word.items()
        if len(of_classes) > 1 and counts[word] >= _FEWEST and not any(is_name(word, name) for name in of_classes)
    ]


def _separators(texts: Sequence[str], class_name: str, is_name: IsName) -> tuple[str, ...]:
    """Return the signs that separate names in some cells of a column and elsewhere do not."""
    parts: dict[str, list[str]] = {}
    cells: Counter[str] = Counter()
    for text in texts:
        for sign in {match[0].strip() for match in _rare_separator.finditer(text)}:
            cells[sign] += 1
            parts.setdefault(sign, []).extend(split_at(text, (_spaced(sign),)))
    return tuple(
        _spaced(sign)
        for sign, words in sorted(parts.items())
        if cells[sign] >= _FEWEST and 2 * sum(is_name(word, class_name) for word in words) >= len(words)
    )


def _spaced(sign: str) -> str:
    return f" {sign} " if sign in "-–—>" else sign


def split_at(cell: str, separators: Sequence[str]) -> list[str]:
    """Return the parts of a cell between separators, but for those in brackets, with what links lead to.

    Examples
    --------
    >>> split_at("[A](https://a.org/b·c) · B (d · e)", ["·"])
    ['[A](https://a.org/b·c)', 'B (d · e)']
    """
    parts, begin, depth, place = [], 0, 0, 0
    while place < len(cell):
        depth = max(0, depth + (cell[place] in "([（【") - (cell[place] in ")]）】"))
        sign = next((sign for sign in separators if sign and cell.startswith(sign, place)), "") if not depth else ""
        if sign:
            parts.append(cell[begin:place])
            begin = place + len(sign)
        place += len(sign) or 1
    return [part.strip() for part in [*parts, cell[begin:]] if part.strip()]


def _size_of(column: Column, columns: Sequence[Column], classes: Sequence[str], schema: Schema) -> str:
    """Return the column of whose names a column gives the sizes: LLM, of LLM Parameter Size; or ""."""
    header = folded(column.header)
    if not _sizes & set(header) or column.item:
        return ""
    words = [word for word in header if word not in _size_words]
    for other, class_name in zip(columns, classes, strict=True):
        is_sized = class_name and any(slot.name == "variant_of" for slot in schema.classes[class_name].fields.values())
        if is_sized and other is not column and words == [*folded(other.header)]:
            return other.header
    return ""


def sizes_in(columns: Sequence[Column], cells: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield for columns of names the column that gives their sizes, and its cell in a row."""
    for column in columns:
        if column.size_of and cells.get(column.header):
            yield column.size_of, (column.header, cells[column.header])


def says_nothing(cell: str, column: Column) -> bool:
    """Tell whether a cell says that nothing is stated, in words for it or in the column's own."""
    read = parse_cell(cell)
    if read.states_nothing or not column.null_words:
        return read.states_nothing
    words = " ".join(read.plain.split()).casefold()
    return any(words == " ".join(word.split()).casefold() for word in column.null_words)

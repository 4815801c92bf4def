"""Do the words of the survey say what an entry says?

Every usage quotes the row that it comes from. The quotes are looked for in the row's cells, and what a usage states
(its component, a task, a stage, a tuning, an amount) in the quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries.searched import Searched
from slm_graph.entries.sources import row_key
from slm_graph.entries.vocabulary import Vocabulary
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import cell_states_nothing, cell_text, find_numbers, parse_cell, says

_SHORT, _FEW = 4_000, 40
"""Letters of a cell, and phrases of one, that are gone through for each quote."""


class Quote(NamedTuple):
    """Words of the source, the column that they stand in, and where the entry has them."""

    text: str
    column: str
    path: FieldPath


class _Texts(dict[str, Searched]):
    """The texts in which quotes may stand, by column; made when a quote needs them."""

    def __init__(self, cells: Mapping[str, Any]) -> None:
        super().__init__()
        self._cells = cells

    def __missing__(self, column: str) -> Searched:
        self[column] = searched = Searched(_texts(self._cells[column]))
        return searched


class _Statement(NamedTuple):
    """A field of an entry that holds usages, with what their quotes must say."""

    field: str
    labels: Mapping[str, Mapping[str, tuple[str, ...]] | None]
    """The fields whose value's label must be said, with the casefolded forms of the items; None of texts."""
    numbers: frozenset[str]
    """The fields whose number must be said."""


class Evidence:
    """Checks the quotes of entries; compiled once for all of them.

    Parameters
    ----------
    schema, vocabulary
        What fields there are, and the names of what they refer to.
    columns
        Given the source of an entry, returns the column that each field's quotes come from unless they say otherwise.
    """

    def __init__(
        self, schema: Schema, vocabulary: Vocabulary, columns: Callable[[Mapping[str, Any]], Mapping[str, str]]
    ) -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self._columns = columns
        entry = schema.entry_class
        self._statements = [
            self._statement(slot, schema.classes[slot.range])
            for slot in entry.fields.values()
            if slot.range in schema.classes and "quote" in schema.classes[slot.range].slots
        ]
        self._cell_texts = [
            (slot.field, text)
            for slot in entry.fields.values()
            if slot.inlined and slot.range in schema.classes
            for text in schema.classes[slot.range].fields.values()
            if text.text_of_cell
        ]

    def problems(self, document: Document, entry: dict[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong with the quotes of an entry, or of what a further row states of it."""
        source = entry.get("source")
        cells = source.get("cells") if isinstance(source, dict) else None
        if not isinstance(source, dict) or not isinstance(cells, dict):
            return
        row = row_key(source)
        columns = self._columns(source)
        texts = None
        yield from self._not_stated(document, source, cells)
        for statement in self._statements:
            if statement.field not in entry:
                continue
            usages = entry[statement.field]
            column = columns.get(statement.field, "")
            for position, usage in enumerate(usages if isinstance(usages, list) else [usages]):
                if isinstance(usage, dict) and "quote" in usage:
                    if self._is_evident(usage, statement, cells, column):
                        continue
                    path = (statement.field, position) if isinstance(usages, list) else (statement.field,)
                    quotes = list(_quotes(usage["quote"], (*path, "quote"), column))
                    texts = texts or _Texts(cells)
                    yield from self._misquoted(document, quotes, cells, texts, row)
                    yield from self._unsaid(document, usage, quotes, statement, path)
        for field, text in self._cell_texts:
            value = entry.get(field)
            cell = cells.get(columns.get(field, ""))
            given = value.get(text.field) if isinstance(value, dict) else None
            if isinstance(cell, str) and isinstance(given, str) and given != cell_text(cell):
                message = f"is not the text of cell {columns[field]} of row {row}; write it as the survey has it"
                yield document.problem((field, text.field), message)

    def _is_evident(
        self, usage: Mapping[str, Any], statement: _Statement, cells: Mapping[str, Any], column: str
    ) -> bool:
        """Tell whether the quotes of a usage stand in their cells and say what they must, where that is soon told."""
        quotes = usage["quote"]
        said = []
        for quote in quotes if quotes.__class__ is list else (quotes,):
            if quote.__class__ is str:
                text, named = quote, column
            elif quote.__class__ is dict:
                text, named = quote.get("text", ""), quote.get("column", column)
            else:
                return False
            if text.__class__ is not str or named.__class__ is not str or not named:
                return False
            if not _is_seen(text, cells.get(named)):
                return False
            said.append(text)
        return "note" in usage or self._are_said(usage, statement, said)

    def _are_said(self, usage: Mapping[str, Any], statement: _Statement, said: Sequence[str]) -> bool:
        """Tell whether quotes say what they must of a usage."""
        if not statement.numbers.isdisjoint(usage):
            given = [usage[field] for field in statement.numbers if field in usage]
            if not all(_says_number(number, said) for number in given):
                return False
        folded = [text.casefold() for text in said]
        for field, items in statement.labels.items():
            if field in usage:
                value = usage[field]
                for text in value if value.__class__ is list else (value,):
                    if text.__class__ is not str or not _says(items, text, folded):
                        return False
        return True

    def _misquoted(
        self, document: Document, quotes: list[Quote], cells: Mapping[str, Any], texts: _Texts, row: str
    ) -> Iterator[Problem]:
        for quote in quotes:
            cell = cells.get(quote.column)
            if not quote.column:
                message = (
                    "no column is known for this quote; name it, {column: …, text: …}, or list the field under"
                    " the survey's columns"
                )
                yield document.problem(quote.path, message)
            elif cell is None:
                message = f"row {row} has no cell {quote.column}{nearest(quote.column, cells) or _one_of(cells)}"
                yield document.problem(quote.path, message)
            elif _is_seen(quote.text, cell) or quote.text in texts[quote.column]:
                continue
            elif isinstance(cell, str):
                yield document.problem(
                    quote.path,
                    f'"{quote.text}" does not occur in cell {quote.column} of row {row};'
                    " copy the words as they stand there",
                )
            elif isinstance(cell, list):
                yield document.problem(
                    quote.path,
                    f'"{quote.text}" does not occur in the phrases of cell {quote.column} of row {row};'
                    f" add the phrase to source.cells.{quote.column}, or mend the quote",
                )

    def _unsaid(
        self, document: Document, usage: dict[str, Any], quotes: list[Quote], statement: _Statement, path: FieldPath
    ) -> Iterator[Problem]:
        if "note" in usage:
            return
        said = [quote.text.casefold() for quote in quotes]
        for field in usage:
            if field in statement.labels:
                value = usage[field]
                for text in value if isinstance(value, list) else (value,):
                    if isinstance(text, str) and not _says(statement.labels[field], text, said):
                        message = f"the quotes do not say {field} {text}; quote the words that do, or add a note: why"
                        yield document.problem((*path, field), message)
            elif field in statement.numbers and not _says_number(usage[field], [quote.text for quote in quotes]):
                message = f"the quotes do not have the number {usage[field]}; quote it, or add a note: why"
                yield document.problem((*path, field), message)

    def _statement(self, slot: Slot, cls: Class) -> _Statement:
        types, said = self.schema.types, cls.fields.items()
        labels = {
            name: None if part.range in types else self.vocabulary.all_forms(part.range)
            for name, part in said
            if part.says == "label"
        }
        return _Statement(slot.field, labels, frozenset(name for name, part in said if part.says == "number"))

    def _not_stated(self, document: Document, source: dict[str, Any], cells: Mapping[str, Any]) -> Iterator[Problem]:
        listed = source.get("not_stated", [])
        not_stated = listed if isinstance(listed, list) else [listed]
        for position, column in enumerate(not_stated):
            if isinstance(column, str) and column not in cells:
                path: FieldPath = (
                    ("source", "not_stated", position) if isinstance(listed, list) else ("source", "not_stated")
                )
                yield document.problem(path, f"{column}: no such cell{nearest(column, cells) or _one_of(cells)}")
        for column, cell in cells.items():
            if isinstance(cell, str) and column not in not_stated and cell_states_nothing(cell):
                message = f'"{cell}" states nothing; add {column} to source.not_stated'
                yield document.problem(("source", "cells", column), message)


def _quotes(value: Any, path: FieldPath, column: str) -> Iterator[Quote]:
    """Yield the quotes of a usage; one that names no column stands in this one."""
    listed = isinstance(value, list)
    for position, item in enumerate(value if listed else [value]):
        item_path = (*path, position) if listed else path
        if isinstance(item, str):
            yield Quote(item, column, item_path)
        elif isinstance(item, dict) and isinstance(item.get("text"), str):
            named = item.get("column", column)
            yield Quote(item["text"], named if isinstance(named, str) else "", item_path)


def _one_of(cells: Mapping[str, Any]) -> str:
    return f"; name one of {', '.join(cells)}"


def _says(items: Mapping[str, tuple[str, ...]] | None, value: str, said: Sequence[str]) -> bool:
    """Tell whether casefolded quotes name a value, an item in one of its forms."""
    forms = (value.casefold(),) if items is None else items.get(value, ())
    for form in forms:
        for text in said:
            if form in text and _has_word(text, form):
                return True
    if not forms:
        return True  # an id that is dangling, whose problem is told already
    return any(says(text, form) for text in said for form in forms)


def _has_word(text: str, word: str) -> bool:
    """Tell whether a word stands in a text with no letter or digit beside it; "AST" is not in "last"."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        if not _goes_on(before, word[:1]) and not _goes_on(after, word[-1:]):
            return True
        start = text.find(word, start + 1)
    return False


def _goes_on(beside: str, end: str) -> bool:
    """Tell whether the letter beside the end of a word makes it part of a longer one."""
    # Scripts without spaces between words: hiragana, katakana, CJK ideographs.
    return beside.isalnum() and not ("\u3040" <= beside <= "\u9fff" or "\u3040" <= end <= "\u9fff")


def _says_number(number: Any, quotes: Sequence[str]) -> bool:
    try:
        wanted = Decimal(number)
    except (ArithmeticError, TypeError, ValueError):
        return True  # no number: that problem is told already
    return any(wanted == stated.value for quote in quotes for stated in find_numbers(quote))


def _is_seen(quote: str, cell: object) -> bool:
    """Tell whether a quote stands in a cell as it is written, where that is soon told."""
    if isinstance(cell, str):
        return len(cell) < _SHORT and quote in cell
    if isinstance(cell, list):
        return len(cell) < _FEW and any(isinstance(phrase, str) and quote in phrase for phrase in cell)
    return False


def _texts(cell: object) -> Iterator[str]:
    """Yield what a quote may stand in: a cell as written and as read, or each of its phrases."""
    if isinstance(cell, str):
        yield from (cell, parse_cell(cell).plain)
    elif isinstance(cell, list):
        yield from (phrase for phrase in cell if isinstance(phrase, str))

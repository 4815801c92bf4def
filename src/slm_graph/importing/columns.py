"""Which column of a table means which field of what its rows are about.

A column is guessed from its header by the annotation `header` of the schema, and by the names of the classes that an
entry uses; its cells must agree. What is said in the survey's file, or on the command line, goes before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from slm_graph.entries import Vocabulary
from slm_graph.importing.cell_evidence import (
    Choice,
    IsName,
    is_date,
    judged,
    links_by_cells,
    named_by_titles,
    possible,
    stating,
)
from slm_graph.importing.fields import LINKS, Column, Field, column_fields, is_called
from slm_graph.importing.headers import bare_key, brackets, folded, header_key, header_text, unspaced_letters
from slm_graph.importing.quantities import header_unit
from slm_graph.importing.ticks import are_yes_or_no, yes_or_no_item
from slm_graph.schema import Schema
from slm_graph.tables import Row
from slm_graph.text import arxiv_in, date_order, identify, parse_cell

_scripts = re.compile(rf"(?<=[{unspaced_letters}])\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*(?=[{unspaced_letters}])")
_parts = re.compile(r"\s*[/&+,|、]\s*|\s+(?:and|or)\s+|\s*(?:和|与|及)\s*|\n")
_PREPOSITIONS = frozenset("about by for from in of on per to with".split())
"""What stands before a word that a header is not of: Role of LLM."""
_LONG_ENOUGH_FOR_A_SLIP = 6


def guess_columns(
    headers: Sequence[str],
    schema: Schema,
    vocabulary: Vocabulary,
    settings_columns: Mapping[str, Sequence[str]],
    given: Mapping[str, Sequence[str]],
    rows: Sequence[Row] | None = None,
    class_name: str = "",
    is_name: IsName | None = None,
    texts: Sequence[Sequence[str]] | None = None,
) -> list[Column]:
    """Return what each column of a table means.

    Parameters
    ----------
    headers
        The headers, all different.
    schema, vocabulary
        The fields, and the things by whose names a column of yes and no is known.
    settings_columns
        The fields of the columns that `survey.yaml` lists, by name.
    given
        The fields of columns that were named for this run, by header; see `parse_columns`.
    rows
        The rows: a column is one of yes and no only where most of its cells are, and one of dates where these are.
    class_name
        The class of what the rows are about; by default that of entries.
    is_name
        Tells whether words name a thing of a class, which settles what a header leaves open.
    texts
        What the cells of each column state, as of `stating`, where that is known.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> from slm_graph.entries import read_survey
    >>> survey = read_survey(find_project())
    >>> columns = guess_columns(["Model", "Audio Encoders", "Notes", "ASR"], survey.schema, survey.vocabulary, {}, {})
    >>> [(column.fields, column.item) for column in columns]
    [(('name',), ''), (('encoders',), ''), ((), ''), (('tasks',), 'asr')]
    """
    fields = column_fields(schema, class_name)
    columns = _told(headers, settings_columns, given)
    about = {
        position: found
        for position, header in enumerate(headers)
        if (found := yes_or_no_item(header, columns.get(position), fields, vocabulary))
    }
    for position, (path, item) in about.items():
        if rows is not None and are_yes_or_no([row.cells[position] for row in rows]):
            how = columns[position].how if position in columns else "header"
            columns[position] = Column(headers[position], (path,), item, how)
    # What a name's column may hold besides, such as a link to the code, may have a column of its own in another table.
    taken = {
        path
        for column in columns.values()
        for path in column.fields
        if is_called(fields, path) or not any(is_called(fields, other) for other in column.fields)
    }
    guesser = _Guesser(schema, fields)
    texts = stating(rows or (), len(headers)) if texts is None else texts
    said = {number: guesser.choices(header) for number, header in enumerate(headers) if number not in columns}
    choices = {number: possible(of_header, texts[number], fields) for number, of_header in said.items()}
    for position, paths in guesser.settle(choices, taken).items():
        column = _guess(headers[position], paths, choices[position])
        if said[position] and not choices[position]:
            column = column._replace(why="its cells are not what its header says")
        column = judged(column, said[position], texts[position], fields, is_name)
        columns[position] = links_by_cells(column, [row.cells[position] for row in rows or ()])
        if not paths and rows is None and position in about:
            columns[position] = Column(headers[position], about[position][:1], about[position][1], "header")
    in_order = [columns[position] for position in range(len(headers))]
    return _with_dates_of_papers(named_by_titles(in_order, texts, fields), fields)


def _with_dates_of_papers(columns: list[Column], fields: Mapping[str, Field]) -> list[Column]:
    """Return the columns of a table, those that date a thing as dates of its paper where no column names things."""
    if any(fields[path].is_name for column in columns for path in column.fields if path in fields):
        return columns
    if not any(fields[path].is_title for column in columns for path in column.fields if path in fields):
        return columns
    of_paper = {field.slot.field: path for path, field in fields.items() if "." in path and is_date(field)}
    return [
        column._replace(fields=tuple(of_paper.get(path, path) for path in column.fields))
        if column.how in ("header", "cells")
        else column
        for column in columns
    ]


def _told(
    headers: Sequence[str], settings_columns: Mapping[str, Sequence[str]], given: Mapping[str, Sequence[str]]
) -> dict[int, Column]:
    """Return the columns of which a person has said what they mean, by their positions."""
    settled = {header_key(name): tuple(paths) for name, paths in settings_columns.items()}
    columns: dict[int, Column] = {}
    for position, header in enumerate(headers):
        if header in given:
            columns[position] = Column(header, tuple(given[header]), "", "--columns")
        elif header in settings_columns:
            columns[position] = Column(header, tuple(settings_columns[header]), "", "survey.yaml")
        elif header_key(header) in settled:
            columns[position] = Column(header, settled[header_key(header)], "", "survey.yaml")
    return columns


def _guess(header: str, paths: tuple[str, ...], choices: Sequence[Choice]) -> Column:
    """Return what a header says, as sure as the way in which it says so."""
    if not paths:
        return Column(header)
    tier = max(min(choice.tier for choice in choices if choice.path == path) for path in paths)
    return Column(header, paths, "", "header", "", *_SURE[tier], header_unit(header))


_EXACT, _WITHOUT_WORDS_AROUND, _IN_PARTS, _ENDING, _SLIP = range(5)
_SURE = (
    (0.95, "its header"),
    (0.9, "its header, but for words around"),
    (0.85, "the parts of its header"),
    (0.8, "the end of its header"),
    (0.7, "its header, but for a letter"),
)
"""How sure each way is in which a header says a field, and the way in words."""


class _Guesser:
    def __init__(self, schema: Schema, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.exact: dict[str, list[Choice]] = {}
        self.endings: list[tuple[tuple[str, ...], str]] = []
        self.order = {path: number for number, path in enumerate([*fields, LINKS])}
        named = [(path, field.headers) for path, field in fields.items()]
        for path, headers in [*named, (LINKS, schema.entry_class.links)]:
            for rank, header in enumerate(headers):
                if header.startswith("* "):
                    self.endings.append((folded(header), path))
                elif all(choice.path != path for choice in self.exact.setdefault(header_key(header), [])):
                    self.exact[header_key(header)].append(Choice(path, _EXACT, rank))

    def choices(self, header: str) -> list[Choice]:
        """Return the fields that a header may mean."""
        header = header_text(header)
        return (
            self.whole(header)
            or self.whole(brackets.sub(" ", header))
            or self.in_parts(header)
            or self.ending(header)
            or self.ending(brackets.sub(" ", header))
            or self.whole(" ".join(found[0][1:-1] for found in brackets.finditer(header)))
            or self.slip(header)
        )

    def whole(self, header: str) -> list[Choice]:
        if choices := self.exact.get(header_key(header)):
            return choices
        if choices := self.exact.get(bare_key(header)):
            return [choice._replace(tier=_WITHOUT_WORDS_AROUND) for choice in choices]
        return []

    def ending(self, header: str) -> list[Choice]:
        found = folded(header)
        return [
            Choice(path, _ENDING, 0)
            for end, path in self.endings
            if len(found) > len(end) and found[-len(end) :] == end and _PREPOSITIONS.isdisjoint(found[: -len(end)])
        ]

    def in_parts(self, header: str) -> list[Choice]:
        text = brackets.sub(" ", header)
        parts = [part for piece in _parts.split(text) for part in _scripts.split(piece) if part.strip()]
        found = [self.whole(part) or self.ending(part) for part in parts]
        if len(found) < 2 or not all(found):
            return []
        called = {path for path, field in self.fields.items() if field.is_name or field.is_title}
        all_called = all(any(choice.path in called for choice in choices) for choices in found)
        return [
            choice._replace(tier=_IN_PARTS, part=number)
            for number, choices in enumerate(found)
            for choice in choices
            # "Code & Model" has no names.
            if all_called or choice.path not in called
        ]

    def slip(self, header: str) -> list[Choice]:
        from rapidfuzz.distance import OSA

        key = header_key(header)
        if len(key) < _LONG_ENOUGH_FOR_A_SLIP:
            return []
        near = [
            other
            for other in self.exact
            if other[:1] == key[:1] and len(other) >= _LONG_ENOUGH_FOR_A_SLIP and OSA.distance(key, other) == 1
        ]  # one letter: an Introduction is no Instruction
        return [choice._replace(tier=_SLIP) for choice in self.exact[max(near)]] if near else []

    def settle(self, choices: Mapping[int, list[Choice]], taken: set[str]) -> dict[int, tuple[str, ...]]:
        """Give each field of one value to the best of the columns that may mean it, and the others what is left."""
        has_title = any(self.bears(choice.path, "is_title") for found in choices.values() for choice in found) or any(
            self.bears(path, "is_title") for path in taken
        )
        winners: dict[str, int] = {}
        won: set[tuple[int, int]] = set()
        for path in sorted((path for path in self.order if self.is_single(path)), key=self.single_order):
            bids = [
                ((choice.tier, choice.rank, position), choice.part)
                for position, found in choices.items()
                for choice in found
                if choice.path == path
                and path not in taken
                and (position, choice.part) not in won
                and not self.is_rather_listed(path, position, found, has_title)
            ]
            if bids:
                (_, _, position), part = min(bids)
                winners[path] = position
                won.add((position, part))
        settled: dict[int, tuple[str, ...]] = {}
        for position, found in choices.items():
            paths: list[str] = []
            for part in sorted({choice.part for choice in found}):
                open_paths = [
                    choice.path
                    for choice in found
                    if choice.part == part
                    and (winners.get(choice.path) == position if self.is_single(choice.path) else True)
                ]
                paths += sorted(open_paths, key=lambda path: (not self.is_single(path), self.order[path]))[:1]
            settled[position] = tuple(dict.fromkeys(paths))
        return settled

    def is_single(self, path: str) -> bool:
        return path != LINKS and not self.fields[path].slot.multivalued

    def bears(self, path: str, what: str) -> bool:
        return path in self.fields and bool(getattr(self.fields[path], what))

    def single_order(self, path: str) -> tuple[bool, bool, int]:
        field = self.fields[path]
        return not field.is_name, not field.is_title, self.order[path]

    def is_rather_listed(self, path: str, position: int, found: Sequence[Choice], has_title: bool) -> bool:
        """Tell whether a column that may be the name is rather one of things: Method beside a Paper."""
        lists = any(choice.path in self.fields and self.fields[choice.path].component for choice in found)
        return self.fields[path].is_name and lists and has_title and position > 0


def with_date_orders(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """Return the columns of a table, those of dates with the order of day and month that all their cells give."""
    is_of_dates = [any(path.rpartition(".")[2] in ("issued", "year") for path in column.fields) for column in columns]
    if not any(is_of_dates):
        return list(columns)
    ids = [next(filter(None, (_arxiv_of(cell) for cell in row.cells)), "") for row in rows]
    return [
        column._replace(
            date_order=date_order(
                (parse_cell(row.cells[position]).plain, arxiv) for row, arxiv in zip(rows, ids, strict=True)
            )
        )
        if is_of_dates[position]
        else column
        for position, column in enumerate(columns)
    ]


def _arxiv_of(cell: str) -> str:
    links = (identify(link.url) for link in parse_cell(cell).links)
    return next((link.value for link in links if link and link.kind == "arxiv"), "") or arxiv_in(cell)


# --- yes and no


# --- tables

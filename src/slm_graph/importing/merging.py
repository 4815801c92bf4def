"""What a table changed, taken over into an entry; what a person wrote there stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slm_graph.documents import Document, Edit, edited, text_tree
from slm_graph.entries import (
    Survey,
    check_entry,
    check_further_row,
)
from slm_graph.importing.changes import Change, differences, leaves, short, value_lines
from slm_graph.importing.drafts import Cells, Draft, Place
from slm_graph.importing.fields import Column
from slm_graph.importing.intake import Importer
from slm_graph.importing.known_papers import KnownPapers
from slm_graph.importing.matching import (
    Known,
    cells_of,
    source_of,
)
from slm_graph.importing.statements import StatementMerge, cell_says, cell_text, quotes_in
from slm_graph.importing.usages import listed
from slm_graph.problems import Problem
from slm_graph.text import parse_cell


def further_tree(importer: Importer, tree: Mapping[str, Any], system: str) -> dict[str, Any]:
    """Return what a draft states of a system that has an entry."""
    adding = importer.schema.adding_class
    assert adding is not None  # noqa: S101
    of_system = {adding.slots[adding.adds_to].field: system}
    return of_system | {key: value for key, value in tree.items() if key in adding.fields}


def problems_of(survey: Survey, document: Document, *, is_further: bool) -> list[Problem]:
    """Return the problems of an entry, or of a further row."""
    return check_further_row(survey, document) if is_further else check_entry(survey, document).problems


def change_of(
    entry: Known, draft: Draft, columns: Sequence[Column], importer: Importer, survey: Survey, place: Place
) -> Change:
    """Return what becomes of an entry whose row gives a draft."""
    if not entry.is_further:
        draft.tree["id"] = entry.tree.get("id", draft.tree["id"])
    change = Change(entry.path, draft, "same")
    if not entry.is_untouched:
        change.is_marked = entry.is_marked
        _merge(change, entry, columns, importer, survey, place)
    elif entry.tree != draft.tree:
        change.lines = differences(entry.tree, draft.tree, importer)
        change.kind, change.tree = "changed" if change.lines else "moved", draft.tree
    return change


def _merge(
    change: Change, entry: Known, columns: Sequence[Column], importer: Importer, survey: Survey, place: Place
) -> None:
    """Take what the table changed into a person's entry, as far as it stays sound."""
    draft, old_cells = change.draft, cells_of(entry.tree)
    # What a person has read is settled; only new words are told.
    draft.left = [
        left for left in draft.left if left.text not in parse_cell(cell_text(old_cells.get(left.column))).plain
    ]
    gone = [name for name in old_cells if name not in draft.whole_cells]
    columns = [*columns, *importer.columns(gone, place.table)]
    cells = {name: cell for name, cell in old_cells.items() if isinstance(cell, str)} | {**draft.whole_cells}
    row = draft.source.get("row")
    moves = [Edit(("source", "row"), row)] if row and source_of(entry.tree).get("row") != row else []
    held: list[str] = []
    while True:
        change.lines, change.held, change.edits = [], [*held], []
        _compare(entry, cells, columns, importer, change, place)
        if not entry.text:
            change.hold("JSON Lines are not written: do it by hand")
            break
        try:
            text = edited(entry.text, [*change.edits, *moves])
        except ValueError as error:
            change.hold(f"{error}: do it by hand")
            moves = []
            break
        if not change.edits:
            break
        after = Document(entry.document.path, text_tree(text), text=text)
        column, quote = _misquoted(after.tree, entry.tree, importer, place.quoted)
        if column:
            # The words of a column stay while statements that a person wrote rest on them.
            cells[column] = str(old_cells.get(column, ""))
            held.append(f'{column} has other words now, but you quote "{short(quote)}"; settle it by hand')
            continue
        before = {problem.message for problem in problems_of(survey, entry.document, is_further=entry.is_further)}
        problems = problems_of(survey, after, is_further=entry.is_further)
        if faults := [problem.message for problem in problems if problem.message not in before]:
            change.hold(f"then {faults[0]}")
        break
    change.kind = "changed" if change.edits else "moved" if moves else "kept" if change.held else "same"
    change.edits += moves


def _misquoted(tree: Any, before: Mapping[str, Any], importer: Importer, quoted: Mapping[str, str]) -> tuple[str, str]:
    """Return a changed column that does not say what a statement quotes, and the quote; else "" twice."""
    for name in importer.reader.fields:
        for usage in listed(tree.get(name, [])):
            for column, text in quotes_in(usage, name, quoted):
                new = cells_of(tree).get(column, "")
                if isinstance(new, str) and cells_of(before).get(column) != new and not cell_says(new, text):
                    return column, text
    return "", ""


def _compare(
    entry: Known, cells: Mapping[str, str], columns: Sequence[Column], importer: Importer, change: Change, place: Place
) -> None:
    """Note what other cells mean for a person's entry."""
    old_cells = cells_of(entry.tree)
    whole = [column for column in columns if not isinstance(old_cells.get(column.header), list)]
    before, after = (
        importer.drafter.draft(
            Cells(0, {name: cell for name, cell in some.items() if isinstance(cell, str)}), whole, 1, place
        )
        for some in (old_cells, cells)
    )
    for draft in (before, after):
        if entry.is_further:
            draft.tree = further_tree(importer, draft.tree, entry.system)
        else:
            draft.tree["id"] = entry.tree.get("id")
            KnownPapers(importer, []).settle(draft, entry.tree)
    _compare_cells(entry, after.tree, cells, change)
    _compare_not_stated(entry, before.tree, after.tree, change)
    for name in importer.reader.fields:
        StatementMerge(name, entry, before.tree, after.tree, importer, change, place.quoted).compare()
    _compare_values(entry, before.tree, after.tree, importer, change)


def _compare_cells(entry: Known, tree: Mapping[str, Any], cells: Mapping[str, str], change: Change) -> None:
    old_cells, kept = cells_of(entry.tree), cells_of(tree)
    for name in {**old_cells, **kept}:
        old, new = old_cells.get(name), kept.get(name)
        if isinstance(old, list):
            gone = [
                phrase for phrase in old if isinstance(phrase, str) and not cell_says(cells.get(name, phrase), phrase)
            ]
            change.held += [f'the phrase "{short(phrase)}" is not in {name} any more' for phrase in gone]
        elif old != new and (new is not None or old):
            change.lines.append(f"{'+' if old is None else '-' if new is None else '~'} cell {name}")
            change.edits.append(Edit(("source", "cells", name), new))


def _compare_not_stated(entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], change: Change) -> None:
    old, new, mine = (source_of(tree).get("not_stated", []) for tree in (before, after, entry.tree))
    mine = mine if isinstance(mine, list) else [mine]
    becomes = [name for name in mine if name not in old or name in new]
    becomes += [name for name in new if name not in old and name not in mine]
    if becomes != mine:
        change.edits.append(Edit(("source", "not_stated"), becomes or None))


def _compare_values(
    entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    skipped = {*importer.reader.fields, "id", "system", importer.drafter.source_field}
    old, new, mine = (dict(leaves(tree, skipped)) for tree in (before, after, entry.tree))
    for path in [*old, *(path for path in new if path not in old)]:
        was, becomes, is_now = old.get(path), new.get(path), mine.get(path)
        if was == becomes:
            continue
        name = ".".join(path)
        if is_now == was and not any(path[:length] in mine for length in range(1, len(path))):
            change.lines += value_lines(name, was, becomes)
            change.edits.append(Edit(path, becomes))
        elif is_now != becomes:
            change.held.append(
                f"{name} is {short(becomes or 'not there')} in the table now; you have {short(is_now or 'none')}"
            )

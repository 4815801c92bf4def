"""What an import has to tell, in lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from slm_graph.files import shown
from slm_graph.importing.intake import Intake, new_name
from slm_graph.importing.updates import Change, Plan
from slm_graph.importing.usages import Leftover
from slm_graph.text import words


def table_lines(path: Path, intake: Intake) -> Iterator[str]:
    """Yield what was found in the file: its tables, and what their columns mean."""
    name = shown(path)
    for read in intake.tables:
        heading = f' under "{read.table.heading}"' if read.table.heading else ""
        yield f"{name}:{read.table.line}: {_count(len(read.table.rows), 'row')}{heading}"
        width = min(30, max(len(column.header) for column in read.columns))
        for column in read.columns:
            if column.item:
                meaning = f"{column.fields[0]}: {column.item}, where it says yes"
            else:
                meaning = ", ".join(column.fields) or "kept as it is; to use it: --columns 'HEADER=FIELD'"
            how = f"  ({column.how})" if column.how and column.fields else ""
            yield f"  {_flat(column.header):<{width}}  {meaning}{how}"
    for table, class_name in intake.lists:
        of_class = [listed for listed in intake.listed if listed[1] == class_name]
        unknown = f"; {len(of_class)} of them unknown" if of_class else ", all known"
        yield f"{name}:{table.line}: {_count(len(table.rows), 'abbreviation')} of {words(class_name)}s{unknown}"
        for line, _, code, label in of_class:
            yield f"  {name}:{line}: {code}: {label}"
    for table, why in intake.skipped:
        yield f"{name}:{table.line}: skipped: {why}"


def change_lines(plan: Plan, *, update: bool) -> Iterator[str]:
    """Yield what happens to each entry."""
    kinds = Counter(change.kind for change in plan.changes)
    kinds["new"] += kinds["waits"]
    moved = f", {kinds['moved']} in another row" if kinds["moved"] else ""
    yield (
        f"{_count(len(plan.changes), 'system')}: {kinds['new']} new, {kinds['changed']} changed{moved},"
        f" {kinds['same'] + kinds['kept']} as they are"
    )
    for change in plan.changes:
        if change.kind in ("new", "waits"):
            yield f"  {change.kind:<8} {shown(change.path)}  {_contents(change)}".rstrip()
        elif change.kind == "changed":
            yield f"  changed  {shown(change.path)}"
        elif change.held:
            yield f"  kept     {shown(change.path)}"
        yield from (f"    {line}" for line in change.lines)
        yield from (f"    ! {line}" for line in change.held)
    if (kinds["changed"] or kinds["moved"]) and not update:
        yield "What the table changed in entries that there are is written with --update."
    if plan.known and len(plan.gone) == plan.known and plan.changes:
        yield (
            "No entry that is there is about a row of this table. A second table is a survey of its own:"
            " slm-graph init DIR"
        )
        return
    for path in plan.gone:
        yield f"{shown(path)}: no row of the table is about this system any more; delete it if that is meant"


def word_lines(path: Path, changes: Sequence[Change], *, draft_new: bool) -> Iterator[str]:
    """Yield the words that nothing was linked to, of the rows whose entries nobody has settled yet."""
    name = shown(path)
    drafts = [change.draft for change in changes]
    unlinked = [(draft.line, left) for draft in drafts for left in draft.left if left.class_name]
    over = [(draft.line, left) for draft in drafts for left in draft.left if not left.class_name]
    guesses = [(draft.line, guess) for draft in drafts for guess in draft.guesses]
    if guesses:
        yield f"Linked though written otherwise ({len(guesses)}); each draft has a note:"
        yield from (f"  {name}:{line}: {guess}" for line, guess in dict.fromkeys(guesses))
    if unlinked:
        yield f"Not linked ({len(unlinked)}), with the nearest names of the vocabulary:"
        yield from (f"  {name}:{line}: {_unlinked(left)}" for line, left in unlinked)
        if not draft_new and any(new_name(left) for _, left in unlinked):
            yield "Add them to the vocabulary as items or aliases, or draft items for the names with --draft-new."
    if over:
        yield f"In no statement ({len(over)}), kept in the cells:"
        yield from (f'  {name}:{line}: {_flat(left.column)}: "{left.text}"' for line, left in over)


def _unlinked(left: Leftover) -> str:
    near = ", ".join(f"{candidate.id} ({candidate.score:.2f})" for candidate in left.candidates)
    return f'{_flat(left.column)}: "{_flat(left.text)}": {near or "nothing like it"}'


def _contents(change: Change) -> str:
    tree = change.draft.tree
    parts = [_count(len(value), name.rstrip("s")) for name, value in tree.items() if isinstance(value, list)]
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _flat(text: str) -> str:
    return " ".join(text.split())

"""What an import has to tell, in lines for a terminal: a screen of them, unless all are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from slm_graph.entries import NEW, SurveyWord
from slm_graph.files import shown
from slm_graph.importing.changes import Change
from slm_graph.importing.fields import Column
from slm_graph.importing.surveys import Target
from slm_graph.importing.table_reads import Intake, ThingsRead
from slm_graph.importing.updates import Plan
from slm_graph.importing.usages import Leftover
from slm_graph.importing.words import open_words
from slm_graph.text import words

FEW, FEW_WORDS, FEW_COLUMNS = 2, 3, 5
"""How many lines of one kind, of words and of columns fit on a screen with the others."""
_WIDTH = 80


def table_lines(path: Path, target: Target, intake: Intake, *, verbose: bool = False) -> Iterator[str]:
    """Yield what was found in the file: whose it is, its tables, and what their columns mean."""
    name = shown(path)
    if target.is_new or target.why:
        new = "a new survey, " if target.is_new else ""
        why = f": {target.why}" if target.why else ""
        yield f"{name}: of {new}{target.item.tree.get('title', target.id)} ({target.id}){why}"
    if verbose:
        for read in intake.tables:
            heading = f' under "{read.table.heading}"' if read.table.heading else ""
            yield f"{name}:{read.table.line}: {_count(len(read.table.rows), 'row')}{heading}"
            yield from _column_lines(read.columns)
    else:
        yield from _main_columns({column.header: column for read in intake.tables for column in read.columns})
    blocks = [list(_things_lines(name, things, verbose=verbose)) for things in intake.things]
    yield from _few(blocks, "tables of things", verbose=verbose)
    if blocks and not verbose and not intake.tables:
        yield "  If their rows are systems, name their column: --columns 'HEADER=name'"
    for table in intake.paper_tables:
        rows = _count(len(table.rows), "row")
        yield f"{name}:{table.line}: {rows} of papers, no systems; --draft-new makes items of new ones"
    for table, class_name in intake.lists:
        of_class = [listed for listed in intake.listed if listed[1] == class_name]
        unknown = f"; {len(of_class)} of them unknown" if of_class else ", all known"
        yield f"{name}:{table.line}: {_count(len(table.rows), 'abbreviation')} of {words(class_name)}s{unknown}"
        for line, _, code, label in of_class:
            yield f"  {name}:{line}: {code}: {label}"
    if len(intake.skipped) < FEW or verbose:
        yield from (f"{name}:{table.line}: skipped: {why}" for table, why in intake.skipped)


def _main_columns(columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the columns that mean something, as many as fit, and how many there are besides."""
    used = [column for column in columns.values() if column.fields or column.size_of]
    few = used if len(used) <= FEW_COLUMNS + 1 else used[:FEW_COLUMNS]
    yield from _column_lines(few)
    if len(few) < len(used):
        yield f"  … {len(used) - len(few)} more columns read; --verbose lists all"
    if kept := [_flat(header) for header, column in columns.items() if column not in used]:
        yield _clipped_list(f"  kept as cells (to use one: --columns 'HEADER=FIELD'): {', '.join(kept)}")


def _things_lines(name: str, things: ThingsRead, *, verbose: bool) -> Iterator[str]:
    """Yield what a table is of whose rows are no systems, and what became of them."""
    rows = _count(len(things.table.rows), "row")
    parts = [f"{things.known} known"] if things.known or not (things.drafted or things.drafts) else []
    parts += [f"{things.drafted} new"] if things.drafted else []
    parts += [f"{len(things.drafts)} new: --draft-new makes items of them"] if things.drafts else []
    parts += [f"{things.systems} systems elsewhere in the file"] if things.systems else []
    parts += [f"{len(things.undecided)} to decide on"] if things.undecided else []
    parts += [f"{len(things.papers)} of papers that name none"] if things.papers else []
    settled = things.known + things.drafted + things.systems + len(things.papers)
    rest = len(things.table.rows) - settled - len(things.drafts) - len(things.undecided)
    parts += [f"{rest} without a name"] if rest else []
    yield f"{name}:{things.table.line}: {rows} of {words(things.class_name)}s, no systems: {', '.join(parts)}"
    if verbose:
        yield f"  {things.why}"


def _column_lines(columns: Sequence[Column]) -> Iterator[str]:
    width = min(30, max((len(_flat(column.header)) for column in columns), default=0))
    for column in columns:
        if column.item:
            meaning = f"{column.fields[0]}: {column.item}, where it says yes"
        else:
            sizes = f"sizes of {_flat(column.size_of)}" if column.size_of else ""
            meaning = ", ".join(column.fields) or sizes or "kept as it is; to use it: --columns 'HEADER=FIELD'"
        how = f"  ({column.how})" if column.how and column.fields else ""
        yield f"  {_flat(column.header):<{width}}  {meaning}{how}"


def row_line(intake: Intake, plan: Plan) -> str:
    """Return what became of all rows of the file; the numbers add up."""
    read = sum(len(one.table.rows) for one in intake.tables)
    listed = sum(len(table.rows) for table, _ in intake.lists)
    papers = sum(len(table.rows) for table in intake.paper_tables)
    skipped = sum(len(table.rows) for table, _ in intake.skipped)
    things = Counter[str]()
    for one in intake.things:
        things[one.class_name] += len(one.table.rows)
    parts = [f"{len(plan.changes)} of systems"]
    parts += [f"{plan.repeated} repeated word for word"] if plan.repeated else []
    parts += [f"{number} {reason}" for reason, number in intake.unnamed.items()]
    parts += [f"{papers} of papers"] if papers else []
    parts += [f"{listed} of abbreviations"] if listed else []
    parts += [f"{number} of {words(class_name)}s" for class_name, number in things.items()]
    parts += [f"{skipped} in tables that are skipped"] if skipped else []
    return f"{_count(read + papers + listed + skipped + things.total(), 'row')}: {', '.join(parts)}"


def change_lines(plan: Plan, *, update: bool, verbose: bool = False) -> Iterator[str]:
    """Yield what happens to each entry."""
    kinds = Counter(change.kind for change in plan.changes)
    kinds["new"] += kinds["waits"]
    joined = f", {kinds['joins']} joined" if kinds["joins"] else ""
    faulty = f", {kinds['faulty']} not written" if kinds["faulty"] else ""
    moved = f", {kinds['moved']} in another row" if kinds["moved"] else ""
    yield (
        f"{_count(len(plan.changes), 'system')}: {kinds['new']} new{joined}{faulty}, {kinds['changed']} changed{moved},"
        f" {kinds['same'] + kinds['kept']} as they are"
    )
    changes = [change for change in plan.changes if change.kind not in ("same", "moved", "kept") or change.held]
    if not verbose and len(changes) > 2 * FEW:
        # What needs a look stands first; of the others the first say no more than their number does.
        notable = [change for change in changes if change.kind == "faulty" or change.lines or change.held][:FEW]
        yield from (line for change in notable for line in _change_lines(change))
        yield f"  … {len(changes) - len(notable)} more rows; --verbose lists all"
    else:
        yield from (line for change in changes for line in _change_lines(change))
    if (kinds["changed"] or kinds["moved"]) and not update:
        yield "What the table changed in entries that there are is written with --update."
    gone = [[f"{shown(path)}: no row of the table is about this system any more"] for path in plan.gone]
    yield from _few(gone, "entries without a row", verbose=verbose)


def _change_lines(change: Change) -> Iterator[str]:
    if change.kind in ("new", "waits", "joins", "faulty"):
        yield f"  {change.kind:<8} {shown(change.path)}  {_contents(change)}".rstrip()
    elif change.kind == "changed":
        yield f"  changed  {shown(change.path)}"
    elif change.held:
        yield f"  kept     {shown(change.path)}"
    yield from (f"    {line}" for line in change.lines)
    yield from (f"    ! {line}" for line in change.held)


def word_lines(words: Sequence[SurveyWord], *, draft_new: bool, verbose: bool = False) -> Iterator[str]:
    """Yield how many names are taken for things, and those that are not: the ones in most rows first."""
    if not words:
        return
    left = list(open_words(words))
    drafted = sum(word.why == "drafted" for word in words)
    new = "" if draft_new else ", --draft-new makes items of new ones" if any(w.proposal == NEW for w in left) else ""
    taken = f"{len(words) - len(left)} taken for things, {drafted} of them drafted"
    yield f"{_count(len(words), 'name')}: {taken}; {len(left)} open{new}"
    blocks = [[_clipped(f"  {word.count:>3}  {_flat(word.word)}  {word.why}{_near(word)}")] for word in left]
    yield from _few(blocks, "names", FEW_WORDS, verbose=verbose)


def unfilled_lines(unfilled: Mapping[str, str], name_taken: Iterable[str]) -> Iterator[str]:
    """Yield why no items are made of new names of some classes, which stay undecided, and of some names."""
    for name in name_taken:
        yield f"{name} is to be new, but an authority file has it: add an item, and decide on its id."
    for class_name, field in unfilled.items():
        yield f"New {words(class_name)}s are left to you: they need {field}, and no table says it."


def item_lines(items: Mapping[Path, Sequence[str]], *, verbose: bool) -> Iterator[str]:
    """Yield how many items were added to which files, and with what ids where all is asked for."""
    if verbose or len(items) < FEW:
        lines = [f"{shown(path)}: added {', '.join(ids)}" for path, ids in items.items()]
        yield from lines if verbose else map(_clipped_list, lines)
    else:
        counts = ", ".join(f"{path.stem} {len(ids)}" for path, ids in items.items())
        yield f"Added to {shown(next(iter(items)).parent)}: {counts}"


def _near(word: SurveyWord) -> str:
    return f"; near {word.nearest}" if word.nearest else ""


def left_lines(path: Path, changes: Sequence[Change], *, verbose: bool = False) -> Iterator[str]:
    """Yield what is not stated, or stated with a doubt, of the rows whose entries nobody has settled yet."""
    name = shown(path)
    drafts = [change.draft for change in changes]
    over = [(draft.line, left) for draft in drafts for left in draft.left if not left.class_name]
    guesses = dict.fromkeys((draft.line, guess) for draft in drafts for guess in draft.guesses)
    doubts = [(draft.line, doubt) for draft in drafts for doubt in draft.doubts]
    for title, lines in (("Not stated, since it cannot be", doubts), ("Linked though written otherwise", guesses)):
        if lines:
            yield f"{title} ({len(lines)}):"
            yield from _few([[f"  {name}:{line}: {text}"] for line, text in lines], "lines", verbose=verbose)
    if over and verbose:
        yield f"In no statement ({len(over)}), kept in the cells:"
        yield from _counted(name, over)
    elif over:
        yield f"Words in no statement: {len(over)}, kept in the cells; --verbose lists them"


def _counted(name: str, left: Iterable[tuple[int, Leftover]]) -> Iterator[str]:
    """Yield words, each once with the line where it stands first, those that stand in most rows first."""
    first: dict[tuple[str, str], int] = {}
    times: Counter[tuple[str, str]] = Counter()
    for line, leftover in left:
        key = leftover.column, leftover.text
        first.setdefault(key, line)
        times[key] += 1
    for (column, text), number in times.most_common():
        again = f" ({number} times)" if number > 1 else ""
        yield f'  {name}:{first[column, text]}: {_flat(column)}: "{_flat(text)}"{again}'


def _few(blocks: Sequence[Sequence[str]], noun: str, few: int = FEW, *, verbose: bool) -> Iterator[str]:
    """Yield the lines of the first blocks, and how many there are besides."""
    shown_blocks = blocks if verbose or len(blocks) <= few + 1 else blocks[:few]
    for block in shown_blocks:
        yield from block
    if len(shown_blocks) < len(blocks):
        yield f"  … {len(blocks) - len(shown_blocks)} more {noun}; --verbose lists all"


def _contents(change: Change) -> str:
    tree = change.draft.tree
    parts = [_count(len(value), name.rstrip("s")) for name, value in tree.items() if isinstance(value, list)]
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _clipped(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _clipped_list(line: str) -> str:
    """Return a line of things with commas, as many as fit, and how many there are besides."""
    if len(line) <= _WIDTH:
        return line
    ids = line.split(", ")
    fitting = next((number for number in range(len(ids) - 1, 1, -1) if len(", ".join(ids[:number])) < _WIDTH - 12), 1)
    return f"{', '.join(ids[:fitting])}, … {len(ids) - fitting} more"


def _flat(text: str) -> str:
    return " ".join(text.split())

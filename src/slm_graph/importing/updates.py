"""Drafts beside the entries that there are: what is new, what a survey changed, and what a person did.

An entry that a person has edited is never written over. What the survey changed is the difference between what its old
cells, which the entry keeps, and its new cells give; only that is applied, and only where the person left it as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, Edit, edited, has_comment, read_json_lines, read_yaml, text_tree, to_yaml
from slm_graph.entries import Checker, Evidence, Item, Survey, check_entry, item_names, vocabulary_file
from slm_graph.files import shown
from slm_graph.importing.columns import Column
from slm_graph.importing.drafts import Cells, Draft
from slm_graph.importing.intake import Importer, Intake
from slm_graph.problems import InvalidData, Problem
from slm_graph.text import key_of, parse_cell

_MARK = "# draft "
_mark = re.compile(r"^# draft ([0-9a-f]{12})\b.*\n", re.MULTILINE)
_ENOUGH_CELLS = 3


@dataclass
class Change:
    """What an import does to one entry.

    Parameters
    ----------
    path
        The file of the entry.
    draft
        What the row gives.
    kind
        `new`; `waits` (new, but its row number is still another's); `same`; `changed` (the survey changed); `moved`
        (nothing but the number of its row); `kept` (a person's entry that has nothing to take over).
    lines
        The statements gained and lost, as `+ …` and `- …`.
    held
        What is not taken over, since a person changed it: a line each.
    tree
        The whole entry as it will be, where it is written anew.
    edits
        What is changed in a person's entry.
    """

    path: Path
    draft: Draft
    kind: str = "new"
    lines: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    tree: dict[str, Any] | None = None
    edits: list[Edit] = field(default_factory=list)


@dataclass
class Plan:
    """What an import does.

    Parameters
    ----------
    changes
        One for each system of the table, in its order.
    gone
        The entries of the survey that no row is of any more.
    repeated
        The rows that repeat another one.
    known
        How many entries the survey has so far.
    """

    changes: list[Change]
    gone: list[Path] = field(default_factory=list)
    repeated: list[Problem] = field(default_factory=list)
    known: int = 0


@dataclass(eq=False)
class _Known:
    path: Path
    document: Document
    tree: dict[str, Any]
    text: str
    """The text of its file; "" for a line of JSON Lines."""

    @property
    def is_untouched(self) -> bool:
        """Whether its file still is what an import wrote."""
        found = _mark.search(self.text)
        return found is not None and found[1] == fingerprint(_mark.sub("", self.text, count=1))


def fingerprint(text: str) -> str:
    """Return 12 hexadecimal digits that another text hardly has."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:12]


def plan_changes(importer: Importer, intake: Intake, *, update: bool = False) -> Plan:
    """Return what an import does to each entry.

    Parameters
    ----------
    importer, intake
        What read the table, and what it gave.
    update
        Whether what the table changed is written to entries that there are.

    Raises
    ------
    InvalidData
        An entry that is there cannot be read, so that it is not known which row it is of.
    """
    known = list(_known_entries(importer))
    matches = _matches(intake.drafts, known, importer)
    repeated = [(draft, problem) for draft, problem in intake.repeated if not matches.keys() & {id(draft)}]
    rest = [entry for entry in known if entry not in matches.values()]
    # A row that repeats another one, and has an entry of its own all the same, was settled by a person.
    again = _matches([draft for draft, _ in repeated], rest, importer, by_name_alone=True)
    matches |= again
    drafts = [*intake.drafts, *(draft for draft, _ in repeated if id(draft) in again)]
    drafts.sort(key=_row)
    columns = {row.line: read.columns for read in intake.tables for row in read.table.rows}
    survey = _with_new_items(importer)
    ours = [entry for entry in known if _source(entry.tree).get("survey") == importer.drafter.survey]
    rows = {id(entry): str(_source(entry.tree).get("row")) for entry in ours}
    moved = _moved(drafts, matches, ours, rows)
    papers = _Papers(importer, known)
    plan = Plan([], known=len(ours))
    taken = {entry.tree.get("id") for entry in known}
    after = {moved.get(key, row) if update else row: key for key, row in rows.items()}
    names = {id(entry): shown(entry.path) for entry in ours}
    for draft in drafts:
        entry = matches.get(id(draft))
        source = draft.tree[importer.drafter.source_field]
        if entry is not None:
            source["row"] = moved.get(id(entry), rows.get(id(entry), source["row"]))
            papers.settle(draft, entry.tree)
            plan.changes.append(_change(entry, draft, columns.get(draft.line, []), importer, survey))
            continue
        base = identifier = str(draft.tree["id"])
        number = 2
        while identifier in taken or (_folder(importer) / f"{identifier}.yaml").exists():
            identifier, number = f"{base}-{number}", number + 1
        taken.add(identifier)
        draft.tree["id"] = identifier
        papers.settle(draft, None)
        change = Change(_folder(importer) / f"{identifier}.yaml", draft, tree=draft.tree)
        if source["row"] in after:
            change.kind = "waits"
            holder = after[source["row"]]
            how = "write both with --update" if holder in moved and not update else "settle that one first"
            change.held.append(f"row {source['row']} is still that of {names[holder]}; {how}")
        plan.changes.append(change)
    plan.gone = [entry.path for entry in ours if entry not in matches.values()]
    plan.repeated = [problem for draft, problem in repeated if id(draft) not in again]
    return plan


def change_texts(changes: Iterable[Change]) -> dict[Path, str]:
    """Return the texts of new and changed entries by their files."""
    texts: dict[Path, str] = {}
    for change in changes:
        if change.kind not in ("new", "changed", "moved"):
            continue
        if change.tree is not None:
            texts[change.path] = entry_text(change.tree, change.path)
        elif change.edits:
            texts[change.path] = edited(_read(change.path), change.edits)
    return texts


def entry_text(tree: Mapping[str, Any], path: Path) -> str:
    """Return the file of a drafted entry."""
    schema = path.parent.parent.parent / "ontology" / "entry.schema.json"
    head = "# yaml-language-server: $schema=../../ontology/entry.schema.json\n" if schema.is_file() else ""
    body = to_yaml(tree)
    note = f"{_MARK}{fingerprint(head + body)}: until something is changed here, --update may write it anew\n"
    return head + note + body


def items_by_file(importer: Importer, items: Iterable[Item]) -> dict[Path, list[Item]]:
    """Return items by the vocabulary files of their classes."""
    by_file: dict[Path, list[Item]] = {}
    for item in items:
        path = vocabulary_file(importer.survey.project.data, importer.schema.classes[item.class_name])
        by_file.setdefault(path, []).append(item)
    return by_file


def item_texts(importer: Importer, items: Mapping[Path, Sequence[Item]]) -> dict[Path, str]:
    """Return the texts of vocabulary files with items added at their ends, where what is there stays as it is."""
    texts: dict[Path, str] = {}
    for path, of_class in items.items():
        text = _read(path) if path.exists() else ""
        there = sum(item.class_name == of_class[0].class_name for item in importer.survey.vocabulary.items)
        if there:
            for number, item in enumerate(of_class, there):
                text = edited(text, [Edit((number,), item.tree)])
        else:
            comments = text.strip().removesuffix("[]").strip()
            new = "\n".join(to_yaml([item.tree]) for item in of_class)
            text = f"{comments}\n\n{new}" if comments else new
        texts[path] = text
    return texts


def settings_text(importer: Importer, intake: Intake) -> dict[Path, str]:
    """Return the file of the survey with what the columns mean, where it names none yet."""
    survey = importer.survey.main
    if survey is None or importer.survey.columns.names or not intake.tables:
        return {}
    data = importer.survey.project.data
    # A survey stands in a file of its own, or within the settings.
    is_own = not survey.path
    path = data / (
        f"{importer.schema.survey_class.folder}/{survey.id}" if is_own else importer.schema.settings_class.file
    )
    path = path.with_name(f"{path.name}.yaml")
    columns: dict[str, dict[str, Any]] = {}
    for read in intake.tables:
        for column in read.columns:
            fields = list(column.fields)
            columns.setdefault(column.header, {"name": column.header, **({"fields": fields} if fields else {})})
    return {path: edited(_read(path), [Edit((*survey.path, "columns"), list(columns.values()))])}


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


# --- what is there


def _folder(importer: Importer) -> Path:
    return importer.survey.project.data / importer.schema.entry_class.folder


def _known_entries(importer: Importer) -> Iterator[_Known]:
    problems: list[Problem] = []
    for path in sorted(_folder(importer).glob("*.yaml")):
        document, faults = read_yaml(path)
        problems += faults
        if document is not None and isinstance(document.tree, dict):
            yield _Known(path, document, document.tree, _read(path))
        elif document is not None:
            problems.append(document.problem((), "is no mapping of fields; mend it or move it away"))
    for path in sorted(_folder(importer).glob("*.jsonl")):
        for line in read_json_lines(path):
            if isinstance(line, Problem):
                problems.append(line)
            elif isinstance(line.tree, dict):
                yield _Known(path, line, line.tree, "")
    if problems:
        raise InvalidData(problems)


def _with_new_items(importer: Importer) -> Survey:
    """Return the survey with its vocabulary and columns as they will be."""
    survey, vocabulary = importer.survey, importer.vocabulary
    checker = Checker(survey.schema, vocabulary, survey.project.data)
    evidence = Evidence(survey.schema, vocabulary, lambda source: importer.quoted)
    return replace(survey, vocabulary=vocabulary, checker=checker, evidence=evidence)


def _matches(
    drafts: Sequence[Draft], known: Sequence[_Known], importer: Importer, *, by_name_alone: bool = False
) -> dict[int, _Known]:
    """Return the entry of each draft: by the paper, else by the name, else by cells that are the same but for one."""
    cls = importer.schema.entry_class
    found: dict[int, _Known] = {}
    left = list(known)
    arxiv = {id(entry): _arxiv(entry.tree, importer) for entry in known}
    names = {id(entry): {key_of(name) for name in item_names(cls, entry.tree)} - {""} for entry in known}

    def take(draft: Draft, entries: list[_Known]) -> None:
        if entries:
            found[id(draft)] = entries[0]
            left.remove(entries[0])

    for draft in drafts:
        mine = draft.arxiv
        if mine and not by_name_alone:
            same = [entry for entry in left if arxiv[id(entry)] == mine]
            # One paper may introduce two systems.
            take(draft, sorted(same, key=lambda entry: key_of(draft.name) not in names[id(entry)]))
    for draft in drafts:
        if id(draft) not in found:
            fitting = (entry for entry in left if key_of(draft.name) in names[id(entry)])
            take(draft, [e for e in fitting if not arxiv[id(e)] or not draft.arxiv or arxiv[id(e)] == draft.arxiv])
    for draft in drafts:
        if id(draft) not in found and not by_name_alone:
            take(draft, [entry for entry in left if _is_renamed(entry, draft, importer)])
    return found


def _is_renamed(entry: _Known, draft: Draft, importer: Importer) -> bool:
    """Tell whether an entry has the cells of a row, all but one."""
    if _source(entry.tree).get("survey") != importer.drafter.survey:
        return False
    cells = {name: cell for name, cell in _cells(entry.tree).items() if isinstance(cell, str)}
    said = {name for name, cell in cells.items() if not parse_cell(cell).states_nothing}
    same = {name for name in said if draft.whole_cells.get(name) == cells[name]}
    return len(same) >= max(_ENOUGH_CELLS, len(said) - 1)


def _moved(
    drafts: Sequence[Draft], matches: Mapping[int, _Known], ours: Sequence[_Known], rows: Mapping[int, str]
) -> dict[int, str]:
    """Return the entries that get another row number, with it; none takes one that another entry keeps."""
    moved = {
        id(entry): str(_row(draft))
        for draft in drafts
        if (entry := matches.get(id(draft))) and entry.text and rows.get(id(entry), "") not in ("", str(_row(draft)))
    }
    while True:
        kept = {rows[id(entry)] for entry in ours if id(entry) not in moved}
        blocked = [key for key, row in moved.items() if row in kept]
        if not blocked:
            return moved
        for key in blocked:
            del moved[key]


class _Papers:
    """The papers that there are, so that none is described twice."""

    def __init__(self, importer: Importer, known: Sequence[_Known]) -> None:
        slot = importer.drafter.paper
        self.field = slot.field if slot else ""
        trees = [item.tree for item in importer.vocabulary.items if slot and item.class_name == slot.range]
        trees += [tree for entry in known if isinstance(tree := entry.tree.get(self.field), dict)]
        self.by_arxiv = {tree["arxiv"]: str(tree["id"]) for tree in trees if "arxiv" in tree and "id" in tree}
        self.by_title = {key_of(str(tree["title"])): tree for tree in trees if "title" in tree and "id" in tree}
        self.ids = {str(tree.get("id")) for tree in trees}

    def _known(self, draft: Draft, paper: Mapping[str, Any]) -> str | None:
        """Return the id of a paper that is there: of the same arXiv id, or, where one has none, of the same title."""
        if found := self.by_arxiv.get(draft.arxiv):
            return found
        same = self.by_title.get(key_of(str(paper.get("title", ""))) or "-")
        return None if same is None or (draft.arxiv and same.get("arxiv", draft.arxiv) != draft.arxiv) else same["id"]

    def settle(self, draft: Draft, entry: Mapping[str, Any] | None) -> None:
        """Give a draft's paper the id that it has, or one that no other paper has."""
        paper = draft.tree.get(self.field)
        if not isinstance(paper, dict):
            return
        there = entry.get(self.field) if entry is not None else self._known(draft, paper)
        if isinstance(there, str):
            draft.tree[self.field] = there
        elif isinstance(there, dict) and isinstance(there.get("id"), str):
            paper["id"] = there["id"]
        else:
            base, number = str(paper["id"]), 2
            while paper["id"] in self.ids:
                paper["id"], number = f"{base}-{number}", number + 1
            self.ids.add(paper["id"])
            if draft.arxiv:
                self.by_arxiv[draft.arxiv] = paper["id"]


def _row(draft: Draft) -> int:
    return int(_source(draft.tree)["row"])


def _arxiv(tree: Mapping[str, Any], importer: Importer) -> str:
    slot = importer.drafter.paper
    paper = tree.get(slot.field) if slot else None
    if isinstance(paper, str):
        paper = next((item.tree for item in importer.vocabulary.items if item.id == paper), {})
    return str(paper.get("arxiv", "")) if isinstance(paper, dict) else ""


def _source(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    source = tree.get("source")
    return source if isinstance(source, dict) else {}


def _cells(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    cells = _source(tree).get("cells")
    return cells if isinstance(cells, dict) else {}


# --- what changes


def _change(entry: _Known, draft: Draft, columns: Sequence[Column], importer: Importer, survey: Survey) -> Change:
    draft.tree["id"] = entry.tree.get("id", draft.tree["id"])
    change = Change(entry.path, draft, "same")
    if entry.is_untouched:
        if entry.tree != draft.tree:
            change.lines = differences(entry.tree, draft.tree, importer)
            change.kind, change.tree = "changed" if change.lines else "moved", draft.tree
        return change
    old_cells = _cells(entry.tree)
    # What a person has read is settled; only new words are told.
    draft.left = [left for left in draft.left if left.text not in parse_cell(_text(old_cells.get(left.column))).plain]
    if _source(entry.tree).get("survey") != importer.drafter.survey:
        change.kind, change.held = "kept", ["is of another survey, or of none; nothing is taken over"]
        return change
    columns = [*columns, *importer.columns([name for name in _cells(entry.tree) if name not in draft.whole_cells])]
    cells = {name: cell for name, cell in _cells(entry.tree).items() if isinstance(cell, str)} | dict(draft.whole_cells)
    held: list[str] = []
    while True:
        change.lines, change.held, change.edits = [], list(held), []
        _compare(entry, cells, columns, importer, change)
        row = str(_row(draft))
        moves = [Edit(("source", "row"), row)] if _source(entry.tree).get("row") != row else []
        try:
            text = edited(entry.text, [*change.edits, *moves]) if entry.text else ""
        except ValueError as error:
            change.held += [f"{line}; {error}: do it by hand" for line in change.lines]
            change.lines, change.edits, moves = [], [], []
            break
        if not text or not change.edits:
            break
        after = Document(entry.document.path, text_tree(text), text=text)
        column, quote = _misquoted(after.tree, entry.tree, importer)
        if column:
            # The words of a column stay while statements that a person wrote rest on them.
            cells[column] = str(_cells(entry.tree).get(column, ""))
            held.append(f'{column} has other words now, but you quote "{_short(quote)}"; settle it by hand')
            continue
        before = {problem.message for problem in check_entry(survey, entry.document).problems}
        faults = [problem.message for problem in check_entry(survey, after).problems if problem.message not in before]
        if faults:
            change.held += [f"{line}; then {faults[0]}" for line in change.lines]
            change.lines, change.edits = [], []
        break
    if change.lines and not entry.text:
        change.held = [*change.held, *(f"{line}; JSON Lines are not written: do it by hand" for line in change.lines)]
        change.lines, change.edits, moves = [], [], []
    change.kind = "changed" if change.edits else "moved" if moves else "kept" if change.held else "same"
    change.edits += moves
    return change


def _misquoted(tree: Any, before: Mapping[str, Any], importer: Importer) -> tuple[str, str]:
    """Return a changed column that does not say what a statement quotes, and the quote; else "" twice."""
    for name in importer.reader.fields:
        for usage in _usages(tree, name):
            for column, text in _quotes(usage, name, importer):
                new = _cells(tree).get(column, "")
                if isinstance(new, str) and _cells(before).get(column) != new and not _says(new, text):
                    return column, text
    return "", ""


def _quotes(usage: Any, field_name: str, importer: Importer) -> Iterator[tuple[str, str]]:
    """Yield the quotes of a usage, each with its column."""
    quotes = usage.get("quote", []) if isinstance(usage, dict) else []
    for quote in quotes if isinstance(quotes, list) else [quotes]:
        if isinstance(quote, dict):
            yield str(quote.get("column", "")), str(quote.get("text", ""))
        else:
            yield importer.quoted.get(field_name, ""), str(quote)


def _says(cell: str, text: str) -> bool:
    return text in cell or text in parse_cell(cell).plain


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else " ".join(map(str, cell or ()))


def _usages(tree: Mapping[str, Any], name: str) -> list[Any]:
    value = tree.get(name, [])
    return value if isinstance(value, list) else [value]


def _compare(
    entry: _Known, cells: Mapping[str, str], columns: Sequence[Column], importer: Importer, change: Change
) -> None:
    """Note what other cells mean for a person's entry."""
    old_cells = _cells(entry.tree)
    whole = [column for column in columns if not isinstance(old_cells.get(column.header), list)]
    before, after = (
        importer.drafter.draft(Cells(0, {name: cell for name, cell in some.items() if isinstance(cell, str)}), whole, 1)
        for some in (old_cells, cells)
    )
    for draft in (before, after):
        draft.tree["id"] = entry.tree.get("id")
        _Papers(importer, []).settle(draft, entry.tree)
    kept = _cells(after.tree)
    for name in [*old_cells, *(name for name in kept if name not in old_cells)]:
        old, new = old_cells.get(name), kept.get(name)
        if isinstance(old, list):
            text = cells.get(name, "")
            change.held += [
                f'the phrase "{_short(phrase)}" is not in {name} any more'
                for phrase in old
                if isinstance(phrase, str)
                and name in cells
                and phrase not in text
                and phrase not in parse_cell(text).plain
            ]
        elif old != new and (new is not None or old):
            change.lines.append(f"{'+' if old is None else '-' if new is None else '~'} cell {name}")
            change.edits.append(Edit(("source", "cells", name), new))
    _compare_not_stated(entry, before.tree, after.tree, change)
    for name in importer.reader.fields:
        _compare_usages(name, entry, before.tree, after.tree, importer, change)
    _compare_values(entry, before.tree, after.tree, importer, change)


def _compare_not_stated(entry: _Known, before: Mapping[str, Any], after: Mapping[str, Any], change: Change) -> None:
    old, new, mine = (_source(tree).get("not_stated", []) for tree in (before, after, entry.tree))
    mine = mine if isinstance(mine, list) else [mine]
    becomes = [name for name in mine if name not in old or name in new]
    becomes += [name for name in new if name not in old and name not in mine]
    if becomes != mine:
        change.edits.append(Edit(("source", "not_stated"), becomes or None))


def _compare_usages(
    name: str, entry: _Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    old = {_essence(usage): usage for usage in before.get(name, [])}
    new = {_essence(usage): usage for usage in after.get(name, [])}
    mine = _usages(entry.tree, name)
    have = {_essence(usage): position for position, usage in enumerate(mine)}
    component = importer.reader.fields[name].component.field

    def thing(usage: Any) -> str:
        return str(usage.get(component, "")) if isinstance(usage, dict) else str(usage)

    gone: list[int] = []
    for essence, usage in old.items():
        position = have.get(essence)
        if essence in new:
            if position is not None and mine[position].get("quote") == usage["quote"]:
                now = _cells(after)
                if not all(_says(_text(now.get(column)), text) for column, text in _quotes(usage, name, importer)):
                    change.edits.append(Edit((name, position, "quote"), new[essence]["quote"]))
        elif position is None:
            if thing(usage) and any(thing(other) == thing(usage) for other in mine):
                change.held.append(f"{statement(name, usage)} is not in the table any more, but you changed it")
        elif mine[position].get("note") != usage.get("note") or (
            entry.text and has_comment(entry.text, (name, position))
        ):
            change.held.append(f"{statement(name, usage)} is not in the table any more, but you wrote a note to it")
        else:
            change.lines.append(f"- {statement(name, usage)}")
            gone.append(position)
    left = [usage for position, usage in enumerate(mine) if position not in gone]
    keys = {str(usage.get("key", "")) for usage in left if isinstance(usage, dict)}
    added: list[dict[str, Any]] = []
    for essence, usage in new.items():
        if essence in old or essence in have:
            continue
        if thing(usage) and "key" not in usage and any(thing(other) == thing(usage) for other in left):
            change.held.append(f"{statement(name, usage)} is in the table now, but you changed it")
            continue
        added.append(_with_free_key(usage, keys))
        change.lines.append(f"+ {statement(name, usage)}")
    # A change of one statement stays at its place; what else goes and comes does so at the end.
    for position in sorted(gone, reverse=True):
        twin = next((usage for usage in added if thing(usage) and thing(usage) == thing(mine[position])), None)
        if twin is not None:
            added.remove(twin)
            change.edits += _turned(mine[position], twin, (name, position))
        else:
            change.edits.append(Edit((name, position), None))
    kept = len(mine) - sum(edit.value is None and edit.path[0] == name and len(edit.path) == 2 for edit in change.edits)
    change.edits += [Edit((name, kept + number), usage) for number, usage in enumerate(added)]


def _turned(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Edit]:
    """Yield the edits that make one usage of another, key and note apart."""
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in ("key", "note") and old.get(key) != new.get(key):
            yield Edit((*path, key), new.get(key))


def _with_free_key(usage: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    if "key" not in usage:
        return usage
    base, key, number = usage["key"], usage["key"], 2
    while key in keys:
        key, number = f"{base}-{number}", number + 1
    keys.add(key)
    return {**usage, "key": key}


def _compare_values(
    entry: _Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    skipped = {*importer.reader.fields, "id", importer.drafter.source_field}
    old, new, mine = (dict(_leaves(tree, skipped)) for tree in (before, after, entry.tree))
    for path in [*old, *(path for path in new if path not in old)]:
        was, becomes, is_now = old.get(path), new.get(path), mine.get(path)
        if was == becomes:
            continue
        name = ".".join(path)
        if is_now == was and not any(path[:length] in mine for length in range(1, len(path))):
            change.lines += [f"{sign} {name}: {_short(value)}" for sign, value in (("-", was), ("+", becomes)) if value]
            change.edits.append(Edit(path, becomes))
        elif is_now != becomes:
            change.held.append(
                f"{name} is {_short(becomes or 'not there')} in the table now; you have {_short(is_now or 'none')}"
            )


def _leaves(tree: Mapping[str, Any], skipped: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in tree.items():
        if key in skipped:
            continue
        if isinstance(value, dict):
            yield from (((key, *path), leaf) for path, leaf in _leaves(value, ()))
        else:
            yield (key,), value


def _essence(usage: Any) -> str:
    if not isinstance(usage, dict):
        return repr(usage)
    said = {k: v if not isinstance(v, str) else [v] for k, v in usage.items() if k not in ("quote", "note", "key")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], importer: Importer) -> list[str]:
    """Return the statements that one tree of an entry has and the other has not, as `- …` and `+ …`."""
    lines: list[str] = []
    for name in importer.reader.fields:
        before = {_essence(usage): usage for usage in old.get(name, [])}
        after = {_essence(usage): usage for usage in new.get(name, [])}
        lines += [f"- {statement(name, usage)}" for essence, usage in before.items() if essence not in after]
        lines += [
            f"~ words of {statement(name, usage)}"
            for essence, usage in before.items()
            if essence in after and after[essence] != usage
        ]
        lines += [f"+ {statement(name, usage)}" for essence, usage in after.items() if essence not in before]
    leaves = [dict(_leaves(tree, importer.reader.fields)) for tree in (old, new)]
    for path in [*leaves[0], *(path for path in leaves[1] if path not in leaves[0])]:
        was, becomes = (leaf.get(path) for leaf in leaves)
        if was != becomes and path[:2] == (importer.drafter.source_field, "cells"):
            lines.append(f"~ cell {path[-1]}")
        elif was != becomes and path != (importer.drafter.source_field, "row"):
            lines += [
                f"{sign} {'.'.join(path)}: {_short(value)}" for sign, value in (("-", was), ("+", becomes)) if value
            ]
    return lines


def statement(field_name: str, usage: Mapping[str, Any]) -> str:
    """Return a usage in words.

    Examples
    --------
    >>> statement("datasets", {"dataset": "gigaspeech", "tasks": ["asr"], "quote": "GigaSpeech (ASR)"})
    'datasets: gigaspeech, tasks asr'
    """
    parts: list[str] = []
    for key, value in usage.items():
        if key in ("quote", "note", "amount", "unit", "amount_qualifier"):
            continue
        text = " ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else str(value)
        parts.append(text if not parts else f"{key.replace('_', ' ')} {text}")
    return f"{field_name}: {', '.join(parts)}"


def _short(value: Any) -> str:
    text = " ".join(str(value if not isinstance(value, list) else ", ".join(map(str, value))).split())
    return text if len(text) <= 60 else f"{text[:57]}…"

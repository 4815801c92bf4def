"""Drafts beside the entries that there are: what is new, what a survey changed, and what a person did.

An entry that a person has edited is never written over. What the survey changed is the difference between what its old
cells, which the entry keeps, and its new cells give; only that is applied, and only where the person left it as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, Edit, edited, has_comment, text_tree, to_yaml, with_items
from slm_graph.entries import (
    Checker,
    Evidence,
    Item,
    Sources,
    Survey,
    Vocabulary,
    check_entry,
    check_further_row,
    identifiers,
    vocabulary_file,
)
from slm_graph.files import shown
from slm_graph.importing.drafts import Cells, Draft, Place
from slm_graph.importing.fields import Column
from slm_graph.importing.ids import free_id
from slm_graph.importing.intake import Importer, Intake
from slm_graph.importing.matching import (
    MARK,
    Known,
    cells_of,
    contradict,
    fingerprint,
    match_rows,
    read_known,
    source_of,
)
from slm_graph.importing.surveys import survey_tree
from slm_graph.problems import Problem
from slm_graph.text import key_of, parse_cell

_SCHEMA = "ontology/entry.schema.json"


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
        `new`; `joins` (what the row states of a system that has an entry); `waits` (new, but its row number is still
        another's); `faulty` (new, but the check would fail); `same`; `changed` (the survey changed); `moved` (nothing
        but the number of its row); `kept` (a person's entry that has nothing to take over).
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
        One for each row of the table, in its order.
    gone
        The entries and further rows of the survey that no row is of any more.
    repeated
        How many rows repeat an earlier one of their table word for word.
    papers
        The papers that entries describe, those of the drafts with them.
    """

    changes: list[Change]
    gone: list[Path] = field(default_factory=list)
    repeated: int = 0
    papers: Sequence[Mapping[str, Any]] = ()


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
    known = read_known(importer)
    records = [record for record in known if record.survey == importer.target.id]
    drafts, repeated = _once(intake.drafts)
    matches = match_rows(drafts, records)
    survey = _as_it_will_be(importer, intake)
    planner = _Planner(importer, intake, survey, known, records, matches, update=update)
    changes = [planner.change(draft) for draft in drafts]
    gone = [record.path for record in records if record not in matches.values()]
    trees = [*(entry.tree for entry in known), *(change.draft.tree for change in changes)]
    papers = [paper for tree in trees if isinstance(paper := tree.get(planner.papers.field), dict)]
    return Plan(changes, gone, repeated, papers)


def _once(drafts: Sequence[Draft]) -> tuple[list[Draft], int]:
    """Return the drafts without those that repeat another one of their table word for word, and how many those are."""
    kept: dict[Any, Draft] = {}
    for draft in drafts:
        kept.setdefault((draft.source.get("table"), tuple(sorted(draft.whole_cells.items()))), draft)
    return list(kept.values()), len(drafts) - len(kept)


class _Planner:
    """Makes the change of each draft, in the order of the table."""

    def __init__(
        self, importer: Importer, intake: Intake, survey: Survey, known: Sequence[Known], records: Sequence[Known],
        matches: Mapping[int, Known], *, update: bool,
    ) -> None:  # fmt: skip
        self.importer, self.survey, self.matches, self.update = importer, survey, matches, update
        self.columns = {row.line: read.columns for read in intake.tables for row in read.table.rows}
        self.rows = {id(record): str(source_of(record.tree).get("row")) for record in records}
        self.moved = _moved(intake.drafts, matches, records, self.rows)
        self.papers = _Papers(importer, known)
        self.paths = {record.path.name.casefold() for record in records if record.is_further}
        self.keys = {str(source_of(record.tree).get("key", "")) for record in records}
        self.names = {id(record): shown(record.path) for record in records}
        after = self.moved if update else {}
        self.holders = {after.get(key, row): key for key, row in self.rows.items()}
        self.ids = {entry.system.casefold() for entry in known if not entry.is_further}
        self.ids |= {path.stem.casefold() for path in importer.entries_folder.glob("*.yaml")}
        self.systems: dict[str, list[tuple[str, str]]] = {}
        """The ids and arXiv ids of the systems that have a name."""
        for entry in known:
            for name in () if entry.is_further else sorted(entry.names):
                self.systems.setdefault(name, []).append((entry.system, entry.arxiv))

    def change(self, draft: Draft) -> Change:
        """Return what becomes of a draft."""
        record = self.matches.get(id(draft))
        if record is None:
            return self._new(draft)
        if "row" in draft.source:
            draft.source["row"] = self.moved.get(id(record), self.rows.get(id(record), draft.source["row"]))
        else:
            draft.source["key"] = source_of(record.tree).get("key", draft.source["key"])
        if record.is_further:
            draft.tree = _further_tree(self.importer, draft.tree, record.system)
        else:
            self.papers.settle(draft, record.tree)
        place = self.importer.place_of(draft.source.get("table", ""))
        change = _change(record, draft, self.columns.get(draft.line, []), self.importer, self.survey, place)
        return change

    def _new(self, draft: Draft) -> Change:
        fitting = [system for system, arxiv in self.systems.get(draft.key, ()) if not contradict(arxiv, draft.arxiv)]
        if "key" in draft.source:
            draft.source["key"] = free_id(draft.source["key"], self.keys)
            self.keys.add(draft.source["key"])
        if fitting and self.importer.schema.adding_class is not None:
            change = self._joining(draft, fitting[0])
        else:
            draft.tree["id"] = free_id(str(draft.tree["id"]), self.ids)
            self.ids.add(draft.tree["id"].casefold())
            self.systems.setdefault(draft.key, []).append((draft.tree["id"], draft.arxiv))
            self.papers.settle(draft, None)
            change = Change(self.importer.entries_folder / f"{draft.tree['id']}.yaml", draft, tree=draft.tree)
        self._wait(change, draft.source.get("row", ""))
        self._pass(change)
        return change

    def _joining(self, draft: Draft, system: str) -> Change:
        draft.tree = _further_tree(self.importer, draft.tree, system)
        key = str(draft.source.get("key") or f"{system}-{draft.row}")
        name = free_id(key, {path.removesuffix(".yaml") for path in self.paths})
        self.paths.add(f"{name}.yaml")
        path = self.importer.rows_folder(self.importer.target.id) / f"{name}.yaml"
        return Change(path, draft, "joins", tree=draft.tree)

    def _wait(self, change: Change, row: str) -> None:
        """Hold back what has the row number of another entry."""
        if row and row in self.holders:
            change.kind = "waits"
            holder = self.holders[row]
            how = "write both with --update" if holder in self.moved and not self.update else "settle that one first"
            change.held.append(f"row {row} is still that of {self.names[holder]}; {how}")

    def _pass(self, change: Change) -> None:
        """Hold back what would make the check fail."""
        assert change.tree is not None  # noqa: S101
        document = Document(shown(change.path), change.tree, places={})
        problems = _problems(self.survey, document, is_further=change.kind == "joins")
        if problems and change.kind != "waits":
            change.kind = "faulty"
            change.held += [problem.message for problem in problems[:1]]


def _further_tree(importer: Importer, tree: Mapping[str, Any], system: str) -> dict[str, Any]:
    """Return what a draft states of a system that has an entry."""
    adding = importer.schema.adding_class
    assert adding is not None  # noqa: S101
    of_system = {adding.slots[adding.adds_to].field: system}
    return of_system | {key: value for key, value in tree.items() if key in adding.fields}


def _problems(survey: Survey, document: Document, *, is_further: bool) -> list[Problem]:
    return check_further_row(survey, document) if is_further else check_entry(survey, document).problems


def change_texts(changes: Iterable[Change]) -> dict[Path, str]:
    """Return the texts of new and changed entries by their files."""
    texts: dict[Path, str] = {}
    for change in changes:
        if change.kind not in ("new", "joins", "changed", "moved"):
            continue
        if change.tree is not None:
            texts[change.path] = entry_text(change.tree, change.path)
        elif change.edits:
            texts[change.path] = edited(_read(change.path), change.edits)
    return texts


def entry_text(tree: Mapping[str, Any], path: Path) -> str:
    """Return the file of a drafted entry."""
    # An entry stands in data/FOLDER, a further row in data/FOLDER/SURVEY.
    above = list(enumerate(path.parents))[2:4]
    steps = next((steps for steps, folder in above if (folder / _SCHEMA).is_file()), 0)
    kind = "#/$defs/FurtherRow" if steps == 3 else ""
    head = f"# yaml-language-server: $schema={'../' * steps}{_SCHEMA}{kind}\n" if steps else ""
    body = to_yaml(tree)
    note = f"{MARK}{fingerprint(head + body)}: until something is changed here, --update may write it anew\n"
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
            text = with_items(text, [item.tree for item in of_class])
        else:
            comments = text.strip().removesuffix("[]").strip()
            new = "\n".join(to_yaml([item.tree]) for item in of_class)
            text = f"{comments}\n\n{new}" if comments else new
        texts[path] = text
    return texts


def settings_text(importer: Importer, intake: Intake) -> dict[Path, str]:
    """Return the file of the survey with what the columns mean, where it names none yet."""
    if not intake.tables:
        return {}
    survey = importer.target.item
    data = importer.survey.project.data
    # A survey stands in a file of its own, or within the settings.
    folder, file = importer.schema.survey_class.folder, importer.schema.settings_class.file
    path = data / f"{file}.yaml" if survey.path else data / folder / f"{survey.id}.yaml"
    tree, edits = _survey_edits(importer, intake)
    if importer.target.is_new:
        return {path: to_yaml(tree)}
    if importer.survey.main is None or not edits:
        return {}
    return {path: edited(_read(path), [edit._replace(path=(*survey.path, *edit.path)) for edit in edits])}


def _survey_edits(importer: Importer, intake: Intake) -> tuple[dict[str, Any], list[Edit]]:
    """Return the survey with the columns of the tables that were read, and what that changes in its file."""
    if importer.target.has_tables:
        return survey_tree(importer.target, [(one.place.table, one.table, one.columns) for one in intake.tables])
    tree = importer.target.item.tree
    listed = tree["columns"] if isinstance(tree.get("columns"), list) else []
    names = {column.get("name") for column in listed if isinstance(column, dict)}
    new: dict[str, dict[str, Any]] = {}
    for read in intake.tables:
        for column in read.columns:
            if column.header not in names:
                fields = list(column.fields)
                new.setdefault(column.header, {"name": column.header, **({"fields": fields} if fields else {})})
    columns = [*listed, *new.values()]
    edits = [Edit(("columns", number), column) for number, column in enumerate(new.values(), len(listed))]
    return {**tree, "columns": columns}, edits if listed or not new else [Edit(("columns",), columns)]


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


# --- what is there


def _as_it_will_be(importer: Importer, intake: Intake) -> Survey:
    """Return the project with its vocabulary, its survey and the columns as they will be."""
    survey, target = importer.survey, importer.target
    items = importer.vocabulary.items
    if intake.tables:
        tree, _ = _survey_edits(importer, intake)
        items = [item for item in items if (item.class_name, item.id) != (target.item.class_name, target.id)]
        items = [*items, target.item._replace(tree=tree)]
    vocabulary = Vocabulary(survey.schema, items)
    surveys = [item for item in items if item.class_name == survey.schema.survey_class.name]
    checker = Checker(survey.schema, vocabulary, survey.project.data)
    sources = Sources(survey.schema, surveys, survey.main.id if survey.main else "")

    def quoted(source: Mapping[str, Any]) -> Mapping[str, str]:
        is_ours = source.get("survey") == target.id
        return importer.place_of(str(source.get("table", ""))).quoted if is_ours else sources.quoted(source)

    evidence = Evidence(survey.schema, vocabulary, quoted)
    return replace(survey, vocabulary=vocabulary, checker=checker, evidence=evidence, sources=sources, further={})


def _moved(
    drafts: Sequence[Draft], matches: Mapping[int, Known], ours: Sequence[Known], rows: Mapping[int, str]
) -> dict[int, str]:
    """Return the entries that get another row number, with it; none takes one that another entry keeps."""
    moved = {
        id(entry): str(draft.row)
        for draft in drafts
        if (entry := matches.get(id(draft)))
        and entry.text
        and "row" in draft.source
        and rows.get(id(entry), "") not in ("", str(draft.row))
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

    def __init__(self, importer: Importer, known: Sequence[Known]) -> None:
        slot = importer.drafter.paper
        self.field = slot.field if slot else ""
        trees = [item.tree for item in importer.vocabulary.items if slot and item.class_name == slot.range]
        trees += [tree for entry in known if isinstance(tree := entry.tree.get(self.field), dict)]
        self.by_identifier = {key: str(tree["id"]) for tree in trees if "id" in tree for key in identifiers(tree)}
        self.by_title = {key_of(str(tree["title"])): tree for tree in trees if "title" in tree and "id" in tree}
        self.ids = {str(tree.get("id")) for tree in trees}

    def _known(self, draft: Draft, paper: Mapping[str, Any]) -> str | None:
        """Return the id of a paper that is there: of the same identifier, or, where one has none, of the same title."""
        mine = dict(identifiers(paper))
        if found := next((self.by_identifier[key] for key in mine.items() if key in self.by_identifier), None):
            return found
        same = self.by_title.get(key_of(str(paper.get("title", ""))) or "-")
        if same is None or any(value != same.get(name, value) for name, value in mine.items()):
            return None
        return str(same["id"])

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
            self.by_identifier |= dict.fromkeys(identifiers(paper), str(paper["id"]))


# --- what changes


def _change(
    entry: Known, draft: Draft, columns: Sequence[Column], importer: Importer, survey: Survey, place: Place
) -> Change:
    if not entry.is_further:
        draft.tree["id"] = entry.tree.get("id", draft.tree["id"])
    change = Change(entry.path, draft, "same")
    if entry.is_untouched:
        if entry.tree != draft.tree:
            change.lines = differences(entry.tree, draft.tree, importer)
            change.kind, change.tree = "changed" if change.lines else "moved", draft.tree
        return change
    old_cells = cells_of(entry.tree)
    # What a person has read is settled; only new words are told.
    draft.left = [left for left in draft.left if left.text not in parse_cell(_text(old_cells.get(left.column))).plain]
    columns = [
        *columns,
        *importer.columns([name for name in cells_of(entry.tree) if name not in draft.whole_cells], place.table),
    ]
    cells = {name: cell for name, cell in cells_of(entry.tree).items() if isinstance(cell, str)} | dict(
        draft.whole_cells
    )
    held: list[str] = []
    while True:
        change.lines, change.held, change.edits = [], list(held), []
        _compare(entry, cells, columns, importer, change, place)
        row = draft.source.get("row")
        moves = [Edit(("source", "row"), row)] if row and source_of(entry.tree).get("row") != row else []
        try:
            text = edited(entry.text, [*change.edits, *moves]) if entry.text else ""
        except ValueError as error:
            change.held += [f"{line}; {error}: do it by hand" for line in change.lines]
            change.lines, change.edits, moves = [], [], []
            break
        if not text or not change.edits:
            break
        after = Document(entry.document.path, text_tree(text), text=text)
        column, quote = _misquoted(after.tree, entry.tree, importer, place.quoted)
        if column:
            # The words of a column stay while statements that a person wrote rest on them.
            cells[column] = str(cells_of(entry.tree).get(column, ""))
            held.append(f'{column} has other words now, but you quote "{_short(quote)}"; settle it by hand')
            continue
        before = {problem.message for problem in _problems(survey, entry.document, is_further=entry.is_further)}
        after_it = [problem.message for problem in _problems(survey, after, is_further=entry.is_further)]
        faults = [message for message in after_it if message not in before]
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


def _misquoted(tree: Any, before: Mapping[str, Any], importer: Importer, quoted: Mapping[str, str]) -> tuple[str, str]:
    """Return a changed column that does not say what a statement quotes, and the quote; else "" twice."""
    for name in importer.reader.fields:
        for usage in _usages(tree, name):
            for column, text in _quotes(usage, name, quoted):
                new = cells_of(tree).get(column, "")
                if isinstance(new, str) and cells_of(before).get(column) != new and not _says(new, text):
                    return column, text
    return "", ""


def _quotes(usage: Any, field_name: str, quoted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the quotes of a usage, each with its column."""
    quotes = usage.get("quote", []) if isinstance(usage, dict) else []
    for quote in quotes if isinstance(quotes, list) else [quotes]:
        if isinstance(quote, dict):
            yield str(quote.get("column", "")), str(quote.get("text", ""))
        else:
            yield quoted.get(field_name, ""), str(quote)


def _says(cell: str, text: str) -> bool:
    return text in cell or text in parse_cell(cell).plain


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else " ".join(map(str, cell or ()))


def _usages(tree: Mapping[str, Any], name: str) -> list[Any]:
    value = tree.get(name, [])
    return value if isinstance(value, list) else [value]


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
            draft.tree = _further_tree(importer, draft.tree, entry.system)
        else:
            draft.tree["id"] = entry.tree.get("id")
            _Papers(importer, []).settle(draft, entry.tree)
    kept = cells_of(after.tree)
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
        _compare_usages(name, entry, before.tree, after.tree, importer, change, place.quoted)
    _compare_values(entry, before.tree, after.tree, importer, change)


def _compare_not_stated(entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], change: Change) -> None:
    old, new, mine = (source_of(tree).get("not_stated", []) for tree in (before, after, entry.tree))
    mine = mine if isinstance(mine, list) else [mine]
    becomes = [name for name in mine if name not in old or name in new]
    becomes += [name for name in new if name not in old and name not in mine]
    if becomes != mine:
        change.edits.append(Edit(("source", "not_stated"), becomes or None))


def _compare_usages(
    name: str, entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change,
    quoted: Mapping[str, str],
) -> None:  # fmt: skip
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
                now = cells_of(after)
                if not all(_says(_text(now.get(column)), text) for column, text in _quotes(usage, name, quoted)):
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
    entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    skipped = {*importer.reader.fields, "id", "system", importer.drafter.source_field}
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

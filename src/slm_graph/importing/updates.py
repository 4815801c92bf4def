"""Drafts beside the entries that there are: what is new, what a survey changed, and what a person did.

An entry that a person has edited is never written over. What the survey changed is the difference between what its old
cells, which the entry keeps, and its new cells give; only that is applied, and only where the person left it as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from slm_graph.documents import Document
from slm_graph.entries import (
    Checker,
    Evidence,
    Sources,
    Survey,
    Vocabulary,
)
from slm_graph.files import shown
from slm_graph.importing.changes import Change
from slm_graph.importing.drafts import Draft
from slm_graph.importing.fields import in_field_order
from slm_graph.importing.ids import free_id
from slm_graph.importing.import_texts import survey_edits
from slm_graph.importing.intake import Importer
from slm_graph.importing.known_papers import KnownPapers
from slm_graph.importing.matching import (
    Known,
    contradict,
    match_rows,
    read_known,
    source_of,
)
from slm_graph.importing.merging import change_of, further_tree, problems_of
from slm_graph.importing.table_reads import Intake


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
    papers, new_papers
        The papers that entries describe, and those of entries that are new.
    survey
        The project as it will be.
    unchecked
        The changes that are new entries or further rows, until `check` was called.
    """

    changes: list[Change]
    gone: list[Path] = field(default_factory=list)
    repeated: int = 0
    papers: Sequence[Mapping[str, Any]] = ()
    new_papers: Sequence[Mapping[str, Any]] = ()
    survey: Survey = field(kw_only=True)
    unchecked: list[Change] = field(default_factory=list)

    def check(self) -> None:
        """Hold back what is new and would make the check fail: of the plan that stays, not of one before."""
        for change in self.unchecked:
            assert change.tree is not None  # noqa: S101
            document = Document(str(change.path), change.tree, places={})
            problems = problems_of(self.survey, document, is_further=change.kind == "joins")
            if problems and change.kind != "waits":
                change.kind = "faulty"
                change.held += [problem.message for problem in problems[:1]]
        self.unchecked.clear()


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
    _complete(drafts, importer)
    matches = match_rows(drafts, records)
    survey = _as_it_will_be(importer, intake)
    planner = _Planner(importer, intake, survey, known, records, matches, update=update)
    changes = [planner.change(draft) for draft in drafts]
    gone = [record.path for record in records if record not in matches.values()]
    of_new = {id(change.draft): change.draft.tree for change in changes if change.kind in ("new", "waits")}
    others = (change.draft.tree for change in changes if id(change.draft) not in of_new)
    papers, new_papers = (
        [paper for tree in trees if isinstance(paper := tree.get(planner.papers.field), dict)]
        for trees in ([*(entry.tree for entry in known), *others], of_new.values())
    )
    return Plan(changes, gone, repeated, papers, new_papers, survey=survey, unchecked=planner.new)


def _once(drafts: Sequence[Draft]) -> tuple[list[Draft], int]:
    """Return the drafts without those that repeat another one of their table word for word, and how many those are."""
    kept: dict[Any, Draft] = {}
    for draft in drafts:
        kept.setdefault((draft.source.get("table"), tuple(sorted(draft.whole_cells.items()))), draft)
    return list(kept.values()), len(drafts) - len(kept)


def _complete(drafts: Sequence[Draft], importer: Importer) -> None:
    """Give the first row of a system what later ones state and only an entry can hold, such as its paper and code."""
    adding = importer.schema.adding_class
    if adding is None:
        return
    kept = importer.entry.fields.keys() - adding.fields.keys() - {"id"}
    first: dict[str, Draft] = {}
    for draft in drafts:
        one = first.setdefault(draft.key, draft)
        if one is not draft and not contradict(one.arxiv, draft.arxiv):
            lacking = {key: value for key, value in draft.tree.items() if key in kept and key not in one.tree}
            one.tree = in_field_order({**one.tree, **copy.deepcopy(lacking)}, importer.entry)


class _Planner:
    """Makes the change of each draft, in the order of the table."""

    def __init__(
        self, importer: Importer, intake: Intake, survey: Survey, known: Sequence[Known], records: Sequence[Known],
        matches: Mapping[int, Known], *, update: bool,
    ) -> None:  # fmt: skip
        self.importer, self.survey, self.matches, self.update = importer, survey, matches, update
        self.new: list[Change] = []
        self.columns = {row.line: read.columns for read in intake.tables for row in read.table.rows}
        self.rows = {id(record): str(source_of(record.tree).get("row")) for record in records}
        self.moved = _moved(intake.drafts, matches, records, self.rows)
        self.papers = KnownPapers(importer, known)
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
            draft.tree = further_tree(self.importer, draft.tree, record.system)
        else:
            self.papers.settle(draft, record.tree)
        place = self.importer.place_of(draft.source.get("table", ""))
        change = change_of(record, draft, self.columns.get(draft.line, []), self.importer, self.survey, place)
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
        self.new.append(change)
        return change

    def _joining(self, draft: Draft, system: str) -> Change:
        draft.tree = further_tree(self.importer, draft.tree, system)
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


# --- what is there


def _as_it_will_be(importer: Importer, intake: Intake) -> Survey:
    """Return the project with its vocabulary, its survey and the columns as they will be."""
    survey, target = importer.survey, importer.target
    items = importer.vocabulary.items
    if intake.tables or intake.mapped:
        tree, _ = survey_edits(importer, intake)
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


# --- what changes

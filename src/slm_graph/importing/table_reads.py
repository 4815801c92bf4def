"""What a file of tables gives, table by table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.files import shown
from slm_graph.importing.drafts import Draft, Place
from slm_graph.importing.fields import Column
from slm_graph.importing.mapping import Mapped
from slm_graph.importing.new_items import ItemDrafter
from slm_graph.importing.usages import Leftover
from slm_graph.importing.words import Key, Occurrences
from slm_graph.problems import Problem
from slm_graph.tables import Table


@dataclass
class TableRead:
    """A table of systems, what its columns mean, and where its rows stand."""

    table: Table
    columns: list[Column]
    place: Place


@dataclass
class ThingsRead:
    """A table of things that systems use: of which class, why, what is known of them, and the drafts of the others."""

    table: Table
    columns: list[Column]
    class_name: str
    why: str
    known: int = 0
    drafted: int = 0
    """Rows that were made items of just now."""
    systems: int = 0
    """Rows of what other tables of the file have as systems."""
    undecided: list[Leftover] = field(default_factory=list)
    """Names that things of another field have, so that people decide."""
    papers: list[dict[str, Any]] = field(default_factory=list)
    """The papers of rows that name nothing."""
    drafts: list[Draft] = field(default_factory=list)

    @property
    def context(self) -> str:
        """What the table is about, in words."""
        return " ".join([*self.table.headings, self.table.heading, *self.table.header])


@dataclass
class Intake:
    """What a file of tables gives.

    Parameters
    ----------
    drafts
        One for each row that names a system, in the order of the file.
    tables, skipped
        The tables of systems; and the others, each with the reason.
    things
        The tables of things that systems use.
    lists
        The tables of abbreviations, each with the class of what they stand for.
    listed
        The codes of lists of abbreviations that the vocabulary lacks, with their names and lines.
    paper_tables
        The tables of papers.
    papers
        The papers of rows that name no system.
    problems
        What is wrong with rows and tables; nothing of it keeps the others from being read.
    unnamed
        How many rows give no draft, by the reason.
    names
        The names in columns of things.
    mapped
        What each table means, where the survey's file keeps it.
    """

    drafts: list[Draft] = field(default_factory=list)
    tables: list[TableRead] = field(default_factory=list)
    skipped: list[tuple[Table, str]] = field(default_factory=list)
    things: list[ThingsRead] = field(default_factory=list)
    lists: list[tuple[Table, str]] = field(default_factory=list)
    listed: list[tuple[int, str, str, str]] = field(default_factory=list)
    paper_tables: list[Table] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unnamed: Counter[str] = field(default_factory=Counter)
    names: dict[Key, Occurrences] = field(default_factory=dict)
    mapped: list[Mapped] = field(default_factory=list)

    def take(self, draft: Draft, path: Path, paper_field: str) -> None:
        """Take a draft in, or, where it names no system, its paper."""
        if draft.name:
            self.drafts.append(draft)
        elif isinstance(paper := draft.tree.get(paper_field), dict):
            self.unnamed["of papers that name no system"] += 1
            self.papers.append(paper)
        else:
            self.unnamed["without a name"] += 1
            message = (
                f"row {draft.row} names no system and no paper; add a name, or say with --columns which column has it"
            )
            self.problems.append(Problem(shown(path), draft.line, 1, message))

    def draft_listed(self, drafter: ItemDrafter) -> None:
        """Draft items of lists of abbreviations, of papers that name no system, and of tables of things."""
        for _, class_name, abbreviation, name in self.listed:
            drafter.item(class_name, name, abbreviation)
        for paper in self.papers:
            drafter.paper(paper)
        for things in self.things:
            for draft in things.drafts:
                drafter.thing(things.class_name, draft, things.context)

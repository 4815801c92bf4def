"""A file of tables as draft entries, beside the entries that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slm_graph.documents import MAX_BYTES
from slm_graph.entries import (
    NEW,
    Columns,
    Item,
    Survey,
    SurveyWord,
    Vocabulary,
    decision_problems,
    read_survey,
    read_words,
    words_file,
)
from slm_graph.files import shown
from slm_graph.importing.candidates import PlainNames, candidates
from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.columns import guess_columns
from slm_graph.importing.drafts import Cells, Draft, Drafter, Place
from slm_graph.importing.fields import Column, in_field_order, parse_columns
from slm_graph.importing.legend import legend_in
from slm_graph.importing.linker import ACCEPT, Linker
from slm_graph.importing.mapped_tables import map_tables
from slm_graph.importing.mapping import Mapped, Settled, TableMapper
from slm_graph.importing.new_items import ItemDrafter, names_a_row, new_name
from slm_graph.importing.surveys import Places, Target, find_target, main_target, settled_table, text_of
from slm_graph.importing.table_kinds import TableKind
from slm_graph.importing.table_reads import Intake, TableRead, ThingsRead
from slm_graph.importing.usages import Leftover
from slm_graph.importing.words import Key, Occurrences, decisions_of, judged, occurrences
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import Project
from slm_graph.tables import Table, read_tables
from slm_graph.text import parse_cell


class Importer:
    """Reads tables for a project; the vocabulary grows by what is drafted.

    Parameters
    ----------
    survey
        The project as read: schema, settings, vocabulary.
    accept
        From which confidence on what a word is proposed to name is taken for it.
    """

    def __init__(self, survey: Survey, accept: float = ACCEPT) -> None:
        self.survey = survey
        self.schema = survey.schema
        self.entry = survey.schema.entry_class
        self._legend: dict[str, str] = {}
        self._path: Path
        self._tables: Sequence[Table] = ()
        self._problems: Sequence[Problem] = ()
        self._given: Sequence[str] = ()
        self.new_items: list[Item] = []
        """The items that were drafted."""
        self.accept = accept
        self.moved: list[Item] = []
        """Items of authority files that the vocabulary has from now on."""
        self.unfilled: dict[str, str] = {}
        """The classes of which no items are drafted, each with a field that they need and no table gives."""
        self.name_taken: list[str] = []
        """Names that are to be new, and that things of authority files have."""
        self._plain = PlainNames(survey.schema, survey.checker.authority)
        self.vocabulary = survey.vocabulary
        self._decisions: dict[Key, str] | None = None
        self._aim(main_target(survey))

    def _aim(self, target: Target) -> None:
        self.target = target
        self.quoted: dict[str, dict[str, str]] = {}
        """The column that quotes of a field come from unless they say otherwise, by the id of the table."""
        folder = self.schema.survey_class.folder
        self.words_path = words_file(self.survey.project.data, folder, target.id)
        self.old_words, problems = read_words(self.words_path)
        if problems := [*problems, *decision_problems(self.survey, self.words_path, self.old_words)]:
            raise InvalidData(problems)
        self._accepted: dict[Key, SurveyWord] = {}
        self._earlier: SurveyReader | None = None
        self._use(self.survey.vocabulary)

    def _use(self, vocabulary: Vocabulary) -> None:
        decisions = {key: word.proposal for key, word in self._accepted.items()} | decisions_of(self.old_words)
        if decisions != self._decisions or vocabulary is not self.vocabulary:
            self.vocabulary, self._decisions = vocabulary, decisions
            self.linker = Linker(self.schema, vocabulary, decisions, self.accept)
            known = candidates(self.schema, vocabulary, self.survey.checker.authority, decisions, self.accept)
            self.reader = SurveyReader(self.schema, self.linker, known)
        phrases_only = self.survey.sources.all_columns(self.target.id).phrases_only
        self.drafter = Drafter(self.schema, self.reader, phrases_only)

    @property
    def entries_folder(self) -> Path:
        """The folder of the entries."""
        return self.survey.project.data / self.entry.folder

    def rows_folder(self, survey_id: str) -> Path:
        """Return the folder of the further rows of a survey."""
        adding = self.schema.adding_class
        assert adding is not None  # noqa: S101
        return self.survey.project.data / adding.folder / survey_id

    @property
    def papers(self) -> dict[str, Mapping[str, Any]]:
        """The papers of the vocabulary, by id."""
        slot = self.drafter.paper
        return {item.id: item.tree for item in self.vocabulary.items if slot and item.class_name == slot.range}

    def place_of(self, table: str) -> Place:
        """Return where the rows of a table stand; "" is all tables of a survey whose rows have numbers."""
        if table not in self.quoted:
            self.quoted[table] = dict(self._columns_of(table).by_field)
        return Place(self.target.id, self.quoted[table], table)

    def _columns_of(self, table: str) -> Columns:
        sources = self.survey.sources
        if not table:
            return sources.all_columns(self.target.id)
        known = {table_id for table_id, *_ in sources.tables(self.target.id)}
        return sources.columns({"survey": self.target.id, "table": table}) if table in known else Columns()

    def read(self, path: Path, given: Sequence[str] = (), survey: str = "") -> Intake:
        """Read a file of tables.

        Parameters
        ----------
        path
            A file of tables: Markdown, CSV, TSV or XLSX.
        given
            What columns mean, as `HEADER=FIELD`.
        survey
            The id of the survey that the file belongs to; "" where the file says it.

        Raises
        ------
        InvalidData
            The file cannot be read, is too large, or has no table.
        WrongArgument
            What is given for a column has no such header or field.
        Fault
            Nothing says which survey the file belongs to.
        """
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            message = f"{path.stat().st_size:,} bytes, more than the {MAX_BYTES:,} that are read; give the table alone"
            raise InvalidData([Problem(shown(path), 1, 1, message)])
        self._path, self._given = path, given
        self._tables, self._problems = read_tables(path)
        target = find_target(self.survey, path, self._tables, survey)
        if target.id != self.target.id:
            self._aim(target)
        self.target = target
        self._legend = legend_in(text_of(path))
        return self.read_again()

    def read_again(self) -> Intake:
        """Read the tables of the same file once more, with the items that were drafted since."""
        intake = self._read(self._tables, self._path, self._given)
        intake.problems = [*self._problems, *intake.problems]
        intake.names = occurrences(intake.drafts, (name for things in intake.things for name in things.undecided))
        return intake

    def draft_items(
        self, intake: Intake, drafts: Sequence[Draft], papers: Iterable[Mapping[str, Any]],
        new_papers: Iterable[Mapping[str, Any]] = (), *, draft_new: bool,
    ) -> bool:  # fmt: skip
        """Draft items for names that the vocabulary lacks, and read with them from now on; tell whether that matters.

        Variants of known things are drafted where they are sure enough, and what people decided to be new.

        Parameters
        ----------
        intake
            What the file gave.
        drafts
            Those of its drafts whose names are meant.
        papers, new_papers
            The papers that entries describe, and those of entries that are new.
        draft_new
            Whether items are drafted of all other new names too.
        """
        drafter = ItemDrafter(
            self.schema, self.vocabulary, self.survey.checker.authority, self.reader.candidates, self.target.id,
            self.drafter.paper, papers, new_papers, self.accept,
        )  # fmt: skip
        if draft_new:
            _draft_listed(drafter, intake)
        settled: dict[Key, str] = {}
        for word in self.words(occurrences(drafts)):
            sureness = float(word.confidence or 0)
            if word.decision == NEW:
                is_known = not word.base or self.reader.candidates.item(word.class_name, word.base)
                base = word.base if is_known else drafter.item(word.class_name, word.base)
                settled[word.key] = drafter.item(word.class_name, word.word, base=base) or NEW
                if settled[word.key] == NEW and self._plain.find(word.class_name, word.word):
                    self.name_taken.append(word.word)
            elif word.decision or word.is_taken:
                continue
            elif word.proposal == NEW and (draft_new or (word.base and sureness >= self.accept)):
                drafter.item(word.class_name, new_name(word.word) or word.word)
            elif word.proposal not in ("", NEW) and sureness >= self.accept:
                self._accepted[word.key] = replace(word, why="accepted")
        self.old_words = [replace(word, decision=settled.get(word.key, word.decision)) for word in self.old_words]
        items = list(drafter.items.values())
        is_more = bool(items or drafter.adopted or settled or self._accepted)
        if is_more:
            self._earlier = self.reader
            self._use(Vocabulary(self.schema, [*self.vocabulary.items, *items, *drafter.adopted.values()]))
        self.new_items += items
        self.moved += drafter.moved
        self.unfilled |= drafter.unfilled
        return is_more

    def words(self, names: Mapping[Key, Occurrences]) -> list[SurveyWord]:
        """Return the words of a table, each with what it is proposed to name and what people decided."""
        title = str(self.target.item.tree.get("title", ""))
        return judged(
            names, self.reader.candidates, self._plain, {word.key: word for word in self.old_words}, self._accepted,
            title,
        )  # fmt: skip

    def columns(self, headers: Sequence[str], table: str) -> list[Column]:
        """Return what columns mean that the table has no more."""
        return guess_columns(headers, self.schema, self.vocabulary, self._columns_of(table).field_names, {})

    def _read(self, tables: Sequence[Table], path: Path, given: Sequence[str]) -> Intake:
        named = parse_columns(given, [header for table in tables for header in table.header], self.schema)
        intake = Intake()
        lists: list[tuple[Table, TableKind]] = []
        places = Places(self.target)
        settled = [self._settled(places.table(table.heading) if self.target.has_tables else "") for table in tables]
        all_mapped, systems = map_tables(self._mapper, tables, settled, named, self.drafter)
        for mapped in all_mapped:
            table, table_id, kind = mapped.table, mapped.table_id, mapped.kind
            if table_id:
                intake.mapped.append(mapped)
            if kind.kind == "list":
                rows = [[parse_cell(cell).plain for cell in one.cells] for one in table.rows]
                self._legend |= {cells[kind.code]: cells[kind.label] for cells in rows if all(cells)}
                intake.lists.append((table, kind.class_name))
                lists.append((table, kind))
            elif kind.kind == "systems":
                intake.tables.append(TableRead(table, mapped.columns, self.place_of(table_id)))
            elif kind.kind == "papers":
                intake.paper_tables.append(table)
                self._read_papers(mapped, intake)
            elif kind.class_name and not self.schema.classes[kind.class_name].is_concept:
                intake.things.append(self._read_things(mapped, systems if kind.by_heading else frozenset()))
            else:
                intake.skipped.append((table, kind.why))
        self.reader.explain(self._legend)
        if self._earlier:
            self.reader.take_over(self._earlier)
        for table, kind in lists:
            self._read_list(table, kind.class_name, kind.code, kind.label, intake)
        for read in intake.tables:
            # Where a survey lists its columns and no tables, its file stays as it is.
            for column in read.columns if read.place.table or not self._columns_of("").names else ():
                for name in column.fields:
                    self.quoted[read.place.table].setdefault(name, column.header)
        row = 0
        for read in intake.tables:
            for one in read.table.rows:
                if not any(cell.strip() for cell in one.cells):
                    intake.unnamed["empty"] += 1
                    continue
                row += 1
                cells = Cells(one.line, dict(zip(read.table.header, one.cells, strict=True)))
                self._take(self.drafter.draft(cells, read.columns, row, read.place), path, intake)
        return intake

    @property
    def _mapper(self) -> TableMapper:
        is_name = self.reader.candidates.named_as_whole
        return TableMapper(self.schema, self.vocabulary, lambda text, name: bool(is_name(text, name)))

    def _settled(self, table_id: str) -> tuple[str, Settled]:
        """Return a table's id with what the survey's file says of it, or of all its tables."""
        of_all = Settled(fields=self._columns_of("").field_names)
        return table_id, settled_table(self.target, table_id) if table_id else of_all

    def _read_papers(self, mapped: Mapped, intake: Intake) -> None:
        """Read the papers that a table lists."""
        slot = self.drafter.paper
        for row in mapped.table.rows if slot else ():
            cells = Cells(row.line, dict(zip(mapped.table.header, row.cells, strict=True)))
            tree = self.drafter.draft_thing(cells, mapped.columns, self.entry.name).tree
            if slot and isinstance(paper := tree.get(slot.field), dict):
                # What would be of a system is of its paper here.
                fields = self.schema.classes[slot.range].fields
                more = {key: value for key, value in tree.items() if key in fields and key not in paper}
                intake.papers.append(in_field_order({**more, **paper}, self.schema.classes[slot.range]))

    def _read_things(self, mapped: Mapped, systems: frozenset[str]) -> ThingsRead:
        """Read the things that a table lists, with what its columns say of them, but for what are systems."""
        table, class_name = mapped.table, mapped.class_name
        read = ThingsRead(table, mapped.columns, class_name, mapped.kind.why)
        drafted = {item.id for item in self.new_items if item.class_name == class_name}
        for row in table.rows:
            cells = Cells(row.line, dict(zip(table.header, row.cells, strict=True)))
            draft = self.drafter.draft_thing(cells, mapped.columns, class_name)
            if draft.key and draft.key in systems:
                read.systems += 1
            elif draft.name and (item_id := self._known_as(draft.name, class_name)):
                read.drafted += item_id in drafted
                read.known += item_id not in drafted
            elif names_a_row(draft.name):
                item = self._plain.find(class_name, draft.name)
                is_known = item is None or self._plain.is_of_field(item, read.context)
                if is_known or self.reader.candidates.named_as_whole(draft.name, class_name):
                    read.drafts.append(draft)
                else:
                    read.undecided.append(Leftover(draft.name, table.header[mapped.kind.label], class_name))
        return read

    def _known_as(self, name: str, class_name: str) -> str:
        """Return the id of a thing of a name that the vocabulary itself has, and not the authority files alone."""
        item_id = self.reader.candidates.named_as_whole(name, class_name)
        return item_id if item_id and self.vocabulary.class_of(class_name, item_id) is not None else ""

    def _take(self, draft: Draft, path: Path, intake: Intake) -> None:
        if draft.name:
            intake.drafts.append(draft)
            return
        paper = draft.tree.get(self.drafter.paper.field) if self.drafter.paper else None
        if isinstance(paper, dict):
            intake.unnamed["of papers that name no system"] += 1
            intake.papers.append(paper)
            return
        intake.unnamed["without a name"] += 1
        message = f"row {draft.row} names no system and no paper; add a name, or say with --columns which column has it"
        intake.problems.append(Problem(shown(path), draft.line, 1, message))

    def _read_list(self, table: Table, class_name: str, code: int, label: int, intake: Intake) -> None:
        for row in table.rows:
            abbreviation, name = parse_cell(row.cells[code]).plain, parse_cell(row.cells[label]).plain
            if not abbreviation or not name:
                continue
            if not any(self.linker.is_name(text, class_name, whole=True) for text in (abbreviation, name)):
                intake.listed.append((row.line, class_name, abbreviation, name))


def _draft_listed(drafter: ItemDrafter, intake: Intake) -> None:
    """Draft items of lists of abbreviations, of papers that name no system, and of tables of things."""
    for _, class_name, abbreviation, name in intake.listed:
        drafter.item(class_name, name, abbreviation)
    for paper in intake.papers:
        drafter.paper(paper)
    for things in intake.things:
        for draft in things.drafts:
            drafter.thing(things.class_name, draft, things.context)


def importer(project: Project, accept: float = ACCEPT) -> Importer:
    """Return what reads tables for a project.

    Raises
    ------
    InvalidData
        The schema has problems.
    """
    return Importer(read_survey(project), accept)

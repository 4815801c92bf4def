"""A file of tables as draft entries, beside the entries that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
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
from slm_graph.importing.fields import Column, parse_columns
from slm_graph.importing.legend import legend_in
from slm_graph.importing.linker import ACCEPT, Linker
from slm_graph.importing.mapped_tables import map_tables
from slm_graph.importing.mapping import Mapped, Settled, TableMapper
from slm_graph.importing.new_items import ItemDrafter, new_name
from slm_graph.importing.surveys import Places, Target, find_target, main_target, settled_table, text_of
from slm_graph.importing.table_kinds import TableKind
from slm_graph.importing.table_reads import Intake, TableRead
from slm_graph.importing.things_reader import ThingsReader
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
        self._judged: tuple[dict[Key, Occurrences], list[SurveyWord]] | None = None
        decisions = {key: word.proposal for key, word in self._accepted.items()} | decisions_of(self.old_words)
        if decisions != self._decisions or vocabulary is not self.vocabulary:
            self.vocabulary, self._decisions = vocabulary, decisions
            known = candidates(self.schema, vocabulary, self.survey.checker.authority, decisions, self.accept)
            self.linker = Linker(self.schema, vocabulary, decisions, self.accept, known)
            self.reader = SurveyReader(self.schema, self.linker, known)
        phrases_only = self.survey.sources.all_columns(self.target.id).phrases_only
        self.drafter = Drafter(self.schema, self.reader, phrases_only)

    @cached_property
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
            intake.draft_listed(drafter)
        settled: dict[Key, str] = {}
        for word in self.words(occurrences(drafts)):
            if word.decision == NEW:
                is_known = not word.base or self.reader.candidates.item(word.class_name, word.base)
                base = word.base if is_known else drafter.item(word.class_name, word.base)
                settled[word.key] = drafter.item(word.class_name, word.word, base=base) or NEW
                if settled[word.key] == NEW and self._plain.find(word.class_name, word.word):
                    self.name_taken.append(word.word)
            elif not word.decision and not word.is_taken:
                self._draft_word(word, drafter, draft_new=draft_new)
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

    def _draft_word(self, word: SurveyWord, drafter: ItemDrafter, *, draft_new: bool) -> None:
        """Draft an item of a word nobody decided on, or accept what it is proposed to name, where that is sure."""
        is_sure = float(word.confidence or 0) >= self.accept
        if word.proposal == NEW and (draft_new or (word.base and is_sure)):
            drafter.item(word.class_name, new_name(word.word) or word.word)
        elif word.proposal not in ("", NEW) and is_sure:
            self._accepted[word.key] = replace(word, why="accepted")

    def words(self, names: Mapping[Key, Occurrences]) -> list[SurveyWord]:
        """Return the words of a table, each with what it is proposed to name and what people decided."""
        if self._judged is None or self._judged[0] != names:
            title = str(self.target.item.tree.get("title", ""))
            words = judged(
                names, self.reader.candidates, self._plain, {word.key: word for word in self.old_words},
                self._accepted, self.linker.candidates, title,
            )  # fmt: skip
            self._judged = dict(names), words
        return self._judged[1]

    def columns(self, headers: Sequence[str], table: str) -> list[Column]:
        """Return what columns mean that the table has no more."""
        return guess_columns(headers, self.schema, self.vocabulary, self._columns_of(table).field_names, {})

    def _read(self, tables: Sequence[Table], path: Path, given: Sequence[str]) -> Intake:
        named = parse_columns(given, [header for table in tables for header in table.header], self.schema)
        intake = Intake()
        self.quoted = {}  # what columns mean may be known otherwise than at an earlier reading
        places = Places(self.target)
        settled = [self._settled(places.table(table.heading) if self.target.has_tables else "") for table in tables]
        all_mapped, systems = map_tables(self._mapper, tables, settled, named, self.drafter)
        things = ThingsReader(self.vocabulary, self.drafter, self.reader.candidates, self._plain, self.new_items)
        for mapped in all_mapped:
            if mapped.table_id:
                intake.mapped.append(mapped)
            if mapped.kind.kind == "systems":
                intake.tables.append(TableRead(mapped.table, mapped.columns, self.place_of(mapped.table_id)))
            elif mapped.kind.kind != "list":
                things.sort(mapped, systems, intake)
        self._explain([mapped for mapped in all_mapped if mapped.kind.kind == "list"], intake)
        self._note_quoted(intake)
        number, paper = 0, self.drafter.paper
        for read, one in ((table, row) for table in intake.tables for row in table.table.rows):
            if not any(cell.strip() for cell in one.cells):
                intake.unnamed["empty"] += 1
                continue
            number += 1
            cells = Cells(one.line, dict(zip(read.table.header, one.cells, strict=True)))
            intake.take(self.drafter.draft(cells, read.columns, number, read.place), path, paper.field if paper else "")
        return intake

    def _explain(self, lists: Sequence[Mapped], intake: Intake) -> None:
        """Read by what the file explains: tables of abbreviations, of which unknown ones are noted."""
        for mapped in lists:
            rows = [[parse_cell(cell).plain for cell in one.cells] for one in mapped.table.rows]
            self._legend |= {cells[mapped.kind.code]: cells[mapped.kind.label] for cells in rows if all(cells)}
            intake.lists.append((mapped.table, mapped.kind.class_name))
        self.reader.explain(self._legend)
        if self._earlier:
            self.reader.take_over(self._earlier)
        for mapped in lists:
            self._read_list(mapped.table, mapped.kind, intake)

    def _note_quoted(self, intake: Intake) -> None:
        """Note which columns quotes are from, but where a survey lists its columns and no tables: its file stays."""
        for read in intake.tables:
            for column in read.columns if read.place.table or not self._columns_of("").names else ():
                for name in column.fields:
                    self.quoted[read.place.table].setdefault(name, column.header)

    @property
    def _mapper(self) -> TableMapper:
        is_name = self.reader.candidates.named_as_whole
        return TableMapper(self.schema, self.vocabulary, lambda text, name: bool(is_name(text, name)))

    def _settled(self, table_id: str) -> tuple[str, Settled]:
        """Return a table's id with what the survey's file says of it, or of all its tables."""
        of_all = Settled(fields=self._columns_of("").field_names)
        return table_id, settled_table(self.target, table_id) if table_id else of_all

    def _read_list(self, table: Table, kind: TableKind, intake: Intake) -> None:
        for row in table.rows:
            texts = [parse_cell(row.cells[column]).plain for column in (kind.code, kind.label)]
            if all(texts) and not any(self.linker.is_name(text, kind.class_name, whole=True) for text in texts):
                intake.listed.append((row.line, kind.class_name, texts[0], texts[1]))


def importer(project: Project, accept: float = ACCEPT) -> Importer:
    """Return what reads tables for a project.

    Raises
    ------
    InvalidData
        The schema has problems.
    """
    return Importer(read_survey(project), accept)

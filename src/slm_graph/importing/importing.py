"""A table into entries: what an import would do, and the writing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.entries import Item, SurveyWord, words_text
from slm_graph.files import Generation, shown
from slm_graph.importing import report, report_data
from slm_graph.importing.changes import Change
from slm_graph.importing.import_texts import authority_texts, change_texts, item_texts, items_by_file, settings_text
from slm_graph.importing.intake import Importer, importer
from slm_graph.importing.linker import ACCEPT
from slm_graph.importing.table_reads import Intake
from slm_graph.importing.updates import Plan, plan_changes
from slm_graph.importing.usages import Leftover
from slm_graph.importing.words import merged, open_words, with_nearest
from slm_graph.problems import Fault, InvalidData, Problem, WrongArgument, path_argument, texts_argument
from slm_graph.processes import seldom_collected
from slm_graph.project import Project, project_argument


@dataclass(frozen=True)
class ImportFiles:
    """What an import wrote.

    Parameters
    ----------
    items
        The ids that were added, by the file of the vocabulary.
    settings
        The file of the survey, where it is new, or was told what columns mean.
    entries
        The files of the entries that are new or changed.
    """

    items: dict[Path, list[str]]
    settings: Path | None
    entries: list[Path]
    added: str = "added columns"
    """What was added to the file of the survey."""
    words: Path | None = None
    """The file of the survey's words, where it was written."""
    open_words: int = 0
    """How many names nobody decided on that are linked to nothing."""

    @property
    def paths(self) -> list[Path]:
        """All files that were written."""
        return [*self.items, *filter(None, (self.settings, self.words)), *self.entries]

    def lines(self, *, verbose: bool = False) -> Iterator[str]:
        """Yield what was written, with every new item where all is asked for, and the next step."""
        yield from report.item_lines(self.items, verbose=verbose)
        if self.settings:
            yield f"{shown(self.settings)}: {self.added}"
        if self.entries:
            folders = Counter(shown(path.parent) for path in self.entries)
            parts = [f"{number} {'entry' if number == 1 else 'entries'} to {name}" for name, number in folders.items()]
            yield f"Wrote {' and '.join(parts)}."
        elif not (self.items or self.settings or self.words):
            yield "Nothing to write."
            return
        if self.words and self.open_words:
            names = f"{self.open_words} {'name' if self.open_words == 1 else 'names'}"
            yield f"Next: decide on {names} in {shown(self.words)}, then import again."
        else:
            yield "Next: slm-graph check"


@dataclass(frozen=True)
class Import:
    """A table that was read, and what it would do to the entries; nothing is written before `write`.

    Parameters
    ----------
    project, path
        Where to, and the table.
    draft_new, update
        As of `import_table`.
    """

    project: Project
    path: Path
    draft_new: bool
    update: bool
    words: list[SurveyWord]
    """The names in columns of things, each with what it is taken for, those that stand in most rows first."""
    _importer: Importer = field(repr=False)
    _intake: Intake = field(repr=False)
    _plan: Plan = field(repr=False)

    @property
    def changes(self) -> list[Change]:
        """What happens to each entry, in the order of the table."""
        return self._plan.changes

    @property
    def new_items(self) -> list[Item]:
        """The items of the vocabulary that were drafted."""
        return self._importer.new_items

    @property
    def unlinked(self) -> list[tuple[int, Leftover]]:
        """The words that nothing was linked to, each with its line and its column; `words` has what they may mean."""
        drafts = [change.draft for change in self.changes]
        return [(draft.line, leftover) for draft in drafts for leftover in draft.left if leftover.class_name]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with rows and tables; nothing of it keeps the others from being imported."""
        return self._intake.problems

    @property
    def survey(self) -> str:
        """The id of the survey that the rows are of."""
        return self._importer.target.id

    def lines(self, *, verbose: bool = False) -> Iterator[str]:
        """Yield the report: tables and columns, rows, entries, and the words that were not linked.

        Parameters
        ----------
        verbose
            Whether every row and every word has its line; else the first of them.
        """
        yield from report.table_lines(self.path, self._importer.target, self._intake, verbose=verbose)
        if self.changes or self.new_items:
            yield ""
            yield report.row_line(self._intake, self._plan)
            all_written = all(_is_due(change) for change in self.changes if change.kind in ("changed", "moved"))
            yield from report.change_lines(self._plan, update=self.update or all_written, verbose=verbose)
            yield from report.word_lines(self.words, draft_new=self.draft_new, verbose=verbose)
            yield from report.unfilled_lines(self._importer.unfilled, self._importer.name_taken)
            yield from report.left_lines(self.path, self.changes, verbose=verbose)

    def data(self) -> dict[str, Any]:
        """Return the report as values of JSON: what `lines` tells, all of it."""
        return {
            **report_data.table_data(self.path, self._importer.target, self._intake),
            **report_data.change_data(self._plan),
            **report_data.name_data(self.words, self.new_items),
            "problems": [problem._asdict() for problem in self.problems],
        }

    def write(self) -> ImportFiles:
        """Write new items, the meaning of the columns, and entries: new ones, and with `update` changed ones.

        Raises
        ------
        Fault
            The data are the program's own.
        OSError
            A file cannot be written, or another process writes there; nothing was written.
        """
        self.project.require_own_data()
        with seldom_collected():
            return self._write()

    def _write(self) -> ImportFiles:
        items = items_by_file(self._importer, self.new_items)
        entries = change_texts(change for change in self.changes if self.update or _is_due(change))
        is_listed = bool(self._importer.survey.sources.all_columns(self.survey).names)
        settings = settings_text(self._importer, self._intake) if entries or items or not is_listed else {}
        texts = item_texts(self._importer, items) | authority_texts(self._importer) | settings | entries
        # Where the table alone changed, nothing is written unasked.
        words = self._words_text() if texts or self.update or not self._importer.words_path.exists() else {}
        if texts := words | texts:
            with Generation(self.project.data) as generation:
                for path, text in texts.items():
                    generation.write(path.relative_to(self.project.data).as_posix(), text.encode())
                generation.commit()
        ids = {path: [item.id for item in of_class] for path, of_class in items.items()}
        is_new = self._importer.target.is_new
        added = "new; add its homepage, licence or rights" if is_new else "added columns"
        open_number = sum(1 for _ in open_words(self.words))
        return ImportFiles(ids, next(iter(settings), None), list(entries), added, next(iter(words), None), open_number)

    def _words_text(self) -> dict[Path, str]:
        """Return the file of the words, where it says something else than the one that is there."""
        headers = [column.header for read in self._intake.tables for column in read.columns]
        path, words = self._importer.words_path, merged(self.words, self._importer.old_words, headers)
        text = words_text(words)
        return {path: text} if words and (not path.exists() or path.read_bytes() != text.encode()) else {}


def import_table(
    project: Project | Path | str,
    path: Path | str,
    *,
    columns: Sequence[str] = (),
    draft_new: bool = False,
    update: bool = False,
    survey: str = "",
    accept: float = ACCEPT,
) -> Import:
    """Read the tables of a file as entries of a project; write nothing yet.

    Parameters
    ----------
    project
        Where to: a project, or its folder of data.
    path
        A file of tables: Markdown, CSV, TSV or XLSX.
    columns
        What columns mean whose headers do not tell, as `HEADER=FIELD`.
    draft_new
        Whether items are drafted for names that the vocabulary lacks.
    update
        Whether what the table changed is written to entries that there are.
    survey
        The id of the survey that the table belongs to, new or not; else the table's title or rows say it.
    accept
        From which confidence on, from 0 to 1, what a word is proposed to name is taken for it; see `words`.

    Returns
    -------
    Import
        What would be done; `write` does it.

    Raises
    ------
    InvalidData
        The project has problems, or the file cannot be read or has no table.
    WrongArgument
        A column has no such header or field, or an argument will not do.
    Fault
        Nothing says which survey the table belongs to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from slm_graph.starter import start_survey
    >>> with TemporaryDirectory() as folder:
    ...     paths = start_survey(Path(folder) / "mine")
    ...     result = import_table(f"{folder}/mine/data", f"{folder}/mine/table.md")
    ...     [change.path.stem for change in result.changes], len(result.unlinked), len(result.write().entries)
    (['salmonn', 'qwen-audio', 'speechgpt'], 0, 3)
    """
    project, path = project_argument("project", project), path_argument("path", path)
    columns = texts_argument("columns", columns)
    if project.entries is not None:
        raise Fault(f"{project.entries}: is a file of entries; give a folder of data")
    if not 0 <= accept <= 1:
        raise WrongArgument(f"accept={accept}: no confidence; give a number from 0 to 1")
    with seldom_collected():
        reader = importer(project, accept)
        if reader.survey.problems:
            raise InvalidData(reader.survey.problems)
        intake = reader.read(path, columns, survey)
        plan = plan_changes(reader, intake, update=update)
        drafts = [change.draft for change in plan.changes]
        if reader.draft_items(intake, drafts, plan.papers, plan.new_papers, draft_new=draft_new):
            # With them what was left over is linked now, by the same rules.
            intake = reader.read_again()
            plan = plan_changes(reader, intake, update=update)
        plan.check()
        words = with_nearest(reader.words(intake.names), reader.linker.candidates)
        return Import(project, path, draft_new, update, words, reader, intake, plan)


def _is_due(change: Change) -> bool:
    """Tell whether a change is written unasked: new rows, and drafts nobody edited that words are read anew in."""
    is_read_anew = change.kind == "changed" and change.tree is not None
    return change.kind in ("new", "joins") or (
        is_read_anew and not any(line.startswith("~ cell") for line in change.lines)
    )

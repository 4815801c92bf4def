"""The words of a survey and what people decided on them: `surveys/ID.words.tsv`, for a spreadsheet.

Each name that stands in a column of things has a line: what an import takes it for, how sure that is, and an empty cell
for a person's decision. No cell holds a tab or begins with a sign that a spreadsheet reads as a formula or a quote:
those have ' before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from slm_graph.entries.survey import Survey
from slm_graph.files import shown
from slm_graph.problems import InvalidData, Problem, nearest
from slm_graph.tables import read_tables

NEW, NOTHING = "new", "nothing"
"""Decisions that are no id: the word names a thing that the vocabulary lacks; it names none."""
_ENDING = ".words.tsv"
_DECIDED = ("word", "decision", "class")
_formula = re.compile(r"[=+\-@'\"\t\r]")


@dataclass(frozen=True)
class SurveyWord:
    """A name that stands in the columns of a survey, once for each class of things.

    Parameters
    ----------
    word, class_name
        The name, and the class of which its columns hold things.
    decision
        What a person says that it names: an id, `new`, `nothing`; "" where nobody decided.
    proposal
        The id of a thing, `new`, or "" where the words seem to name nothing.
    confidence
        How sure the proposal is, from 0 to 1.
    base, variant
        The id or the name of what it is a variant of, and the words that tell which.
    count
        In how many rows it stands.
    columns, nearest, rows
        The headers of its columns, the nearest names, and some of its rows.
    why
        What the proposal rests on, in words.
    line
        Where it stands in its file; 0 where it does not yet.
    """

    word: str
    decision: str = ""
    proposal: str = ""
    confidence: str = ""
    class_name: str = ""
    base: str = ""
    variant: str = ""
    count: str = "0"
    columns: str = ""
    nearest: str = ""
    rows: str = ""
    why: str = ""
    line: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether the word is taken for a thing, by its name or by a decision."""
        return self.decision not in ("", NEW, NOTHING) or self.why in ("its name", "drafted", "accepted")

    @property
    def key(self) -> tuple[str, str]:
        """What is judged once: a class and a name."""
        return self.class_name, self.word


_HEADERS = {field.name: field.name.removesuffix("_name") for field in fields(SurveyWord) if field.name != "line"}


def words_file(data: Path, folder: str, survey_id: str) -> Path:
    """Return the file of the words of a survey."""
    return data / folder / f"{survey_id}{_ENDING}"


def words_text(words: Iterable[SurveyWord]) -> str:
    r"""Return the text of a file of words.

    Examples
    --------
    >>> print(words_text([SurveyWord("=LS", class_name="Dataset")]).splitlines()[1].split("\t")[:6])
    ["'=LS", '', '', '', 'Dataset', '']
    """
    lines = [[_HEADERS[name] for name in _HEADERS], *([getattr(word, name) for name in _HEADERS] for word in words)]
    return "".join("\t".join(map(_safe, cells)) + "\n" for cells in lines)


def read_words(path: Path) -> tuple[list[SurveyWord], Sequence[Problem]]:
    """Return the words of a file, and what is wrong with it; no words where there is no file."""
    if not path.exists():
        return [], []
    try:
        (table, *_), faults = read_tables(path)
    except InvalidData as error:
        return [], error.problems
    headers = [header.strip().lower() for header in table.header]
    if lacking := [header for header in _DECIDED if header not in headers]:
        message = f"has no column {lacking[0]}; name it again, or delete the file: an import writes it anew"
        return [], [Problem(shown(path), table.line, 1, message)]
    by_header = {header: name for name, header in _HEADERS.items()}
    words: list[SurveyWord] = []
    for row in table.rows:
        cells = zip(headers, row.cells, strict=True)
        values = {by_header[header]: cell.strip().removeprefix("'") for header, cell in cells if header in by_header}
        if values["word"]:
            words.append(SurveyWord(**values, line=row.line))
    return words, faults


def word_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what is wrong with the files of words of a project: each decision must be one that an import can follow."""
    folder = survey.project.data / survey.schema.survey_class.folder
    for path in sorted(folder.glob(f"*{_ENDING}")):
        words, problems = read_words(path)
        yield from problems
        yield from decision_problems(survey, path, words)
        survey_id = path.name.removesuffix(_ENDING)
        if survey_id not in survey.vocabulary.ids(survey.schema.survey_class.name):
            yield Problem(shown(path), 1, 1, f"{survey_id}: no such survey; name the file as its survey, or delete it")


def decision_problems(survey: Survey, path: Path, words: Iterable[SurveyWord]) -> Iterator[Problem]:
    """Yield the decisions on unknown classes and things, and those that contradict each other."""
    seen: dict[tuple[str, str], SurveyWord] = {}
    for word in words:
        if word.class_name not in survey.schema.classes:
            close = nearest(word.class_name, survey.schema.classes)
            yield Problem(shown(path), word.line, 1, f"{word.class_name or 'no class'}: no such class{close}")
            continue
        if word.decision not in ("", NEW, NOTHING):
            ids = _ids(survey, word.class_name)
            if word.decision not in ids:
                step = nearest(word.decision, ids) or "; add it to the vocabulary"
                fact = f'"{word.word}": no {word.class_name} has the id {word.decision}'
                yield Problem(shown(path), word.line, 1, f"{fact}{step}, or write {NEW} or {NOTHING}")
        other = seen.setdefault(word.key, word)
        if other.decision != word.decision:
            message = f'"{word.word}" is decided otherwise in line {other.line}; delete one of the two lines'
            yield Problem(shown(path), word.line, 1, message)


def _ids(survey: Survey, class_name: str) -> Mapping[str, object]:
    ids = dict.fromkeys(survey.vocabulary.ids(class_name))
    below = {cls.name for cls in survey.schema.descendants(class_name)}
    return ids | {item.id: None for item in survey.checker.authority.items() if item.class_name in below and item.id}


def _safe(text: str) -> str:
    """Return a cell that a spreadsheet takes for text."""
    flat = " ".join(str(text).split())
    return f"'{flat}" if _formula.match(flat) else flat

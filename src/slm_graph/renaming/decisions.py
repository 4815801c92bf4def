"""The decisions on the words of surveys, which name things by their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from slm_graph.entries import Survey, SurveyWord, read_words, words_file
from slm_graph.files import shown
from slm_graph.problems import Fault
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.texts import text_of


class Decision(NamedTuple):
    """A word that is decided to name something: its file, the survey's id, and the word."""

    path: Path
    survey_id: str
    word: SurveyWord

    def __str__(self) -> str:
        return f"{shown(self.path)}:{self.word.line}"


def decisions(survey: Survey, definition: Definition) -> Iterator[Decision]:
    """Yield the words of surveys that are decided to name an item."""
    above = {cls.name for cls in survey.schema.ancestors(definition.cls.name)}
    for item_id in survey.vocabulary.ids(survey.schema.survey_class.name):
        path = words_file(survey.project.data, survey.schema.survey_class.folder, item_id)
        for word in read_words(path)[0]:
            if word.decision == definition.id and word.class_name in above:
                yield Decision(path, item_id, word)


def with_decisions(survey: Survey, definition: Definition, new: Callable[[str], str]) -> dict[Path, bytes]:
    """Return the files of words whose decisions name something, with those led to other ids, by the survey's id.

    Raises
    ------
    Fault
        A line is not written as an import writes it.
    """
    texts: dict[Path, list[str]] = {}
    for decision in decisions(survey, definition):
        lines = texts.setdefault(decision.path, text_of(decision.path).splitlines(keepends=True))
        column = [cell.strip().lower() for cell in lines[0].lstrip("\ufeff").split("\t")].index("decision")
        number = decision.word.line - 1
        cells = lines[number].split("\t")
        if column >= len(cells) or definition.id not in cells[column]:
            raise Fault(f"{decision}: the decision {definition.id} cannot be changed in place; do it by hand")
        cells[column] = cells[column].replace(definition.id, new(decision.survey_id))
        lines[number] = "\t".join(cells)
    return {path: "".join(lines).encode() for path, lines in texts.items()}

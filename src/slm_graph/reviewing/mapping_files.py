"""The files in which a survey keeps what its words and columns mean: read, changed in place, written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from slm_graph.documents import Edit, edited
from slm_graph.entries import Item, Survey, SurveyWord, decision_problems, read_survey, read_words, words_file
from slm_graph.files import Generation, shown
from slm_graph.problems import Fault, InvalidData, NotFound, Problem, nearest
from slm_graph.project import Project
from slm_graph.reviewing.words import with_decisions

CHANGED = "has changed since this page was shown; nothing was written: look at it as it is now, and decide again"


class MappingFiles:
    """The surveys of a project with the files of their words and columns.

    Parameters
    ----------
    project
        The data; they are read again where a file has changed.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> [item.id for item in MappingFiles(find_project()).surveys]
    ['speech-llms-progress']
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self._survey: Survey | None = None

    @property
    def survey(self) -> Survey:
        """The data as they are now.

        Raises
        ------
        InvalidData
            They have problems.
        """
        stamp = tuple(_stamps(self.project.data))
        if self._survey is None or stamp != self._stamp:
            self._survey, self._stamp = read_survey(self.project), stamp
        if self._survey.problems:
            raise InvalidData(self._survey.problems)
        return self._survey

    @property
    def surveys(self) -> list[Item]:
        """The surveys, in the order of their ids."""
        name = self.survey.schema.survey_class.name
        return sorted(
            (item for item in self.survey.vocabulary.items if item.class_name == name), key=lambda item: item.id
        )

    def item(self, survey_id: str) -> Item:
        """Return a survey.

        Raises
        ------
        NotFound
            There is none of this id.
        """
        surveys = {item.id: item for item in self.surveys}
        if survey_id not in surveys:
            raise NotFound(f"{survey_id[:80]}: no such survey{nearest(survey_id, surveys)}")
        return surveys[survey_id]

    # --- words

    def words_path(self, survey_id: str) -> Path:
        """Return the file of the words of a survey."""
        return words_file(self.project.data, self.survey.schema.survey_class.folder, survey_id)

    def words(self, survey_id: str) -> list[SurveyWord]:
        """Return the words of a survey; none where no import has written any.

        Raises
        ------
        InvalidData
            The file is not what it should be.
        """
        words, problems = read_words(self.words_path(survey_id))
        if problems:
            raise InvalidData(problems)
        return words

    def decide(self, survey_id: str, decisions: Mapping[int, str], state: str) -> int:
        """Write decisions on words, by their lines, and return how many are other ones than before.

        Parameters
        ----------
        state
            What `state_of` gave of the file when its page was shown.

        Raises
        ------
        InvalidData
            A decision is none that an import can follow, or the file has changed; nothing was written.
        """
        path, words = self.words_path(survey_id), self.words(survey_id)
        self._require(path, state)
        changed = {word.line: word for word in words if decisions.get(word.line, word.decision) != word.decision}
        text, decided = with_decisions(_text(path), words, {line: decisions[line] for line in changed})
        # Old decisions may be as wrong as they are; of the new ones each must be one that can be followed.
        problems = [one for one in decision_problems(self.survey, path, decided) if one.line in changed]
        if problems:
            raise InvalidData(problems)
        if changed:
            self._write({path: text})
        return len(changed)

    # --- columns

    def columns_path(self, survey_id: str) -> Path:
        """Return the file that has the tables of a survey."""
        return Path(self.item(survey_id).document.path)

    def settle(self, survey_id: str, edits: Sequence[Edit], state: str) -> int:
        """Write what tables and columns mean, and return how many values are other ones than before.

        Raises
        ------
        InvalidData
            The file has changed, or is laid out so that it cannot be changed in place; nothing was written.
        """
        item, path = self.item(survey_id), self.columns_path(survey_id)
        self._require(path, state)
        try:
            text = edited(_text(path), [edit._replace(path=(*item.path, *edit.path)) for edit in edits])
        except ValueError as error:
            raise InvalidData([Problem(shown(path), 1, 1, f"{error}; change it with an editor")]) from None
        if edits:
            self._write({path: text})
        return len(edits)

    # --- files

    def _require(self, path: Path, state: str) -> None:
        if state_of(path) != state:
            raise InvalidData([Problem(shown(path), 1, 1, CHANGED)])

    def _write(self, texts: Mapping[Path, str]) -> None:
        self.project.require_own_data()
        with Generation(self.project.data) as generation:
            for path, text in texts.items():
                name = path.resolve().relative_to(self.project.data.resolve()).as_posix()
                generation.write(name, text.encode())
            generation.commit()


def state_of(path: Path) -> str:
    """Return what tells one state of a file from another; "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise Fault(f"{shown(path)}: is not UTF-8; save it as UTF-8") from None


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield the files of a folder with what tells their states apart."""
    for path in sorted(folder.rglob("*.*")):
        if path.is_file():
            status = path.stat()
            yield path.as_posix(), status.st_mtime_ns, status.st_size

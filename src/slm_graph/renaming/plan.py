"""A change of many files that is planned first: their new contents, and the IRIs that it takes out of use."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slm_graph.entries import Survey, check, read_survey
from slm_graph.files import Generation, shown
from slm_graph.problems import Fault, InvalidData
from slm_graph.project import Project, bundled, project_argument
from slm_graph.renaming.stubs import Stub


@dataclass(frozen=True)
class DataChanges:
    """What a command would do to the data; nothing is written before `write`.

    Parameters
    ----------
    project
        Whose data.
    old
        The IRI that it is about, by what follows the base.
    stubs
        The IRIs that go out of use, the old one and those that follow from it.
    files
        The files with their new content; None where one goes.
    elsewhere
        Lines outside the data that name an IRI that goes out of use: file, line, and what to write there.
    """

    project: Project
    old: str
    stubs: Sequence[Stub]
    files: Mapping[Path, bytes | None] = field(repr=False)
    elsewhere: Sequence[str]
    gone_as: str = field(default="deleted", repr=False)
    """What is said of a file that goes."""

    def lines(self) -> Iterator[str]:
        """Yield what is changed, a file a line, and each IRI with the one that takes its place."""
        for path, content in self.files.items():
            yield f"{shown(path)}: {self.gone_as if content is None else 'changed'}"
        number = len(self.stubs)
        ending = ":" if self.stubs else ", since none was published"
        yield f"{number or 'no'} IRI{'' if number == 1 else 's'} retired{ending}"
        yield from (f"  {stub}" for stub in self.stubs)
        yield from self.elsewhere

    def write(self) -> list[Path]:
        """Write the files as one set, and return them.

        Raises
        ------
        OSError
            A file cannot be written, or another process writes there; nothing was written.
        """
        with Generation(self.project.data) as generation:
            for path, content in self.files.items():
                name = path.relative_to(self.project.data).as_posix()
                if content is None:
                    generation.remove(name)
                else:
                    generation.write(name, content)
            written = generation.commit()
        self._remove_empty_folders()
        return written

    def _remove_empty_folders(self) -> None:
        """Remove the folder of the rows of a survey that is called by its new id."""
        for folder in {path.parent for path, content in self.files.items() if content is None}:
            if not any(folder.iterdir()):
                with contextlib.suppress(OSError):  # it is in nobody's way
                    folder.rmdir()


def sound_survey(project: Project | Path | str) -> Survey:
    """Return the survey of a project whose data are a folder without problems.

    Raises
    ------
    InvalidData
        The data have problems.
    Fault
        They are a file of entries.
    """
    project = project_argument("project", project)
    if project.entries is not None:
        raise Fault(f"{project.entries}: is a file of entries; give a folder of data")
    if problems := check(project)[0]:
        raise InvalidData(problems)
    return read_survey(project)


def named_elsewhere(survey: Survey, stubs: Sequence[Stub]) -> Iterator[str]:
    """Yield the lines of stored questions that name an IRI that goes out of use."""
    new = {stub.path: stub.replaced_by for stub in stubs}
    kinds = "|".join({path.partition("/")[0] for path in new})
    names = re.compile(rf"(?:{re.escape(survey.schema.base)}|\b)((?:{kinds})[:/][A-Za-z0-9._/-]*[A-Za-z0-9])")
    project = survey.project
    is_own = project.queries != bundled("queries") or project.data == bundled("data")
    for path in sorted(project.queries.rglob("*.rq")) if new and is_own else ():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name in dict.fromkeys(match[1].replace(":", "/", 1) for match in names.finditer(line)):
                if name in new:
                    instead = " or ".join(new[name])
                    step = f"write {instead}" if instead else "nothing takes its place"
                    yield f"{shown(path)}:{number}: names {name}; {step}"

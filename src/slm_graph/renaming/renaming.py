"""Another id for something, everywhere in the data of a project, and a stub where the old IRI was."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slm_graph.entries import Survey, check, read_survey
from slm_graph.files import Generation, shown
from slm_graph.problems import Fault, InvalidData
from slm_graph.project import Project, bundled, project_argument
from slm_graph.renaming.definitions import Definition, definitions, find_definition, new_id
from slm_graph.renaming.new_files import NewFiles
from slm_graph.renaming.stubs import Stub
from slm_graph.text import words


@dataclass(frozen=True)
class Renaming:
    """What another id changes; nothing is written before `write`.

    Parameters
    ----------
    project
        Whose data.
    old, new
        The two IRIs, by what follows the base.
    stubs
        The IRIs that go out of use, the old one and those that follow from it.
    files
        The files with their new content; None where one goes, since its entry has another name.
    elsewhere
        Lines outside the data that name an IRI that goes out of use: file, line, and what to write there.
    """

    project: Project
    old: str
    new: str
    stubs: list[Stub]
    files: Mapping[Path, bytes | None] = field(repr=False)
    elsewhere: list[str]

    def lines(self) -> Iterator[str]:
        """Yield what is changed, a file a line, and each IRI with the one that takes its place."""
        for path, content in self.files.items():
            yield f"{shown(path)}: {'is now called by its new id' if content is None else 'changed'}"
        number = len(self.stubs)
        ending = ":" if self.stubs else ", since none is in the graph"
        yield f"{number or 'no'} IRI{'' if number == 1 else 's'} retired{ending}"
        yield from (f"  {stub.path} → {stub.replaced_by}" for stub in self.stubs)
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


def rename(project: Project | Path | str, old: str, new: str) -> Renaming:
    """Plan another id for an item, a system, a paper, a survey, or another key for a usage; write nothing yet.

    Every reference in the data follows; keys of usages that come from the id do so too. Each IRI that becomes another
    one leaves a stub.

    Parameters
    ----------
    project
        Whose data: a project, or its folder of data.
    old
        What: an id where it is the only one, else as `encoder/whisper`, `encoder:whisper` or its IRI.
    new
        The new id, or the whole path.

    Raises
    ------
    NotFound, WrongArgument
        There is no such thing, or the new id will not do.
    Fault
        The new id is taken or was used once, or a file cannot be changed in place.
    InvalidData
        The data have problems.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> renaming = rename(bundled("data"), "encoder/whisper", "whisper-asr")
    >>> renaming.stubs[0].path, renaming.stubs[0].label, renaming.stubs[0].replaced_by
    ('encoder/whisper', 'Whisper', 'encoder/whisper-asr')
    """
    project = project_argument("project", project)
    if project.entries is not None:
        raise Fault(f"{project.entries}: is a file of entries; give a folder of data")
    if problems := check(project)[0]:
        raise InvalidData(problems)
    survey = read_survey(project)
    definition = find_definition(survey, old)
    item_id = new_id(survey, definition, new)
    path = f"{definition.path.rpartition('/')[0]}/{item_id}"
    _require_free(survey, definition, item_id)
    if mention := _of_schema(survey, definition):
        raise Fault(f"{definition.path}: {shown(project.schema)} names it ({mention}); it stays as it is")
    new_files = NewFiles(survey, definition, item_id)
    return Renaming(
        project, definition.path, path, new_files.stubs, new_files.files, list(_elsewhere(survey, new_files.stubs))
    )


def _require_free(survey: Survey, definition: Definition, item_id: str) -> None:
    """Raise a Fault where something has an id already that would be taken for the new one."""
    above = {cls.name for cls in survey.schema.ancestors(definition.cls.name)}
    start = definition.path.rpartition("/")[0]
    for other in definitions(survey):
        if other.id.casefold() != item_id.casefold() or other.path == definition.path:
            continue
        if other.path == f"{start}/{item_id}":
            raise Fault(f"{other.path}: is there already; give another id, or see data/README.md on how to join two")
        if other.path.rpartition("/")[0] == start and not definition.is_usage:
            raise Fault(f"{other.path}: differs from {item_id} in case alone; give another id")
        shared = [cls.name for cls in survey.schema.ancestors(other.cls.name) if cls.name in above]
        if shared and not definition.is_usage:
            raise Fault(f"{other.path}: has this id, and a {words(shared[0])} may be either; give another id")


def _of_schema(survey: Survey, definition: Definition) -> str:
    """Return what in the schema names an item, "" where nothing does."""
    schema = survey.schema
    if "in_scheme" in schema.slots and schema.slots["in_scheme"].range == definition.cls.name:
        users = (cls.name for cls in schema.classes.values() if cls.scheme == definition.id)
        if user := next(users, ""):
            return f"the scheme of {user}"
    for slot in (slot for cls in schema.classes.values() for slot in cls.slots.values()):
        for edge in slot.edges:
            of_field = schema.slots[edge.field].range if edge.field else ""
            if edge.value == definition.id and of_field == definition.cls.name:
                return f"an edge of {slot.name}"
    return ""


def _elsewhere(survey: Survey, stubs: list[Stub]) -> Iterator[str]:
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
                    yield f"{shown(path)}:{number}: names {name}; write {new[name]}"

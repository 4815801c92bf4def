"""Another id for something, everywhere in the data of a project, and a stub where the old IRI was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slm_graph.project import Project
from slm_graph.renaming.changes import Follower
from slm_graph.renaming.definitions import find_definition, new_id, require_free, require_unnamed
from slm_graph.renaming.new_files import NewFiles
from slm_graph.renaming.plan import DataChanges, named_elsewhere, sound_survey


@dataclass(frozen=True)
class Renaming(DataChanges):
    """What another id changes; `new` is the new IRI, by what follows the base."""

    new: str = ""


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
    ('encoder/whisper', 'Whisper', ('encoder/whisper-asr',))
    """
    survey = sound_survey(project)
    definition = find_definition(survey, old)
    item_id = new_id(survey, definition, new)
    path = f"{definition.path.rpartition('/')[0]}/{item_id}"
    require_free(survey, definition, item_id)
    require_unnamed(survey, definition)
    follower = Follower(survey, definition, lambda _: item_id)
    made = NewFiles(survey, definition, follower, [path], new=item_id)
    elsewhere = list(named_elsewhere(survey, made.stubs))
    gone_as = "is now called by its new id"
    return Renaming(survey.project, definition.path, made.stubs, made.files, elsewhere, gone_as, path)

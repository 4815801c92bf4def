"""Something that goes out of use: what takes its place, if anything does, and a stub where its IRI was."""

from __future__ import annotations

from pathlib import Path

from slm_graph.problems import Fault
from slm_graph.project import Project
from slm_graph.renaming.definitions import find_definition, require_unnamed
from slm_graph.renaming.joining import join
from slm_graph.renaming.places import is_of_authority
from slm_graph.renaming.plan import DataChanges, named_elsewhere, sound_survey
from slm_graph.renaming.removing import paths_with, removed_files, require_unreferred
from slm_graph.renaming.soundness import require_sound
from slm_graph.renaming.stubs import Stub, stub_file


def retire(project: Project | Path | str, old: str, replaced_by: str = "") -> DataChanges:
    """Plan that something goes out of use; write nothing yet.

    An item or a paper that another takes the place of is joined with it: references lead there, and its names become
    names of the other. A system, or what nothing takes the place of, goes only where nothing refers to it. A usage
    goes as well, whatever takes its place. Each IRI that is not made any more leaves a stub.

    Parameters
    ----------
    project
        Whose data: a project, or its folder of data.
    old
        What: an id where it is the only one, else as `encoder/whisper`, `encoder:whisper` or its IRI.
    replaced_by
        What takes its place, likewise; "" where nothing does.

    Raises
    ------
    NotFound
        There is no such thing.
    Fault
        It cannot go, or a file cannot be changed in place.
    InvalidData
        The data have problems, or would have, or something refers to what nothing takes the place of.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> plan = retire(bundled("data"), "clapcap", "encoder/clap")
    >>> print(plan.stubs[0])
    encoder/clapcap → encoder/clap
    """
    survey = sound_survey(project)
    definition = find_definition(survey, old, "retire")
    require_unnamed(survey, definition)
    other = find_definition(survey, replaced_by, "join") if replaced_by else None
    if other is not None and not definition.is_usage:
        joined = join(survey, definition, other)
        stubs, files = joined.stubs, joined.files
    else:
        if other is not None and other.path == definition.path:
            raise Fault(f"{other.path}: cannot take its own place; name another thing")
        is_joined = definition.cls.has_id and definition.cls not in (
            survey.schema.entry_class,
            survey.schema.survey_class,
        )
        step = f"mend it first{', or give --replaced-by OTHER' if is_joined else ''}"
        require_unreferred(survey, definition, step)
        targets = (other.path,) if other is not None else ()
        # What nothing refers to is not in the graph where an authority file has it.
        gone = {} if is_of_authority(survey, definition) else paths_with(survey, definition)
        stubs = [Stub(path, label, targets) for path, label in gone.items()]
        files = removed_files(survey, definition)
        files.update(stub_file(survey, stubs) if stubs else {})
    require_sound(survey.project, files)
    return DataChanges(survey.project, definition.path, stubs, files, list(named_elsewhere(survey, stubs)))

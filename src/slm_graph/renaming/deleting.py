"""Something that was never published, and goes without a stub."""

from __future__ import annotations

from pathlib import Path

from slm_graph.entries import find_release, published_paths
from slm_graph.problems import Fault
from slm_graph.project import Project
from slm_graph.renaming.definitions import find_definition, require_unnamed
from slm_graph.renaming.plan import DataChanges, sound_survey
from slm_graph.renaming.removing import paths_with, removed_files, require_unreferred
from slm_graph.renaming.soundness import require_sound


def delete(
    project: Project | Path | str, thing: str, *, release: Path | None = None, is_unpublished: bool = False
) -> DataChanges:
    """Plan that an item, an entry with its further rows, or a usage goes without a stub; write nothing yet.

    Parameters
    ----------
    project
        Whose data: a project, or its folder of data.
    thing
        What: an id where it is the only one, else as `encoder/whisper`, `encoder:whisper` or its IRI.
    release
        The graph that was published; by default that at the last git tag.
    is_unpublished
        Whether somebody says that nothing was published, where there is no release.

    Raises
    ------
    NotFound
        There is no such thing.
    Fault
        It was published, or nobody knows; or a file cannot be changed in place.
    InvalidData
        The data have problems, or would have, or something refers to it.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> plan = delete(bundled("data"), "seed-asr", is_unpublished=True)
    >>> [path.name for path in plan.files], plan.stubs
    (['seed-asr.yaml'], [])
    """
    survey = sound_survey(project)
    definition = find_definition(survey, thing, "delete")
    require_unnamed(survey, definition)
    published = find_release(survey.project, release)
    if published is None and not is_unpublished:
        step = "give --release FILE, or --unpublished where nobody has seen it yet"
        raise Fault(f"{definition.path}: may have been published, and there is no release to compare with; {step}")
    known = set(published_paths(survey.schema, published)) if published else set()
    for path in paths_with(survey, definition):
        if published is not None and path in known:
            step = f"retire it, so that a stub stays: slm-graph retire {definition.path}"
            raise Fault(f"{path}: was published, in {published.name}; {step}")
    require_unreferred(survey, definition, "mend it first")
    files = removed_files(survey, definition)
    require_sound(survey.project, files)
    return DataChanges(survey.project, definition.path, [], files, [])

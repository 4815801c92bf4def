"""An item that is several things: each gets an item of its own, and a stub that leads to all stands for the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from slm_graph.entries import Survey
from slm_graph.files import shown
from slm_graph.problems import Fault, InvalidData, Problem, WrongArgument, nearest
from slm_graph.project import Project
from slm_graph.renaming.changes import Follower
from slm_graph.renaming.decisions import decisions
from slm_graph.renaming.definitions import Definition, find_definition, new_id, require_free, require_unnamed
from slm_graph.renaming.new_files import NewFiles
from slm_graph.renaming.places import is_listed
from slm_graph.renaming.plan import DataChanges, named_elsewhere, sound_survey
from slm_graph.renaming.references import referrers
from slm_graph.renaming.soundness import require_sound
from slm_graph.renaming.texts import Changes


def split(
    project: Project | Path | str,
    old: str,
    new: Sequence[str],
    to: Mapping[str, Sequence[str]],
    labels: Mapping[str, str] | None = None,
) -> DataChanges:
    """Plan that several new items take the place of one; write nothing yet.

    The new items have the id, the label, and what their class asks for, such as the family of an LLM, as the old one
    has it; what else is true of each is for a person to add.

    Parameters
    ----------
    project
        Whose data: a project, or its folder of data.
    old
        What: an id where it is the only one, else as `encoder/whisper`, `encoder:whisper` or its IRI.
    new
        The ids of the new items.
    to
        For each of them the ids of the entries and items whose references lead there.
    labels
        Their labels, where they are not the ids.

    Raises
    ------
    NotFound, WrongArgument
        There is no such thing, or an id will not do.
    Fault
        An id is taken or was used once, or a file cannot be changed in place.
    InvalidData
        The data have problems, or would have, or a reference leads nowhere.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> to = {"luise-1": ["seed-asr"]}
    >>> print(split(bundled("data"), "luise", ["luise-1", "luise-2"], to, {"luise-1": "LUISE"}).stubs[0])
    encoder/luise → encoder/luise-1, encoder/luise-2
    """
    survey = sound_survey(project)
    definition = find_definition(survey, old, "split")
    if definition.is_usage or not is_listed(definition):
        raise Fault(f"{definition.path}: is no item of a list; write the new ones by hand, then retire it")
    require_unnamed(survey, definition)
    ids = _new_ids(survey, definition, new)
    led = _led(to, ids)
    _require_covered(survey, definition, led)
    for item_id in labels or {}:
        if item_id not in ids:
            raise WrongArgument(f"--label {item_id}: is no new item{nearest(item_id, ids) or f'; give {ids[0]}, say'}")
    items = [_item(definition, item_id, (labels or {}).get(item_id, item_id)) for item_id in ids]
    place = definition.place[0]
    assert isinstance(place, int)  # noqa: S101  (it is one of a list)
    own = {(definition.document.path, definition.document.first_line): Changes({}, [], {place: items})}
    follower = Follower(survey, definition, lambda holder: led[holder], is_renamed=False)
    start = definition.path.rpartition("/")[0]
    made = NewFiles(survey, definition, follower, [f"{start}/{item_id}" for item_id in ids], own=own)
    require_sound(survey.project, made.files)
    elsewhere = list(named_elsewhere(survey, made.stubs))
    return DataChanges(survey.project, definition.path, made.stubs, made.files, elsewhere)


def _new_ids(survey: Survey, definition: Definition, new: Sequence[str]) -> list[str]:
    ids = [new_id(survey, definition, text) for text in new]
    if len({item_id.casefold() for item_id in ids}) < max(2, len(ids)):
        raise WrongArgument(f"{', '.join(new)}: give two ids or more, each another one")
    for item_id in ids:
        require_free(survey, definition, item_id)
        path = f"{definition.path.rpartition('/')[0]}/{item_id}"
        if path in survey.retired.stubs:
            raise Fault(f"{path}: was retired, and an id once used is not used for anything else; give another id")
    return ids


def _led(to: Mapping[str, Sequence[str]], ids: Sequence[str]) -> dict[str, str]:
    """Return to which new id the references of each entry or item lead."""
    led: dict[str, str] = {}
    for item_id, holders in to.items():
        if item_id not in ids:
            raise WrongArgument(f"--to {item_id}: is no new item{nearest(item_id, ids) or f'; give {ids[0]}, say'}")
        for holder in holders:
            if led.setdefault(holder, item_id) != item_id:
                raise WrongArgument(f"--to: {holder} is led to {led[holder]} and to {item_id}; leave one of them out")
    return led


def _require_covered(survey: Survey, definition: Definition, led: Mapping[str, str]) -> None:
    """Raise a fault where a reference leads nowhere, or something has none that could be led."""
    problems, known = [], set()
    for holder, problem in _references(survey, definition):
        known.add(holder)
        if holder not in led:
            problems.append(problem)
    if problems:
        raise InvalidData(problems)
    for holder in led:
        if holder not in known:
            close = nearest(holder, known) or "; leave it out"
            raise WrongArgument(f"--to: {holder} does not name {definition.id}{close}")


def _references(survey: Survey, definition: Definition) -> Iterator[tuple[str, Problem]]:
    for reference in referrers(survey, definition):
        problem = reference.document.problem(reference.pointer.place, "")
        step = f"say which one is meant: --to NEW={reference.holder}"
        yield (
            reference.holder,
            problem._replace(message=f"{reference.pointer.slot.field} names {definition.id}; {step}"),
        )
    for decision in decisions(survey, definition):
        fact = f'"{decision.word.word}" is decided to be {definition.id}'
        message = f"{fact}; say which one is meant: --to NEW={decision.survey_id}"
        yield decision.survey_id, Problem(shown(decision.path), decision.word.line, 1, message)


def _item(definition: Definition, item_id: str, label: str) -> dict[str, Any]:
    """Return a new item, with what its class asks for as the old one has it."""
    names = {slot.field for slot in definition.cls.name_slots}
    label_field = next((slot.field for slot in definition.cls.name_slots if slot.field in ("label", "title")), "label")
    kept = {
        field: definition.tree[field]
        for field, slot in definition.cls.fields.items()
        if slot.required and field in definition.tree and field != "id" and field not in names
    }
    return {"id": item_id, label_field: label, **kept}

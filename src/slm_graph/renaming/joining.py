"""A duplicate that goes into another thing: references lead there, and its names do too."""

from __future__ import annotations

from collections.abc import Iterator

from slm_graph.documents import Edit, values
from slm_graph.entries import Survey, item_names
from slm_graph.problems import Fault
from slm_graph.renaming.changes import Follower
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.new_files import NewFiles
from slm_graph.renaming.places import is_listed
from slm_graph.renaming.references import referrers
from slm_graph.renaming.texts import Changes


def join(survey: Survey, definition: Definition, other: Definition) -> NewFiles:
    """Return the new files in which another thing takes the place of an item or a paper.

    Raises
    ------
    Fault
        It states a row of its own, some references cannot lead there, or a file cannot be changed in place.
    """
    _require_joinable(survey, definition, other)
    change = Edit(definition.place, None if is_listed(definition) else other.id)
    own: dict[tuple[str, int], Changes] = {}
    for held, edits in ((definition, [change]), (other, list(_names(definition, other)))):
        own.setdefault((held.document.path, held.document.first_line), Changes({}, [])).edits.extend(edits)
    follower = Follower(survey, definition, lambda _: other.id, is_renamed=False, joined=other)
    return NewFiles(survey, definition, follower, [other.path], own=own)


def _require_joinable(survey: Survey, definition: Definition, other: Definition) -> None:
    for held in (definition, other):
        if not held.cls.has_id or not held.id:
            raise Fault(f"{held.path}: has no id of its own, so that nothing is joined with it")
    if other.path == definition.path:
        raise Fault(f"{other.path}: cannot take its own place; name another thing")
    schema = survey.schema
    if definition.cls in (schema.entry_class, schema.survey_class):
        step = f"write what it states as a further row of {other.id} (data/README.md tells how), then retire it alone"
        raise Fault(f"{definition.path}: states something by itself; {step}")
    for reference in referrers(survey, definition):
        if other.cls not in schema.descendants(reference.pointer.slot.range):
            fact = f"{other.path} is no {reference.pointer.slot.range}"
            raise Fault(f"{reference}: {reference.pointer.slot.field} names {definition.id}, and {fact}; mend it first")
        if reference.holder == other.id and len(reference.pointer.place) - len(other.place) > 2:
            raise Fault(f"{reference}: {other.id} would be said of itself; delete this statement first")


def _names(definition: Definition, other: Definition) -> Iterator[Edit]:
    """Yield what gives the names of one thing to another, where that has them not."""
    known = {name.casefold() for name in item_names(other.cls, other.tree)}
    wrong = {*values(definition.tree.get("misspellings", []))}
    added = {"aliases": 0, "misspellings": 0}
    for name in item_names(definition.cls, definition.tree):
        field = "misspellings" if name in wrong else "aliases"
        if name.casefold() not in known and field in other.cls.fields:
            position = len(values(other.tree[field])) if field in other.tree else 0
            yield Edit((*other.place, field, position + added[field]), name)
            added[field] += 1
            known.add(name.casefold())

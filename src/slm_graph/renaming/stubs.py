"""The file of retired IRIs, with new stubs, and with those that lead to what is renamed led on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.documents import Edit, FieldPath, edited, text_tree, to_yaml, values, with_scalars
from slm_graph.entries import Survey, vocabulary_file
from slm_graph.problems import Fault
from slm_graph.renaming.texts import text_of


class Stub(NamedTuple):
    """An IRI that goes out of use: its path, the label that it had, and the paths that take its place, if any."""

    path: str
    label: str
    replaced_by: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path} → {', '.join(self.replaced_by)}" if self.replaced_by else self.path


def stub_file(survey: Survey, stubs: Sequence[Stub]) -> dict[Path, bytes | None]:
    """Return the file of retired IRIs with stubs added.

    Raises
    ------
    Fault
        The schema has no class for stubs, or as of `with_stubs`.
    """
    cls = survey.schema.retired_class
    if cls is None:
        raise Fault(f"{survey.schema.path}: has no class of retired IRIs; take over Retired of the bundled one")
    path = vocabulary_file(survey.project.data, cls)
    return {path: with_stubs(survey, text_of(path) if path.exists() else "", stubs).encode()}


def with_stubs(survey: Survey, text: str, stubs: Sequence[Stub]) -> str:
    """Return the text of the file of retired IRIs with stubs added; what is there stays as it is.

    Stubs that are replaced by what a new one retires lead to its replacement, where it has one. One whose path comes
    into use again goes.

    Raises
    ------
    Fault
        A path that comes into use was retired for the sake of something else, or the file cannot be changed in place.
    """
    # Where several take its place, which of them a stub means is not known: it leads to the new stub.
    new = {stub.path: stub.replaced_by[0] for stub in stubs if len(stub.replaced_by) == 1}
    there = text_tree(text) if text.strip() else None
    trees = there if isinstance(there, list) else []
    again = _used_again(survey, trees, new)
    changes, twice = _led_on({number: tree for number, tree in enumerate(trees) if number not in again}, new)
    try:
        text = with_scalars(text, changes) if changes else text
        text = edited(text, [*twice, *(Edit((position,), None) for position in again)])
        return _with_more(text, [_tree(stub) for stub in stubs])
    except ValueError as error:
        raise Fault(f"the file of stubs: {error}; do it by hand") from None


def _led_on(trees: Mapping[int, Mapping[str, Any]], new: Mapping[str, str]) -> tuple[dict[FieldPath, str], list[Edit]]:
    """Return the targets of stubs that become others, and those that go since the stub has the other one already."""
    changes: dict[FieldPath, str] = {}
    twice: list[Edit] = []
    for position, tree in trees.items():
        targets = _targets(tree, position)
        known = {target for target, _ in targets if target not in new}
        for target, place in targets:
            if target in new and new[target] in known:
                twice.insert(0, Edit(place, None))
            elif target in new:
                changes[place] = new[target]
                known.add(new[target])
    return changes, twice


def _used_again(survey: Survey, trees: Sequence[Mapping[str, Any]], new: Mapping[str, str]) -> list[int]:
    """Return the positions of the stubs whose path comes into use again, the last first."""
    positions = {tree["id"]: position for position, tree in enumerate(trees)}
    again = [path for path in new.values() if path in positions]
    for path in again:
        if [new.get(end) for end in survey.retired.resolved(path)] != [path]:
            raise Fault(f"{path}: was retired, and an id once used is not used for anything else; give another id")
    return sorted((positions[path] for path in again), reverse=True)


def _targets(tree: Mapping[str, Any], position: int) -> list[tuple[str, FieldPath]]:
    given = tree.get("replaced_by", [])
    place: FieldPath = (position, "replaced_by")
    is_listed = isinstance(given, list)
    return [(target, (*place, number) if is_listed else place) for number, target in enumerate(values(given))]


def _tree(stub: Stub) -> dict[str, Any]:
    replaced = {"replaced_by": [*stub.replaced_by]} if stub.replaced_by else {}
    return {"id": stub.path, "label": stub.label, "deprecated": True, **replaced}


def _with_more(text: str, trees: Sequence[Mapping[str, Any]]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text.rstrip()
    blocks = [to_yaml([tree]).replace("\n", newline) for tree in trees]
    made = newline.join([before + newline, *blocks] if before else blocks)
    old = text_tree(text) if before else []
    wanted = [*(old or []), *({**tree, "deprecated": "true"} for tree in trees)]
    if text_tree(made) == wanted:
        return made
    return edited(text, [Edit((number,), dict(tree)) for number, tree in enumerate(trees, len(wanted) - len(trees))])

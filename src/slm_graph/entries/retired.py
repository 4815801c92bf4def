"""IRIs that were published and are out of use: a stub each, which says what to use in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from slm_graph.documents import FieldPath, values
from slm_graph.entries.items import Item
from slm_graph.entries.paths import entry_paths, row_paths
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Schema


class Retired:
    """The stubs of a project.

    Parameters
    ----------
    schema, items
        The classes, and the items of the vocabulary.
    """

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self._schema = schema
        cls = schema.retired_class
        self.stubs = {item.id: item for item in items if cls is not None and item.class_name == cls.name and item.id}
        targets = (target for stub in self.stubs.values() for target, _ in replacements(stub))
        self._mentioned = frozenset((*self.stubs, *targets))
        self._parts = frozenset(part for path in self._mentioned for part in path.split("/")[1:])

    def paths_of(self, class_name: str, tree: dict[str, Any]) -> list[str]:
        """Return the paths of an entry, or of a further row, that stubs mention."""
        if not self._parts or self._parts.isdisjoint(_own_ids(tree)):
            return []
        paths = entry_paths if class_name == self._schema.entry_class.name else row_paths
        return [made.path for made in paths(self._schema, tree) if made.path in self._mentioned]

    def advice(self, range_name: str, item_id: str) -> str:
        """Return what to write instead of an id of a range that is retired, with the place of its stub; else ""."""
        for cls in self._schema.descendants(range_name):
            path = cls.iri_template.replace("{id}", item_id)
            if stub := self.stubs.get(path):
                start = cls.iri_template.partition("{")[0]
                ends = [end.removeprefix(start) for end in self.resolved(path)]
                instead = f"write {' or '.join(ends)}" if ends else "name another one, or delete it"
                place = stub.document.problem((*stub.path, "id"), "")
                return f"{item_id}: is retired; {instead} ({place.path}:{place.line})"
        return ""

    def resolved(self, path: str) -> list[str]:
        """Return what takes the place of a path in the end, along all stubs between; of a path in use, itself."""
        reached, waiting, ends = {path}, [path], []
        while waiting:
            step = waiting.pop(0)
            if step not in self.stubs:
                ends.append(step)
                continue
            for target, _ in replacements(self.stubs[step]):
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return ends

    def problems(self, in_use: Collection[str], faulty: Collection[str] = ()) -> Iterator[Problem]:
        """Yield what is wrong with the stubs, where these paths are in use; what is `faulty` may have others too."""
        for path, stub in self.stubs.items():
            if stub.tree.get("deprecated", "true") != "true":
                message = "a stub is out of use; write true, or delete the stub"
                yield stub.document.problem((*stub.path, "deprecated"), message)
            if path in in_use:
                message = f"{path}: is in use and retired at once; delete this stub, or give the other another id"
                yield stub.document.problem((*stub.path, "id"), message)
            for target, place in replacements(stub):
                is_there = target in self.stubs or target in in_use
                if not is_there and not {*target.split("/")[1:]} & {*faulty}:
                    close = nearest(target, {*in_use} - self.stubs.keys()) or "; name an IRI in use, or delete it"
                    yield stub.document.problem(place, f"{target}: neither in use nor retired{close}")
        yield from self._circles()

    def _circles(self) -> Iterator[Problem]:
        """Yield each circle of stubs once, at the one that is read first."""
        order = {path: number for number, path in enumerate(self.stubs)}
        targets = {path: {target for target, _ in replacements(stub)} for path, stub in self.stubs.items()}
        while circle := _circle(targets):
            first = min(circle, key=lambda path: order[path])
            turn = circle.index(first)
            way = " → ".join([*circle[turn:], *circle[:turn], first])
            stub = self.stubs[first]
            yield stub.document.problem((*stub.path, "replaced_by"), f"replaced by itself, {way}; name an IRI in use")
            targets[first] = set()


def _circle(targets: Mapping[str, Collection[str]]) -> list[str]:
    """Return paths of which each is replaced by the next, and the last by the first; none where there is no circle."""
    try:
        TopologicalSorter(targets).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def replacements(stub: Item) -> Iterator[tuple[str, FieldPath]]:
    """Yield the paths by which a stub is replaced, each with its place."""
    given = stub.tree.get("replaced_by", [])
    for position, target in enumerate(values(given)):
        if isinstance(target, str):
            yield target, (*stub.path, "replaced_by", *([position] if isinstance(given, list) else []))


def _own_ids(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of an entry that its IRIs may have as a part, those of its usages apart."""
    for value in tree.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, str))

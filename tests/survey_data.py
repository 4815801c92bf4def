"""What the YAML of data/ says, read without any code of slm_graph: a second opinion on docs/answers/."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

Item = dict[str, Any]


class Text(yaml.CSafeLoader):
    """Takes every value as text, as the data mean it."""


Text.yaml_implicit_resolvers = {}


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Text)  # noqa: S506


def listed(value: Any) -> list[Any]:
    """Return the values of a field, of which one needs no brackets."""
    return [] if value in (None, "") else value if isinstance(value, list) else [value]


class SurveyData:
    """The systems of a folder of data, and what they can name.

    Parameters
    ----------
    folder
        The folder `data`.
    """

    def __init__(self, folder: Path) -> None:
        entries = [load(path) for path in sorted((folder / "systems").glob("*.yaml"))]
        assert entries, f"{folder}/systems has no entry"
        self.systems: list[Item] = [entry for entry in entries if not retired(entry)]
        self.vocabulary = self._items(folder / "vocabulary")
        authority = self._items(folder / "authority")
        self.items = {kind: {**authority.get(kind, {}), **items} for kind, items in self.vocabulary.items()}

    @staticmethod
    def _items(folder: Path) -> dict[str, dict[str, Item]]:
        lists = {path.stem: listed(load(path)) for path in sorted(folder.glob("*.yaml"))}
        return {kind: {item["id"]: item for item in items if not retired(item)} for kind, items in lists.items()}

    def label(self, kind: str, name: str) -> str:
        return str(self.items[kind][name]["label"])

    def paper(self, system: Item) -> Item:
        """Return the paper of a system, which may stand in the vocabulary."""
        paper = system["paper"]
        return self.items["papers"][paper] if isinstance(paper, str) else paper

    def above(self, kind: str, name: str, *fields: str) -> set[str]:
        """Return an item and all that it leads to by some of its fields, by any number of steps."""
        reached, waiting = set(), [name]
        while waiting:
            item = waiting.pop()
            if item not in reached:
                reached.add(item)
                waiting += [other for field in fields for other in listed(self.items[kind].get(item, {}).get(field))]
        return reached

    def below(self, kind: str, name: str, *fields: str) -> set[str]:
        """Return an item and all that lead to it."""
        return {item for item in self.items[kind] if name in self.above(kind, item, *fields)}

    def used(self, system: Item, field: str, name: str) -> set[str]:
        """Return what a system names in the usages of a list: `encoders` and `encoder`."""
        return {usage[name] for usage in listed(system.get(field)) if name in usage}

    def tasks(self, system: Item) -> set[str]:
        """Return the tasks that a system addresses: those of its own, and those of its data."""
        of_data = {task for usage in listed(system.get("datasets")) for task in listed(usage.get("tasks"))}
        return of_data | self.used(system, "tasks", "task")

    def methods(self, system: Item) -> set[str]:
        """Return the methods that a system applies: those listed, and those that its tunings stand for."""
        stands_for = {
            (field, tuning): method["id"]
            for method in self.items["methods"].values()
            for field in ("encoder_tuning", "llm_tuning", "connector_tuning")
            for tuning in listed(method.get(field))
        }
        named = {
            stands_for.get((field, tuning))
            for kind, field in (("encoders", "encoder_tuning"), ("llms", "llm_tuning"), ("methods", "connector_tuning"))
            for usage in listed(system.get(kind))
            for tuning in listed(usage.get("tuning"))
        }
        return self.used(system, "methods", "method") | {method for method in named if method}

    def task_usages(self) -> Iterator[tuple[str, str, str]]:
        """Yield the system, the dataset and the task of each task that a row attaches to named data."""
        for system in self.systems:
            for usage in listed(system.get("datasets")):
                if "dataset" in usage:
                    yield from ((system["id"], usage["dataset"], task) for task in listed(usage.get("tasks")))

    def users(self, field: str, name: str, line: str = "") -> dict[str, set[str]]:
        """Return by what is used the systems that use it; with a `line`, sizes count with what they lead to at last."""
        users: dict[str, set[str]] = defaultdict(set)
        for system in self.systems:
            for item in self.used(system, field, name):
                tops = self.above(field, item, line) if line else {item}
                for top in tops:
                    if not (line and listed(self.items[field][top].get(line))):
                        users[top].add(system["id"])
        return users


def retired(item: Item) -> bool:
    return bool(item.get("deprecated") == "true")


def usage_id(system: Item, usage: Item, name: str) -> str:
    return f"usage/{system['id']}/{usage.get('key') or usage[name]}"


def counts(users: dict[str, set[str]], kind: str, at_least: int = 1) -> set[tuple[str, str]]:
    """Return the IRI of each item with the number of its systems."""
    return {(f"{kind}/{item}", str(len(systems))) for item, systems in users.items() if len(systems) >= at_least}


def as_rows(kind: str, names: Iterable[str]) -> set[tuple[str, ...]]:
    return {(f"{kind}/{name}",) for name in names}

"""YAML as a tree of text, with the place of each value.

Every scalar stays text until the schema gives it a datatype: YAML's own typing reads `no` as False and `012` as 10.
Only plain trees are read: anchors, aliases and tags are problems, which also keeps "billion laughs" out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from slm_graph.documents.yaml_advice import yaml_advice
from slm_graph.problems import Problem, not_text

Tree: TypeAlias = "str | list[Any] | dict[str, Any]"
"""Text, a list of trees, or trees by key."""
FieldPath: TypeAlias = "tuple[str | int, ...]"
"""Keys and list positions that lead from a document to a value."""
MAX_DEPTH = 20
Place: TypeAlias = "tuple[tuple[int, int], tuple[int, int]]"
"""The line and column of a key, and of its value, each from 1."""


def parse_yaml(text: str, name: str) -> tuple[Tree | None, dict[FieldPath, Place], list[Problem]]:
    """Return the tree of YAML text, the place of each value, and the problems, which name the file `name`."""
    import yaml

    if found := not_text(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        return None, {}, [Problem(name, line, column, f"character U+{ord(found[0]):04X} is no text; delete it")]
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    builder = _Builder(name, yaml.parse(text, Loader=loader))
    try:
        tree = builder.document()
    except yaml.MarkedYAMLError as error:
        return None, builder.places, [*builder.problems, Problem(name, *yaml_advice(text, error))]
    except _UnreadableYAML:
        return None, builder.places, builder.problems
    return tree, builder.places, builder.problems


class _UnreadableYAML(Exception):
    """Reading on makes no sense."""


class _Builder:
    """Makes a tree of YAML's events, noting places and problems on the way."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.places: dict[FieldPath, Place] = {}
        self.problems: list[Problem] = []

    def document(self) -> Tree:
        import yaml

        tree: Tree | None = None
        for event in self.events:
            if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                if tree is not None:
                    self.stop(event, "a second document; one file holds one")
                continue
            tree = self.tree(event, (), (1, 1))
        if tree is None or tree == "":
            self.problems.append(Problem(self.name, 1, 1, "empty file; write an entry or delete the file"))
            raise _UnreadableYAML
        return tree

    def tree(self, event: Any, path: FieldPath, key: tuple[int, int]) -> Tree:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            self.stop(event, f"an alias (*{event.anchor}); write the value out")
        if event.anchor is not None:
            self.stop(event, f"an anchor (&{event.anchor}); write the value out where it is needed")
        if event.tag not in (None, "!"):
            self.stop(event, f"a tag ({event.tag}); delete it, values are plain text")
        if len(path) > MAX_DEPTH:
            self.stop(event, f"nested more than {MAX_DEPTH} deep; an entry needs no such nesting")
        self.places[path] = (key, _mark(event))
        if isinstance(event, yaml.ScalarEvent):
            return self.text(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            for child in self.until(yaml.SequenceEndEvent):
                items.append(self.tree(child, (*path, len(items)), _mark(child)))
            return items
        fields: dict[str, Tree] = {}
        for child in self.until(yaml.MappingEndEvent):
            if not isinstance(child, yaml.ScalarEvent):
                self.stop(child, "a key that is no text; write a field's name")
            name, place = self.text(child), _mark(child)
            if child.anchor is not None:
                self.stop(child, f"an anchor (&{child.anchor}); write the value out where it is needed")
            twice = name in fields
            value = self.tree(next(self.events), (*path, name), place)
            if twice:
                self.problems.append(Problem(self.name, *place, f"{name}: the key occurs twice; delete one"))
            else:
                fields[name] = value
        return fields

    def text(self, event: Any) -> str:
        """Return the text of a scalar, in which an escape may have made what is no text, as in "\\e[2J"."""
        value = str(event.value)
        if match := not_text(value):
            message = f"character U+{ord(match[0]):04X} is no text; delete it"
            self.problems.append(Problem(self.name, *_mark(event), message))
        return value

    def until(self, end: type) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def stop(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.name, *_mark(event), message))
        raise _UnreadableYAML


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1

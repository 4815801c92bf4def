"""Text of YAML and JSON Lines with its places.

Every scalar stays text until the schema gives it a datatype: YAML's own typing reads `no` as False and `012` as 10.
Only plain trees are read: anchors, aliases and tags are problems, which also keeps "billion laughs" out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from slm_graph.files import shown
from slm_graph.problems import Problem

Tree: TypeAlias = "str | list[Any] | dict[str, Any]"
"""Text, a list of trees, or trees by key."""
FieldPath: TypeAlias = "tuple[str | int, ...]"
"""Keys and list positions that lead from a document to a value."""

MAX_BYTES = 5_000_000
"""The largest file or line that is read, in bytes."""
_MAX_DEPTH = 20
_MANY_BRACKETS = 200
_MAX_IN_LINE = 96
_not_text = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]").search
_BYTE_ORDER_MARK = "\ufeff".encode()


class Document:
    """One YAML document or one line of JSON Lines: its tree, and where in the file each value stands.

    Parameters
    ----------
    path
        The file, as it is shown.
    tree
        What the file holds.
    first_line
        The line of the file on which the document begins, from 1.
    text
        The text of a document whose places are looked up only when asked for.
    """

    __slots__ = ("_places", "first_line", "path", "text", "tree")

    def __init__(
        self,
        path: str,
        tree: Tree,
        first_line: int = 1,
        text: str = "",
        places: Mapping[FieldPath, _Place] | None = None,
    ) -> None:
        self.path = path
        self.tree = tree
        self.first_line = first_line
        self.text = text
        self._places = places

    def problem(self, field_path: FieldPath, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem at the place of a value, or of its key, or of the nearest value around it."""
        if self._places is None:
            self._places = _parse(self.text, self.path)[1]
        while field_path and field_path not in self._places:
            field_path = field_path[:-1]
            at_key = False
        key, value = self._places.get(field_path, ((1, 1), (1, 1)))
        line, column = key if at_key else value
        return Problem(self.path, line + self.first_line - 1, column, message)


_Place: TypeAlias = "tuple[tuple[int, int], tuple[int, int]]"


def read_yaml(path: Path) -> tuple[Document | None, list[Problem]]:
    """Read a YAML file (YAML 1.1) as text.

    Returns
    -------
    tuple
        The document, or None where nothing could be read, and all problems of the file.
    """
    name = shown(path)
    text, problems = _read_text(path, name)
    if text is None:
        return None, problems
    tree, places, problems = _parse(text, name)
    return (None if tree is None else Document(name, tree, places=places)), problems


def to_yaml(tree: Any) -> str:
    """Return a tree of text, lists and mappings as YAML that reads back as the same text.

    Examples
    --------
    >>> print(to_yaml({"id": "salmonn", "llms": [{"llm": "vicuna", "quote": "Vicuna"}]}), end="")
    id: salmonn
    llms:
      - {llm: vicuna, quote: Vicuna}
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as the entries that people write."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
            node = super().represent_mapping(tag, mapping, flow_style)
            parts = [part for pair in node.value for part in pair]
            node.flow_style = _fits(parts)
            return node

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
            node = super().represent_sequence(tag, sequence, flow_style)
            node.flow_style = _fits(node.value)
            return node

        def represent(self, data: Any) -> None:
            node = self.represent_data(data)
            for block in [node, *(node.value if isinstance(data, list) else ())]:
                block.flow_style = False
            self.serialize(node)

    return yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=118)


def _fits(nodes: list[Any]) -> bool:
    """Tell whether nodes of YAML stand well in one line: they are text, or lists of text, and short."""
    if any(isinstance(node.value, list) and not (node.flow_style and node.id == "sequence") for node in nodes):
        return False
    return sum(map(_length, nodes)) <= _MAX_IN_LINE


def _length(node: Any) -> int:
    return 2 + (len(node.value) if isinstance(node.value, str) else sum(map(_length, node.value)))


def read_json_lines(path: Path) -> Iterator[Document | Problem]:
    """Read JSON Lines (https://jsonlines.org), one line at a time; numbers stay as they are written."""
    name = shown(path)
    try:
        with path.open("rb") as file:
            line = 0
            while data := file.readline(MAX_BYTES + 1):
                line += 1
                if len(data) > MAX_BYTES or not data.isspace():
                    yield json_line(name, line, data)
                if len(data) > MAX_BYTES:
                    return  # what comes next is the rest of this line
    except OSError as error:
        yield Problem(name, 1, 1, f"cannot be read: {error.strerror}; check the file's name and rights")


def json_line(name: str, line: int, data: bytes) -> Document | Problem:
    """Return the document of one line, or the problem that keeps it from being read."""
    if len(data) > MAX_BYTES:
        return Problem(name, line, 1, f"a line of over {MAX_BYTES:,} bytes; split the entry")
    try:
        text = (data.removeprefix(_BYTE_ORDER_MARK) if line == 1 else data).decode()
        tree = _decode_json(text)
        # From Python 3.12 on the decoder itself goes much deeper; few brackets spare the walk.
        if text.count("[") + text.count("{") > _MANY_BRACKETS and _is_too_deep(tree):
            raise RecursionError
        if (not text.isascii() and _not_text(text)) or any(mark in text for mark in _MARKS):
            tree = _as_text(tree)
    except UnicodeDecodeError as error:
        return Problem(name, line, _column(data, error.start), "is not UTF-8; save the file as UTF-8")
    except json.JSONDecodeError as error:
        column = min(error.pos, len(text.rstrip())) + 1
        return Problem(name, line, column, f"not JSON: {error.msg.removesuffix(' at')}; mend the line")
    except _DuplicateKey as error:
        twice = [problem.column for problem in _parse(text, name)[2] if problem.message.startswith(f"{error}:")]
        return Problem(name, line, min(twice, default=1), f"{error}: the key occurs twice; delete one")
    except _NoText as error:
        character = str(error)
        forms = (character, f"\\u{ord(character):04x}", json.dumps(character)[1:-1])
        columns = [found + 1 for form in forms if (found := text.lower().find(form)) >= 0]
        return Problem(name, line, min(columns, default=1), f"character U+{ord(character):04X} is no text; delete it")
    except RecursionError:
        return Problem(name, line, 1, f"nested more than {_MAX_DEPTH} deep; an entry needs no such nesting")
    return Document(name, tree, line, text)


class _DuplicateKey(ValueError):
    pass


class _NoText(ValueError):
    pass


def _is_too_deep(tree: Any) -> bool:
    level = [tree]
    for _ in range(_MAX_DEPTH + 1):
        level = [
            value
            for holder in level
            if isinstance(holder, dict | list)
            for value in (holder.values() if isinstance(holder, dict) else holder)
        ]
    return bool(level)


_MARKS = ("\\u", "\\b", "\\f", "true", "false", "null", "\x7f")
"""A line in ASCII without any of these holds nothing but text that YAML could hold too."""


def _as_text(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {_as_text(key): _as_text(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_text(value) for value in tree]
    if isinstance(tree, str):
        if found := _not_text(tree):
            raise _NoText(found[0])
        return tree
    return {True: "true", False: "false", None: ""}[tree]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKey(next(key for key in keys if keys.count(key) > 1))
    return tree


def _constant(name: str) -> str:
    return name


_decode_json = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_constant
).decode


def _read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, [
                Problem(name, 1, 1, f"{size:,} bytes, more than the {MAX_BYTES:,} that are read; split the file")
            ]
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 1, 1, f"cannot be read: {error.strerror}; check the file's name and rights")]
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, _column(data, error.start), "is not UTF-8; save the file as UTF-8")]


def _column(data: bytes, position: int) -> int:
    """Return the column of a byte, counted in characters, where all before it are UTF-8."""
    line_start = data.rfind(b"\n", 0, position) + 1
    return len(data[line_start:position].decode("utf-8-sig")) + 1


def _parse(text: str, name: str) -> tuple[Tree | None, dict[FieldPath, _Place], list[Problem]]:
    import yaml

    if found := _not_text(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        return None, {}, [Problem(name, line, column, f"character U+{ord(found[0]):04X} is no text; delete it")]
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    builder = _Builder(name, yaml.parse(text, Loader=loader))
    try:
        tree = builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = text.split("\n")
        if mark and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t":
            message = "a tab; YAML indents with spaces only"
        else:
            message = f"not YAML: {error.problem}; mend the line, or put the text in quotes"
        return None, builder.places, [*builder.problems, Problem(name, line, column, message)]
    except _Stop:
        return None, builder.places, builder.problems
    return tree, builder.places, builder.problems


class _Stop(Exception):
    """Reading on makes no sense."""


class _Builder:
    """Makes a tree of YAML's events, noting places and problems on the way."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.places: dict[FieldPath, _Place] = {}
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
            raise _Stop
        return tree

    def tree(self, event: Any, path: FieldPath, key: tuple[int, int]) -> Tree:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            self.stop(event, f"an alias (*{event.anchor}); write the value out")
        if event.anchor is not None:
            self.stop(event, f"an anchor (&{event.anchor}); write the value out where it is needed")
        if event.tag not in (None, "!"):
            self.stop(event, f"a tag ({event.tag}); delete it, values are plain text")
        if len(path) > _MAX_DEPTH:
            self.stop(event, f"nested more than {_MAX_DEPTH} deep; an entry needs no such nesting")
        self.places[path] = (key, _mark(event))
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            for child in self.until(yaml.SequenceEndEvent):
                items.append(self.tree(child, (*path, len(items)), _mark(child)))
            return items
        fields: dict[str, Tree] = {}
        for child in self.until(yaml.MappingEndEvent):
            if not isinstance(child, yaml.ScalarEvent):
                self.stop(child, "a key that is no text; write a field's name")
            name, place = str(child.value), _mark(child)
            if child.anchor is not None:
                self.stop(child, f"an anchor (&{child.anchor}); write the value out where it is needed")
            twice = name in fields
            value = self.tree(next(self.events), (*path, name), place)
            if twice:
                self.problems.append(Problem(self.name, *place, f"{name}: the key occurs twice; delete one"))
            else:
                fields[name] = value
        return fields

    def until(self, end: type) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def stop(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.name, *_mark(event), message))
        raise _Stop


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def values(value: Any) -> Any:
    """Return the values of a field, which may be written without a list.

    Examples
    --------
    >>> values("asr"), values(["asr", "st"])
    (('asr',), ['asr', 'st'])
    """
    return value if value.__class__ is list else (value,)

"""The header of a stored question: grlc's decorators, `#+` lines read as YAML.

References
----------
grlc, https://github.com/CLARIAH/grlc#decorator-syntax.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from slm_graph.problems import Problem, nearest

if TYPE_CHECKING:
    import yaml

_KEYS = (
    "summary",
    "description",
    "method",
    "tags",
    "keywords",
    "conditions",
    "defaults",
    "enumerate",
    "values",
    "empty",
)


def _composed(text: str) -> yaml.Node | None:
    """Return the node of a text, by libyaml where it is there; its messages are those of PyYAML in any case."""
    import yaml

    if yaml.__with_libyaml__:
        try:
            return yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


class HeaderText(NamedTuple):
    """A text of the header, and where it stands."""

    text: str
    path: str
    line: int
    column: int

    def problem(self, message: str) -> Problem:
        """Return a problem at this place."""
        return Problem(self.path, self.line, self.column, message)


class Header:
    """The fields of a header, each with its place in the file."""

    def __init__(self, path: str, fields: Mapping[str, yaml.Node]) -> None:
        self._path = path
        self._fields = fields

    @classmethod
    def read(cls, text: str, path: str) -> tuple[Header, list[Problem]]:
        """Return the header of the text of a question, and what is wrong with it."""
        import yaml

        lines = []
        for line in text.split("\n"):
            if not line.startswith("#+"):
                break
            lines.append(line[2:].removeprefix(" "))
        if not lines:
            return cls(path, {}), []
        try:
            node = _composed("\n".join(lines))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            row, column = (mark.line + 1, mark.column + 4) if mark else (1, 1)
            return cls(path, {}), [
                Problem(path, min(row, len(lines)), column, f"the header is no YAML: {error.problem}")
            ]
        except yaml.YAMLError as error:
            return cls(path, {}), [Problem(path, 1, 1, f"the header is no YAML: {' '.join(str(error).split())}")]
        if not isinstance(node, yaml.MappingNode):
            return cls(path, {}), [Problem(path, 1, 1, f"the header has no keys; write `#+ {_KEYS[0]}: …`")]
        header = cls(path, {})
        fields: dict[str, yaml.Node] = {}
        problems = []
        for key, value in node.value:
            name = header._text(key)
            if name.text not in _KEYS:
                known = nearest(name.text, _KEYS) or f"; there are {', '.join(_KEYS)}"
                problems.append(name.problem(f"{name.text}: not a key of a header{known}"))
            elif name.text in fields:
                problems.append(name.problem(f"{name.text} is given twice; keep one"))
            else:
                fields[name.text] = value
                problems += header._shape_problems(name.text, value)
        return cls(path, fields), problems

    def text(self, key: str) -> str:
        """Return the text of a field in one line; "" where there is none."""
        node = self._fields.get(key)
        return " ".join(str(node.value).split()) if node is not None and isinstance(node.value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a field that is a list."""
        node = self._fields.get(key)
        return tuple(item.text for item in self._items(node)) if node is not None else ()

    def pairs(self, key: str, problems: list[Problem]) -> dict[HeaderText, list[HeaderText]]:
        """Return what a field says of parameters: their names, and the values of each."""
        import yaml

        node = self._fields.get(key)
        values_of: dict[HeaderText, list[HeaderText]] = {}
        for item in node.value if isinstance(node, yaml.SequenceNode) else ():
            if not isinstance(item, yaml.MappingNode):
                problems.append(self._text(item).problem(f"{key} are written `- parameter: value`"))
                continue
            for name, value in item.value:
                values_of[self._text(name)] = self._items(value)
        return values_of

    def _shape_problems(self, key: str, node: yaml.Node) -> Iterator[Problem]:
        import yaml

        if key in ("conditions", "defaults", "enumerate", "values") and not isinstance(node, yaml.SequenceNode):
            yield self._text(node).problem(f"{key} is a list: write `- parameter: value` below it")
        if key in ("summary", "description", "method", "keywords", "empty") and not isinstance(node, yaml.ScalarNode):
            yield self._text(node).problem(f"{key} is a text")
        if key == "method" and isinstance(node, yaml.ScalarNode) and node.value not in ("GET", "POST"):
            yield self._text(node).problem(f"{node.value}: method is GET or POST")

    def _items(self, node: yaml.Node) -> list[HeaderText]:
        import yaml

        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [self._text(item) for item in nodes]

    def _text(self, node: yaml.Node) -> HeaderText:
        value = node.value if isinstance(node.value, str) else ""
        mark = node.start_mark
        # A header's line is the file's line; `#+ ` takes three columns.
        return HeaderText(value, self._path, mark.line + 1, mark.column + 4)

"""A document: a tree of text, and where in its file each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slm_graph.documents.yaml_parser import FieldPath, Place, Tree, parse_yaml
from slm_graph.problems import Problem


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
        places: Mapping[FieldPath, Place] | None = None,
    ) -> None:
        self.path = path
        self.tree = tree
        self.first_line = first_line
        self.text = text
        self._places = places

    def problem(self, field_path: FieldPath, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem at the place of a value, or of its key, or of the nearest value around it."""
        if self._places is None:
            self._places = parse_yaml(self.text, self.path)[1]
        while field_path and field_path not in self._places:
            field_path = field_path[:-1]
            at_key = False
        key, value = self._places.get(field_path, ((1, 1), (1, 1)))
        line, column = key if at_key else value
        return Problem(self.path, line + self.first_line - 1, column, message)


def values(value: Any) -> Any:
    """Return the values of a field, which may be written without a list.

    Examples
    --------
    >>> values("asr"), values(["asr", "st"])
    (('asr',), ['asr', 'st'])
    """
    return value if value.__class__ is list else (value,)

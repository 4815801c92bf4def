"""What checking works on and brings up: instances of classes, references between them, problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.problems import Problem


class Item(NamedTuple):
    """An instance of a class: its document, where in it, and its tree."""

    class_name: str
    id: str
    document: Document
    path: FieldPath
    tree: dict[str, Any]


class Reference(NamedTuple):
    """An id that the vocabulary does not have, though an entry may."""

    class_name: str
    id: str
    document: Document
    path: FieldPath


@dataclass
class Findings:
    """What checking one object brings up."""

    problems: list[Problem] = field(default_factory=list)
    defined: list[Item] = field(default_factory=list)
    open_references: list[Reference] = field(default_factory=list)

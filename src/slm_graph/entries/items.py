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


class FurtherRow(NamedTuple):
    """What a further row states of an entry: its document, the folder of its survey, and the id of the entry."""

    document: Document
    survey: str
    entry_id: str


class Key(NamedTuple):
    """What may occur once among all entries, such as an id: what it is, its text, and where it stands."""

    what: str
    text: str
    document: Document
    path: FieldPath


@dataclass
class Findings:
    """What checking one object brings up."""

    problems: list[Problem] = field(default_factory=list)
    defined: list[Item] = field(default_factory=list)
    open_references: list[Reference] = field(default_factory=list)

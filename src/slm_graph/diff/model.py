"""What changed between two graphs: things, edges with their quotes, labels, other values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Named(NamedTuple):
    """A thing: its class, its short IRI, its label."""

    kind: str
    id: str
    label: str

    def __str__(self) -> str:
        return f"{self.label} ({self.id})" if self.label else self.id


class StatedEdge(NamedTuple):
    """A short edge from a system to a component, and the quotes that state it."""

    system: Named
    property: str
    component: Named
    quotes: Sequence[str]


class ValueChange(NamedTuple):
    """The values that a property of a thing had, and has."""

    subject: Named
    property: str
    old: Sequence[str]
    new: Sequence[str]


@dataclass
class Difference:
    """What changed between two graphs."""

    added: list[Named] = field(default_factory=list)
    removed: list[Named] = field(default_factory=list)
    gained: list[StatedEdge] = field(default_factory=list)
    lost: list[StatedEdge] = field(default_factory=list)
    relabelled: list[tuple[Named, Named]] = field(default_factory=list)
    changed: list[ValueChange] = field(default_factory=list)
    gone: list[Named] = field(default_factory=list)
    described: int = 0
    anonymous: int = 0

    def __bool__(self) -> bool:
        return any(vars(self).values())

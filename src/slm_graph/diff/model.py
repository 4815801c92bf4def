"""What changed between two graphs: things, edges with their quotes, labels, other values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from slm_graph.tables import Cell, InNotebook, Sheet, markdown_text
from slm_graph.text import words


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
class Difference(InNotebook):
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

    def sections(self, quoted: Callable[[str], str] = str) -> Iterator[tuple[str, list[str]]]:
        """Yield the title and the lines of each part that has some; a line begins with a sign and a space."""
        parts = [
            *_things("added", "+", self.added),
            *_things("removed", "-", self.removed),
            ("Edges gained", "+", [*map(_edge_text, self.gained)]),
            ("Edges lost", "-", [*map(_edge_text, self.lost)]),
            ("Labels changed", "~", [f"{old.id}: {old.label} → {new.label}" for old, new in self.relabelled]),
            ("Other statements changed", "~", [*map(_change_text, self.changed)]),
            ("IRIs gone", "!", [*map(_thing_text, self.gone)]),
        ]
        for title, sign, texts in parts:
            if texts:
                yield f"{title}: {len(texts)}", [f"{sign} {quoted(text)}" for text in texts]
        rest = []
        if self.described:
            rest.append(f"~ {self.described} statements that the graph makes about itself (counts, version)")
        if self.anonymous:
            rest.append(f"~ {self.anonymous} statements with blank nodes")
        if rest:
            yield "Besides", rest

    def sheet(self) -> Sheet:
        """Return the changes as a notebook shows them."""
        rows = [[Cell(title), Cell(line)] for title, lines in self.sections() for line in lines]
        return Sheet(["what", "change"], rows, "" if rows else "No change.")

    def _repr_markdown_(self) -> str:
        parts = [
            f"### {title}\n\n" + "".join(f"- {line[2:]}\n" for line in lines)
            for title, lines in self.sections(markdown_text)
        ]
        return "\n".join(parts) or "No change.\n"


def _things(what: str, sign: str, things: Sequence[Named]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield systems, and what else there is, as parts."""
    yield f"Systems {what}", sign, [_thing_text(thing) for thing in things if thing.kind == "System"]
    yield f"Other things {what}", sign, [_thing_text(thing) for thing in things if thing.kind != "System"]


def _thing_text(thing: Named) -> str:
    return f"{thing.kind} {thing}"


def _edge_text(edge: StatedEdge) -> str:
    # usesSpeechEncoder is read "uses speech encoder", usesLLM "uses LLM".
    quotes = ", ".join(edge.quotes) or "no quote"
    return f"{edge.system.label or edge.system.id} {words(edge.property)} {edge.component}: {quotes}"


def _change_text(change: ValueChange) -> str:
    old, new = ", ".join(change.old) or "nothing", ", ".join(change.new) or "nothing"
    return f"{change.subject} {change.property}: {old} → {new}"

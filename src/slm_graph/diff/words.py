"""A difference in words: for a terminal, and for the text of a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from slm_graph.diff.model import Difference, Named, StatedEdge, ValueChange
from slm_graph.tables import markdown_text
from slm_graph.text import words


def as_text(changes: Difference) -> str:
    """Return a difference for a terminal."""
    if not changes:
        return "No change.\n"
    parts = []
    for title, lines in _sections(changes, quoted=str):
        parts.append(f"{title}\n" + "".join(f"  {line}\n" for line in lines))
    return "\n".join(parts)


def as_markdown(changes: Difference) -> str:
    """Return a difference for the text of a pull request."""
    if not changes:
        return "No change.\n"
    parts = []
    for title, lines in _sections(changes, quoted=markdown_text):
        parts.append(f"### {title}\n\n" + "".join(f"- {line[2:]}\n" for line in lines))
    return "\n".join(parts)


def as_data(changes: Difference) -> dict[str, Any]:
    """Return a difference as values of JSON.

    Examples
    --------
    >>> as_data(Difference(gone=[Named("LLM", "llm/x", "X")]))["gone"]
    [{'kind': 'LLM', 'id': 'llm/x', 'label': 'X'}]
    """
    return {
        "added": _data_of(changes.added),
        "removed": _data_of(changes.removed),
        "gained": _data_of(changes.gained),
        "lost": _data_of(changes.lost),
        "relabelled": [{"old": old._asdict(), "new": new._asdict()} for old, new in changes.relabelled],
        "changed": _data_of(changes.changed),
        "gone": _data_of(changes.gone),
        "described": changes.described,
        "anonymous": changes.anonymous,
    }


def _data_of(rows: Sequence[Named | StatedEdge | ValueChange]) -> list[dict[str, Any]]:
    return [
        {name: part._asdict() if isinstance(part, Named) else part for name, part in row._asdict().items()}
        for row in rows
    ]


def _sections(changes: Difference, quoted: Callable[[str], str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the title and the lines of each part that has some; a line begins with a sign and a space."""
    parts = [
        *_things("added", "+", changes.added),
        *_things("removed", "-", changes.removed),
        ("Edges gained", "+", [*map(_edge_text, changes.gained)]),
        ("Edges lost", "-", [*map(_edge_text, changes.lost)]),
        ("Labels changed", "~", [f"{old.id}: {old.label} → {new.label}" for old, new in changes.relabelled]),
        ("Other statements changed", "~", [*map(_change_text, changes.changed)]),
        ("IRIs gone", "!", [*map(_thing_text, changes.gone)]),
    ]
    for title, sign, texts in parts:
        if texts:
            yield f"{title}: {len(texts)}", [f"{sign} {quoted(text)}" for text in texts]
    rest = []
    if changes.described:
        rest.append(f"~ {changes.described} statements that the graph makes about itself (counts, version)")
    if changes.anonymous:
        rest.append(f"~ {changes.anonymous} statements with blank nodes")
    if rest:
        yield "Besides", rest


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

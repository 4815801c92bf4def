"""What an import does to one entry, and what two trees of an entry say that only one of them does, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slm_graph.documents import Edit
from slm_graph.importing.drafts import Draft
from slm_graph.importing.intake import Importer


@dataclass
class Change:
    """What an import does to one entry.

    Parameters
    ----------
    path
        The file of the entry.
    draft
        What the row gives.
    kind
        `new`; `joins` (what the row states of a system that has an entry); `waits` (new, but its row number is still
        another's); `faulty` (new, but the check would fail); `same`; `changed` (the survey changed); `moved` (nothing
        but the number of its row); `kept` (a person's entry that has nothing to take over).
    lines
        The statements gained and lost, as `+ …` and `- …`.
    held
        What is not taken over, since a person changed it: a line each.
    tree
        The whole entry as it will be, where it is written anew.
    edits
        What is changed in a person's entry.
    is_marked
        Whether it still calls itself a draft, although a person changed it.
    """

    path: Path
    draft: Draft
    kind: str = "new"
    lines: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    tree: dict[str, Any] | None = None
    edits: list[Edit] = field(default_factory=list)
    is_marked: bool = False

    def hold(self, why: str) -> None:
        """Take nothing over, and tell why."""
        self.held += [f"{line}; {why}" for line in self.lines]
        self.lines, self.edits = [], []


def leaves(tree: Mapping[str, Any], skipped: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the values of a tree with their paths, those in some fields left out."""
    for key, value in tree.items():
        if key in skipped:
            continue
        if isinstance(value, dict):
            yield from (((key, *path), leaf) for path, leaf in leaves(value, ()))
        else:
            yield (key,), value


def statement_key(usage: Any) -> str:
    """Return what a usage says as a text, whatever words say it."""
    if not isinstance(usage, dict):
        return repr(usage)
    said = {k: v if not isinstance(v, str) else [v] for k, v in usage.items() if k not in ("quote", "note", "key")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], importer: Importer) -> list[str]:
    """Return the statements that one tree of an entry has and the other has not, as `- …` and `+ …`."""
    lines: list[str] = []
    for name in importer.reader.fields:
        before, after = ({statement_key(usage): usage for usage in tree.get(name, [])} for tree in (old, new))
        gone, come = (
            {key: one[key] for key in one if key not in other} for one, other in ((before, after), (after, before))
        )
        reworded = [before[key] for key in before if after.get(key, before[key]) != before[key]]
        said = (("-", gone.values()), ("~ words of", reworded), ("+", come.values()))
        lines += [f"{sign} {statement(name, usage)}" for sign, usages in said for usage in usages]
    was, becomes = (dict(leaves(tree, importer.reader.fields)) for tree in (old, new))
    for path in [path for path in {**was, **becomes} if was.get(path) != becomes.get(path)]:
        if path[:2] == (importer.drafter.source_field, "cells"):
            lines.append(f"~ cell {path[-1]}")
        elif path != (importer.drafter.source_field, "row"):
            lines += value_lines(".".join(path), was.get(path), becomes.get(path))
    return lines


def statement(field_name: str, usage: Mapping[str, Any]) -> str:
    """Return a usage in words.

    Examples
    --------
    >>> statement("datasets", {"dataset": "gigaspeech", "tasks": ["asr"], "quote": "GigaSpeech (ASR)"})
    'datasets: gigaspeech, tasks asr'
    """
    parts: list[str] = []
    for key, value in usage.items():
        if key in ("quote", "note", "amount", "unit", "amount_qualifier"):
            continue
        text = " ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else str(value)
        parts.append(text if not parts else f"{key.replace('_', ' ')} {text}")
    return f"{field_name}: {', '.join(parts)}"


def short(value: Any) -> str:
    """Return a value as a text that fits into a line."""
    text = " ".join(str(value if not isinstance(value, list) else ", ".join(map(str, value))).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def value_lines(name: str, was: Any, becomes: Any) -> list[str]:
    """Return the lines for a value that changed."""
    return [f"{sign} {name}: {short(value)}" for sign, value in (("-", was), ("+", becomes)) if value]

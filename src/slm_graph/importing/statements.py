"""Usages of a person's entry, beside those that the old cells of its row give and those that the new ones give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slm_graph.documents import Edit, has_comment
from slm_graph.importing.changes import Change, statement, statement_key
from slm_graph.importing.ids import free_id
from slm_graph.importing.intake import Importer
from slm_graph.importing.matching import (
    Known,
    cells_of,
)
from slm_graph.importing.usages import listed
from slm_graph.text import parse_cell


def quotes_in(usage: Any, field_name: str, quoted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the quotes of a usage, each with its column."""
    for quote in listed(usage.get("quote", [])) if isinstance(usage, dict) else ():
        if isinstance(quote, dict):
            yield str(quote.get("column", "")), str(quote.get("text", ""))
        else:
            yield quoted.get(field_name, ""), str(quote)


def cell_says(cell: str, text: str) -> bool:
    """Tell whether a cell has words, as they are written or as they are shown."""
    return text in cell or text in parse_cell(cell).plain


def cell_text(cell: Any) -> str:
    """Return a cell that may hold phrases only as one text."""
    return cell if isinstance(cell, str) else " ".join(map(str, cell or ()))


class StatementMerge:
    """The usages in a field of a person's entry, those that its old cells give, and those that the new ones give."""

    def __init__(
        self, name: str, entry: Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer,
        change: Change, quoted: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.name, self.entry, self.change = name, entry, change
        self.old = {statement_key(usage): usage for usage in before.get(name, [])}
        self.new = {statement_key(usage): usage for usage in after.get(name, [])}
        self.mine = listed(entry.tree.get(name, []))
        self.places = {statement_key(usage): place for place, usage in enumerate(self.mine)}
        self.component = importer.reader.fields[name].component.field
        self.cells = cells_of(after)
        self.quoted = quoted

    def thing(self, usage: Any) -> str:
        """Return what a usage is of; "" where it has no name."""
        return str(usage.get(self.component, "")) if isinstance(usage, dict) else str(usage)

    def has_thing(self, usage: Any, among: Sequence[Any]) -> bool:
        """Tell whether some usages are of the same thing."""
        return bool(self.thing(usage)) and any(self.thing(other) == self.thing(usage) for other in among)

    def compare(self) -> None:
        """Note what goes, comes and is quoted otherwise."""
        self._quote_anew()
        gone = [place for key, usage in self.old.items() if key not in self.new for place in self._gone(key, usage)]
        left = [usage for place, usage in enumerate(self.mine) if place not in gone]
        added = [*self._added(left)]
        edits: list[Edit] = []
        removed = 0
        # A change of one statement stays at its place; what else goes and comes does so at the end.
        for place in sorted(gone, reverse=True):
            twin = next((usage for usage in added if self.has_thing(usage, [self.mine[place]])), None)
            if twin is None:
                edits.append(Edit((self.name, place), None))
                removed += 1
            else:
                added.remove(twin)
                edits += _turned(self.mine[place], twin, (self.name, place))
        end = len(self.mine) - removed
        self.change.edits += [*edits, *(Edit((self.name, end + number), usage) for number, usage in enumerate(added))]

    def _quote_anew(self) -> None:
        for key, usage in self.old.items():
            place = self.places.get(key)
            if key in self.new and place is not None and self.mine[place].get("quote") == usage["quote"]:
                quotes = quotes_in(usage, self.name, self.quoted)
                if not all(cell_says(cell_text(self.cells.get(column)), text) for column, text in quotes):
                    self.change.edits.append(Edit((self.name, place, "quote"), self.new[key]["quote"]))

    def _gone(self, key: str, usage: Mapping[str, Any]) -> Iterator[int]:
        """Yield the place of a statement that the table has no more, unless a person had to do with it."""
        place = self.places.get(key)
        said = f"{statement(self.name, usage)} is not in the table any more, but you"
        if place is None:
            self.change.held += [f"{said} changed it"] if self.has_thing(usage, self.mine) else []
        elif self._is_annotated(place, usage):
            self.change.held.append(f"{said} wrote a note to it")
        else:
            self.change.lines.append(f"- {statement(self.name, usage)}")
            yield place

    def _is_annotated(self, place: int, usage: Mapping[str, Any]) -> bool:
        """Tell whether a person wrote a note or a comment to a statement."""
        has_note = self.mine[place].get("note") != usage.get("note")
        return has_note or (bool(self.entry.text) and has_comment(self.entry.text, (self.name, place)))

    def _added(self, left: Sequence[Any]) -> Iterator[dict[str, Any]]:
        """Yield the statements that are new, unless a person says another thing of the same."""
        keys = {str(usage.get("key", "")).casefold() for usage in left if isinstance(usage, dict)}
        for key, usage in self.new.items():
            if key in self.old or key in self.places:
                continue
            if "key" not in usage and self.has_thing(usage, left):
                self.change.held.append(f"{statement(self.name, usage)} is in the table now, but you changed it")
                continue
            self.change.lines.append(f"+ {statement(self.name, usage)}")
            yield _with_free_key(usage, keys)


def _turned(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Edit]:
    """Yield the edits that make one usage of another, key and note apart."""
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in ("key", "note") and old.get(key) != new.get(key):
            yield Edit((*path, key), new.get(key))


def _with_free_key(usage: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    if "key" not in usage:
        return usage
    key = free_id(usage["key"], keys)
    keys.add(key.casefold())
    return {**usage, "key": key}

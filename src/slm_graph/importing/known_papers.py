"""The papers that there are, so that none is described twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slm_graph.entries import (
    identifiers,
)
from slm_graph.importing.drafts import Draft
from slm_graph.importing.ids import free_id
from slm_graph.importing.intake import Importer
from slm_graph.importing.matching import (
    Known,
)
from slm_graph.text import key_of


class KnownPapers:
    """The papers that there are, so that none is described twice."""

    def __init__(self, importer: Importer, known: Sequence[Known]) -> None:
        slot = importer.drafter.paper
        self.field = slot.field if slot else ""
        trees = [item.tree for item in importer.vocabulary.items if slot and item.class_name == slot.range]
        trees += [tree for entry in known if isinstance(tree := entry.tree.get(self.field), dict)]
        self.by_identifier = {key: str(tree["id"]) for tree in trees if "id" in tree for key in identifiers(tree)}
        self.by_title = {key_of(str(tree["title"])): tree for tree in trees if "title" in tree and "id" in tree}
        self.ids = {str(tree.get("id")).casefold() for tree in trees}

    def _known(self, draft: Draft, paper: Mapping[str, Any]) -> str | None:
        """Return the id of a paper that is there: of the same identifier, or, where one has none, of the same title."""
        mine = dict(identifiers(paper))
        if found := next((self.by_identifier[key] for key in mine.items() if key in self.by_identifier), None):
            return found
        same = self.by_title.get(key_of(str(paper.get("title", ""))) or "-")
        if same is None or any(value != same.get(name, value) for name, value in mine.items()):
            return None
        return str(same["id"])

    def settle(self, draft: Draft, entry: Mapping[str, Any] | None) -> None:
        """Give a draft's paper the id that it has, or one that no other paper has."""
        paper = draft.tree.get(self.field)
        if not isinstance(paper, dict):
            return
        there = entry.get(self.field) if entry is not None else self._known(draft, paper)
        if isinstance(there, str):
            draft.tree[self.field] = there
        elif isinstance(there, dict) and isinstance(there.get("id"), str):
            paper["id"] = there["id"]
        else:
            paper["id"] = free_id(str(paper["id"]), self.ids)
            self.ids.add(paper["id"].casefold())
            self.by_identifier |= dict.fromkeys(identifiers(paper), str(paper["id"]))

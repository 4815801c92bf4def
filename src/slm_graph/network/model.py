"""What a network is made of: nodes, and the evidence of links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import networkx as nx

Evidence: TypeAlias = "dict[str, Any]"
"""What one usage states: `id`, `quotes`, `columns`, `row`, `source`, and more where the usage has it."""
Network: TypeAlias = "nx.MultiDiGraph"


@dataclass
class Node:
    """A thing of the graph, as a reader sees it; its attributes are what networkx gets."""

    iri: str
    id: str
    cls: str
    label: str
    abbreviation: str = ""
    aliases: list[str] = field(default_factory=list)
    misspellings: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    """In the order of the title page, which the set of creators does not tell."""
    definition: str = ""
    year: int | None = None
    modality: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    prompt_kinds: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    statements: list[Evidence] = field(default_factory=list)

"""Lists of links under headings, as tables: one row an item, one column a part that items have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from slm_graph.tables.item_links import is_publication, links_in, only_says_what
from slm_graph.tables.list_items import PARTS, parts_of_item
from slm_graph.tables.table import Row, Table

if TYPE_CHECKING:
    from markdown_it.token import Token

_of_code_or_data = re.compile(
    r"github\.com/[^/\s]+/[^/\s]+|huggingface\.co/|zenodo\.org|kaggle\.com|physionet\.org|drive\.google\.com"
    r"|modelscope\.cn",
    re.IGNORECASE,
)
_aside = re.compile(
    r"\W*(?:(?:latest |recent )?(?:news|updates?|changelog)|.*\btable of contents?|contents?|related (?!work|field).*"
    r"|resources?|cit(?:e|ation|ing)\b.*|acknowledge?ments?|contribut(?:e|ors?|ing|ions?)\b.*|maintainers?|contacts?\b.*"
    r"|licen[cs]es?|star history|to ?do.*|usage|install(?:ation)?|other awesome.*|useful links?|tutorials?.*|faq"
    r"|.*\brepositor(?:y|ies)|leaderboards?|toolkits?|(?:keynote )?speakers?|talks?|organi[sz]ers?|team|members)\W*",
    re.IGNORECASE,
)
"""What heads lists that are no part of a survey."""
_LONGEST_ITEM = 4_000
_MOSTLY = 0.6


@dataclass
class ListItem:
    """An item: its line from 1, its paragraphs with those of lists within, and what is within as a list of its own."""

    line: int
    paragraphs: list[str] = field(default_factory=list)
    inner: list[ListItem] = field(default_factory=list)
    holds_block: bool = False
    """Whether a table, a quote or code stands in it."""

    @cached_property
    def lines(self) -> list[str]:
        """Its paragraphs and those of the items within, each on one line."""
        own = [" ".join(paragraph.split()) for paragraph in self.paragraphs]
        return [*own, *(line for item in self.inner for line in item.lines)]

    @cached_property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(self.lines)

    @cached_property
    def parts(self) -> dict[str, str]:
        """Its parts by the names of their columns; none of an item that is too long to be a reference."""
        return parts_of_item(self.lines) if self.lines and len(self.text) <= _LONGEST_ITEM else {}


def read_list(tokens: Sequence[Token], position: int) -> list[ListItem]:
    """Return the items of the list that opens at a position among the tokens of Markdown's blocks."""
    opened: list[ListItem] = [ListItem(0)]
    depth = 0
    for token in tokens[position:]:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if not depth:
                break
        elif token.type == "list_item_open":
            opened.append(ListItem((token.map or [0])[0] + 1))
            opened[-2].inner.append(opened[-1])
        elif token.type == "list_item_close":
            opened.pop()
        elif token.type == "inline":
            opened[-1].paragraphs.append(token.content)
        elif token.type in ("table_open", "html_block", "fence", "code_block", "blockquote_open"):
            opened[-1].holds_block = True
    return opened[0].inner


class ListTables:
    """The lists of a file that are tables, all with the same columns: the parts that any of their items has."""

    def __init__(self) -> None:
        self._lists: list[tuple[tuple[str, ...], Sequence[ListItem]]] = []

    def take(self, items: Sequence[ListItem], headings: tuple[str, ...]) -> None:
        """Take a list in where most of its items lead to papers, code or data, and the lists below its labels.

        A list under a heading such as News or Citation is none.
        """
        if any(_aside.fullmatch(heading.replace("-", " ")) for heading in headings):
            return
        own = [item for item in items if not _is_label(item)]
        if own and sum(map(_is_reference, own)) >= _MOSTLY * len(own):
            self._lists.append((headings, own))
        for item in items:
            if _is_label(item):
                label = " ".join(re.sub(r"\*\*|__|:\s*$", "", " ".join(item.paragraphs)).split())
                self.take(item.inner, (*headings, label) if label else headings)

    def tables(self) -> list[Table]:
        """Return the tables; a list of one item is one where others have more."""
        if all(len(items) == 1 for _, items in self._lists):
            return []
        columns = [name for name in PARTS if any(name in item.parts for _, items in self._lists for item in items)]
        return [
            Table(
                headings[-1] if headings else "",
                items[0].line,
                (*columns, "Item"),
                tuple(Row(item.line, (*(item.parts.get(name, "") for name in columns), item.text)) for item in items),
                headings,
            )
            for headings, items in self._lists
        ]


def _is_label(item: ListItem) -> bool:
    """Tell whether an item only says what the items below it are: a few words, no link of its own."""
    text = " ".join(item.paragraphs)
    return (
        bool(item.inner)
        and len(text.split()) <= 12
        and "【" not in text
        and not links_in(text[:_LONGEST_ITEM])
        and not any(inner.parts.keys() == {"Links"} for inner in item.inner)  # those are links of its own
        and any(_is_reference(inner) or _is_label(inner) for inner in item.inner)
        and sum(bool(links_in(" ".join(inner.paragraphs)[:_LONGEST_ITEM])) for inner in item.inner) * 2
        > len(item.inner)
    )


def _is_reference(item: ListItem) -> bool:
    """Tell whether an item has words and a link to a paper, to code or to data."""
    if item.holds_block or not item.paragraphs or not {"Name", "Paper title"} & item.parts.keys():
        return False
    links = links_in(item.text)
    return any(is_publication(link.url) or _of_code_or_data.search(link.url) or only_says_what(link) for link in links)

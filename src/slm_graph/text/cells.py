"""Cells of a survey's table as text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_line_break = re.compile(r"[ \t]*</?br[ \t]*/?>[ \t]*", re.IGNORECASE)
# CommonMark 0.31, sections 2.4 and 2.5: a backslash before ASCII punctuation; an entity, which ends in a semicolon.
_escape_or_entity = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_tag = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_anchor = re.compile(r"""<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_address = re.compile(r"https?://[^\s<>\"|\\^`{}\]，。；、（）《》]+")
_BREAKING = frozenset("br p div li ul ol tr td th table hr h1 h2 h3 h4 h5 h6 dt dd dl".split())
_SILENT = frozenset(
    "a abbr b bdi bdo big center cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr picture source details summary tbody thead nobr".split()
)

NOTHING_STATED = frozenset(["-", "--", "---", "–", "—", "/", "n/a", "unknown", "not stated", "?", "无", "未知"])
"""What stands in a cell that states nothing, in lower case."""


def cell_text(cell: str) -> str:
    r"""Return the text of a raw Markdown cell: line breaks as line breaks, escapes and entities resolved.

    Examples
    --------
    >>> cell_text(r"\<audio\> what? </br> Yes &amp; no.\n")
    '<audio> what?\nYes & no.\\n'
    """
    lines = _line_break.sub("\n", cell)
    return _escape_or_entity.sub(lambda found: found[1] or _entity(found[0]), lines).strip()


def _entity(entity: str) -> str:
    return html.unescape(entity) if entity.startswith("&#") else html5.get(entity[1:], entity)


def states_nothing(cell: str) -> bool:
    """Tell whether a cell says that nothing is stated.

    Examples
    --------
    >>> states_nothing(" - "), states_nothing("A series of models")
    (True, False)
    """
    return unicodedata.normalize("NFKC", cell_text(cell)).strip().strip("*_`").lower() in NOTHING_STATED


class Link(NamedTuple):
    """A link of a cell: its words, and where it leads."""

    text: str
    url: str


def plain_text(cell: str) -> str:
    r"""Return what a reader sees of a raw Markdown cell: without markup, pictures and addresses, breaks as line breaks.

    Examples
    --------
    >>> plain_text(r"**[Whisper](https://example.org)**-large<br>`BEATs` ![icon](a.png) \<eos\>")
    'Whisper-large\nBEATs  <eos>'
    """
    return "\n".join(line.strip(" \t") for line in "".join(_shown_parts(cell)).split("\n")).strip()


def links(cell: str) -> list[Link]:
    """Return the links of a raw Markdown cell in their order: of Markdown, of HTML, and bare addresses.

    Examples
    --------
    >>> links("[SALMONN](https://github.com/bytedance/SALMONN), https://arxiv.org/abs/2310.13289.")[1].url
    'https://arxiv.org/abs/2310.13289'
    """
    found: list[Link] = []
    text: list[str] = []
    url = ""
    for token in _inline(cell):
        if token.type == "link_open":
            url, text = str(token.attrs.get("href", "")), []
        elif token.type == "link_close":
            found.append(Link("".join(text).strip(), url))
            url = ""
        elif token.type == "html_inline" and (tag := _anchor.match(token.content)):
            url, text = html.unescape(tag[1] or tag[2] or tag[3]), []
        elif token.type == "html_inline" and url and token.content.lower().startswith("</a"):
            found.append(Link("".join(text).strip(), url))
            url = ""
        elif url:
            text.append(token.content)
        elif token.type == "text":
            found += [Link("", address) for address in _addresses(token.content)]
    return found


def _shown_parts(cell: str) -> Iterator[str]:
    for token in _inline(cell):
        if token.type in ("text", "text_special", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "html_inline":
            tag = _tag.match(token.content)
            name = tag[1].lower() if tag else ""
            if name in _BREAKING:
                yield "\n"
            elif tag and name not in _SILENT:
                yield token.content  # such as <audio> in a prompt: no markup, though it looks like it


def _inline(cell: str) -> list[Token]:
    # markdown-it gives up on text that looks like an opening of HTML; a cell that ends in one is rare and stays text.
    tokens = _parser().parseInline(cell)
    return list(tokens[0].children or []) if tokens else []


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def _addresses(text: str) -> Iterator[str]:
    for found in _address.finditer(text):
        address = found[0].rstrip(".,;:!?'\"*_~，。；、")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        yield address

"""Cells of a survey's table as text."""

from __future__ import annotations

import html
import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html.entities import html5
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_line_break = re.compile(r"[ \t]*</?br[ \t]*/?>[ \t]*", re.IGNORECASE)
# CommonMark 0.31, sections 2.4 and 2.5: a backslash before ASCII punctuation; an entity, which ends in a semicolon.
_escape_or_entity = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_markup = re.compile(r"[\\`*_~!\[\]<&\n\r\0]").search
"""What a cell has that is not its own text, nor an address: all else needs no parser."""
_plain_link = re.compile(r"\[([^\[\]\\`*_~!<&\n\r\0]*)\]\((https?://[A-Za-z0-9_./:?=#@+-]+)\)")
"""A link whose words and address are what they look like; most cells of links have no other markup."""
_tag = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_anchor = re.compile(r"""<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_address = re.compile(r"https?://[^\s<>\"|\\^`{}\]，。；、（）《》]+")
_BREAKING = frozenset("br p div li ul ol tr td th table hr h1 h2 h3 h4 h5 h6 dt dd dl".split())
_SILENT = frozenset(
    "a abbr b bdi bdo big center cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr picture source details summary tbody thead nobr".split()
)

_NULL_WORDS = (
    r"n\.?\s?/?\s?a\.?", r"n\.?d\.", "tb[acd]", "coming soon", "available soon", r"no (?:info(?:rmation)?|details?)",
    "not(?: yet| publicly)? (?:stated|available|disclosed|specified|reported|applicable|given|known|released|public"
    "|published|announced|mentioned|provided|open|found|clear|determined)",
    "to be (?:announced|confirmed|determined|released|published)",
    *"nan none null nil unknown unspecified undisclosed unavailable unreleased unreported unclear".split(),
    *"various varies".split(),
    *"无 未知 未公开 暂无 不明 未詳 なし 없음".split(),
)  # fmt: skip
"""What stands in a cell that states nothing, in lower case, besides dashes; the first sign of each is how it begins."""
_nothing_stated = re.compile("|".join([r"[-\u2010-\u2015\u2212_/.?…~]+", *_NULL_WORDS]))
_NULL_STARTS = "".join(sorted({word[0] for word in _NULL_WORDS}))
_OTHER_STARTS = frozenset(string.ascii_letters + string.digits) - frozenset(_NULL_STARTS + _NULL_STARTS.upper())
"""With these nothing begins that states nothing, whatever markup comes behind."""
_may_state_nothing = re.compile(rf"[\W_]*+(?:{'|'.join(_NULL_WORDS)})?[\W_]*", re.IGNORECASE).fullmatch
_says_much = re.compile("(?:[^A-Za-z]*[A-Za-z]){30}").match
"""Finds more letters than there are in any of these."""


class Link(NamedTuple):
    """A link of a cell: its words, and where it leads."""

    text: str
    url: str


@dataclass(frozen=True)
class MarkdownCell:
    r"""A raw cell of a Markdown table, and what it says, each read when it is first asked for.

    Examples
    --------
    >>> cell = parse_cell(r"**[Whisper](https://example.org)**-large<br>`BEATs` ![icon](a.png) \<eos\>")
    >>> cell.plain
    'Whisper-large\nBEATs  <eos>'
    >>> cell.links
    (Link(text='Whisper', url='https://example.org'),)
    """

    raw: str

    @cached_property
    def text(self) -> str:
        r"""The text of the cell with its markup: line breaks as line breaks, escapes and entities resolved.

        Examples
        --------
        >>> parse_cell(r"\<audio\> what? </br> Yes &amp; no.\n").text
        '<audio> what?\nYes & no.\\n'
        """
        return cell_text(self.raw)

    @cached_property
    def plain(self) -> str:
        """What a reader sees: without markup, pictures and addresses, breaks as line breaks."""
        return _shown(self.raw)[0] if _markup(self.raw) else self.raw.strip()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links in their order: of Markdown, of HTML, and bare addresses.

        Examples
        --------
        >>> cell = parse_cell("[SALMONN](https://github.com/bytedance/SALMONN), https://arxiv.org/abs/2310.13289.")
        >>> cell.links[1].url
        'https://arxiv.org/abs/2310.13289'
        """
        return _shown(self.raw)[1] if _markup(self.raw) else tuple(Link("", url) for url in _addresses(self.raw))

    @cached_property
    def states_nothing(self) -> bool:
        """Whether the cell says that nothing is stated.

        Examples
        --------
        >>> parse_cell(" - ").states_nothing, parse_cell("A series of models").states_nothing
        (True, False)
        """
        return cell_states_nothing(self.raw)


def cell_text(raw: str) -> str:
    """Return the text of a raw cell, as `MarkdownCell.text` does."""
    lines = _line_break.sub("\n", raw) if "<" in raw else raw
    if "\\" not in lines and "&" not in lines:
        return lines.strip()
    return _escape_or_entity.sub(lambda match: match[1] or _entity(match[0]), lines).strip()


def states_nothing(text: str) -> bool:
    """Tell whether a text says that nothing is stated: a null word, or dashes.

    Examples
    --------
    >>> [states_nothing(text) for text in ("**N/A**", "(Undisclosed)", "Not publicly available", "Various", "Nana")]
    [True, True, True, True, False]
    """
    if text[:1] in _OTHER_STARTS or (not _may_state_nothing(text) if text.isascii() else _says_much(text)):
        return False
    words = unicodedata.normalize("NFKC", text).strip().lower()
    bare = words.strip("*_`()[]")
    return any(_nothing_stated.fullmatch(form) for form in (words, bare, bare.rstrip(" .!")))


def cell_states_nothing(raw: str) -> bool:
    """Tell whether a raw cell says that nothing is stated.

    Examples
    --------
    >>> cell_states_nothing(" - "), cell_states_nothing("Whisper")
    (True, False)
    """
    return raw[:1] not in _OTHER_STARTS and states_nothing(cell_text(raw))


@lru_cache(maxsize=2_000)
def parse_cell(raw: str) -> MarkdownCell:
    """Return a raw Markdown cell, the same one for the same text, so that it is parsed once."""
    return MarkdownCell(raw)


@lru_cache(maxsize=50_000)
def _shown(raw: str) -> tuple[str, tuple[Link, ...]]:
    """Return what a reader sees of a cell with markup, and its links; a table is gone through more than once."""
    texts, words, urls = (_plain_link.split(raw)[first::3] for first in range(3))
    if not any(map(_markup, texts)):
        links = [Link(*link) for link in zip(words, urls, strict=True)]
        return _plain_link.sub(r"\1", raw).strip(), tuple(_in_order(texts, links))
    # A cell that ends in what looks like an opening of HTML is rare; markdown-it gives up on it, and it stays text.
    tokens = _parser().parseInline(raw)
    children = list(tokens[0].children or []) if tokens else []
    shown = "".join(_shown_parts(children))
    plain = "\n".join(line.strip(" \t") for line in shown.split("\n")).strip()
    return plain, tuple(_links(children))


def _in_order(texts: Sequence[str], links: Sequence[Link]) -> Iterator[Link]:
    """Yield the addresses of texts, and the links between these."""
    for text, link in zip_longest(texts, links):
        yield from (Link("", address) for address in _addresses(text))
        if link:
            yield link._replace(text=link.text.strip())


def _entity(entity: str) -> str:
    return html.unescape(entity) if entity.startswith("&#") else html5.get(entity[1:], entity)


def _links(tokens: Sequence[Token]) -> Iterator[Link]:
    text: list[str] = []
    url = ""
    for token in tokens:
        is_html = token.type == "html_inline"
        if token.type == "link_open":
            url, text = str(token.attrs.get("href", "")), []
        elif is_html and (tag := _anchor.match(token.content)):
            url, text = html.unescape(tag[1] or tag[2] or tag[3]), []
        elif token.type == "link_close" or (is_html and url and token.content.lower().startswith("</a")):
            yield Link("".join(text).strip(), url)
            url = ""
        elif url:
            text.append(token.content)
        elif token.type == "text":
            yield from (Link("", address) for address in _addresses(token.content))


def _shown_parts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
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


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def _addresses(text: str) -> Iterator[str]:
    for found in _address.finditer(text):
        address = found[0].rstrip(".,;:!?'\"*_~，。；、")
        too_many = address.count(")") - address.count("(")
        closing = len(address) - len(address.rstrip(")"))
        yield address[: len(address) - max(0, min(too_many, closing))]

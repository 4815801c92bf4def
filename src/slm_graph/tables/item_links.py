"""The links of an item of a list, and words without marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from slm_graph.text import is_link_word

_LINK = (
    r"\[(?P<words>(?:[^\[\]\\]|\\.|!?\[(?:[^\[\]\\]|\\.)*\](?:\([^()\s]*\))?)*)\]"
    r"\((?P<url><[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
)


_anchor = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']?([^\"'\s>]+)[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)


_link = re.compile(rf"\[{_LINK}\]|!?{_LINK.replace('<words>', '<bare_words>').replace('<url>', '<bare_url>')}")


_picture = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]*>")


_marks = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|</?(?:b|i|strong|em|ins|u|code)>|\\(?=[\[\]])", re.IGNORECASE)


_publication = re.compile(
    r"arxiv\.org/|doi\.org/|openreview\.net/|aclanthology\.org/|aclweb\.org/|proceedings\.|papers\.n(?:eur)?ips\.cc"
    r"|thecvf\.com|ecva\.net|ieeexplore|dl\.acm\.org|biorxiv\.org|medrxiv\.org|nature\.com/|science(?:direct)?\.(?:org|com)"
    r"|springer\.com|pubs\.acs\.org|academic\.oup\.com|isca-(?:speech|archive)|roboticsproceedings|pubmed|\.pdf\b",
    re.IGNORECASE,
)


_link_words = re.compile(
    r"\W*(?:official )?(?:paper|pdf|arxiv|code|link|dataset|data|model|survey)s?\W*", re.IGNORECASE
)


class ItemLink(NamedTuple):
    """A link of an item: its words, where it leads, and where it stands."""

    words: str
    url: str
    begin: int
    end: int
    in_brackets: bool = False
    """Whether its words stand in brackets of their own, as those that tell what it leads to do: [[paper]](…)."""


def links_in(text: str) -> list[ItemLink]:
    """Return the links of Markdown and HTML in a text, with [one more pair of brackets] or without.

    Examples
    --------
    >>> [(link.words, link.url) for link in links_in("[[paper]](https://a.org) [code](https://b.org) ![i](c.png)")]
    [('[paper]', 'https://a.org'), ('code', 'https://b.org')]
    """
    found = [
        ItemLink(
            words := match["words"] or match["bare_words"] or "",
            match["url"] or match["bare_url"] or "",
            *match.span(),
            match["url"] is not None or (words[:1] == "[" and words[-1:] == "]"),
        )
        for match in _link.finditer(text)
        if not match[0].startswith("!")
    ]
    found += [ItemLink(match[2], match[1], *match.span()) for match in _anchor.finditer(text)]
    return sorted((link for link in found if _is_address(link.url)), key=lambda link: link.begin)


def only_says_what(link: ItemLink) -> bool:
    """Tell whether the words of a link only say what it leads to: "official code", a picture."""
    words = plain_words(link.words)
    return link.in_brackets or is_link_word(words) or not letters_of(words) or _link_words.fullmatch(words) is not None


def is_publication(url: str) -> bool:
    """Tell whether an address is of a paper: of arXiv, a DOI, a publisher, proceedings, or a PDF."""
    return _publication.search(url) is not None


def _is_address(url: str) -> bool:
    return url.lstrip("<").lower().startswith(("http://", "https://"))


def plain_words(text: str) -> str:
    """Return words without marks, brackets around them and punctuation at their ends."""
    text = _picture.sub(" ", text)
    text = " ".join(_marks.sub("", text).split())
    text = text.strip(" ,.;:|`–—-[]" if text.count("[") == text.count("]") else " ,.;:|`–—-")
    return text[1:-1] if len(text) > 2 and text[0] in '"“' and text[-1] in '"”' else text


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, without its pictures."""
    return re.sub(r"[\W_]+", "", _picture.sub(" ", text))

"""Links, dates and names in the cells of a table, as the identifiers that entries hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# Digits are ASCII here, and what a flag would allow is not: an identifier is copied as it stands.
_arxiv_id = r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})"
_arxiv_path = re.compile(rf"/(?:abs|pdf|html|ps|format|papers|overview)/{_arxiv_id}(?:v[0-9]+)?(?:\.pdf)?/?$")
_arxiv_text = re.compile(rf"\b(?i:arxiv)[:\s]\s*{_arxiv_id}(?:v[0-9]+)?\b")
_ARXIV_HOSTS = ("arxiv.org", "alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "huggingface.co", "hf.co")
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com")
_anthology_path = re.compile(
    r"/(?:anthology/)?([A-Z][0-9]{2}-[0-9]{4}|[0-9]{4}\.[a-z0-9_]+-[a-z0-9]+\.[0-9]+)(?:v[0-9]+)?(?:\.pdf)?/?"
)
_doi_path = re.compile(r"/doi/(?:(?:abs|full|pdf|epdf|pdfdirect|book|fullHtml)/)?(10\.[0-9]{4,9}/[^\s/?#]+)/?")
_DOI_HOSTS = ("dl.acm.org", "onlinelibrary.wiley.com", "tandfonline.com", "pubs.acs.org", "pubs.aip.org", "science.org")
"""Publishers whose addresses have the DOI behind /doi/."""
_NO_MODELS = ("datasets", "spaces", "papers", "collections", "docs", "blog")
_link_word = re.compile(
    r"^\W*(?:code|paper|links?|demo|project(?: page)?|page|(?:web)?site|home ?page|arxiv|pdf|blog|models?|weights|hf|"
    r"github|hugging ?face|data|dataset|downloads?|here|url|official|repo|repository|slides|video|poster|"
    r"论文|代码|链接|项目|主页)\W*$",
    re.IGNORECASE,
)

_LONGEST = 100
_reserved = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")


class Identifier(NamedTuple):
    """What a link leads to: the kind of thing, and its identifier or address.

    Parameters
    ----------
    kind
        `arxiv`, `doi`, `acl_anthology`, `code`, `hugging_face` or `homepage`: a field of a paper or of a system.
    value
        The identifier, or the address where that is one.
    """

    kind: str
    value: str


def identify(url: str) -> Identifier | None:
    """Return what a link leads to; None for what is no address on the web.

    Examples
    --------
    >>> identify("https://arxiv.org/pdf/2310.13289v2.pdf")
    Identifier(kind='arxiv', value='2310.13289')
    >>> identify("https://github.com/bytedance/SALMONN")
    Identifier(kind='code', value='https://github.com/bytedance/SALMONN')
    >>> identify("https://dl.acm.org/doi/abs/10.1145/3664647.3681674")
    Identifier(kind='doi', value='10.1145/3664647.3681674')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or "." not in host:
        return None
    identifiers = (read(host, parts.path) for read in _READERS)
    identifier = next((identifier for identifier in identifiers if identifier), None)
    if identifier is None:
        return Identifier("code" if _is_repository(host, parts.path) else "homepage", url.strip())
    return identifier


def _arxiv(host: str, path: str) -> Identifier | None:
    is_arxiv = host in _ARXIV_HOSTS or host.endswith(".arxiv.org")
    match = _arxiv_path.search(path) if is_arxiv else None
    return Identifier("arxiv", match[1]) if match else None


def _doi(host: str, path: str) -> Identifier | None:
    if host in _DOI_HOSTS:
        match = _doi_path.fullmatch(unquote(path))
        return Identifier("doi", match[1]) if match else None
    if host not in ("doi.org", "dx.doi.org") or not path.startswith("/10."):
        return None
    doi = unquote(path[1:])
    arxiv = re.fullmatch(rf"10\.48550/(?i:arxiv)\.{_arxiv_id}(?:v[0-9]+)?", doi)
    return Identifier("arxiv", arxiv[1]) if arxiv else Identifier("doi", doi)


def _acl_anthology(host: str, path: str) -> Identifier | None:
    match = _anthology_path.fullmatch(path) if host in ("aclanthology.org", "aclweb.org") else None
    return Identifier("acl_anthology", match[1]) if match else None


def _hugging_face(host: str, path: str) -> Identifier | None:
    steps = path.strip("/").split("/")
    is_model = host in ("huggingface.co", "hf.co") and len(steps) == 2 and steps[0] not in _NO_MODELS
    return Identifier("hugging_face", "/".join(steps)) if is_model else None


_READERS = (_arxiv, _doi, _acl_anthology, _hugging_face)


def _is_repository(host: str, path: str) -> bool:
    return host in _CODE_HOSTS and "/" in path.strip("/")


def arxiv_in(text: str) -> str:
    """Return the arXiv id that words give, or "".

    Examples
    --------
    >>> arxiv_in("arXiv:2310.13289v2")
    '2310.13289'
    """
    found = _arxiv_text.search(text)
    return found[1] if found else ""


def is_link_word(text: str) -> bool:
    """Tell whether the words of a link only say what it leads to: "code", "paper", "here"."""
    return not text.strip() or _link_word.match(text) is not None


def without_pictures(text: str) -> str:
    """Return a text without emoji and other pictograms, and without the `:codes:` for them.

    Examples
    --------
    >>> without_pictures("🔥 SALMONN :star:")
    'SALMONN'
    """
    if ":" in text:
        text = re.sub(r"(?<!\w):[a-z0-9_+-]{2,}:(?!\w)", "", text)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) not in _PICTURES and c not in "\ufe0f\u200d")
    return " ".join(text.split())


_PICTURES = ("So", "Cs", "Co")


def slug(text: str) -> str:
    """Return an id made of a name: small letters and digits with hyphens; "" where it has none of them.

    It can name a file on every system: of a long name it is the beginning and a hash, and no name that Windows keeps.

    Examples
    --------
    >>> slug("LLaMA-2 (7B)"), slug("Qwen-Audio"), slug("GPT-3.5")
    ('llama-2-7b', 'qwen-audio', 'gpt-3-5')
    >>> slug("CON"), len(slug("long " * 100))
    ('con-1', 100)
    """
    plain = text.replace("+", " plus ") if text.endswith("+") else text
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    name = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    if len(name) > _LONGEST:
        return f"{name[: _LONGEST - 9].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{name}-1" if _reserved.fullmatch(name) else name

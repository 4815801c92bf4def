"""What a row says of what a link leads to: the words of the link, else the header of its column; else nobody knows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from slm_graph.importing.headers import folded
from slm_graph.text import is_link_word, name_key

_MAX_WORDS = 3
"""More words are a title or a sentence."""
_PAPER_WORDS = frozenset(
    "paper pdf arxiv publication preprint report doi biorxiv medrxiv openreview 论文 論文 논문".split()
)
_CODE_WORDS = frozenset("code github gitlab repo repository implementation 代码 源码 代码链接 コード 코드".split())
_HOME_WORDS = frozenset("homepage home project website web webpage site page 主页 项目 项目主页 官网 网站".split())
_OTHER_WORDS = frozenset(
    "benchmark blog checkpoint colab data dataset demo doc docs leaderboard model news playground post poster sample"
    " slide space talk try tutorial tweet twitter video weight".split()
)
_PUBLISHERS = (
    "biorxiv.org", "medrxiv.org", "openreview.net", "proceedings.mlr.press", "ieeexplore.ieee.org", "link.springer.com",
    "sciencedirect.com", "isca-speech.org", "isca-archive.org", "openaccess.thecvf.com", "proceedings.neurips.cc",
    "papers.nips.cc", "ojs.aaai.org", "ecva.net", "ssrn.com", "hindawi.com", "mdpi.com", "frontiersin.org",
    "aclanthology.org", "dl.acm.org", "ijcai.org", "usenix.org", "iopscience.iop.org", "academic.oup.com",
    "pubs.rsc.org", "pubs.acs.org", "journals.plos.org", "onlinelibrary.wiley.com", "tandfonline.com",
)  # fmt: skip
"""Where papers are, and hardly anything else."""
_plain_endings = re.compile(r"(?:v?\d+(?:[._]\d+)*[bmkt]?|base|hf|llm|model|\W|_)*")


def link_says(text: str, header: str) -> str:
    """Return what a link is said to lead to: `paper`, `code`, `homepage`, `other`, or "" where nothing says it.

    Examples
    --------
    >>> link_says("Paper", "Links"), link_says("Link", "paper_url"), link_says("Demo page", "Project")
    ('paper', 'paper', 'other')
    >>> link_says("here", "Link"), link_says("Kea", "Project page")
    ('', 'homepage')
    """
    return _says(text) or _says(header)


def _says(text: str) -> str:
    found = frozenset(folded(text)) if text.strip() else frozenset()
    if len(found) > _MAX_WORDS:
        return ""
    kinds = (("other", _OTHER_WORDS), ("paper", _PAPER_WORDS), ("code", _CODE_WORDS), ("homepage", _HOME_WORDS))
    return next((kind for kind, kind_words in kinds if found & kind_words), "")


def is_of_publisher(url: str) -> bool:
    """Tell whether an address is one of a paper, by its host or since it is that of a PDF.

    Examples
    --------
    >>> [is_of_publisher(f"https://{text}") for text in ("openreview.net/forum?id=1", "a.org/kea.pdf", "a.org/kea")]
    [True, True, False]
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    return parts.path.endswith(".pdf") or any(host == one or host.endswith(f".{one}") for one in _PUBLISHERS)


def is_host_alone(url: str) -> bool:
    """Tell whether an address is that of a host that many share, such as a hub of models, and of no page of it.

    Examples
    --------
    >>> [is_host_alone(url) for url in ("https://huggingface.co/", "https://kea.github.io", "https://a.org/kea")]
    [True, False, False]
    """
    parts = urlsplit(url.strip())
    return not parts.path.strip("/") and not (parts.hostname or "").endswith((".github.io", ".gitlab.io"))


def is_page_of(url: str, name: str) -> bool:
    """Tell whether an address is that of a site of a thing alone: its host is called so, or its folder of GitHub pages,
    or its page on a hub of datasets.

    Examples
    --------
    >>> urls = ("https://kea.org", "https://kea-7b.github.io/", "https://a.github.io/Kea/", "https://a.org/kea")
    >>> [is_page_of(url, "Kea") for url in urls]
    [True, False, True, False]
    >>> is_page_of("https://huggingface.co/datasets/a/kea_songs", "Kea Songs")
    True
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    steps = [step for step in parts.path.split("/") if step]
    key = name_key(name)
    on_hub = "datasets" in steps[:-1] and name_key(steps[-1]) == key
    is_alone = len(steps) < 2 and not {"blog", "news"} & {step.casefold() for step in steps}
    names_host = is_alone and name_key(host.partition(".")[0]) == key
    return bool(key) and (
        on_hub or names_host or (host.endswith(".github.io") and [name_key(step) for step in steps] == [key])
    )


def is_release_of(repository: str, name: str) -> bool:
    """Tell whether a repository of model files, owner/name, is called as a thing is, but for sizes and versions.

    Examples
    --------
    >>> [is_release_of(text, "UL2") for text in ("google/ul2", "google/ul2-20b", "google/flan-ul2", "a/ul2-chat")]
    [True, True, False, False]
    >>> is_release_of("a/kea", "Kea-7B"), is_release_of("a/kea-13b", "Kea-7B")
    (True, False)
    """
    key = name_key(name)
    if not key:
        return False
    if name_key(repository) == key:
        return True
    last = repository.rpartition("/")[2]
    return _is_begin(key, last) or _is_begin(name_key(last), name)


def _is_begin(key: str, text: str) -> bool:
    """Tell whether a text begins with what has a key, and what follows says no more than a size or a version."""
    ends = [end for end in range(1, len(text) + 1) if name_key(text[:end]) == key]
    return any(_plain_endings.fullmatch(text[end:].casefold()) for end in ends)


def leads_to_paper(kind: str, url: str, text: str, said: str, of_column: str) -> bool:
    """Tell whether a link is one of a paper; a title may lead to its code."""
    is_said = said == "paper" and (kind == "homepage" or is_link_word(text))
    return is_said or (of_column != "homepage" and is_of_publisher(url))

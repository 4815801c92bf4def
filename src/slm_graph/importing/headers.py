"""The headers of columns and tables: what they have in common however they are written."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from slm_graph.text import spaced

markup = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|<[^<>]*>")
_acronym_plural = re.compile(r"\b([A-Z]{2,})s\b")
unspaced_letters = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
brackets = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_around = frozenset(
    "a base component core for in key list main module name of official pre pretraining primary related supported"
    " the train trained training underlying use used using".split()
)
"""Words around a header that do not change what the column means: Training, Used, Supported."""
_around_unspaced = re.compile("^(?:所?使用的?|所用的?|训练用?的?|主要的?|支持的?|相关)|(?:名称|列表)$")


def header_text(header: str) -> str:
    """Return a header without its markup, in plain letters."""
    text = unicodedata.normalize("NFKC", html.unescape(markup.sub(lambda found: found[1] or " ", header)))
    return _acronym_plural.sub(r"\1", text)


@lru_cache(maxsize=4096)
def folded(header: str) -> tuple[str, ...]:
    """Return the words of a header without case, markup, punctuation, pictures and the s of a plural.

    Examples
    --------
    >>> folded("**Speech Encoders**:"), folded("📄 [Paper](a.md)"), folded("HuggingFace"), folded("训练数据集")
    (('speech', 'encoder'), ('paper',), ('hugging', 'face'), ('训练数据集',))
    """
    text = spaced(header_text(header)).casefold()
    letters = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    found = tuple(_singular(word) for word in letters.replace("\ufe0f", " ").split())
    return found or tuple(text.replace("\ufe0f", "").split())  # a header may be a picture alone


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")) else word


def header_key(header: str) -> str:
    """Return what headers are compared by: their folded words as one."""
    return "".join(folded(header))


def bare_key(header: str) -> str:
    """Return the key of a header without the words around that tell nothing."""
    found = list(folded(header))
    while len(found) > 1 and found[0] in _around:
        del found[0]
    while len(found) > 1 and found[-1] in _around:
        del found[-1]
    key = "".join(found)
    return _around_unspaced.sub("", key) or key

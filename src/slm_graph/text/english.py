"""English words: camel case in words, articles."""

from __future__ import annotations

import re

# Not before the plural of capitals (LLMs), nor within "arXiv", which writes itself with a capital inside.
_boundary = re.compile(r"(?<=[a-z])(?=[A-Z])(?!Xiv)|(?<=[A-Z0-9])(?=[A-Z](?!s(?![a-z]))[a-z])")


def spaced(name: str) -> str:
    """Return a text with a space wherever camel case begins a word; all letters stay as they are.

    Examples
    --------
    >>> spaced("LLMUsage"), spaced("HuggingFace LLMs on ArXiv")
    ('LLM Usage', 'Hugging Face LLMs on ArXiv')
    """
    return _boundary.sub(" ", name)


def words(name: str) -> str:
    """Return a camel-case name in words: all small, but for those with a capital inside.

    Examples
    --------
    >>> words("usesSpeechEncoder"), words("LLMUsage"), words("aclAnthologyId"), words("hasArXivId")
    ('uses speech encoder', 'LLM usage', 'acl anthology id', 'has ArXiv id')
    """
    return " ".join(word.lower() if word[1:].islower() or len(word) < 2 else word for word in spaced(name).split())


def article(name: str) -> str:
    """Return "a" or "an", as stands before a name: capitals are spelt out, U has the sound of "you".

    Examples
    --------
    >>> [f"{article(name)} {name}" for name in ("LLMUsage", "EncoderUsage", "usage", "VLM")]
    ['an LLMUsage', 'an EncoderUsage', 'a usage', 'a VLM']
    """
    return "an" if name.startswith(tuple("AEFHILMNORSX" if name[:2].isupper() else "AEIOaeio")) else "a"

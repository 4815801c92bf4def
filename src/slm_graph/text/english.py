"""English words: the names of classes in prose, articles."""

from __future__ import annotations

import re

_words_of_camel_case = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+").findall


def words(name: str) -> str:
    """Return a camel-case name in words.

    Examples
    --------
    >>> words("usesSpeechEncoder"), words("LLMUsage"), words("aclAnthologyId")
    ('uses speech encoder', 'LLM usage', 'acl anthology id')
    """
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in _words_of_camel_case(name))


def article(name: str) -> str:
    """Return "a" or "an", as stands before a name: capitals are spelt out, U has the sound of "you".

    Examples
    --------
    >>> [f"{article(name)} {name}" for name in ("LLMUsage", "EncoderUsage", "usage", "VLM")]
    ['an LLMUsage', 'an EncoderUsage', 'a usage', 'a VLM']
    """
    return "an" if name.startswith(tuple("AEFHILMNORSX" if name[:2].isupper() else "AEIOaeio")) else "a"

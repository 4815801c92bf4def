"""What a file says that its abbreviations stand for; it goes before the vocabulary."""

from __future__ import annotations

import re

_code = r"[A-Z][A-Za-z0-9]{1,7}"
_means = r"\s*(?:[:=：\u2013\u2014]|\bstands for\b|\bmeans\b|\bdenotes\b|\bis short for\b|\babbreviates\b)\s*"
_label = r"[^\W\d_][\w'-]*(?:[ \t]+[^\W\d_][\w'-]*){1,7}"
_code_first = re.compile(rf"(?<![\w-])[*_`]{{0,3}}({_code})[*_`]{{0,3}}{_means}[*_`]{{0,3}}({_label})")
_label_first = re.compile(rf"(?<![\w'-])({_label})[*_`]{{0,3}}[ \t]*[(\[][*_`]{{0,3}}({_code})[*_`]{{0,3}}[)\]]")
_word = re.compile(r"[^\W_]+")
_SMALL = frozenset("a an and by for from in of on or the to via with".split())


def legend_in(text: str) -> dict[str, str]:
    """Return the abbreviations that a text explains, with what each stands for: the words whose initials it is.

    Examples
    --------
    >>> legend_in("**SD**: Semantic Distillation. We write Masked Prediction (MP), and X: Y.")
    {'SD': 'Semantic Distillation', 'MP': 'Masked Prediction'}
    """
    legend: dict[str, str] = {}
    for line in text.splitlines():
        for match in _code_first.finditer(line):
            if label := _abbreviated(match[1], match[2], is_first=True):
                legend.setdefault(match[1], label)
        for match in _label_first.finditer(line):
            if label := _abbreviated(match[2], match[1], is_first=False):
                legend.setdefault(match[2], label)
    return legend


def _abbreviated(code: str, words: str, *, is_first: bool) -> str:
    """Return those of some words, the first or the last ones, whose initials a code is; "" without any."""
    spans = [match.span() for match in _word.finditer(words)]
    numbers = range(len(code) - 1, len(spans) + 1)
    for number in numbers:
        some = spans[:number] if is_first else spans[len(spans) - number :]
        if len(some) > 1:
            text = words[some[0][0] : some[-1][1]]
            heads = [words[start] for start, end in some if words[start:end].lower() not in _SMALL]
            if "".join(heads).lower() == code.lower():
                return text
    return ""

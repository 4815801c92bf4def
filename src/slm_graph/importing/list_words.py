"""The words of a cell that lists things: which of them say something, and how a name stands among them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator

from slm_graph.text import SIZE_WORDS, Span, key_of, signs_at

EDGE = " \t\n\u00a0.,;:!?，。；：、&\uff06+\uff0b/\uff0f|*†‡§→⇒➔➝-–—"
"""What stands around the words of an item and belongs to none of them."""
_SILENT_WORDS = frozenset(
    "a an and as at by e.g eg etc for from i.e in is it its of on or our own more some such that the their"
    " these this those to using various via was were with w both based all"
    " benchmark benchmarks dataset datasets data corpus corpora 数据 数据集 语料 语料库".split()
)
"""Words that say nothing by themselves."""
_DESCRIPTIVE = frozenset(
    "annotated collected custom filtered in-house internal internet labeled labelled large-scale licensed mixed none"
    " other others own private proprietary pseudo-labeled pseudo-labelled public self-collected several synthesised"
    " synthesized synthetic unknown unlabeled unlabelled unspecified various web 内部 自建 私有 内部数据 自建数据"
    " arabic bilingual cantonese chinese english french german hindi italian japanese korean mandarin multilingual"
    " portuguese russian spanish 中文 英文 日文 freeze freezed frozen trainable unfrozen"
    " fine-tuned finetuned many multiple pre-trained pretrained scratch varied varies".split()
)
"""Words that say what something is like, and are no name."""


def trim(text: str) -> str:
    """Return words without what stands around them: signs, and brackets that are not closed.

    Examples
    --------
    >>> [trim(text) for text in (" LibriSpeech, ", "(Clotho", "BioT5+ & ", "LLaMA (7B))")]
    ['LibriSpeech', 'Clotho', 'BioT5+', 'LLaMA (7B)']
    """
    if text.isalnum():
        return text
    trimmed = text.strip(EDGE)
    trimmed += signs_at(text, text.find(trimmed) + len(trimmed)) if trimmed else ""
    too_many = trimmed.count(")") - trimmed.count("(")
    while too_many > 0 and trimmed.endswith(")"):
        trimmed, too_many = trimmed[:-1].rstrip(EDGE), too_many - 1
    return trimmed.strip("()[]（） ") if trimmed.count("(") != trimmed.count(")") else trimmed


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span has a part in common with one of some others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def inside_of(text: str, group: Span) -> Span:
    """Return what stands in brackets, which need not be closed."""
    start, end = group
    return start + 1, end - (text[end - 1 : end] in {")", "）", "]", "】"})


def is_descriptive(words: str, generic: Collection[str] = ()) -> bool:
    """Tell whether words say only what something is like: `private`, `Chinese data`; or its class, "multiple LLMs"."""
    parts = (part.strip(EDGE + "()[]（）") for part in words.lower().replace("_", "-").split())
    known = {*_DESCRIPTIVE, *_SILENT_WORDS, *SIZE_WORDS, *generic}
    return all(part in known or part.removesuffix("s") in generic for part in parts)


def telling_words(text: str, span: Span, taken: Iterable[Span], generic: Collection[str]) -> Iterator[str]:
    """Yield the words of a part of a text that are not taken, without those at their ends that say nothing.

    Parameters
    ----------
    text, span
        The text, and the part of it.
    taken
        Where words stand that are understood.
    generic
        What things of the class are called, such as `encoder`.
    """
    place, end = span
    for start, after in [*sorted(taken), (end, end)]:
        words = trim(text[place : max(place, min(start, end))]).split()
        place = max(place, after)
        while words and not _is_telling(words[0], generic):
            words.pop(0)
        while words and not _is_telling(words[-1], generic):
            words.pop()
        if words:
            yield trim(" ".join(words))


def _is_telling(word: str, generic: Collection[str]) -> bool:
    folded = key_of(word)
    if not folded:
        return any(unicodedata.category(sign) == "So" and sign not in "©®™" for sign in word)
    known = {word.lower(), folded}
    return known.isdisjoint(_SILENT_WORDS) and not {folded, folded.rstrip("s")} & {*generic}

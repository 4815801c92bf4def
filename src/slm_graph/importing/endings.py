"""What follows a name and makes it another thing of the same line: a size, a version, a backbone, a checkpoint."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from slm_graph.text import SIZE_WORD, SIZE_WORDS, folded_word, split_pieces

_size = re.compile(r"\d+(?:\.\d+)?[bm]?|v\d+(?:\.\d+)*|\d+x\d+(?:\.\d+)?b|a\d+(?:\.\d+)?b", re.IGNORECASE)
_before_size = re.compile(r"[ \t\-_]?[ \t]*([(\[（]?)[ \t]*")
_backbone = re.compile(
    r"(?:ViT|RN|ResNet|ConvNeXt|Swin)(?![^\W\d_])\w*(?:-(?:[a-z]|large|base|huge|small|tiny|giant|so\d*m?))?"
    r"(?:/\d\d)?(?:[-@]\d{3}(?:px)?)?(?![^\W_])",
    re.IGNORECASE,
)
_known_word = re.compile(
    r"\d+(?:\.\d+)?[bmkt]|\d+x\d+(?:\.\d+)?b|a\d+(?:\.\d+)?b|v\d+(?:\.\d+)*|\d{3,}(?:px)?|so(?:\d+m)?|[bglhs]|moe|sft|dpo"
    r"|rlhf|fp16|bf16|int[48]|awq|gptq|gguf|en|zh|vit|rn\d*|resnet\d*|convnext\w*|swin\w*",
    re.IGNORECASE,
)
_parameters = re.compile(r"(?<=[^\W_])(?:[\s\-_]+\d+(?:\.\d+)?B|\s*[(（]\d+(?:\.\d+)?[BM][)）])$", re.IGNORECASE)
_between_words = re.compile(r"[\s\-_/@()\[\]（）]+|\.(?!\d)")
_joins = re.compile(r"[,;:&+、，；]|\.\s|\b(?:and|or|with|for|of)\b", re.IGNORECASE)
_MOST_WORDS = 5

ALL_KNOWN, FIRST_KNOWN, SOME_KNOWN, NONE_KNOWN, RELEASE = 0.95, 0.9, 0.85, 0.8, 0.0
"""How sure a name is a variant of the thing that it begins with, by the words that follow."""


class Variant(NamedTuple):
    """A name as another one with more behind it.

    Parameters
    ----------
    base
        The id of the thing that the name begins with.
    words
        What follows.
    confidence
        .95 where all words are known to tell sizes, versions and backbones (Qwen2.5-7B-Instruct), .9 where the first
        one is (Mamba-2.8b-Zephyr), .85 where another one is (GPT-J-6B), .8 where none is (CLIP-ViP); 0 where they count
        releases: PaLM 2 is another model than PaLM.
    """

    base: str
    words: str
    confidence: float


def variant_of(text: str, id_of: Callable[[str], str]) -> Variant | None:
    """Return the longest name that a text begins with, and what follows it.

    Parameters
    ----------
    id_of
        Returns the id of the thing that a name as a whole means, or "".

    Examples
    --------
    >>> ids = {"Vicuna": "vicuna", "CLIP": "clip"}
    >>> [variant_of(name, lambda name: ids.get(name, "")) for name in ("Vicuna-33B (chat)", "Vicuna")]
    [Variant(base='vicuna', words='33B (chat)', confidence=0.95), None]
    >>> variant_of("CLIP-L. Qwen-7B", lambda name: ids.get(name, ""))  # two names
    """
    text = text.strip()
    pieces = split_pieces(text)
    for last in range(len(pieces) - 1, 0, -1):
        end, after = pieces[last - 1].end, text[pieces[last - 1].end : pieces[last].start]
        if not after or re.match(r"\.\d", text[end:]) or _joins.search(text, end):
            continue
        name = id_of(text[:end])
        words = text[end:].strip(" -_/@")
        sureness = _sureness(words) if name else None
        if sureness is not None:
            return Variant(name, words[1:-1] if re.fullmatch(r"\([^()]*\)", words) else words, sureness)
    return None


def _sureness(words: str) -> float | None:
    """Return how sure a name is a variant by the words that follow; None where they are no ending of a name."""
    listed = [word for word in _between_words.split(words) if word]
    is_release = bool(listed) and re.fullmatch(r"\d{1,2}|\d+\.\d+", listed[0]) is not None
    known = [
        folded_word(word) in SIZE_WORDS
        or bool(_known_word.fullmatch(word))
        or (word.isdigit() and number > 0)  # the patches of ViT-L/14
        for number, word in enumerate(listed)
    ]
    if is_release or not known or len(known) > _MOST_WORDS:
        return RELEASE if all(known[1:]) and is_release else None
    if all(known):
        return ALL_KNOWN
    return FIRST_KNOWN if known[0] else SOME_KNOWN if any(known) else NONE_KNOWN


def without_parameters(name: str) -> str:
    """Return a name without the number of parameters at its end; "" where it has none.

    Examples
    --------
    >>> without_parameters("LaMDA (137B)"), without_parameters("Cerebras-GPT-13B"), without_parameters("WebVid-2M")
    ('LaMDA', 'Cerebras-GPT', '')
    """
    size = _parameters.search(name)
    return name[: size.start()].strip() if size else ""


def size_after(text: str, end: int) -> int:
    """Return where the sizes that follow a name end; where the name ends, if none follows."""
    at = end
    while True:
        gap = _before_size.match(text, at)
        word = SIZE_WORD.match(text, gap.end()) if gap else None
        if gap is None or word is None or gap.end() == at:
            return at
        backbone = _backbone.match(text, gap.end())
        closes = not gap[1] or text[word.end() :].lstrip(" \t")[:1] in {")", "]", "）"}
        if not closes or not (backbone or _is_size(text, word, in_brackets=bool(gap[1]))):
            return at
        at = backbone.end() if backbone else word.end()
        if gap[1]:
            at += len(text[at:]) - len(text[at:].lstrip(" \t")) + 1


def _is_size(text: str, word: re.Match[str], *, in_brackets: bool) -> bool:
    folded = folded_word(word[0])
    if folded in SIZE_WORDS:
        return True
    if folded.isdigit():
        # "PaLM 2" is another model than PaLM, where nothing that it may count follows.
        return len(folded) == 1 and not in_brackets and _nothing_counted(text, word.end())
    is_amount = re.fullmatch(r"\d+m", folded) and not in_brackets
    return bool(_size.fullmatch(folded)) and not is_amount


def _nothing_counted(text: str, end: int) -> bool:
    if text[end : end + 1] in {")", "）"} and len(re.findall("[(（]", text[:end])) <= len(
        re.findall("[)）]", text[:end])
    ):
        return False  # 1) Whisper 2) BEATs
    following = re.compile(r"[ \t]*([^\W\d_]+)").match(text, end)
    return following is None or folded_word(following[1]) in SIZE_WORDS | {"and", "or", "with", "和"}

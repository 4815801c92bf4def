"""Codes and words in another sense than the listed one, where what they stand by says so."""

from __future__ import annotations

import re

from slm_graph.importing.linker import Linker, Mention
from slm_graph.text import spaced


def stems(text: str) -> set[str]:
    """Return the words of a text without their endings, as far as that tells them apart."""
    words = re.findall(r"[^\W\d_]{4,}", spaced(text).lower())
    return {word.rstrip("s")[:6] for word in words}


COMMON_STEMS = stems(
    "speech audio music sound spoken automatic recognition classification detection question answering task"
)
"""What many names have, so that it tells none from another."""


def other_sense(linker: Linker, class_name: str, thing: str, quoted: str, context: str) -> tuple[str, str, str] | None:
    """Return the sense that a code has by its context, where that is not the listed one.

    SER is listed for speech entity recognition; over datasets of emotional speech it is the initials of Speech Emotion
    Recognition.

    Parameters
    ----------
    class_name, thing
        What the code is listed for.
    quoted
        The words that hold the code.
    context
        What is known of the things that it labels.

    Returns
    -------
    tuple or None
        The code, the thing that is meant, and the name that the code is the initials of.
    """
    for code in re.findall(r"[A-Z][A-Z0-9]+", quoted):
        others = [one for one in linker.named_by_initials(class_name, code) if one[0] != thing]
        if not others or thing not in {m.id for m in linker.mentions(code, [class_name])}:
            continue
        meant = stems(linker.vocabulary.labels(class_name).get(thing, "")) - COMMON_STEMS
        said = stems(context)
        for other_id, name in others:
            distinct = stems(name) - meant - COMMON_STEMS
            if distinct and distinct <= said and not (meant - stems(name)) & said:
                return code, other_id, name
    return None


def said_instead(linker: Linker, sentence: str, class_name: str, code: Mention) -> Mention | None:
    """Return what a sentence names by a word, where it has none of the words of the code after it."""
    if not code.text.isupper():
        return None
    named = linker.mentions(sentence, [class_name])
    own = stems(linker.words_of(class_name, code.id, names_only=True)) - COMMON_STEMS
    if len({m.id for m in named}) != 1 or named[0].id == code.id or own & stems(sentence):
        return None
    return named[0]

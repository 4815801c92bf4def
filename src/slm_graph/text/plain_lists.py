"""Lists whose parts say nothing of each other, which are most: a part is read once, whatever cells it stands in."""

from __future__ import annotations

import re
from typing import NamedTuple

from slm_graph.text.list_grammar import CLOSING, OPENING, trimmed_span
from slm_graph.text.names import SIZE_WORDS

_part_signs = re.compile("[" + re.escape("".join([*OPENING, *CLOSING])) + "\n;；,，、|]")
_size = rf"(?:v?\d|\b(?:{'|'.join(sorted(SIZE_WORDS))})\b)"
_not_plain = re.compile(
    rf"[:：。•●▪]|\.(?:\s|$)|\d[,，]\d|[,，、|]\s*(?:(?:and|or)\b|[及和或])|^\s*[(（]?1[.)）]"
    rf"|(?:\d[a-z]?|{_size})[ \t]*[,，、][ \t]*{_size}"
    r"|\n\s*(?:[-‐‑–—~\uff5e至到/]\s*\d|(?:to|or|and)\s)|\b(?:by|with|using|from|via|on|of|to|like|the|an?)\s*\n",
    re.IGNORECASE,
)
"""What may tie parts to each other: a label, a sentence, figures with commas, a last "and", endings of one name, lines
that go on."""


class PlainPart(NamedTuple):
    """A part of a plain list: where it stands, the number of its block, and what separates it from the part before."""

    start: int
    end: int
    block: int
    before: str


def parts_of_plain_list(text: str) -> list[PlainPart]:
    """Return the parts of a text between commas, semicolons and lines, each of which says the same by itself.

    Returns
    -------
    list
        Empty where a part may say something of another one otherwise than by the brackets at its end.

    Examples
    --------
    >>> text = "Clotho (ASR, ST), AudioCaps\\nLibriSpeech"
    >>> [(text[part.start : part.end], part.block) for part in parts_of_plain_list(text)]
    [('Clotho (ASR, ST)', 0), ('AudioCaps', 0), ('LibriSpeech', 1)]
    >>> parts_of_plain_list("ASR: Clotho, AudioCaps"), parts_of_plain_list("Clotho, and AudioCaps")
    ([], [])
    """
    if _not_plain.search(text):
        return []
    parts: list[PlainPart] = []
    depth = block = begin = 0
    before = ""
    for match in [*_part_signs.finditer(text), None]:
        sign, place = (match[0], match.start()) if match else ("\n", len(text))
        if sign in OPENING or sign in CLOSING:
            depth += 1 if sign in OPENING else -1
            if depth < 0:
                return []
        elif depth and sign != "\n":
            continue
        elif depth:
            return []
        else:
            start, end = trimmed_span(text, begin, place)
            if start < end:
                parts.append(PlainPart(start, end, block, before))
                before = ","
            if sign in "\n;；":
                block, before = block + (before == ","), ""
            begin = place + 1
    return parts

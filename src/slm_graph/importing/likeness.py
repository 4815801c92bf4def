"""Names that are written otherwise than those that are known: by a slip of the pen, or merely alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from slm_graph.importing.known_things import KnownName
from slm_graph.text import key_of

_LONG_ENOUGH = 7
"""So many letters a name must have that one of them may be wrong."""
_MOST_ALIKE = 0.85
"""What a name that is merely alike is never as sure as: likeness tells what to look at, and links nothing."""


class Candidate(NamedTuple):
    """A thing that words might name, and how near its nearest name is, from 0 to 1."""

    id: str
    name: str
    score: float


class Likeness:
    """Names by how long they are and which digits they have: a slip of the pen changes no digit, and few letters."""

    def __init__(self, names: Mapping[str, Sequence[KnownName]]) -> None:
        self.names = names
        self.keys = sorted(names)
        self._keys: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for key in names:
            if len(key) >= _LONG_ENOUGH:
                self._keys[len(key), _digits(key)].append(key)

    def near(self, key: str, allowed: int) -> list[str]:
        """Return the keys that have the digits of this one, and at most so many letters more or fewer."""
        digits, length = _digits(key), len(key)
        return [
            other
            for near in range(length - allowed, length + allowed + 1)
            for other in self._keys.get((near, digits), ())
        ]


def slip_of(text: str, likeness: Likeness) -> Candidate | None:
    """Return the one thing whose name a text is but for a slip of the pen.

    A slip is a small letter too much, too few, another one, or two that changed places; one in seven letters. The
    score is the share of the letters that are right: of ten .9, so that shorter names are asked about. Capitals and
    digits tell names apart (WavLM, WavLLM; AISHELL-1, AISHELL-2), so a slip has none.
    """
    from rapidfuzz.distance import OSA

    key = key_of(text)
    if len(key) < _LONG_ENOUGH - 1:
        return None
    allowed = max(1, len(key) // _LONG_ENOUGH)
    capitals = _capitals(text)
    nearest: dict[str, tuple[int, str]] = {}
    for other in likeness.near(key, allowed):
        distance = OSA.distance(key, other, score_cutoff=allowed)
        for name in likeness.names[other] if 0 < distance <= allowed else ():
            if _capitals(name.text) == capitals or text.islower() or text.istitle():
                nearest[name.id] = min(nearest.get(name.id, (99, "")), (distance, name.text))
    least = min((distance for distance, _ in nearest.values()), default=0)
    like = [(item_id, name) for item_id, (distance, name) in nearest.items() if distance == least]
    return Candidate(*like[0], round(1 - least / len(key), 2)) if len(like) == 1 else None


def nearest_names(text: str, likeness: Likeness, number: int) -> list[Candidate]:
    """Return the things whose names are nearest to a text, the nearest first."""
    from rapidfuzz import fuzz, process

    key = key_of(text)
    scores: dict[str, Candidate] = {}
    choices = likeness.keys if key else []
    # A name within the text, or the text within a name, is near too, but less so than a like name.
    for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.partial_ratio, 0.8)):
        for other, score, _ in process.extract(key, choices, scorer=scorer, limit=4 * number, score_cutoff=45):
            if scorer is fuzz.partial_ratio and min(len(other), len(key)) < 3:
                continue
            near = min(_MOST_ALIKE, round(score * weight / 100, 2))
            for name in likeness.names[other]:
                if name.id not in scores or scores[name.id].score < near:
                    scores[name.id] = Candidate(name.id, name.text, near)
    return sorted(scores.values(), key=lambda candidate: (-candidate.score, candidate.id))[:number]


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)


def _capitals(text: str) -> str:
    return "".join(c for c in text if c.isupper())

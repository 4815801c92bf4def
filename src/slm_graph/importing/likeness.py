"""Names that are written otherwise than those that are known: by a slip of the pen, or merely alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from slm_graph.importing.known_things import KnownName
from slm_graph.text import key_of

_LONG_ENOUGH = 7
"""So many letters a name must have that one of them may be wrong."""
_CONTAINED, _FEWEST_SIGNS, _LONGEST = 0.8, 3, 40
"""How near a name is that stands within the text, or the text within it; and the signs of what does."""
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
        self._joined = "\n".join(self.keys)
        self._keys: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for key in names:
            if len(key) >= _LONG_ENOUGH:
                self._keys[len(key), _digits(key)].append(key)

    def containing(self, key: str) -> list[str]:
        """Return the keys that this one is within, and those that are within it, of three signs and more."""
        if len(key) < _FEWEST_SIGNS:
            return []
        length = len(key)
        within = {
            part
            for begin in range(length - _FEWEST_SIGNS + 1)
            for end in range(begin + _FEWEST_SIGNS, min(begin + _LONGEST, length) + 1)
            if (part := key[begin:end]) in self.names
        }
        around = [other for other in self.keys if key in other] if key in self._joined else []
        return [*sorted(within), *around]

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
    key = key_of(text)
    allowed = max(1, len(key) // _LONG_ENOUGH)
    near = likeness.near(key, allowed) if len(key) >= _LONG_ENOUGH - 1 else ()
    if not near:
        return None
    from rapidfuzz.distance import OSA

    capitals = _capitals(text)
    nearest: dict[str, tuple[int, str]] = {}
    for other in near:
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
    alike = process.extract(key, likeness.keys, scorer=fuzz.ratio, limit=4 * number, score_cutoff=45) if key else []
    near = [(other, min(_MOST_ALIKE, round(score / 100, 2))) for other, score, _ in alike]
    near += [(other, _CONTAINED) for other in likeness.containing(key)]
    best: dict[str, tuple[float, int, str]] = {}
    for other, score in near:
        for name in likeness.names[other]:
            rank = -score, abs(len(other) - len(key)), name.text
            best[name.id] = min(best.get(name.id, rank), rank)
    nearest = sorted((rank[:2], item_id, rank[2]) for item_id, rank in best.items())[:number]
    return [Candidate(item_id, name, -score) for (score, _), item_id, name in nearest]


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def _capitals(text: str) -> str:
    return "".join(c for c in text if c.isupper())

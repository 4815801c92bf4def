"""How classes look in the page: by their rank in the ontology, so that a new class needs no line here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from slm_graph.network import Kinds
from slm_graph.text import words as words_of


class Look(NamedTuple):
    """How a class is drawn: its shape in vis-network's words, its colour on light and on dark."""

    shape: str
    light: str
    dark: str


LOOKS = (
    Look("square", "#b3261e", "#ff8f85"),
    Look("triangle", "#177245", "#6fd39b"),
    Look("diamond", "#8f5a00", "#f0b429"),
    Look("ellipse", "#8a4b2a", "#e0a987"),
    Look("cross", "#5d6200", "#c7cc5a"),
    Look("hexagon", "#006d85", "#5cc9df"),
    Look("triangleDown", "#7b3fbf", "#c9a5ff"),
    Look("star", "#a3306f", "#f59ac6"),
    Look("dot", "#4a6488", "#93aed2"),
)
"""Shape and colour together, since seven hues alone are confusable for colour-blind readers."""

# Okabe and Ito's hues (https://jfly.uni-koeln.de/color/), darkened or lightened to a contrast of 4.5:1.
PALETTE = {
    "light": ["#0068a8", "#a8480a", "#007a5a", "#a3306f", "#7a5c00", "#5b3fb5", "#006f8a", "#b3261e"],
    "dark": ["#6cb8f0", "#f5a06a", "#4fd1ab", "#f59ac6", "#e8c547", "#b9a5ff", "#5cc9df", "#ff8f85"],
}


def look(rank: int) -> Look:
    """Return the look of the class with a rank; that of no other, up to 81 classes.

    Examples
    --------
    >>> look(0) == LOOKS[0], look(9)
    (True, Look(shape='square', light='#177245', dark='#6fd39b'))
    """
    turn, row = divmod(rank, len(LOOKS))
    colours = LOOKS[(row + turn) % len(LOOKS)]
    return Look(LOOKS[row].shape, colours.light, colours.dark)


def looks_of(kinds: Kinds, classes: Iterable[str]) -> dict[str, Look]:
    """Return the looks of classes, in the order of the legend; a class looks the same in every part of a network."""
    wanted = {*classes}
    known = [*kinds.classes, *sorted(wanted - {*kinds.classes})]
    return {cls: look(rank) for rank, cls in enumerate(known) if cls in wanted}


def label_of(kinds: Kinds, cls: str) -> str:
    """Return what the legend calls a class."""
    words = words_of(cls)
    return kinds.labels.get(cls) or words[:1].upper() + words[1:] or "thing"


def weight_of(kinds: Kinds, cls: str) -> float:
    """Return how much a class counts where there is room for few names."""
    if cls in kinds.entries:
        return 2
    if cls in kinds.models:
        return 1.5
    return 0.2 if cls in kinds.papers else 1

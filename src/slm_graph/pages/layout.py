"""Where the nodes of a network stand: computed once, the same in every run.

Only what IEEE 754 fixes to the last bit is used (+ - * / and square roots, elementwise), no BLAS and no exp or log,
whose results differ between processors; coordinates are rounded to whole units.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Numbers: TypeAlias = NDArray[np.int64]

_EXACT = 600
MOST_DRAWN = 10_000
"""Of more nodes the page shows what is around the chosen one alone, and places it itself (script/data.js)."""
_CELLS = 128
_TOGETHER = 32
"""Nodes whose distances from all others are known at a time."""
_ROUNDS = 300
_GRID_ROUNDS = 120
_ASPECT = 1.4
"""Width to height, as of what a screen leaves between the panels."""


def positions(links: Sequence[tuple[int, int]], sizes: Sequence[float], seed: int = 7) -> list[tuple[int, int]]:
    """Return the place of each node, in whole units around (0, 0).

    Parameters
    ----------
    links
        Pairs of numbers of nodes.
    sizes
        The radius of each node, in units; nodes end up apart where there is room.
    seed
        Another seed gives another picture.

    Returns
    -------
    list
        (0, 0) for each of more than 10,000 nodes, which no picture shows together.

    References
    ----------
    Jacomy et al., ForceAtlas2, a continuous graph layout algorithm for handy network visualization, 2014. Above 600
    nodes the repulsion is that of the density on a grid.

    Examples
    --------
    >>> places = positions([(0, 1), (1, 2)], [5, 5, 5])
    >>> len(set(places))
    3
    """
    import numpy as np

    count = len(sizes)
    if not 2 <= count <= MOST_DRAWN:
        return [(0, 0)] * count
    source = random.Random(seed)  # noqa: S311  (a picture, no secret)
    place = np.array([[source.uniform(-1, 1), source.uniform(-1, 1)] for _ in range(count)]).T * (10 * count**0.5)
    pairs = np.array(sorted({(min(link), max(link)) for link in links if link[0] != link[1]}), dtype=np.int64)
    ends = pairs.reshape(-1, 2).T
    radii = np.array(sizes, dtype=np.float64)
    parts = _parts(count, ends.T.tolist())
    main = np.array(parts[0])
    number = np.zeros(count, dtype=np.int64)
    number[main] = np.arange(len(main))
    inner = number[ends[:, np.isin(ends[0], main)]]
    centre = _attract_and_repel(place[:, main], inner, len(main))
    place[:, main] = _apart(_spread(centre, radii[main]), radii[main])
    _line_up(place, radii, main, [node for part in parts[1:] for node in part])
    place -= ((place.max(axis=1) + place.min(axis=1)) / 2)[:, None]
    return [(round(x), round(y)) for x, y in place.T.tolist()]


def _parts(count: int, pairs: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the nodes that hang together, the largest part first."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for one, other in pairs:
        root[find(one)] = find(other)
    parts: dict[int, list[int]] = {}
    for node in range(count):
        parts.setdefault(find(node), []).append(node)
    return sorted(parts.values(), key=lambda part: (-len(part), part[0]))


def _spread(place: Array, radii: Array) -> Array:
    """Give the nodes the room that they need, on a ground that is wider than high, as screens are."""
    import numpy as np

    middle = np.median(place, axis=1)[:, None]
    place = place - middle
    # What lies far out comes nearer, the crowd in the middle gets more room; directions stay.
    away = np.sqrt((place * place).sum(axis=0)) + 1e-9
    usual = float(np.median(away)) + 1e-9
    near, far = np.sqrt(np.sqrt(away / usual) * away / usual), np.sqrt(away / usual) * 1.19
    place = place / away * np.where(away < 2 * usual, near, np.minimum(near, far))
    width, height = (float(extent) or 1.0 for extent in place.max(axis=1) - place.min(axis=1))
    wider = min(max((_ASPECT * height / width) ** 0.5, 0.7), 1.5)
    spread: Array = place * np.array([[wider], [1 / wider]]) * (float((radii * radii).sum()) * 7.5) ** 0.5
    return spread


def _line_up(place: Array, radii: Array, main: Numbers, rest: Sequence[int]) -> None:
    """Put what hangs on nothing in rows below the others."""
    import numpy as np

    if not rest:
        return
    low, high = place[:, main].min(axis=1), place[:, main].max(axis=1)
    step = max(4 * float(np.max(radii[list(rest)])), 150.0 if len(rest) < 200 else 0.0)
    in_row = max(int(float(high[0] - low[0]) / step) + 1, 1)
    for position, node in enumerate(rest):
        row, column = divmod(position, in_row)
        width = min(in_row, len(rest) - row * in_row) - 1
        place[0, node] = (low[0] + high[0]) / 2 + (column - width / 2) * step
        place[1, node] = high[1] + 110 + row * 60


def _attract_and_repel(place: Array, ends: Numbers, count: int) -> Array:
    import numpy as np

    one, other = ends
    mass: Any = np.bincount(one, minlength=count) + np.bincount(other, minlength=count) + 1.0
    repulsion = _Repulsion(mass) if count <= _EXACT else _GridRepulsion(mass)
    speed, efficiency = 1.0, 1.0
    before = np.zeros_like(place)
    for _ in range(_ROUNDS if count <= _EXACT else _GRID_ROUNDS):
        force = repulsion(place) * 10.0
        gap = place[:, other] - place[:, one]
        for axis in (0, 1):
            pull = gap[axis]
            force[axis] += np.bincount(one, pull, count) - np.bincount(other, pull, count)
        distance = np.sqrt((place * place).sum(axis=0)) + 1e-9
        force -= place / distance * mass * 0.8 + place * 0.002 * mass
        swinging = mass * np.sqrt(((force - before) ** 2).sum(axis=0))
        moving = mass * np.sqrt(((force + before) ** 2).sum(axis=0)) / 2
        swing, traction = float(swinging.sum()), float(moving.sum())
        jitter = max((0.05 * count**0.5) ** 0.5, min(10.0, 0.05 * count**0.5 * traction / count**2))
        if swing > 2 * traction:
            efficiency = max(efficiency * 0.5, 0.05)
            jitter = max(jitter, 1.0)
        target = jitter * efficiency * traction / (swing + 1e-9)
        if swing > jitter * traction:
            efficiency = max(efficiency * 0.7, 0.05)
        elif speed < 1000:
            efficiency = min(efficiency * 1.3, 1.0)
        speed += min(target - speed, 0.5 * speed)
        step = speed / (1 + np.sqrt(speed * swinging))
        place = place + force * step
        before = force
    return place


class _Repulsion:
    """The force of every node on every other: masses over distance.

    Its tables are made once, and hold some nodes by all others: what the processor's cache holds takes half the time.
    """

    def __init__(self, mass: Array) -> None:
        import numpy as np

        self._mass = mass
        self._tables = [np.empty((_TOGETHER, len(mass))) for _ in range(4)]

    def __call__(self, place: Array) -> Array:
        import numpy as np

        force = np.empty_like(place)
        x, y = place
        for some in _in_parts(len(x)):
            dx, dy, pull, square = (table[: len(x[some])] for table in self._tables)
            np.subtract(x[some, None], x, out=dx)
            np.subtract(y[some, None], y, out=dy)
            np.multiply(dx, dx, out=pull)
            pull += 0.01
            np.multiply(dy, dy, out=square)
            pull += square
            np.multiply(self._mass[some, None], self._mass, out=square)
            np.divide(square, pull, out=pull)
            for axis, gap in enumerate((dx, dy)):
                gap *= pull
                gap.sum(axis=1, out=force[axis, some])
        return force


def _in_parts(count: int) -> Iterator[slice]:
    """Yield the numbers of nodes, some after others."""
    return (slice(start, min(start + _TOGETHER, count)) for start in range(0, count, _TOGETHER))


class _GridRepulsion:
    """About the same from the masses on a grid, whose forces are one convolution."""

    def __init__(self, mass: Array) -> None:
        self._mass = mass

    def __call__(self, place: Array) -> Array:
        import numpy as np

        low = place.min(axis=1)[:, None]
        cell = float(np.max(place.max(axis=1) - place.min(axis=1))) / (_CELLS - 2) + 1e-9
        at = (place - low) / cell
        index = at.astype(np.int64)
        part = at - index
        corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
        weights = [(part[0] if i else 1 - part[0]) * (part[1] if j else 1 - part[1]) for i, j in corners]
        density: Any = np.zeros(_CELLS * _CELLS)
        flat = [(index[0] + i) * _CELLS + index[1] + j for i, j in corners]
        for where, weight in zip(flat, weights, strict=True):
            density = density + np.bincount(where, self._mass * weight, _CELLS * _CELLS)
        side = 2 * _CELLS
        offset = np.concatenate([np.arange(_CELLS), np.arange(-_CELLS, 0)]).astype(np.float64) * cell
        square = offset[:, None] ** 2 + offset**2 + cell * cell
        spectrum = np.fft.rfft2(density.reshape(_CELLS, _CELLS), (side, side))
        forces = []
        for kernel in (offset[:, None] / square, offset / square):
            field = np.fft.irfft2(spectrum * np.fft.rfft2(kernel), (side, side))[:_CELLS, :_CELLS].ravel()
            forces.append(sum(field[where] * weight for where, weight in zip(flat, weights, strict=True)) * self._mass)
        return np.stack(forces)


def _apart(place: Array, radii: Array, rounds: int = 60) -> Array:
    """Push nodes apart that lie on each other; of a large network only as long as it is quick."""
    import numpy as np

    count = len(radii)
    if count > _EXACT:
        return place
    for _ in range(rounds):
        moves = np.zeros_like(place)
        for some in _in_parts(count):
            dx = place[0, some, None] - place[0]
            dy = place[1, some, None] - place[1]
            least = radii[some, None] + radii + 10.0
            np.fill_diagonal(least[:, some], 0)
            distance = np.sqrt(dx * dx + dy * dy) + 1e-6
            push = np.maximum(least - distance, 0) / distance * 0.35
            if push.any():
                moves[:, some] = (dx * push).sum(axis=1), (dy * push).sum(axis=1)
        if not moves.any():
            break
        place = place + moves
    return place

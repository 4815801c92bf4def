"""The graph as a still picture, which others show beside a link to it: its layout, as dots in the colours of classes.

The readers of OpenGraph take PNG and no SVG, so that a PNG is written: of eight bits a sample, without a library for
pictures (https://www.w3.org/TR/png-3/).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from slm_graph.network import Network, kinds_of
from slm_graph.pages.looks import looks_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]

WIDTH, HEIGHT = 1200, 630
"""What the readers of OpenGraph ask for."""
_FINER = 2
"""Each point of the picture is the mean of so many by so many, which makes outlines smooth."""
_MARGIN = 24
_GROUND, _LINE = (247, 248, 250), (208, 214, 221)


def still_picture(network: Network, picture: Any) -> bytes:
    """Return what `picture_of` gave as a PNG; things without a link are left out, as the explorer does at first.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> from slm_graph.network import to_network
    >>> from slm_graph.pages.picture import picture_of
    >>> network = to_network(local_graph("<urn:a> <urn:p> <urn:b> ."))
    >>> still_picture(network, picture_of(network))[:4]
    b'\\x89PNG'
    """
    import numpy as np

    looks = looks_of(kinds_of(network), (cls for _, cls in network.nodes(data="cls")))
    colours = [_rgb(looks[cls].light) for _, cls in network.nodes(data="cls")]
    links = [(link["from"], link["to"]) for link in picture.edges]
    linked = sorted({end for link in links for end in link})
    pixels = np.empty((HEIGHT * _FINER, WIDTH * _FINER, 3), np.uint8)
    pixels[:] = _GROUND
    if linked:
        nodes = [*picture.nodes]
        places, scale = _on_picture([(nodes[one]["x"], nodes[one]["y"]) for one in linked])
        place = dict(zip(linked, places, strict=True))
        _draw_links(pixels, [(place[one], place[other]) for one, other in links])
        for one in sorted(linked, key=lambda number: (-nodes[number]["size"], number)):
            _draw_dot(pixels, place[one], max(3.0, nodes[one]["size"] * scale), colours[one])
    total = np.zeros((HEIGHT, WIDTH, 3), np.uint16)
    for down in range(_FINER):
        for across in range(_FINER):
            total += pixels[down::_FINER, across::_FINER]
    return _png((total // _FINER**2).astype(np.uint8))


def _rgb(colour: str) -> tuple[int, int, int]:
    """Return the parts of a colour.

    Examples
    --------
    >>> _rgb("#b3261e")
    (179, 38, 30)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _on_picture(places: Sequence[tuple[int, int]]) -> tuple[list[tuple[float, float]], float]:
    """Return where things stand in the picture, in its finer points, and how many of these a unit is."""
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    wide, high = ((side - 2 * _MARGIN) * _FINER for side in (WIDTH, HEIGHT))
    scale = min(wide / max(right - left, 1), high / max(bottom - top, 1), 2.0 * _FINER)
    across, down = WIDTH * _FINER / 2 - (left + right) / 2 * scale, HEIGHT * _FINER / 2 - (top + bottom) / 2 * scale
    return [(x * scale + across, y * scale + down) for x, y in places], scale


def _draw_links(pixels: Pixels, lines: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    import numpy as np

    for (x, y), (to_x, to_y) in lines:
        steps = int(max(abs(to_x - x), abs(to_y - y))) + 1
        along = np.arange(steps + 1) / steps
        across, down = (x + (to_x - x) * along).astype(np.int64), (y + (to_y - y) * along).astype(np.int64)
        pixels[down, across] = _LINE


def _draw_dot(pixels: Pixels, place: tuple[float, float], radius: float, colour: tuple[int, int, int]) -> None:
    import numpy as np

    x, y = place
    left, top = max(int(x - radius), 0), max(int(y - radius), 0)
    part = pixels[top : int(y + radius) + 2, left : int(x + radius) + 2]
    down, across = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    distance = (across - x) ** 2 + (down - y) ** 2
    part[distance <= (radius + _FINER) ** 2] = _GROUND  # what lies below is cut out, so that dots stay apart
    part[distance <= radius**2] = colour


def _png(pixels: Pixels) -> bytes:
    """Return the points of a picture, by rows, as a file."""
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)  # \0: the row is not filtered
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

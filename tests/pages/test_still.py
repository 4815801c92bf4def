"""The still picture of a graph: a PNG of the size that readers of OpenGraph ask for, the same for the same graph."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from slm_graph.graphs import local_graph
from slm_graph.network import to_network
from slm_graph.pages.picture import picture_of
from slm_graph.pages.still import HEIGHT, WIDTH, still_picture


def points_of(text: str) -> np.ndarray:
    """Return the points of the picture of a graph, read back from its file."""
    network = to_network(local_graph(text))
    content = still_picture(network, picture_of(network))
    assert content == still_picture(network, picture_of(network))
    assert struct.unpack(">II", content[16:24]) == (WIDTH, HEIGHT)
    start = content.index(b"IDAT")
    (size,) = struct.unpack(">I", content[start - 4 : start])
    assert struct.unpack(">I", content[start + 4 + size : start + 8 + size])[0] == zlib.crc32(
        content[start : start + 4 + size]
    )
    rows = np.frombuffer(zlib.decompress(content[start + 4 : start + 4 + size]), np.uint8)
    return rows.reshape(HEIGHT, 1 + WIDTH * 3)[:, 1:].reshape(HEIGHT, WIDTH, 3)


def test_things_are_dots_in_the_colours_of_their_classes() -> None:
    points = points_of("<urn:a> <urn:p> <urn:b> . <urn:a> a <urn:C> . <urn:b> a <urn:D> .")
    colours = {tuple(int(part) for part in point) for point in points.reshape(-1, 3)}
    assert {(179, 38, 30), (23, 114, 69)} <= colours


def test_of_things_without_links_there_is_an_empty_picture() -> None:
    points = points_of("<urn:a> a <urn:C> . <urn:b> a <urn:C> .")
    assert len({tuple(point) for point in points.reshape(-1, 3)}) == 1

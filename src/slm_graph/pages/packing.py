"""What the page carries compressed: gzip, as base64 in a script element; script/unpacking.js reads it."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from slm_graph.pages.policy import plain_json


def packed(content: bytes) -> str:
    """Return bytes compressed, the same for the same bytes, as ASCII that can stand in a script element.

    Examples
    --------
    >>> gzip.decompress(base64.b64decode(packed(b"SALMONN")))
    b'SALMONN'
    """
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def packed_parts(parts: Iterable[str]) -> str:
    """Return texts that follow each other as `packed` does, without holding them together.

    Examples
    --------
    >>> packed_parts(["SAL", "MONN"]) == packed(b"SALMONN")
    True
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, _AS_GZIP)
    content: list[bytes] = []
    # zlib lets go of Python's lock: while a part is compressed the next one is made.
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(bytes)
        for part in parts:
            content.append(waiting.result())
            waiting = thread.submit(compressor.compress, part.encode())
        content.append(waiting.result())
    return base64.b64encode(b"".join(content) + compressor.flush()).decode()


_AS_GZIP = zlib.MAX_WBITS + 16


class Items(Iterable[Any]):
    """Items that are made anew whenever they are gone through, so that they need not be held together.

    Examples
    --------
    >>> items = Items(lambda: iter("ab"))
    >>> [*items], [*items]
    (['a', 'b'], ['a', 'b'])
    """

    def __init__(self, made: Callable[[], Iterable[Any]]) -> None:
        self._made = made

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made())


_TOGETHER = 1000


def packed_json(value: Any) -> str:
    """Return a value compressed, as JSON; `Items` in it, or in its dictionary, piece by piece.

    Examples
    --------
    >>> packed_json({"a": 1, "b": Items(lambda: iter([1, 2]))}) == packed_json({"a": 1, "b": [1, 2]})
    True
    """
    return packed_parts(_json_parts(value))


def _json_parts(value: Any) -> Iterator[str]:
    if isinstance(value, Items):
        items, mark = iter(value), "["
        while some := [*islice(items, _TOGETHER)]:
            yield mark + plain_json(some)[1:-1]
            mark = ","
        yield "[]" if mark == "[" else "]"
    elif isinstance(value, dict) and any(isinstance(part, Items) for part in value.values()):
        mark = "{"
        for key, part in value.items():
            yield f"{mark}{plain_json(key)}:"
            yield from _json_parts(part)
            mark = ","
        yield "}"
    else:
        yield plain_json(value)

"""What the page carries compressed: gzip, as base64 in a script element; script/unpacking.js reads it."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable
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
    content = b"".join(compressor.compress(part.encode()) for part in parts)
    return base64.b64encode(content + compressor.flush()).decode()


_AS_GZIP = zlib.MAX_WBITS + 16


def packed_json(value: Any) -> str:
    """Return a value compressed, as JSON."""
    return packed(plain_json(value).encode())

"""What the page carries compressed: gzip, as base64 in a script element; script/unpacking.js reads it."""

from __future__ import annotations

import base64
import gzip
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


def packed_json(value: Any) -> str:
    """Return a value compressed, as JSON."""
    return packed(plain_json(value).encode())

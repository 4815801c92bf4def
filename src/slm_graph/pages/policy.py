"""What makes the page safe to open, whatever the graph says: JSON that ends no script, and a policy of hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from slm_graph.problems import printable

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def plain_json(value: Any) -> str:
    """Return JSON that UTF-8 can hold: of a lone surrogate, which a title can have, a question mark."""
    text = _encoder.encode(value)
    return printable(text.encode("utf-8", "replace").decode())


def script_json(value: Any) -> str:
    r"""Return JSON that can stand in a script element: no tag ends it, and JavaScript's line ends are escaped.

    Examples
    --------
    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPES[match[0]], plain_json(value))


def script_text(path: Path) -> str:
    """Return a file as it can stand in a script or style element.

    A script's hash is that of the text between the tags; a closing tag in a comment would end it early. HTML allows no
    control characters; in the texts of a script their escapes mean the same.
    """
    text = path.read_text(encoding="utf-8").replace("</script", "<\\/script")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda match: f"\\x{ord(match[0]):02x}", text)


Engine: TypeAlias = Literal["none", "page", "server"]
"""What answers a page's queries."""


def policy(scripts: Sequence[str], style: str, engine: Engine = "none", *, beside: bool = False) -> str:
    """Return the content security policy that lets these scripts and this style run, and nothing else.

    Where the page itself is the `engine`, WebAssembly runs too, in a worker made of the page; that has the same policy,
    so that nothing in it fetches anything. Where its server is, that is fetched from. Where scripts stand `beside` the
    page, those of its own server are let in, or of the disk that it is opened from, which `'self'` does not mean.

    References
    ----------
    https://www.w3.org/TR/CSP3/
    """
    wasm = " 'wasm-unsafe-eval'" if engine == "page" else ""
    further = {"none": "", "page": "worker-src blob:; ", "server": "connect-src 'self'; "}[engine]
    files = " 'self' file:" if beside else ""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}{files}{wasm}; {further}style-src {_hashes([style])}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: Sequence[str]) -> str:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{value}'" for value in hashes)

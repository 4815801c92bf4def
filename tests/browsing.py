"""A browser for tests: Debian's Chromium, and what they ask of the page in it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
LARGE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}

# What would run, were it ever read as HTML or script.
PAYLOADS = [
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=2>",
    "\u2028window.hit=3//\u2029",
    "<!--<script>",
    '"><svg onload=window.hit=4>',
    "{{ 7*7 }}{% raw %}${window.hit=5}`",
    "javascript:window.hit=6",
    "<a href=javascript:window.hit=7>href</a>",
    "__proto__",
]

Open = Callable[..., Any]
"""Opens a file as a page: its path, and as wanted the fragment, the viewport and the colour scheme."""


def until(page: Any, condition: str) -> None:
    """Wait for a condition; from here, since the page's policy lets Playwright run no text of its own in the page."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(20)


def shown(page: Any) -> list[int]:
    """Return the four numbers of the status line: nodes shown, of all, links shown, of all."""
    text = page.inner_text("#status").split("·")[0]
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", text)]

"""The templates of pages that are read without script: `templates/`, filled by Jinja2, every value escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slm_graph.problems import printable

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_COLOURS = Path(__file__).parent / "assets" / "colours.css"


def environment() -> Environment:
    """Return what fills the templates: whatever is put into them is text, and a name that nothing gives is an error.

    Examples
    --------
    >>> environment().from_string("<p>{{ text }}</p>").render(text="<script>")
    '<p>&lt;script&gt;</p>'
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def encoded(html: str) -> bytes:
    """Return a page as UTF-8, without what HTML cannot hold: lone surrogates and control characters."""
    # Most pages are printable but for their line ends, which is told ten times as fast.
    text = html if html.replace("\n", "").isprintable() else printable(html)
    return text.encode("utf-8", "replace")


def style_sheet() -> str:
    """Return the style of those pages: the colours of the explorer, dark on a screen where the system is.

    Examples
    --------
    >>> "@media screen and (prefers-color-scheme: dark)" in style_sheet()
    True
    """
    colours = _COLOURS.read_text(encoding="utf-8")
    dark = ':root[data-theme="dark"]'
    light, _, night = colours.partition(dark)
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n:root{night.rstrip()}\n}}\n" + (
        TEMPLATES / "site.css"
    ).read_text(encoding="utf-8")

"""The templates of pages that are read without script: `templates/`, filled by Jinja2, every value escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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


class Frame:
    """What all pages of a template have around their own blocks, filled once: the pages of things are many.

    Parameters
    ----------
    filler
        An `environment`.
    values
        What all these pages have alike.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> site = SimpleNamespace(title="S", explorer=False)
    >>> page = Frame(environment(), root="", site=site, header="").page(title="<T>", head="", description="", main="M")
    >>> page.count(b"&lt;T&gt;"), b'<main id="main">\\nM</main>' in page
    (2, True)
    """

    def __init__(self, filler: Environment, **values: Any) -> None:
        text = filler.get_template("frame.html").render(**values, title=_gap("title"), gap=_gap)
        pieces = text.split(_GAP)
        self._texts, self._names = [encoded(piece) for piece in pieces[::2]], pieces[1::2]

    def page(self, title: str, **blocks: str) -> bytes:
        """Return a page: its title, which is text, and its blocks, which are HTML."""
        from markupsafe import escape

        contents = {name: encoded(block) for name, block in {**blocks, "title": escape(title)}.items()}
        parts = self._texts[:1]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            parts += (contents[name], text)
        return b"".join(parts)


_GAP = "\0"
"""Stands where something is to be filled in, before and after its name; no page holds one."""


def _gap(name: str) -> str:
    return f"{_GAP}{name}{_GAP}"


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

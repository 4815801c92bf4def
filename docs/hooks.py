"""What the documentation site takes from outside docs/: README.md as its first page, and what pages there link to.

References
----------
https://www.mkdocs.org/dev-guide/plugins/#events
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
_PAGES = {
    "README.md": "index.md",
    "data/README.md": "data.md",
    "benchmarks/README.md": "benchmarks.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages of the site that stand elsewhere in the repository."""
_link = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(#[^)\s]*)?\)")
_drawing = re.compile(r"^```mermaid\n.*?^```\n+", re.MULTILINE | re.DOTALL)
"""A drawing that a script of another server would make."""


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that stand elsewhere."""
    for place, name in _PAGES.items():
        text = (ROOT / place).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=_led(_drawing.sub("", text), place)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Lead the links of a page of docs/ to the site's own pages."""
    return markdown if page.file.src_uri in _PAGES.values() else _led(markdown, f"docs/{page.file.src_uri}")


def on_post_build(config: Any) -> None:
    """Leave what is not found to the server: a page of ours would ask for its looks at an address nobody knows yet."""
    (Path(config.site_dir) / "404.html").unlink(missing_ok=True)


def _led(text: str, place: str) -> str:
    def led(match: re.Match[str]) -> str:
        target = ((ROOT / place).parent / match[1]).resolve().relative_to(ROOT).as_posix()
        name = _PAGES.get(target, target.removeprefix("docs/"))
        if target in _PAGES or (target.startswith("docs/") and "/" not in name):
            return f"]({name}{match[2] or ''})"
        return f"] (`{target}`)"  # a file of the repository, which the site does not have

    return _link.sub(led, text)

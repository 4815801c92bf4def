"""What the documentation site has beside the pages of docs/: README.md as its first page, notebooks, what they link to.

References
----------
https://www.mkdocs.org/dev-guide/plugins/#events
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
_PAGES = {
    "README.md": "index.md",
    "data/README.md": "data.md",
    "benchmarks/README.md": "benchmarks.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages of the site that stand elsewhere in the repository."""
_NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
_link = re.compile(r"\]\((?!https?://|data:|#|…)([^)#\s]+)(#[^)\s]*)?\)")
_drawing = re.compile(r"^```mermaid\n.*?^```\n+", re.MULTILINE | re.DOTALL)
"""A drawing that a script of another server would make."""


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that stand elsewhere."""
    for place, name in _PAGES.items():
        text = (ROOT / place).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=_led(_drawing.sub("", text), place)))
    for path in _NOTEBOOKS:
        text = "\n\n".join(_cells(json.loads(path.read_text(encoding="utf-8"))))
        files.append(File.generated(config, f"{path.stem}.md", content=_led(text, f"docs/notebooks/{path.name}")))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Lead the links of a page of docs/ to the site's own pages."""
    return markdown if page.file.generated_by is not None else _led(markdown, f"docs/{page.file.src_uri}")


def on_post_build(config: Any) -> None:
    """Leave what is not found to the server: a page of ours would ask for its looks at an address nobody knows yet."""
    (Path(config.site_dir) / "404.html").unlink(missing_ok=True)


def _led(text: str, place: str) -> str:
    def led(match: re.Match[str]) -> str:
        target = ((ROOT / place).parent / match[1]).resolve().relative_to(ROOT).as_posix()
        if not (ROOT / target).exists():
            raise PluginError(f"{place}: {match[1]}: no such file")
        name = _PAGES.get(target, target.removeprefix("docs/"))
        if target.startswith("docs/notebooks/") and target.endswith(".ipynb"):
            name = Path(target).with_suffix(".md").name
        if target in _PAGES or (target.startswith("docs/") and "/" not in name):
            return f"]({name}{match[2] or ''})"
        return f"] (`{target}`)"  # a file of the repository, which the site does not have

    return _link.sub(led, text)


def _cells(notebook: Any) -> Iterator[str]:
    """Yield the cells of a notebook as Markdown, each with what it shows."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        yield source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```"
        for output in cell.get("outputs", ()):
            yield _shown(output)


def _shown(output: Any) -> str:
    """Return what a cell shows, in the richest form that a page can have."""
    data = {kind: "".join(text) for kind, text in output.get("data", {}).items()}
    if "image/png" in data:
        return f"![What the cell above draws](data:image/png;base64,{data['image/png'].strip()})"
    plain = data.get("text/plain", "".join(output.get("text", "")))
    return data.get("text/markdown") or data.get("text/html") or f"```text\n{plain}\n```"

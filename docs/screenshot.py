"""Take the pictures in the README of the page as it is now (`make docs`)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from slm_graph.pages import graph_page

ROOT = Path(__file__).parents[1]
VIEWS = {
    "screenshot": "#graph/system/salmonn",
    "screenshot-table": "#table?where.usesLLM=any:family/llama&compared=system/salmonn,system/wavllm",
    "screenshot-compare": "#compare/system/salmonn,system/wavllm?differences=yes",
    "screenshot-question": "#questions/systems-by-encoder",
}
"""Of each picture the address in the page that shows it."""
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()


def main() -> None:
    """Write the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("the pictures are left as they are: chromium is missing; install the Debian package chromium")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_bytes(graph_page(ROOT / "output" / "slm-graph.ttl", "ttl", ROOT / "ontology") or b"")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        for name, address in VIEWS.items():
            page = context.new_page()
            page.goto(path.as_uri() + address)
            page.wait_for_selector("html[data-ready]")
            page.wait_for_timeout(2000)
            page.screenshot(path=ROOT / "docs" / f"{name}.png")
            print(f"docs/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

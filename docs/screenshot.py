"""Take docs/screenshot.png, the picture in the README, of the page as it is now (`make docs`)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from slm_graph.network.reader import to_network
from slm_graph.pages.page import write_page

ROOT = Path(__file__).parents[1]
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()


def main() -> None:
    """Write the picture: SALMONN and what it uses."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("docs/screenshot.png is left as it is: chromium is missing; install the Debian package chromium")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        write_page(path, to_network(ROOT / "output" / "slm-graph.ttl"))
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(path.as_uri() + "#system/salmonn")
        page.wait_for_selector("#details h2")
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "screenshot.png")
        browser.close()
    print("docs/screenshot.png")


if __name__ == "__main__":
    main()

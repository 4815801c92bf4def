"""Take the pictures in the README of the page as it is now (`make docs`)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from slm_graph.pages import graph_page
from slm_graph.questions import read_questions

ROOT = Path(__file__).parents[1]
VIEWS = {
    "screenshot": ("#graph/system/salmonn", "#details h2", ""),
    "screenshot-table": (
        "#table?where.usesLLM=any:family/llama&compared=system/salmonn,system/wavllm",
        "#table-filters button",
        "",
    ),
    "screenshot-compare": (
        "#compare/system/salmonn,system/wavllm?differences=yes",
        ".cells mark",
        ".comparison tbody tr:first-child .words summary",
    ),
    "screenshot-question": (
        "#questions/systems-where?with.encoder=encoder/whisper&with.llm=llm/llama&with.task=not task/asr",
        ".answer-rows",
        "",
    ),
}
"""Of each picture the address in the page that shows it, what is there when it does, and what is clicked before."""
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
        questions = read_questions(ROOT / "queries")
        path.write_bytes(graph_page(ROOT / "output" / "slm-graph.ttl", "ttl", ROOT / "ontology", questions) or b"")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        for name, (address, part, opening) in VIEWS.items():
            page = context.new_page()
            page.goto(path.as_uri() + address)
            page.wait_for_selector("html[data-ready]")
            for summary in page.locator(opening).all() if opening else []:
                summary.click()
            page.wait_for_selector(part)
            page.wait_for_timeout(2000)
            page.screenshot(path=ROOT / "docs" / f"{name}.png")
            print(f"docs/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

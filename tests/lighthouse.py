"""Lighthouse, installed by its lock, and a web server for what it looks at."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from npm import Packages
from tools import ROOT, program

PACKAGES = Packages(ROOT / "tests" / "pages" / "lighthouse")
PROGRAM = "node_modules/lighthouse/cli/index.js"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def scores(address: str, categories: str, report: Path) -> tuple[dict[str, float], list[str]]:
    """Return the scores of a page by category, and the audits that it fails."""
    PACKAGES.install()
    ended = PACKAGES.run(
        "node", PROGRAM, address, "--quiet", "--preset=desktop", "--throttling-method=provided",
        "--output=json", f"--output-path={report}", "--no-enable-error-reporting", f"--only-categories={categories}",
        "--chrome-flags=--headless --no-sandbox --disable-gpu", CHROME_PATH=program("chromium", "chromium"),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    result = json.loads(report.read_text(encoding="utf-8"))
    failed = [name for name, audit in result["audits"].items() if audit["score"] == 0]
    return {name: category["score"] for name, category in result["categories"].items()}, failed

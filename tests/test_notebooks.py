"""The notebooks of docs/: each runs, and says what is committed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import ROOT

FOLDER = ROOT / "docs" / "notebooks"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_is_committed(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "notebooks"
    folder.mkdir(parents=True)
    (tmp_path / "output").symlink_to(ROOT / "output")
    shutil.copy(path, folder)
    command = [sys.executable, str(FOLDER / "execute.py"), str(folder / path.name)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert _told(folder / path.name) == _told(path)


def _told(path: Path) -> list[tuple[str, list[list[str]]]]:
    """Return the source of each cell, with the words that it printed; widths are the libraries'."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [("".join(cell["source"]), [_words(output) for output in cell.get("outputs", ())]) for cell in cells]


def _words(output: dict[str, Any]) -> list[str]:
    data = output.get("data", {})
    return "".join(data.get("text/markdown", data.get("text/plain", output.get("text", "")))).split()


def test_what_is_ours_shows_itself_as_a_table() -> None:
    shown = {
        cell["source"][-1].partition("(")[0]
        for path in FOLDER.glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if any("text/markdown" in output.get("data", {}) for output in cell.get("outputs", ()))
    }
    assert shown == {"answer", "run_query", "describe", "compare", "difference"}

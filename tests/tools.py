"""Programs that tests call: found, or the test says how to get them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def program(name: str, package: str) -> str:
    """Return the path of a program; where it is missing skip the test, but in CI fail it."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is missing; install the Debian package {package}")
    assert found is not None
    return found


def loaded_yaml(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def java() -> list[str]:
    """Return what starts Java, quick to start rather than quick later."""
    return [program("java", "default-jre-headless"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def missing(message: str) -> None:
    """Skip the test, but in CI fail it."""
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def committed_triples() -> int:
    """Return the number of triples of the committed graph: its N-Triples have one a line."""
    return len((ROOT / "output" / "slm-graph.nt").read_bytes().splitlines())


def alive_in(session: int) -> list[int]:
    """Return the processes of a session that have not ended."""
    alive = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of_session = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of_session) == session and state not in "ZX":
            alive.append(int(folder.name))
    return alive

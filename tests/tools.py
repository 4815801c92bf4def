"""Programs that tests call: found, or the test says how to get them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
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


def supported_pythons() -> list[str]:
    """Return the Pythons of this machine that are supported, the oldest first: this one, and others that start."""
    folders = [*map(Path, os.environ["PATH"].split(os.pathsep)), *(Path.home() / ".pyenv" / "versions").glob("*/bin")]
    known = {sys.version_info[:2]: sys.executable}
    for minor in range(11, 20):
        for path in (folder / f"python3.{minor}" for folder in folders):
            # A shim of pyenv is there for versions that are not chosen, and does not start.
            if (3, minor) in known or not path.is_file():
                continue
            if subprocess.run([path, "-V"], capture_output=True, check=False).returncode == 0:
                known[3, minor] = str(path)
    return [known[version] for version in sorted(known)]


def reached(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what asks a registry of packages; where there is none to be reached the test is skipped, but not in CI."""
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=600)
    if re.search("error sending request|dns error|NewConnectionError|No matching distribution", run.stderr):
        missing(f"no registry of packages to be reached: {run.stderr.strip().splitlines()[-1]}")
    assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"
    return run


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that a function filled, once for all processes that test; whoever reads it leaves it as it is.

    https://pytest-xdist.readthedocs.io/en/stable/how-to.html#making-session-scoped-fixtures-execute-only-once
    """
    import fcntl  # which Windows has not

    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, part = base / name, base / f"{name}.part"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder


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

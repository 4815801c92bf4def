"""Small projects that tests make: the one in `cases/base`, with the files of a case laid over it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slm_graph.project import Project, find_project
from tools import ROOT

BASE = Path(__file__).parent / "cases" / "base"


def cases(what: str) -> list[Path]:
    """Return the folders of `cases/WHAT`, of which there must be some."""
    found = sorted(path for path in (Path(__file__).parent / "cases" / what).iterdir() if path.is_dir())
    assert found, f"tests/cases/{what} is empty"
    return found


def parameters(what: str, step: int = 1) -> pytest.MarkDecorator:
    """Return the mark that gives a test each case as `case`; of every so many all but the first are exhaustive."""
    given = [
        pytest.param(case, id=case.name, marks=[pytest.mark.exhaustive] * bool(number % step))
        for number, case in enumerate(cases(what))
    ]
    return pytest.mark.parametrize("case", given)


def laid_out(folder: Path, case: Path | None = None) -> Path:
    """Copy the base project to a folder and lay a case over it; a file NAME.removed takes the file NAME away."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    if case is not None:
        shutil.copytree(case, folder, dirs_exist_ok=True)
        for mark in sorted(folder.rglob("*.removed")):
            mark.unlink()
            mark.with_suffix("").unlink()
    return folder


def held_project(folder: Path) -> Project:
    """Copy the survey to a folder, with the systems alone that are listed in `held/systems.txt`."""
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, folder / name)
    held = (ROOT / "tests" / "held" / "systems.txt").read_text(encoding="utf-8").split()
    entries = {path.stem: path for path in (folder / "data" / "systems").glob("*.yaml")}
    assert entries.keys() >= set(held), "a system that was held is there no more"
    for name, path in entries.items():
        if name not in held:
            path.unlink()
    shutil.rmtree(folder / "data" / "rows", ignore_errors=True)
    return find_project(folder / "data")


def grown(folder: Path) -> Path:
    """Add to a copy of the survey what is in `cases/growing`: a system and a question, and to the vocabulary items."""
    growing = Path(__file__).parent / "cases" / "growing"
    row = len([*(folder / "data" / "systems").glob("*.yaml")]) + 1
    for path in sorted(path for path in growing.rglob("*") if path.is_file()):
        target = folder / path.relative_to(growing)
        before = f"{target.read_text(encoding='utf-8')}\n" if target.exists() else ""
        added = path.read_text(encoding="utf-8").replace("row: NEXT", f"row: {row}")
        target.write_text(before + added, encoding="utf-8")
    return folder

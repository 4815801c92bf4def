"""The size of the rooms; `python tests/house.py` says which are too large."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

import house
from tools import ROOT


def test_no_module_is_long() -> None:
    long = {module: lines for module, lines in house.module_lines().items() if lines > 320}
    assert long == {}


def test_few_functions_have_many_branches() -> None:
    measured = house.functions()
    branchy = [
        f"{function.module}.{function.name}: {function.branches}" for function in measured if function.branches > 15
    ]
    assert len(branchy) <= len(measured) / 100, branchy


def test_no_function_is_long() -> None:
    assert [f"{found.module}.{found.name}" for found in house.functions() if found.lines > 75] == []


def test_a_class_name_stands_in_one_module() -> None:
    assert {name: modules for name, modules in house.classes().items() if len(modules) > 1} == {}


def test_no_wing_has_a_name_that_pytest_passes_over(pytestconfig: pytest.Config) -> None:
    """By itself pytest enters no folder called build, so that the tests and examples of that wing would not be run."""
    folders = [path.parent for name in ("tests", "src") for path in (ROOT / name).rglob("*.py")]
    names = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    passed_over = pytestconfig.getini("norecursedirs")
    assert "build" in names
    assert [name for name in sorted(names) if any(fnmatch(name, pattern) for pattern in passed_over)] == []

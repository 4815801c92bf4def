"""Which tests read the survey, so that they are run on one with more in it too.

A test reads the survey where what it names leads to the root of the project, or to what finds the survey without being
told where it is. That is taken from the text of its module, so that nobody marks tests by hand; `Watch` sees in each
run that none was overlooked.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tools import ROOT

GROWING = tuple(str(ROOT / name) for name in ("data", "queries", "output", "docs/answers", "docs/counts.tsv"))
"""What a system, a dataset or a question more adds to or changes."""

_NAMES = frozenset({"ROOT", "committed_triples"})
_CALLS = frozenset({"find_project", "graph_file", "read_questions", "read_checks", "find_question", "run_query"})
# Of the program: they take the survey as material, to read, kill, break or import, and together they take minutes.
_PROGRAM = re.compile(
    r"tests/(importing|files|fuzz|loading|starter|schema|web)/"
    r"|tests/commands/test_(main|limits|next_steps|special_files)\.py|tests/test_(packaging|public)\.py"
)
_LONG = frozenset({"browser", "oxigraph_server", "virtuoso_server"})


def mark(items: list[pytest.Item]) -> None:
    """Mark as `survey` the tests that read it, and as `long` those that need not be run again on another survey."""
    for item in items:
        if reads_survey(item):
            item.add_marker("survey")
        if is_long(item):
            item.add_marker("long")


def is_long(item: pytest.Item) -> bool:
    """Tell whether a test has a browser, a server or made-up examples, or is of the program more than of the survey."""
    return bool(
        _LONG.intersection(getattr(item, "fixturenames", ()))
        or hasattr(getattr(item, "obj", None), "hypothesis")
        or (item.path.is_relative_to(ROOT) and _PROGRAM.match(item.path.relative_to(ROOT).as_posix()))
    )


def reads_survey(item: pytest.Item) -> bool:
    """Tell whether a test or one of its fixtures names what leads to the survey, or an example does."""
    if isinstance(item, pytest.DoctestItem):
        return any(_leads_there(ast.parse(example.source), frozenset()) for example in item.dtest.examples)
    if not isinstance(item, pytest.Function):
        return False
    fixtures = item._fixtureinfo.name2fixturedefs.values()  # pytest tells them nowhere else
    functions = [item.function, *(fixture.func for defined in fixtures for fixture in defined)]
    return any(_is_reading(function) for function in functions)


def _is_reading(function: Callable[..., Any]) -> bool:
    path = Path(inspect.getsourcefile(function) or "")
    return path.is_relative_to(ROOT / "tests") and function.__name__ in reading_names(path)


@cache
def reading_names(path: Path) -> frozenset[str]:
    """Return the names at the top of a module whose definition leads to the survey."""
    statements = [(set(_bound(node)), node) for node in ast.parse(path.read_text(encoding="utf-8")).body]
    names: frozenset[str] = frozenset()
    while True:
        more = names.union(*(bound for bound, node in statements if _leads_there(node, names)))
        if more == names:
            return names
        names = more


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a module defines."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        named = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
        yield from (node.id for node in named if isinstance(node.ctx, ast.Store))


def _leads_there(tree: ast.AST, names: frozenset[str]) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in _NAMES | names:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS and not node.args:
            return True
    return False


class Watch:
    """Notes what of the survey this process opens from now on, and which of our commands it starts in the root."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(GROWING):
            self.seen.add(arguments[0])
        elif event == "subprocess.Popen":
            _, words, folder, _ = arguments
            if "slm_graph" in map(str, words) and str(folder or os.getcwd()) == str(ROOT):  # noqa: PTH109
                self.seen.add("slm-graph in the root")

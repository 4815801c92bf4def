"""The picture of the modules: what may import what, and which module alone knows a library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tools import ROOT

PACKAGE = ROOT / "src" / "slm_graph"

# Each line uses the lines above it and its own. The two halves know nothing of each other: the first makes the graph of
# YAML and entries, the second knows RDF alone.
COMMON = """
    problems namespaces terms project
    turtle
"""
MAKING = """
    source cells markdown amounts identifiers structure
    schema edits
    entries ontology
    linking columns rules starter
    evidence mapping usages senses
    formats reading description lists prose
    graph_files validation table markdown_table survey
    workers drafts
    build intake
    updates
    report
"""
ASKING = """
    sparql web
    store
    things results endpoint stores values
    answers diff rdf_files
    comparison
    load
    queries
    checks catalogue layout network
    view
"""
TOP = """
    cli
    __init__ __main__
"""

ALONE = {
    "click": "cli",
    "httpx": "web",
    "markdown_it": "cells markdown",
    "multiprocessing": "rdf_files workers",  # a large file is read in two parts; entries are mapped in parts
    "networkx": "network",
    "numpy": "layout",
    "pyshacl": "validation",
    "pyvis": "view",
    "rapidfuzz": "problems linking amounts",
    "yaml": "source queries edits",  # the data; the head of a question; a person's file in place
}
"""Libraries and the modules that alone know them, once they are there."""


def lines(*halves: str) -> list[list[str]]:
    return [line.split() for half in halves for line in half.strip().splitlines()]


def below(allowed: list[list[str]], new: list[list[str]]) -> Iterator[tuple[str, set[str]]]:
    """Yield each module of the new lines with what it may use."""
    usable = {name for line in allowed for name in line}
    for line in new:
        usable |= {*line}
        yield from ((name, set(usable)) for name in line)


MAY_USE = dict(
    [
        *below([], lines(COMMON)),
        *below(lines(COMMON), lines(MAKING)),
        *below(lines(COMMON), lines(ASKING)),
        *below(lines(COMMON, MAKING, ASKING), lines(TOP)),
    ]
)


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it: `yaml`, `slm_graph.terms` …"""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module == "slm_graph" else {node.module or "", *names}
    return found


def module_name(name: str) -> str:
    """Return the module or subpackage of ours that an import means; "" for another library or for __version__."""
    first, _, rest = name.partition(".")
    top = rest.partition(".")[0]
    is_ours = first == "slm_graph" and ((PACKAGE / f"{top}.py").is_file() or (PACKAGE / top / "__init__.py").is_file())
    return top if is_ours and top else ""


FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES}
USES = {
    name: {
        module_name(found)
        for path in FILES
        if path.relative_to(PACKAGE).parts[0].removesuffix(".py") == name
        for found in imported(path)
    }
    - {"", name}
    for name in MODULES
}


def test_every_module_is_in_the_picture_once() -> None:
    drawn = [name for line in lines(COMMON, MAKING, ASKING, TOP) for name in line]
    assert sorted(drawn) == sorted(MODULES), "draw a new module in tests/test_layers.py"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_uses_only_the_lines_above_it_and_its_own(name: str) -> None:
    assert USES[name] - MAY_USE.get(name, set()) == set()


def test_no_module_uses_itself_through_others() -> None:
    files = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in FILES}
    graph = {}
    for name, path in files.items():
        used = {found.removeprefix("slm_graph.").removesuffix(".__init__") for found in imported(path)}
        graph[name] = {found if found in files else f"{found}.__init__" for found in used} & files.keys() - {name}
    try:
        assert list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' uses '.join(reversed(error.args[1]))}")


@pytest.mark.parametrize(("library", "modules"), sorted(ALONE.items()))
def test_few_modules_know_a_library(library: str, modules: str) -> None:
    knowing = {
        path.stem for path in FILES if any(name == library or name.startswith(f"{library}.") for name in imported(path))
    }
    assert knowing == {*modules.split()} & MODULES

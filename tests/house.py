"""The house measured: what imports what, and how large its rooms are; `python tests/house.py` prints it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "slm_graph"
FILES = sorted(PACKAGE.rglob("*.py"))
_BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case, ast.IfExp)


class Import(NamedTuple):
    """What a module takes from where: (`slm_graph.build.graph`, `slm_graph.rdf`, `Term`)."""

    by: str
    module: str
    name: str


class Function(NamedTuple):
    """A function, its lines and its branches."""

    module: str
    name: str
    lines: int
    branches: int


def module_of(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = frozenset(map(module_of, FILES))


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module."""
    return {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def wing_of(module: str) -> str:
    """Return the wing of a module: a folder of the package, or a file beside them; "" for the package itself."""
    return module.split(".")[1] if "." in module else ""


@cache
def imports() -> list[Import]:
    """Return every import, wherever in a module it stands."""
    found: list[Import] = []
    for module, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += (Import(module, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                found += (Import(module, node.module or "", alias.name) for alias in node.names)
    return found


def used_module(found: Import) -> str:
    """Return the module of ours that an import needs; "" for another library."""
    inner = f"{found.module}.{found.name}"
    return inner if inner in MODULES else found.module if found.module in MODULES else ""


@cache
def wing_imports() -> dict[str, set[str]]:
    """Return of each wing the wings that it imports."""
    graph: dict[str, set[str]] = {wing_of(module): set() for module in MODULES if wing_of(module)}
    for found in imports():
        if (by := wing_of(found.by)) and (other := wing_of(used_module(found))) and by != other:
            graph[by].add(other)
    return graph


def floors(graph: dict[str, set[str]]) -> dict[str, int]:
    """Return the floor of each wing: one above the highest that it imports."""

    def floor(wing: str) -> int:
        return 1 + max((floor(below) for below in graph[wing]), default=0)

    return {wing: floor(wing) for wing in graph}


@cache
def functions() -> list[Function]:
    """Return every function and method; a condition, a loop, an `and`, a part of a comprehension are a branch each."""
    return [
        Function(module, node.name, _lines(node), sum(map(_branches, ast.walk(node))))
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _branches(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return 1 + len(node.ifs) if isinstance(node, ast.comprehension) else int(isinstance(node, _BRANCHES))


def module_lines() -> dict[str, int]:
    """Return the number of lines of each module."""
    return {module_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}


def classes() -> dict[str, list[str]]:
    """Return of each class name the modules that define it."""
    homes: dict[str, list[str]] = {}
    for module, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(module)
    return homes


def main() -> None:
    """Print the floors of the wings, and what is large, branchy or there twice."""
    graph = wing_imports()
    for wing, floor in sorted(floors(graph).items(), key=lambda item: (item[1], item[0])):
        print(f"floor {floor}  {wing}: {', '.join(sorted(graph[wing]))}")
    found = functions()
    branchy = sorted((f for f in found if f.branches > 15), key=lambda f: -f.branches)
    print(f"\n{len(branchy)} of {len(found)} functions have more than 15 branches")
    for function in branchy:
        print(f"  {function.branches:3} branches, {function.lines:3} lines  {function.module}.{function.name}")
    for function in sorted((f for f in found if f.lines > 75), key=lambda f: -f.lines):
        print(f"  over 75 lines: {function.lines}  {function.module}.{function.name}")
    for module, lines in sorted(module_lines().items(), key=lambda item: -item[1]):
        if lines > 320:
            print(f"  over 320 lines: {lines}  {module}")
    for name, homes in sorted(classes().items()):
        if len(homes) > 1:
            print(f"  class {name} in {', '.join(homes)}")


if __name__ == "__main__":
    main()

"""What a graph was made with: the program, the packages that it stands on, and the files that it read, as CycloneDX.

References
----------
CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/; Package URL, https://github.com/package-url/purl-spec.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from slm_graph.about import __version__
from slm_graph.project import Project
from slm_graph.releasing.checksums import digest

_PROGRAM = f"pkg:pypi/slm-graph@{__version__}"


def bill_of_materials(project: Project, graph: Mapping[str, str]) -> str:
    """Return the list, without a time and without a number of its own, so that the same things give the same text.

    Parameters
    ----------
    graph
        What is said of the graph: `name`, `version`, `description`, `bom-ref`.
    """
    packages = dict(_packages())
    inputs = [_input(name, path) for name, path in _inputs(project)]
    python = {
        "type": "platform",
        "bom-ref": "python",
        "name": platform.python_implementation(),
        "version": platform.python_version(),
    }
    refs = _refs(packages)
    components = [_component(name, ref, packages[name][0]) for name, ref in refs.items()]
    needs = {refs[name]: sorted(refs[other] for other in needed) for name, (_, needed) in packages.items()}
    needs[_PROGRAM] = [*needs[_PROGRAM], "python"]
    needs[graph["bom-ref"]] = [_PROGRAM, *(item["bom-ref"] for item in inputs)]
    tree = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "data", **graph}},
        "components": [*components, python, *inputs],
        "dependencies": [{"ref": ref, "dependsOn": needed} for ref, needed in sorted(needs.items())],
    }
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def _packages() -> Iterator[tuple[str, tuple[metadata.Distribution, list[str]]]]:
    """Yield the program and what it needs, each with the names of what that needs itself."""
    waiting, met = [("slm-graph", "")], set()
    needed: dict[str, set[str]] = {}
    found: dict[str, metadata.Distribution] = {}
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in met:
            continue
        met.add((name, extra))
        found[name] = metadata.distribution(name)
        for requirement in map(Requirement, found[name].requires or ()):
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            other = canonicalize_name(requirement.name)
            needed.setdefault(name, set()).add(other)
            waiting += [(other, wanted) for wanted in ("", *sorted(requirement.extras))]
    for name in sorted(found):
        yield name, (found[name], sorted(needed.get(name, ())))


def _refs(packages: Mapping[str, tuple[metadata.Distribution, list[str]]]) -> dict[str, str]:
    return {
        name: _PROGRAM if name == "slm-graph" else f"pkg:pypi/{name}@{package.version}"
        for name, (package, _) in packages.items()
    }


def _component(name: str, ref: str, package: metadata.Distribution) -> dict[str, Any]:
    said = package.metadata
    is_program = name == "slm-graph"
    component: dict[str, Any] = {
        "type": "application" if is_program else "library",
        "bom-ref": ref,
        "name": name,
        "version": __version__ if is_program else package.version,
        "purl": ref,
    }
    if "License-Expression" in said:
        component["licenses"] = [{"expression": said["License-Expression"]}]
    elif "License" in said and "\n" not in (stated := said["License"].strip()):
        component["licenses"] = [{"license": {"name": stated}}]
    return component


def _inputs(project: Project) -> Iterator[tuple[str, Path]]:
    """Yield what the graph was read from, by its place in the project."""
    places = {"data": project.data, "queries": project.queries}
    endings = {".yaml", ".jsonl", ".rq"}
    for name, folder in places.items():
        for path in sorted(path for path in folder.rglob("*") if path.suffix in endings and path.is_file()):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path
    if project.entries is not None and project.data not in project.entries.parents:
        yield project.entries.name, project.entries
    yield "ontology/schema.yaml", project.schema


def _input(name: str, path: Path) -> dict[str, Any]:
    return {
        "type": "file",
        "bom-ref": name,
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest(path)}],
    }

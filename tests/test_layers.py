"""The wings of the house: what may import what, and which wing alone knows a library."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest

import house

WINGS = {
    "problems": "",
    "about": "",
    "processes": "problems",
    "files": "",
    "project": "problems files",
    "workers": "problems processes",
    "text": "problems",
    "rdf": "about problems",
    "web": "about problems",
    "documents": "problems files",
    "tables": "problems files text",
    "graphs": "problems files project rdf tables web",
    "schema": "problems documents rdf text",
    "questions": "problems files project documents rdf tables graphs",
    "network": "problems processes files project text rdf tables graphs",
    "diff": "problems files project rdf text tables graphs",
    "loading": "problems processes files rdf web graphs",
    "ontology": "problems rdf text schema",
    "entries": "problems processes files project text documents tables schema",
    "pages": "about problems processes files text rdf graphs questions network",
    "build": "about problems processes files project text rdf documents schema ontology entries",
    "importing": "problems processes files project text documents tables schema entries",
    "releasing": "about problems files project rdf documents graphs questions diff ontology entries build",
    "starter": "problems files project text rdf schema ontology build importing",
    "renaming": "problems files project text documents schema entries",
    "agent": "about problems project text rdf graphs questions network pages workers",
    "site": "files processes problems text rdf graphs questions network pages",
    "exporting": "about problems files rdf graphs network site",
    "serve": "about problems project rdf graphs questions network pages site workers",
    "reviewing": "problems files project text documents schema entries importing pages",
    "commands": "*",
    "__main__": "commands",
}
"""What each wing may import; a new room in a wing needs no line here."""

ALONE = {
    "click": "commands",
    "httpx": "web",
    "httpx_retries": "web",
    "jinja2": "pages",
    "jsonschema": "agent",
    "markdown_it": "text tables",
    "mcp": "agent",
    "mcp_types": "agent",
    "multiprocessing": "processes loading",
    "networkx": "network questions",
    "numpy": "network pages",
    "pydantic": "agent",
    "py4j": "build",
    "pyshacl": "build",
    "pyspark": "build",
    "python_calamine": "tables",
    "pyvis": "pages",
    "rapidfuzz": "problems text importing",
    "starlette": "agent reviewing serve",
    "uvicorn": "serve",
    "yaml": "documents questions",
}
"""The wings that alone know a library."""


def test_every_wing_has_a_line() -> None:
    assert sorted(house.wing_imports()) == sorted(WINGS), "give the new wing a line in tests/test_layers.py"


@pytest.mark.parametrize("wing", sorted(WINGS))
def test_a_wing_imports_only_what_it_may(wing: str) -> None:
    allowed = WINGS[wing]
    assert allowed == "*" or house.wing_imports()[wing] <= {*allowed.split()}


def test_a_wing_is_entered_by_its_door() -> None:
    """What others use of a wing stands in its `__init__`."""
    through_the_wall = [
        f"{found.by} takes {found.name} from {found.module}"
        for found in house.imports()
        if found.module.startswith("slm_graph.")
        and found.module.count(".") > 1
        and house.wing_of(found.module) != house.wing_of(found.by)
        and found.by != "slm_graph.__main__"
    ]
    assert through_the_wall == []


def test_no_module_uses_itself_through_others() -> None:
    # A wing's `__init__` gathers its rooms, so who enters by the door needs them all; a room that names its neighbour
    # needs that one alone.
    graph = {module: set[str]() for module in house.MODULES}
    for found in house.imports():
        if (used := house.used_module(found)) and used != found.by:
            graph[found.by].add(used)
    try:
        assert list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' uses '.join(reversed(error.args[1]))}")


def test_the_house_has_eight_floors_at_most() -> None:
    # `__main__` is the door, of three lines, and no floor.
    assert (
        max(house.floors({wing: used for wing, used in house.wing_imports().items() if wing != "__main__"}).values())
        <= 8
    )


@pytest.mark.parametrize(("library", "wings"), sorted(ALONE.items()))
def test_few_wings_know_a_library(library: str, wings: str) -> None:
    knowing = {
        house.wing_of(found.by)
        for found in house.imports()
        if found.module == library or found.module.startswith(f"{library}.")
    }
    assert knowing <= {*wings.split()}
    assert knowing, f"nothing uses {library}; delete its line"

"""`import slm_graph`: what it shows, that it costs nothing, and what each function says of a wrong argument."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import slm_graph
from slm_graph import (
    Endpoint,
    Fault,
    InvalidData,
    Problem,
    Project,
    build_graph,
    check,
    compare,
    describe,
    difference,
    find_project,
    import_table,
    open_graph,
    run_query,
    to_network,
    triples,
    write_graph,
)
from tools import ROOT

SOME = Path("some")
WRONG: list[tuple[str, str, Callable[[Any], object], Any]] = [
    ("Endpoint", "url", Endpoint, 5),
    ("Endpoint", "graph", lambda wrong: Endpoint("http://127.0.0.1:9/", wrong), None),
    ("Endpoint", "timeout", lambda wrong: Endpoint("http://127.0.0.1:9/", timeout=wrong), "long"),
    ("Project", "schema", lambda wrong: Project(wrong, SOME, SOME, SOME), None),
    ("Project", "data", lambda wrong: Project(SOME, wrong, SOME, SOME), 5),
    ("Project", "queries", lambda wrong: Project(SOME, SOME, wrong, SOME), 5),
    ("Project", "output", lambda wrong: Project(SOME, SOME, SOME, wrong), ""),
    ("Project", "entries", lambda wrong: Project(SOME, SOME, SOME, SOME, wrong), 5),
    ("build_graph", "path", build_graph, 5),
    ("build_graph", "base", lambda wrong: build_graph(base=wrong), "example.org"),
    ("check", "project", check, 5),
    ("compare", "names", lambda wrong: compare(ROOT / "output" / "slm-graph.ttl", wrong), "SALMONN"),
    ("compare", "graph", lambda wrong: compare(wrong, "SALMONN", "WavLLM"), 5),
    ("describe", "graph", lambda wrong: describe(wrong, "SALMONN"), 5),
    ("describe", "name", lambda wrong: describe(ROOT / "output" / "slm-graph.ttl", wrong), 5),
    ("difference", "old", lambda wrong: difference(wrong, ROOT / "output" / "slm-graph.ttl"), 5),
    ("difference", "new", lambda wrong: difference(ROOT / "output" / "slm-graph.ttl", wrong), None),
    ("find_project", "data", find_project, 5),
    ("find_project", "graph", lambda wrong: find_project(graph=wrong), 5),
    ("import_table", "project", lambda wrong: import_table(wrong, "table.md"), 5),
    ("import_table", "path", lambda wrong: import_table(ROOT / "data", wrong), 5),
    ("import_table", "columns", lambda wrong: import_table(ROOT / "data", "table.md", columns=wrong), "Model=name"),
    ("import_table", "columns", lambda wrong: import_table(ROOT / "data", "table.md", columns=wrong), 5),
    ("open_graph", "path", open_graph, 5),
    ("open_graph", "path", open_graph, "a\0b.ttl"),
    ("open_graph", "graph", lambda wrong: open_graph(ROOT / "output" / "slm-graph.ttl", wrong), "no iri"),
    ("open_graph", "graph", lambda wrong: open_graph(ROOT / "output" / "slm-graph.ttl", wrong), 5),
    ("run_query", "graph", lambda wrong: run_query(wrong, "systems-by-task", task="st"), 5),
    ("run_query", "question", lambda wrong: run_query(ROOT / "output" / "slm-graph.ttl", wrong), 5),
    ("run_query", "task", lambda wrong: run_query(ROOT / "output" / "slm-graph.ttl", "systems-by-task", task=wrong), 5),
    ("to_network", "graph", to_network, 5),
    ("triples", "path", lambda wrong: list(triples(wrong)), 5),
    ("triples", "base", lambda wrong: list(triples(base=wrong)), 5),
    ("write_graph", "project", lambda wrong: write_graph(wrong, "y"), 5),
    ("write_graph", "output", lambda wrong: write_graph(ROOT / "data", wrong), 5),
    ("write_graph", "base", lambda wrong: write_graph(ROOT / "data", "y", base=wrong), "example.org"),
    ("write_graph", "formats", lambda wrong: write_graph(ROOT / "data", "y", formats=wrong), ["rtf"]),
    ("write_graph", "formats", lambda wrong: write_graph(ROOT / "data", "y", formats=wrong), "ttl"),
]
"""A function, its argument, how it is called with a wrong one, and what is wrong."""


@pytest.mark.parametrize(
    ("name", "argument", "call", "wrong"),
    WRONG,
    ids=[f"{name}-{argument}-{wrong}" for name, argument, _, wrong in WRONG],
)
def test_a_wrong_argument_is_a_fault_that_names_it(
    name: str, argument: str, call: Callable[[Any], object], wrong: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Fault) as raised:
        call(wrong)
    assert re.match(rf"{argument}\b", raised.value.message)
    assert "\n" not in raised.value.message
    assert list(tmp_path.iterdir()) == []


def test_every_public_function_is_tried_with_each_path_and_graph() -> None:
    tried = {(name, argument) for name, argument, *_ in WRONG}
    functions = {name for name in slm_graph.__all__ if inspect.isfunction(getattr(slm_graph, name))}
    assert len(functions) > 9
    assert functions | {"Endpoint", "Project"} == {name for name, _ in tried}
    for name in functions:
        for parameter in inspect.signature(getattr(slm_graph, name)).parameters.values():
            if parameter.name in ("path", "project", "output", "graph", "data", "old", "new", "base", "formats"):
                assert (name, parameter.name) in tried


@pytest.mark.parametrize("call", [find_project, check, triples, build_graph, lambda path: write_graph(path, "y")])
def test_data_that_are_not_there_are_a_fault_that_names_them(
    call: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Fault, match=r"^data: no such folder or file"):
        next(iter(call("data")))


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    data, graph = str(ROOT / "data"), str(ROOT / "output" / "slm-graph.ttl")
    assert find_project(data) == find_project(Path(data))
    assert check(data) == check(find_project(data))
    assert not difference(graph, open_graph(graph))
    assert [file.path for file in write_graph(data, str(tmp_path), formats=["nt"], validate=False)] == [
        tmp_path / "slm-graph.nt"
    ]


def test_faults_are_of_one_family() -> None:
    from slm_graph.graphs import QueryFault
    from slm_graph.loading import StoreFault
    from slm_graph.web import WebFault

    for kind in (InvalidData, QueryFault, StoreFault, WebFault):
        assert issubclass(kind, Fault)
    assert InvalidData([Problem("a.yaml", 1, 1, "x")]).message == "a.yaml:1:1: x"


def test_the_public_names_are_shown_and_nothing_is_imported_for_it() -> None:
    code = (
        "import sys, slm_graph; names = dir(slm_graph); assert names == sorted(slm_graph.__all__), names;"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith('slm_graph.') or name in ('click', 'yaml')))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert result.stderr.strip() == "slm_graph.about"
    assert all(hasattr(slm_graph, name) for name in slm_graph.__all__)

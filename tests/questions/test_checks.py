"""Checks: each fires where it must, and none on the survey's graph."""

from __future__ import annotations

import pytest

from slm_graph.graphs.local import open_graph
from slm_graph.questions.checks import graph_faults, read_checks
from tools import ROOT

FOLDER = ROOT / "queries" / "checks"
VIOLATIONS = ROOT / "tests" / "violations"
CHECKS = sorted(path.stem for path in FOLDER.glob("*.rq"))


def test_every_check_has_a_violation_and_every_violation_a_check() -> None:
    assert CHECKS
    # A violation of a shape has a folder too; its check is the shape.
    with_graph = sorted(path.parent.name for path in VIOLATIONS.glob("*/graph.ttl"))
    assert [name for name in CHECKS if name not in with_graph] == [], (
        "write tests/violations/NAME/graph.ttl, the smallest graph that NAME finds faulty"
    )
    assert [name for name in with_graph if name not in CHECKS] == [], "write queries/checks/NAME.rq"


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_fires(name: str) -> None:
    checks = [check for check in read_checks(FOLDER) if check.name == name]
    assert graph_faults(open_graph(VIOLATIONS / name / "graph.ttl"), checks)


def test_the_survey_has_no_faults() -> None:
    assert list(map(str, graph_faults(open_graph(ROOT / "output" / "slm-graph.ttl"), read_checks(FOLDER)))) == []

"""Where nodes stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from slm_graph.network import Network, to_network
from slm_graph.pages.layout import _Repulsion, positions


@pytest.fixture(scope="module")
def network(output: Path) -> Network:
    return to_network(output / "slm-graph.ttl")


def test_the_layout_is_the_same_in_every_run(output: Path) -> None:
    code = (
        "import sys; from slm_graph.network import *; from slm_graph.pages.layout import positions; "
        "n = to_network(sys.argv[1]); k = {x: i for i, x in enumerate(n)}; "
        "print(positions([(k[a], k[b]) for a, b in n.edges()], [8] * len(n)), communities(n))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(output / "slm-graph.ttl")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_nodes_lie_apart(network: Network) -> None:
    number = {node: index for index, node in enumerate(network)}
    places = positions([(number[one], number[other]) for one, other in network.edges()], [8] * len(network))
    assert len(places) == len(network)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 601])
def test_layouts_of_all_sizes_are_finite(count: int) -> None:
    places = positions([(i, i // 2) for i in range(1, count)], [6] * count)
    assert len(places) == count
    assert all(abs(x) < 1e6 and abs(y) < 1e6 for x, y in places)


@pytest.mark.parametrize("count", [1, 31, 32, 33, 70])
def test_nodes_are_repelled_by_all_others_though_some_are_worked_out_at_a_time(count: int) -> None:
    place, mass = np.random.default_rng(1).normal(size=(2, count)), np.arange(1.0, count + 1)
    gaps = place[:, :, None] - place[:, None, :]
    force = gaps * (mass[:, None] * mass) / (gaps[0] ** 2 + gaps[1] ** 2 + 0.01)
    assert np.allclose(_Repulsion(mass)(place), force.sum(axis=2))


def test_things_without_links_are_laid_out() -> None:
    assert len(set(positions([], [6] * 30))) == 30

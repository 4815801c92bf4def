"""Numbers of cells with the scale and unit of cell or header, one case a line of tests/cases/columns/quantities.txt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slm_graph.importing.licences import licence_iri
from slm_graph.importing.quantities import header_unit, read_quantity
from tools import ROOT


def cases() -> Iterator[tuple[str, str, str]]:
    for line in (ROOT / "tests" / "cases" / "columns" / "quantities.txt").read_text(encoding="utf-8").splitlines()[1:]:
        said, _, wanted = line.rpartition(" = ")
        header, _, cell = said.partition(" ; ")
        yield header, cell, wanted


@pytest.mark.parametrize(("header", "cell", "wanted"), [*cases()])
def test_a_cell_is_one_number_or_none(header: str, cell: str, wanted: str) -> None:
    quantity = read_quantity(cell, header, header_unit(header))
    assert ("nothing" if quantity is None else f"{quantity.value:f} {quantity.unit}".strip()) == wanted


@pytest.mark.parametrize(
    "text", ["", "Custom", "Apache", "CC BY", "CC BY 5.0", "Apache 2.0, MIT", "MIT-like", "OpenRAIL-M v1", "GPL"]
)
def test_no_licence_is_taken_without_its_version_or_for_another(text: str) -> None:
    assert licence_iri(text) == ""

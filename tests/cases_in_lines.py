"""Cases that stand one a line in text files: columns with a bar between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"


def lines_of(name: str) -> list[Any]:
    """Return the cases of tests/cases/NAME.txt as parameters, each named by its line."""
    lines = (CASES / f"{name}.txt").read_text("utf-8").splitlines()
    cases = [[part.strip() for part in line.split(" |")] for line in lines if line and not line.startswith("# ")]
    return [pytest.param(*case, id=case[0]) for case in cases]

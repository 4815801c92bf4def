"""What `hatch_build.py` makes of `script/`: the files that go into the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from slm_graph.problems import Fault

_FOLDER = Path(__file__).parent / "built"
_OTHERS = {
    "vis-network": ("9.1.2", "Apache-2.0 OR MIT", "© 2011-2017 Almende B.V, 2017-2019 visjs contributors"),
    "pyvis": ("0.3.2", "BSD-3-Clause", "© 2018 West Health Institute"),
}
"""What the page holds beside what npm brings: version, licence, whose."""


class Licence(NamedTuple):
    """Something of others that a page embeds."""

    name: str
    version: str
    licence: str
    text: str


def bundled(name: str) -> Path:
    """Return a file of the bundle.

    Raises
    ------
    Fault
        It was not made: a checkout was never set up.
    """
    path = _FOLDER / name
    if not path.exists():
        raise Fault(f"{path}: is not made yet; `make` or `python hatch_build.py` makes it")
    return path


def licences() -> list[Licence]:
    """Return the licences of all that the page embeds.

    Examples
    --------
    >>> [licence.licence for licence in licences() if licence.name == "vis-network"]
    ['Apache-2.0 OR MIT']
    """
    gathered = json.loads(bundled("licences.json").read_text(encoding="utf-8"))
    listed = [Licence(**row) for row in gathered]
    return listed + [Licence(name, *row) for name, row in _OTHERS.items()]

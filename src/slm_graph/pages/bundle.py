"""What `hatch_build.py` makes of `script/`: the files that go into the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from slm_graph.problems import Fault

_FOLDER = Path(__file__).parent / "built"
_MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""
"""What a package that brings no text, and may be used by this licence, is used by."""
_OWNERS = {"oxigraph": "Oxigraph developers"}
"""Whose the packages are that bring no text."""
_OTHERS = {
    "vis-network": ("9.1.2", "Apache-2.0 OR MIT", "© 2011-2017 Almende B.V, 2017-2019 visjs contributors\n\n" + _MIT),
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
    listed = [
        Licence(**row) if row["text"] else Licence(**{**row, "text": f"© {_OWNERS[row['name']]}\n\n{_MIT}"})
        for row in gathered
    ]
    return listed + [Licence(name, *row) for name, row in _OTHERS.items()]

"""What to do after a build, as it must be typed here."""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit

_GOOD_FIRST = ("encoders-by-systems", "most-used")
"""Questions that a newcomer sees the use of; where a project has none of them, it is another one."""


def program() -> str:
    """Return how this program was called, so that it can be called so again: `slm-graph`, or `.venv/bin/slm-graph`."""
    if runner := _runner():
        return runner
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m slm_graph"
    on_path = shutil.which(called.name)
    is_on_path = on_path is not None and called.exists() and called.samefile(on_path)
    return called.name if is_on_path or not called.exists() else shlex.quote(sys.argv[0])


def _runner() -> str:
    """Return the program with which this one was fetched to be run once, as uvx and pipx do: it is on no path then."""
    cache = Path(sys.prefix).parent.name
    is_uvx = cache.startswith(("archive-v", "environments-v"))
    if not is_uvx and cache != "pipx":
        return ""
    source = _source()
    if is_uvx:
        return f"uvx --from {source} slm-graph" if source else "uvx slm-graph"
    return f"pipx run --spec {source} slm-graph" if source else "pipx run slm-graph"


def _source() -> str:
    """Return the wheel, folder or repository that this program was installed from; "" for a registry (PEP 610)."""
    text = distribution("slm-graph").read_text("direct_url.json")
    if text is None:
        return ""
    said = json.loads(text)
    parts = urlsplit(said["url"])
    if parts.scheme == "file":
        # Here, since it brings TLS along.
        from urllib.request import url2pathname

        return shlex.quote(url2pathname(parts.path))
    return shlex.quote(f"{said['vcs_info']['vcs']}+{said['url']}" if "vcs_info" in said else said["url"])


def next_steps(page: Path, graph: Path) -> Iterator[str]:
    """Yield the page to open and three commands to try on the graph that was built."""
    from slm_graph.files import shown
    from slm_graph.project import find_project

    is_asked_by_itself = graph.resolve() == find_project().graph.resolve()
    data = "" if is_asked_by_itself else f" --data {shlex.quote(shown(graph))}"
    question = _first_question(graph)
    command = program()
    yield f"Open {shown(page)} in a browser, and try:"
    yield f"  {command} query{data}"
    yield f"  {command} query {question}{data}" if question else f"  {command} view{data}"
    yield f"  {command} stats{data}"


def _first_question(graph: Path) -> str:
    """Return a question that needs no parameter, "" where there is none."""
    from slm_graph.problems import InvalidData
    from slm_graph.project import find_project
    from slm_graph.questions import find_question

    names = sorted(path.stem for path in find_project(graph=graph).queries.glob("*.rq"))
    for name in [*(name for name in _GOOD_FIRST if name in names), *names]:
        # Told by who asks it; the graph is built all the same.
        with contextlib.suppress(InvalidData):
            if not any(item.required for item in find_question(name, graph).parameters):
                return name
    return ""

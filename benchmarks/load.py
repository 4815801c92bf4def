"""Time `slm-graph load` and curl's single PUT of the same file into real triplestores: see README.md.

python benchmarks/load.py --entries 13200
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from goals import told
from processes import Failed, Taken, run
from synthetic import Vocabulary, entries, write_lines

from slm_graph.build.graph import write_graph
from slm_graph.project import find_project

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT / "tests"))

from servers import Server, oxigraph, virtuoso  # noqa: E402

CURL, LOAD = "curl", "slm-graph load"
GRAPH = "https://w3id.org/slm-graph/graph"
ENTRIES = 13_200
"""1.2 million triples, with the vocabulary and the graph's description."""


class Setting(NamedTuple):
    """A store: what starts it, how many times curl's time a load may take, and how often each is run."""

    start: Callable[[Path], AbstractContextManager[Server]]
    goal: float
    repeats: int = 3


SETTINGS: Mapping[str, Setting] = {
    "Oxigraph, in memory": Setting(partial(oxigraph, in_memory=True), 1.3),
    "Oxigraph, on disk": Setting(oxigraph, 1.5, repeats=1),  # curl alone takes minutes
    "Virtuoso": Setting(virtuoso, 4.0),
}


class Different(Failed):
    """The graph in the store is not that of the file."""


def main() -> int:
    """Run what the command line asks for, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=ENTRIES, metavar="N", help=f"entries [default: {ENTRIES:,}]")
    parser.add_argument("--repeats", type=int, metavar="K", help="runs of each, in turn [default: 3; 1 on disk]")
    parser.add_argument("--format", choices=["ttl", "nt"], default="ttl", help="what is sent [default: ttl]")
    parser.add_argument("--stores", nargs="+", choices=SETTINGS, default=[*SETTINGS], metavar="NAME", help="these only")
    parser.add_argument("--replace", action="store_true", help="onto a graph that is there, not a new one")
    parser.add_argument("--seed", type=int, default=7, help="seed of the entries [default: 7]")
    options = parser.parse_args()
    results: dict[tuple[str, str], list[Taken]] = {}
    with tempfile.TemporaryDirectory(prefix="slm-graph-bench-") as name:
        folder = Path(name)
        _tell(f"{options.entries:,} entries: building them")
        graph, count = synthetic_graph(options.entries, options.seed, options.format, folder)
        try:
            repeats = {store: options.repeats or SETTINGS[store].repeats for store in options.stores}
            for turn in range(max(repeats.values())):
                for store in [store for store in options.stores if turn < repeats[store]]:
                    # Who comes first changes from turn to turn.
                    for tool in (CURL, LOAD) if turn % 2 == 0 else (LOAD, CURL):
                        taken = measure(SETTINGS[store], tool, graph, count, options.replace, folder)
                        _tell(f"{store}: {tool}: {taken.wall:.1f} s")
                        results.setdefault((store, tool), []).append(taken)
        except Failed as error:
            print(error, file=sys.stderr)
            return 1
        size = graph.stat().st_size / 1e6
    print(f"{count:,} triples, {size:.0f} MB of {options.format}\n")
    print(markdown(results))
    return told(missed_goals(results))


def synthetic_graph(size: int, seed: int, ending: str, folder: Path) -> tuple[Path, int]:
    """Return the file of the graph of so many synthetic systems, and the number of its triples."""
    lines = folder / "entries.jsonl"
    write_lines(lines, entries(size, Vocabulary(_ROOT / "data"), seed))
    project = replace(find_project(_ROOT / "data"), entries=lines)
    write_graph(project, folder, formats=["ttl", "nt"], validate=False)
    with (folder / "slm-graph.nt").open("rb") as file:
        count = sum(1 for _ in file)
    return folder / f"slm-graph.{ending}", count


def measure(setting: Setting, tool: str, graph: Path, count: int, replace: bool, folder: Path) -> Taken:
    """Return what a load takes in a store of its own, that knows nothing of earlier runs.

    Raises
    ------
    Failed
        The command fails, or the graph in the store has another number of triples afterwards (`Different`).
    """
    with tempfile.TemporaryDirectory(prefix="store-", dir=folder) as name, setting.start(Path(name)) as server:
        commands = {CURL: _curl(server, graph), LOAD: load_command(server, graph)}
        if replace:
            run(commands[CURL])
        taken = run(commands[tool], environment=server.environment)
        found = _count(server)
        if found != count:
            raise Different(f"{tool}: {server.name} has {found:,} triples, and the file has {count:,}")
    return taken


def _curl(server: Server, graph: Path) -> list[str]:
    login = ["--digest", "--user", ":".join(server.credentials)] if server.credentials else []
    # Virtuoso reads N-Triples as Turtle.
    media_type = "text/turtle" if graph.suffix == ".ttl" or server.name == "virtuoso" else "application/n-triples"
    address = f"{server.graph_store}?{urllib.parse.urlencode({'graph': GRAPH})}"
    return [
        "curl", "--silent", "--show-error", "--fail", *login, "--upload-file", str(graph),
        "--header", f"Content-Type: {media_type}", "--output", os.devnull, address,
    ]  # fmt: skip


def load_command(server: Server, graph: Path) -> list[str]:
    """Return what loads a file into a server."""
    command = [sys.executable, "-m", "slm_graph", "load", server.address, "--data", str(graph), "--graph", GRAPH]
    return [*command, "--timeout", "1200"]


def _count(server: Server) -> int:
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": GRAPH}
    request = urllib.request.Request(  # noqa: S310 (our own)
        server.query, urllib.parse.urlencode(query).encode(), {"Accept": "application/sparql-results+json"}
    )
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310
        return int(json.load(response)["results"]["bindings"][0]["n"]["value"])


def _median(runs: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(values) for values in zip(*runs, strict=True)))


def markdown(results: Mapping[tuple[str, str], Sequence[Taken]]) -> str:
    """Return the table: medians, and the wall time in times that of curl."""
    lines = [
        "| store | with | wall s | CPU s | peak MB | wall, × curl | goal |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (store, tool), runs in sorted(results.items(), key=lambda item: [*SETTINGS].index(item[0][0])):
        taken = _median(runs)
        ratio = taken.wall / _median(results[store, CURL]).wall
        goal = f"{SETTINGS[store].goal:g}" if tool == LOAD else ""
        figures = f"{taken.wall:.1f} | {taken.cpu:.1f} | {taken.peak / 1e6:.0f} | {ratio:.2f}"
        lines.append(f"| {store} | {tool} | {figures} | {goal} |")
    return "\n".join(lines) + "\n"


def missed_goals(results: Mapping[tuple[str, str], Sequence[Taken]]) -> Iterator[str]:
    """Yield, in words, the goals that were not reached."""
    for store in dict.fromkeys(store for store, _ in results):
        ratio = _median(results[store, LOAD]).wall / _median(results[store, CURL]).wall
        if ratio > SETTINGS[store].goal:
            yield f"{store}: {ratio:.2f} times curl's time, where {SETTINGS[store].goal:g} is the most"


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

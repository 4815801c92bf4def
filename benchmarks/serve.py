"""Time `slm-graph serve` beside `oxigraph serve` and rdflib-endpoint on the same graph: see README.md.

python benchmarks/serve.py --others .venv-bench/bin/python
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from servers import free_port, oxigraph  # noqa: E402
from serving import serving  # noqa: E402

GRAPH = _ROOT / "output" / "slm-graph.ttl"
OURS, RDFLIB = "slm-graph serve", "rdflib-endpoint"
CLIENTS = (1, 8)
ENTRIES = 13_200
"""1.2 million triples."""
OPEN_WITHIN = 2.0
_PREFIXES = "PREFIX slm: <https://w3id.org/slm-graph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERIES: Mapping[str, str] = {
    "look-up": "SELECT ?p ?o { <https://w3id.org/slm-graph/system/salmonn> ?p ?o }",
    "join of four": (
        "SELECT ?s ?e ?l ?t { ?s a slm:System ; slm:usesSpeechEncoder ?e ; slm:usesLLM ?l ; slm:addressesTask ?t }"
    ),
    "group": "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)",
    "graph": "CONSTRUCT { ?s slm:usesDataset ?d } { ?s slm:usesDataset ?d }",
}


class Rate(NamedTuple):
    """What a server did: answers a second, the median and the 95th percentile of its times in ms, its memory in MB."""

    answers: float
    median: float
    slow: float
    peak: float


def main() -> int:
    """Measure, print tables, and tell missed goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--others", metavar="PYTHON", help="of the environment that has rdflib-endpoint")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="of the large graph; 0 leaves it out")
    arguments = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as name:
        folder = Path(name)
        rates = measure(servers(folder, arguments.others), arguments.seconds, arguments.repeats)
        print(markdown(rates))
        for (tool, query, clients), rate in rates.items():
            if tool == RDFLIB and rate.answers > rates[OURS, query, clients].answers:
                missed.append(f"{query} with {clients} clients: behind {tool}")
        if arguments.entries:
            seconds, triples = opened(arguments.entries, folder, arguments.repeats)
            print(f"\n{triples:,} triples open from disk, the first answer included, in {seconds:.2f} s")
            if seconds > OPEN_WITHIN:
                missed.append(f"opened in {seconds:.2f} s, not in {OPEN_WITHIN:g}")
    print("\n".join(f"Missed: {goal}." for goal in missed) or "All goals reached.")
    return 1 if missed else 0


# --- the servers


def servers(folder: Path, others: str | None) -> dict[str, Callable[[], AbstractContextManager[tuple[str, int]]]]:
    """Return what starts each server, with the address of its endpoint and the number of its process."""
    started: dict[str, Callable[[], AbstractContextManager[tuple[str, int]]]] = {
        OURS: _ours,
        "oxigraph serve": partial(_oxigraph, folder / "oxigraph"),
    }
    return started | ({RDFLIB: partial(_rdflib_endpoint, others)} if others else {})


@contextlib.contextmanager
def _ours() -> Iterator[tuple[str, int]]:
    with serving(GRAPH, "--quiet") as server:
        yield server.sparql, server.process.pid


@contextlib.contextmanager
def _oxigraph(folder: Path) -> Iterator[tuple[str, int]]:
    with oxigraph(folder, in_memory=True) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("PUT", "/store?default", GRAPH.read_bytes(), {"Content-Type": "text/turtle"})
        _check(connection.getresponse().status < 300, "oxigraph does not take the graph")
        yield server.query, server.pid


@contextlib.contextmanager
def _rdflib_endpoint(python: str) -> Iterator[tuple[str, int]]:
    port = free_port()
    program = Path(python).parent / "rdflib-endpoint"
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(GRAPH)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if _ask(_connection(address), address, "ASK { }"):
                return
        time.sleep(0.01)
    raise TimeoutError(address)


# --- asking


def measure(
    started: Mapping[str, Callable[[], AbstractContextManager[tuple[str, int]]]], seconds: float, repeats: int
) -> dict[tuple[str, str, int], Rate]:
    """Return what each server does with each query; they take turns, and give the same number of rows."""
    runs: dict[tuple[str, str, int], list[Rate]] = {}
    sizes: dict[str, int] = {}
    for _ in range(repeats):
        for tool, start in started.items():
            with start() as (address, pid):
                for name, query in QUERIES.items():
                    rows = _size(_ask(_connection(address), address, _PREFIXES + query))
                    _check(sizes.setdefault(name, rows) == rows, f"{tool}: {name}: {rows} rows, not {sizes[name]}")
                    for clients in CLIENTS:
                        rate = _rate(address, _PREFIXES + query, clients, seconds)._replace(peak=_memory(pid))
                        runs.setdefault((tool, name, clients), []).append(rate)
    return {
        key: Rate(*(statistics.median(values) for values in zip(*rates, strict=True))) for key, rates in runs.items()
    }


def _rate(address: str, query: str, clients: int, seconds: float) -> Rate:
    end = time.perf_counter() + seconds
    times: list[list[float]] = [[] for _ in range(clients)]

    def ask_on(own: list[float]) -> None:
        connection = _connection(address)
        while (began := time.perf_counter()) < end:
            _ask(connection, address, query)
            own.append(time.perf_counter() - began)

    threads = [threading.Thread(target=ask_on, args=(own,)) for own in times]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    all_times = sorted(second * 1000 for own in times for second in own)
    return Rate(len(all_times) / took, statistics.median(all_times), all_times[len(all_times) * 19 // 20], 0)


def _connection(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)


def _ask(connection: http.client.HTTPConnection, address: str, query: str) -> bytes:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8",
    }
    connection.request("POST", urlsplit(address).path, urlencode({"query": query}), headers)
    answer = connection.getresponse()
    content = answer.read()
    _check(answer.status == 200, f"{address}: {answer.status} {content[:500]!r}")
    return content


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise SystemExit(message)


def _size(content: bytes) -> int:
    if content.startswith(b"{"):
        return len(json.loads(content)["results"]["bindings"])
    return 0  # a graph, in one format or the other


def _memory(pid: int) -> float:
    """Return the memory of a process and those that it started, in MB, shared pages counted once."""
    total = 0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split())
    return total / 1e6


def opened(entries: int, folder: Path, repeats: int) -> tuple[float, int]:
    """Return the seconds from the start of the command to its first answer, and the number of triples."""
    from load import synthetic_graph

    graph, triples = synthetic_graph(entries, 7, "nt", folder)
    store = folder / "store"
    with serving(graph, "--store", store):
        pass
    seconds = []
    for _ in range(repeats):
        port = free_port()
        command = [sys.executable, "-m", "slm_graph", "serve", "--store", str(store), "--port", str(port), "--quiet"]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": ""})
        try:
            _wait_for(f"http://127.0.0.1:{port}/sparql")
            seconds.append(time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait()
    return statistics.median(seconds), triples


def markdown(rates: Mapping[tuple[str, str, int], Rate]) -> str:
    """Return the rates as a table, with ratios of ours."""
    lines = [
        "| query | clients | server | answers/s | median ms | 95 % ms | memory MB | answers/s, ours / its |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    order: Sequence[tuple[str, str, int]] = sorted(rates, key=lambda key: ([*QUERIES].index(key[1]), key[2]))
    for tool, query, clients in order:
        rate = rates[tool, query, clients]
        ratio = rates[OURS, query, clients].answers / rate.answers
        lines.append(
            f"| {query} | {clients} | {tool} | {rate.answers:,.0f} | {rate.median:.2f} | {rate.slow:.2f} |"
            f" {rate.peak:,.0f} | {ratio:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

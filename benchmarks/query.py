"""Time every stored question on the survey's graph and on synthetic ones, pyoxigraph beside rdflib: see README.md.

python benchmarks/query.py --systems 0 1000 30000
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from goals import told
from synthetic import Vocabulary, entries, write_lines

from slm_graph.build.graph import write_graph
from slm_graph.graphs.local import open_graph
from slm_graph.project import find_project
from slm_graph.questions.binding import bind_question
from slm_graph.questions.stored import read_questions

PYOXIGRAPH, RDFLIB = "pyoxigraph", "rdflib"
SIZES = (0, 1_000, 30_000)
"""Synthetic systems beside the survey's own."""
GOAL_SECONDS = 2.0
"""What a question may take in pyoxigraph at the largest size."""
RDFLIB_LARGEST = 1_000
"""The largest size at which rdflib is asked: it takes minutes to parse more."""

_ROOT = Path(__file__).resolve().parent.parent
_LOAD_SECONDS = 600


class Time(NamedTuple):
    """The median of a question's runs in seconds, and its rows; None of both where it was stopped."""

    seconds: float | None
    rows: int | None


def main() -> int:
    """Run what the command line asks for, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--systems", type=int, nargs="+", default=SIZES, metavar="N", help="synthetic systems beside the survey's own"
    )
    parser.add_argument(
        "--repeats", type=int, default=5, metavar="K", help="runs, of which the median counts [default: 5]"
    )
    parser.add_argument(
        "--limit", type=float, default=20.0, metavar="SECONDS", help="stop a question after this long [default: 20]"
    )
    parser.add_argument("--seed", type=int, default=7, help="seed of the synthetic systems [default: 7]")
    parser.add_argument("--question", nargs="+", metavar="NAME", help="these questions only")
    parser.add_argument("--worker", nargs=2, metavar=("ENGINE", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker[0], Path(options.worker[1]), options.repeats)
        return 0
    names = [
        question.name
        for question in read_questions(_ROOT / "queries")
        if not options.question or question.name in options.question
    ]
    times: dict[tuple[str, int, str], Time] = {}
    with tempfile.TemporaryDirectory(prefix="slm-graph-bench-") as folder:
        for size in options.systems:
            graph = synthetic_graph(size, options.seed, Path(folder))
            for engine in (PYOXIGRAPH, RDFLIB):
                if engine == PYOXIGRAPH or size <= RDFLIB_LARGEST:
                    _tell(f"{size:,} systems: {engine}")
                    for name, taken in measure(engine, graph, names, options.repeats, options.limit):
                        times[engine, size, name] = taken
    print(markdown(names, options.systems, times))
    largest = max(options.systems)
    missed = []
    for name in names:
        seconds = times[PYOXIGRAPH, largest, name].seconds
        if seconds is None or seconds > GOAL_SECONDS:
            took = "was stopped" if seconds is None else f"takes {seconds:.1f} s"
            missed.append(f"{name} {took} at {largest:,} systems")
        for size in options.systems:
            ours, theirs = times[PYOXIGRAPH, size, name].rows, times.get((RDFLIB, size, name), Time(None, None)).rows
            if None not in (ours, theirs) and ours != theirs:
                missed.append(f"{name} has {ours} rows in pyoxigraph and {theirs} in rdflib at {size:,} systems")
    return told(missed)


def synthetic_graph(size: int, seed: int, folder: Path) -> Path:
    """Return the file of the survey's graph and that of so many synthetic systems together, as N-Triples."""
    survey = _ROOT / "output" / "slm-graph.nt"
    if not size:
        return survey
    _tell(f"{size:,} systems: building them")
    lines = folder / "entries.jsonl"
    # The survey's own rows keep their numbers.
    made = entries(size, Vocabulary(_ROOT / "data"), seed)
    moved = ({**entry, "source": {**entry["source"], "row": entry["source"]["row"] + 1000}} for entry in made)
    write_lines(lines, moved)
    project = replace(find_project(_ROOT / "data"), entries=lines)
    write_graph(project, folder, formats=["nt"], validate=False)
    both = folder / f"{size}.nt"
    with both.open("wb") as file:
        file.write(survey.read_bytes())
        file.write((folder / "slm-graph.nt").read_bytes())
    return both


def measure(engine: str, graph: Path, names: Sequence[str], repeats: int, limit: float) -> Iterator[tuple[str, Time]]:
    """Yield the time of each question; a process that takes too long over one is ended, another takes up the rest."""
    rest = list(names)
    while rest:
        command = [sys.executable, __file__, "--worker", engine, str(graph), "--repeats", str(repeats)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
            if _asked(worker, "", _LOAD_SECONDS) is None:
                raise RuntimeError(f"{engine} cannot read {graph.name}")
            while rest:
                answer = _asked(worker, rest[0], limit)
                yield rest.pop(0), Time(answer["seconds"], answer["rows"]) if answer else Time(None, None)
                if answer is None:
                    break
            worker.kill()


def _asked(worker: subprocess.Popen[str], name: str, limit: float) -> dict[str, Any] | None:
    """Return the worker's line for a question, or None where it did not come in time; the worker is then killed."""
    assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018, S101 (they are pipes)
    timer = threading.Timer(limit, worker.kill)
    timer.start()
    try:
        worker.stdin.write(f"{name}\n")
        worker.stdin.flush()
        line = worker.stdout.readline()
    finally:
        timer.cancel()
    return dict(json.loads(line)) if line else None


def work(engine: str, graph: Path, repeats: int) -> None:
    """Load a graph, then answer each line of standard input, the name of a question, with a line of JSON."""
    ask = _pyoxigraph(graph) if engine == PYOXIGRAPH else _rdflib(graph)
    # Every engine gets the text with the defaults in it; they are things of the survey, looked up in its graph.
    survey = open_graph(_ROOT / "output" / "slm-graph.ttl")
    texts = {question.name: bind_question(question, {}, survey).text for question in read_questions(_ROOT / "queries")}
    sys.stdin.readline()
    print("{}", flush=True)
    for line in sys.stdin:
        seconds: list[float] = []
        rows = 0
        # A slow question is run once: its time is far from the goal either way.
        while len(seconds) < (repeats if not seconds or seconds[0] < 1 else 1):
            start = time.process_time()
            rows = ask(texts[line.strip()])
            seconds.append(time.process_time() - start)
        print(json.dumps({"seconds": statistics.median(seconds), "rows": rows}), flush=True)


def _pyoxigraph(graph: Path) -> Callable[[str], int]:
    import pyoxigraph as ox

    source = open_graph(graph)

    def ask(text: str) -> int:
        results = source.query(text)
        return 1 if isinstance(results, ox.QueryBoolean) else sum(1 for _ in results)

    return ask


def _rdflib(graph: Path) -> Callable[[str], int]:
    import rdflib

    loaded = rdflib.Graph().parse(graph, format="nt")
    return lambda text: len(list(loaded.query(text)))


def markdown(names: Sequence[str], sizes: Sequence[int], times: dict[tuple[str, int, str], Time]) -> str:
    """Return the table of medians in milliseconds."""
    columns = [
        (engine, size)
        for size in sizes
        for engine in (PYOXIGRAPH, RDFLIB)
        if engine == PYOXIGRAPH or size <= RDFLIB_LARGEST
    ]
    head = ["ms, median"] + [f"{engine}, survey{f' + {size:,}' if size else ''}" for engine, size in columns]
    lines = [head, ["---", *["---:"] * len(columns)]]
    lines += [[name, *(_shown(times[engine, size, name]) for engine, size in columns)] for name in names]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(taken: Time) -> str:
    return f"{taken.seconds * 1000:,.1f}" if taken.seconds is not None else "stopped"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

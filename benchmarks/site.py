"""Measure `slm-graph site` as a whole process, beside `slm-graph build` in the same turns: see README.md.

    python benchmarks/site.py [--repeats 3] [--entries 10000]

Prints seconds, peak memory and files of the survey's site, of one that is written again, and of a synthetic one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from synthetic import Vocabulary, entries

from slm_graph.graphs import graph_file

ROOT = Path(__file__).parents[1]


class Measured(NamedTuple):
    """Seconds, seconds of processor time, and the most memory in MB: of one process, and of all, shared pages once."""

    seconds: float
    processor: float
    largest: float
    together: float


def measured(*arguments: str) -> Measured:
    """Run a command, as users do: with the bytecode of an earlier run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command, most, start = [sys.executable, "-m", "slm_graph", *arguments], 0, time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            most = max(most, sum(map(proportional, [process.pid, *started_by(process.pid)])))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit status {process.returncode}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, most / 1024)


def started_by(pid: int) -> list[int]:
    """Return the processes that a process started, and those that these did."""
    with suppress(OSError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return [process for child in map(int, listed) for process in (child, *started_by(child))]
    return []


def proportional(pid: int) -> int:
    """Return the memory of a process in kB, of pages that it shares its part (proc(5), Pss)."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def told(name: str, figures: Measured, folder: Path | None = None) -> None:
    """Print a row."""
    files = sum(path.is_file() for path in folder.rglob("*")) if folder else 0
    seconds, processor, largest, together = figures
    times = f"{seconds:8.2f} s {processor:8.2f} s"
    print(f"{name:34} {times} {largest:8.0f} MB {together:8.0f} MB {files or '':>8}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--entries", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{'':34} {'elapsed':>10} {'processor':>10} {'a process':>11} {'together':>11} {'files':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site, graph = folder / "site", str(graph_file())
        built, fresh, again = [], [], []
        for _ in range(options.repeats):
            built.append(measured("build", "--output", str(folder / "output")))
            shutil.rmtree(site, ignore_errors=True)
            fresh.append(measured("site", graph, "-o", str(site)))
            again.append(measured("site", graph, "-o", str(site)))
        told("build of the survey", min(built))
        told("site of the survey", min(fresh), site)
        told("the same again", min(again), site)
        print(f"site / build: {min(fresh).seconds / min(built).seconds:.2f}")
        if options.entries:
            synthetic(folder, options.entries)


def synthetic(folder: Path, count: int) -> None:
    """Measure the site of synthetic entries."""
    table = folder / "entries.jsonl"
    with table.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(entry)}\n" for entry in entries(count, Vocabulary(ROOT / "data")))
    output = folder / "large" / "output"
    shutil.copytree(ROOT / "ontology", folder / "large" / "ontology")
    options = ("--no-shacl", "--no-view", "--format", "ttl", "--output", str(output))
    told(f"build of {count:,} entries", measured("build", "--data", str(table), *options))
    site = folder / "large" / "site"
    told(f"site of {count:,} entries", measured("site", str(output / "slm-graph.ttl"), "-o", str(site)), site)


if __name__ == "__main__":
    main()

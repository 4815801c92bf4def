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
from pathlib import Path

from synthetic import Vocabulary, entries

from slm_graph.graphs import graph_file

ROOT = Path(__file__).parents[1]


def measured(*arguments: str) -> tuple[float, float, float]:
    """Run a command, and return its seconds, its seconds of processor time, and its peak memory in MB."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "slm_graph", *arguments], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit status {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def told(name: str, figures: tuple[float, float, float], folder: Path | None = None) -> None:
    """Print a row."""
    files = sum(path.is_file() for path in folder.rglob("*")) if folder else 0
    seconds, processor, memory = figures
    print(f"{name:34} {seconds:8.2f} s {processor:8.2f} s {memory:8.0f} MB {files or '':>8}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--entries", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{'':34} {'elapsed':>10} {'processor':>10} {'memory':>11} {'files':>8}")
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
        print(f"site / build: {min(fresh)[0] / min(built)[0]:.2f}")
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

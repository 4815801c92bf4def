"""Measure the site of the survey as a whole process, beside the build in the same turns: see README.md.

    python benchmarks/site.py [--repeats 3]

Prints seconds, memory and files of the site, of one that is written again, and of the build. Sites of synthetic entries
are measured by `reading.py`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from goals import told
from processes import Taken, run

from slm_graph.graphs import graph_file

GOAL_SECONDS = 3


def main() -> int:
    """Print the figures, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    command = [sys.executable, "-m", "slm_graph"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site, written = folder / "site", [*command, "site", str(graph_file()), "-o", str(folder / "site")]
        built, fresh, again = [], [], []
        for _ in range(options.repeats):
            built.append(run([*command, "build", "--output", str(folder / "output")]))
            shutil.rmtree(site, ignore_errors=True)
            fresh.append(run(written))
            again.append(run(written))
        files = sum(path.is_file() for path in site.rglob("*"))
    print("| command | elapsed s | processor s | MB together | files |\n| --- | ---: | ---: | ---: | ---: |")
    print(row("build", min(built), ""), row("site", min(fresh), f"{files:,}"), row("again", min(again), ""), sep="\n")
    print(f"\nsite / build: {min(fresh).wall / min(built).wall:.2f}\n")
    seconds = min(fresh).wall
    return told([f"the survey's site takes {seconds:.1f} s, not {GOAL_SECONDS}"] if seconds > GOAL_SECONDS else [])


def row(name: str, taken: Taken, files: str) -> str:
    """Return a row of the table."""
    return f"| {name} | {taken.wall:.2f} | {taken.cpu:.2f} | {taken.peak / 1e6:.0f} | {files} |"


if __name__ == "__main__":
    sys.exit(main())

"""How long the command takes to start: `--help` and a stored question, beside what importing rdflib alone takes.

python benchmarks/start.py [--repeats N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python, doing nothing": ["-c", "pass"],
    "import rdflib": ["-c", "import rdflib"],
    "slm-graph --help": ["-m", "slm_graph", "--help"],
    "slm-graph query systems-by-encoder": ["-m", "slm_graph", "query", "systems-by-encoder"],
}
LIMITS = {"slm-graph --help": 0.15, "slm-graph query systems-by-encoder": 0.3}
"""Seconds as a whole process, on a quiet machine."""


def main() -> int:
    """Print medians as a Markdown table; return 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description="How long the command takes to start.")
    parser.add_argument("--repeats", type=int, default=15, metavar="N", help="runs of each [default: 15]")
    repeats = parser.parse_args().repeats
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(repeats):
        for name, arguments in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    print("| command | median, ms | × import rdflib |\n| --- | ---: | ---: |")
    for name, median in medians.items():
        print(f"| {name} | {median * 1000:.0f} | {median / medians['import rdflib']:.2f} |")
    missed = [name for name, limit in LIMITS.items() if medians[name] > limit]
    for name in missed:
        print(f"Missed: {name} takes more than {LIMITS[name]} s.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
